"""Which facts and needs a learner's own words speak of.

Words are matched, not understood: a reason speaks of the fact whose title, question and stated
value share most words with it, rare words counting more than common ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.wording import spoken

_LEAST = 1.3
"""The least score that counts as speaking of a fact: one word of a title or value that few others
have. Our judgement.
"""

_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a an and any are as at be by can do does for from has have how i if in is it its itself
        may must no not of on one or our should so such than that the their them there they this
        to too was we what when which who will with you your here only need needs needed use used
        using because answer answers fact facts
        """,
    )
)

_LIKE = {
    "cite": "citations", "cites": "citations", "cited": "citations", "sources": "citations",
    "latest": "change", "fresh": "change", "current": "change", "updated": "change",
    "update": "change", "updates": "change", "changing": "change", "changes": "change",
    "cheap": "cost", "cheapest": "cost", "costs": "cost", "budget": "cost",
    "documents": "document", "manuals": "document",
    "proprietary": "private", "in-house": "private", "week": "weekly", "day": "daily",
    "month": "monthly", "hour": "hourly", "labels": "labelled", "labeled": "labelled",
    "label": "labelled", "example": "examples", "samples": "examples", "pairs": "pair",
    "tone": "voice", "style": "voice", "brand": "voice", "quick": "latency", "slow": "latency",
    "fast": "latency", "seconds": "latency", "hallucinates": "invented",
    "hallucination": "invented", "hallucinations": "invented", "invents": "invented",
}  # fmt: skip
"""Words that people use for those of the questions. Our judgement."""


class SpokenOf:
    """Finds what reasons in somebody's words speak of, in one scenario."""

    def __init__(self, knowledge: Knowledge, scenario: Scenario) -> None:
        self._words: dict[str, Counter[str]] = {}
        for fact, value in scenario.values():
            definition = fact_definitions()[fact]
            self._words[fact] = Counter(
                [
                    *_words(f"{definition.title} {fact.replace('_', ' ')} {spoken(value)}") * 2,
                    *_words(definition.question),
                ]
            )
        for need in knowledge.needs.values():
            self._words[need.id] = Counter([*_words(need.name) * 2, *_words(need.meaning)])
        self._frequency = Counter(word for words in self._words.values() for word in words)

    def by(self, reason: str) -> tuple[str, ...]:
        """The stated fact, or the need, that these words speak of; facts before needs.

        Several where they are spoken of equally; none where no word tells.
        """
        if "_" in reason:
            # A misspelt name of a fact is no sentence.
            return ()
        said = {*_words(reason)}
        scores = {thing: self._score(said, words) for thing, words in self._words.items()}
        for things in (
            [thing for thing in scores if thing in fact_definitions()],
            [thing for thing in scores if thing not in fact_definitions()],
        ):
            best = max((scores[thing] for thing in things), default=0.0)
            if best >= _LEAST:
                return tuple(thing for thing in things if scores[thing] >= 0.9 * best)
        return ()

    def _score(self, said: Iterable[str], words: Counter[str]) -> float:
        total = len(self._words)
        return sum(
            min(2, words[word]) * math.log(total / self._frequency[word]) / math.log(total)
            for word in said
            if words[word]
        )


def _words(text: str) -> list[str]:
    found = re.findall(r"[a-z0-9][a-z0-9-]*", text.casefold())
    return [_LIKE.get(word, word) for word in found if word not in _COMMON and len(word) > 1]
