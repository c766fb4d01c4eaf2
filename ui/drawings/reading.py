"""A description with marks on the words that say a fact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advisor.reading import ReadFact
from ui.drawings.markup import text
from ui.drawings.words import fact_title


def marked(described: str, proposed: Sequence[ReadFact]) -> str:
    """The text, its marks numbered as the facts below it; words of two facts bear both numbers."""
    ends = sorted({0, len(described), *(end for each in proposed for end in each.span)})
    parts = []
    for start, end in pairwise(ends):
        words = text(described[start:end])
        here = [
            (number, each)
            for number, each in enumerate(proposed, 1)
            if each.start <= start and end <= each.end
        ]
        if here:
            titles = ", ".join(fact_title(each.fact) for _, each in here)
            words = f'<mark title="{text(titles)}">{words}</mark>'
        closed = ", ".join(str(number) for number, each in here if each.end == end)
        parts.append(words + (f"<sup>{closed}</sup>" if closed else ""))
    return f'<p class="adv-told">{"".join(parts)}</p>'
