"""The eight dimensions of responsible AI: which are served, by what, and what called for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from advisor.knowledge.catalogue import Dimension
from advisor.reasoning.advice import Advice
from ui.drawings.markup import folded, joined, symbol, text, unseen
from ui.drawings.words import fact_title, in_words

DIMENSIONS: tuple[str, ...] = get_args(Dimension)


def tiles(advice: Advice) -> str:
    """One tile per dimension; those that nothing serves are named as well."""
    served = {each.id: each for each in advice.dimensions}
    names: Mapping[str, str] = {
        item.id: item.name for stage in advice.stages for item in stage.items
    }
    drawn = []
    for dimension in DIMENSIONS:
        title = f'<span class="adv-name">{text(in_words(dimension))}</span>'
        shape = served.get(dimension)  # type: ignore[call-overload]
        if shape is None:
            drawn.append(
                f'<div class="adv-tile empty">{symbol("–")}{title}'
                '<span class="adv-quiet">nothing that the facts call for</span></div>'
            )
            continue
        items = "".join(f"<li>{text(names.get(each, in_words(each)))}</li>" for each in shape.items)
        facts = ", ".join(fact_title(each).lower() for each in shape.facts)
        why = f'<p class="adv-quiet">Called for by: {text(facts)}</p>' if facts else ""
        count = len(shape.items)
        summary = (
            f"{symbol('✓')}{unseen('served')}{title}"
            f'<span class="adv-quiet">{count} {"item" if count == 1 else "items"}</span>'
        )
        drawn.append(folded(summary, f"<ul>{items}</ul>{why}", "adv-tile"))
    return f'<div class="adv-tiles">{joined(drawn)}</div>'
