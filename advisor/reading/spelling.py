"""Slips of the keyboard: a word with one letter wrong is read as the word of the cues it is near.

Only long words are mended, and only where nobody could have meant another word: what stands in any
text of the cues, or in `_WORDS_OF_THEIR_OWN`, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.reading.quotes import Span

SHORTEST = 6
"""Letters of a word that is mended; short words are near too many others (our judgement)."""

_WORDS_OF_THEIR_OWN = frozenset(
    re.findall(
        r"\w+",
        """
    bands cause causes clams closers complains contact contacts crate drives exiting fight
    flavour handled judgements layer layers lunch manger mangers manpage manpages marking
    masking matchers mater metres modes moths noting patent personas planed planers polices
    princes receivers recoding recorders relies retaining reuse reused routers samplers
    scoured sever severs shard singed stats steam strands teaches thickets thorough though
    threats ticked tiles turning violet weighs widow writers
    """,
    )
)
"""Words one slip away from a word of the cues that are words themselves."""
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Mended:
    """A sentence with its slips mended.

    slips: of each, where it stands in the mended sentence, and the word as it was typed.
    """

    text: str
    slips: tuple[tuple[Span, str], ...] = ()

    def origin(self, span: Span) -> Span:
        """Where the words of this span stand in the sentence as it was typed."""
        return Span(self._back(span.start, False), self._back(span.end, True))

    def told(self, span: Span) -> str:
        """Which words of this span were mended, in words; empty where none was."""
        return "; ".join(
            f'"{typed}" read as "{each.of(self.text)}"'
            for each, typed in self.slips
            if each.meets(span)
        )

    def _back(self, at: int, is_end: bool) -> int:
        moved = 0
        for each, typed in self.slips:
            if each.end <= at:
                moved += len(typed) - (each.end - each.start)
            elif each.start < at:
                return each.start + moved + (len(typed) if is_end else 0)
        return at + moved


class Spelling:
    """Knows the words of the cues, and which typed word is one slip away from one of them."""

    def __init__(self, patterns: Iterable[str], texts: Iterable[str]) -> None:
        """patterns: of cues; texts: their examples, whose words are all spelled well."""
        literal = {
            word
            for pattern in patterns
            for word in re.findall(r"(?<![@\w*])[a-z]+(?![\w*])", pattern)
        }
        self.known = literal | _WORDS_OF_THEIR_OWN
        for text in texts:
            self.known |= {each[0].lower() for each in _WORD.finditer(text)}
        self.near: dict[str, set[str]] = {}
        for word in literal:
            if len(word) >= SHORTEST:
                for part in _shorter(word):
                    self.near.setdefault(part, set()).add(word)

    def mend(self, sentence: str) -> Mended:
        """The sentence with the slips mended that can be mended in one way only."""
        made, at, slips = "", 0, []
        for found in _WORD.finditer(sentence):
            right = self._right(found[0])
            if right:
                made += sentence[at : found.start()]
                slips.append((Span(len(made), len(made) + len(right)), found[0]))
                made += right
                at = found.end()
        return Mended(made + sentence[at:], tuple(slips)) if slips else Mended(sentence)

    def _right(self, typed: str) -> str:
        word = typed.lower()
        if len(word) < SHORTEST - 1 or word in self.known or (typed != word and typed.isupper()):
            return ""
        near = {each for part in _shorter(word) for each in self.near.get(part, ())}
        likely = {each for each in near if _is_slip(word, each)}
        return likely.pop() if len(likely) == 1 else ""


def _shorter(word: str) -> set[str]:
    """The word, and the word without any one letter: two words one slip apart share one."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _is_slip(typed: str, word: str) -> bool:
    """Whether one letter inside the word is missing, too many, or changed places with the next.

    The first letter is hardly ever missed, and another ending is another form of a word.
    """
    if typed[0] != word[0]:
        return False
    if len(typed) == len(word):
        differ = [place for place, letter in enumerate(typed) if letter != word[place]]
        return (
            len(differ) == 2
            and typed[differ[0] : differ[1] + 1] == (word[differ[0] : differ[1] + 1][::-1])
        )
    longer, shorter = (typed, word) if len(typed) > len(word) else (word, typed)
    inside = {longer[:place] + longer[place + 1 :] for place in range(1, len(longer) - 1)}
    return len(longer) - len(shorter) == 1 and shorter in inside
