"""The sentences of stems: how each value of a fact is said, in the words of one industry.

Hand-written in data/practice/clauses.yaml. A sentence never uses a word that would give the key
away; so each value has several, and the first that is free of such words is taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from advisor.documents import knowledge_folder, read_file
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue

MOST_FACTS = 6
"""A stem states so many facts at most."""

_EVERYWHERE = frozenset({"data", "model", "models", "system", "systems"})
"""Words without which hardly a question about models can be asked; they tell no options apart."""


_IN_USE = frozenset({"symptoms", "current_path", "tried"})
"""Facts that tell of something that is there already."""


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    """The words of data/practice/function_words.yaml: they tell no options apart."""
    return frozenset(
        read_file(knowledge_folder() / "data" / "practice" / "function_words.yaml").data
    )


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, function words left out."""
    words = re.findall(r"[a-z][a-z0-9]+(?:-[a-z0-9]+)*", text.lower())
    split = [part for word in words for part in (word, *word.split("-"))]
    return [
        word for word in dict.fromkeys(split) if word not in _function_words() and len(word) > 2
    ]


def stemmed(word: str) -> str:
    """The part of a word that its forms share, roughly: "trained" and "training" give "train"."""
    for ending in (
        "izations",
        "ization",
        "ations",
        "ation",
        "ings",
        "ing",
        "edly",
        "ed",
        "ers",
        "er",
        "ies",
        "es",
        "s",
        "ly",
        "e",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def telling_words(*texts: str) -> frozenset[str]:
    """The word stems of these texts that would give something away."""
    return frozenset(
        stemmed(word) for text in texts for word in plain_words(text) if word not in _EVERYWHERE
    )


@dataclass(frozen=True)
class Industry:
    """One setting of stems: how it begins, and the words that fill the sentences.

    new: opens a stem about something planned; running: about something in use.
    """

    id: str
    new: tuple[str, ...]
    running: tuple[str, ...]
    words: Mapping[str, str]

    def openings(self, facts: Mapping[str, FactValue], avoiding: Collection[str]) -> list[str]:
        """First sentences for a stem that states these facts, without words of these stems."""
        is_there = _IN_USE & {*facts} or facts.get("lifecycle_stage") == "monitoring"
        fitting = self.running if is_there else self.new
        return [each for each in fitting if not telling_words(each) & {*avoiding}]

    def fill(self, sentence: str) -> str:
        """A sentence with its slots filled, {Firm} with a capital letter."""
        for name, word in self.words.items():
            sentence = sentence.replace(f"{{{name}}}", word)
            capital = word[0].upper() + word[1:]
            sentence = sentence.replace(f"{{{name[0].upper()}{name[1:]}}}", capital)
        return sentence


@dataclass(frozen=True)
class Sentences:
    """All sentences, by fact and value, and the industries.

    of_keys: closer sentences where a given item is the key; settings: the industries in which
    alone a value is told.
    """

    industries: tuple[Industry, ...]
    facts: Mapping[str, Mapping[str, tuple[str, ...]]]
    of_keys: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def values(self, fact: str) -> tuple[FactValue, ...]:
        """The values of a fact that can be said; of sets the single words."""
        definition = fact_definitions()[fact]
        return tuple(_value(definition.kind, word) for word in self.facts.get(fact, ()))

    def can_say(self, fact: str, value: FactValue) -> bool:
        """Whether there is a sentence for this value."""
        words = self.facts.get(fact, {})
        return all(word_of(each) in words for each in _single(value))

    def said(
        self,
        industry: Industry,
        fact: str,
        value: FactValue,
        avoiding: Collection[str] = (),
        key: str = "",
    ) -> Iterator[str]:
        """Ways to say that a fact has this value, without words of these stems.

        key: the item that is asked for, which may have sentences of its own.
        """
        closer = self.of_keys.get(key, {}).get(fact, {})
        parts = [
            [
                filled
                for sentence in closer.get(word_of(each)) or self.facts[fact][word_of(each)]
                if not telling_words(filled := industry.fill(sentence)) & {*avoiding}
            ]
            for each in _single(value)
        ]
        if all(parts):
            for place in range(max(len(part) for part in parts)):
                yield " ".join(part[place % len(part)] for part in parts)

    def stem(
        self,
        industry: Industry,
        facts: Mapping[str, FactValue],
        avoiding: Collection[str],
        turn: int = 0,
        key: str = "",
        unsaid: str = "",
    ) -> tuple[str, Mapping[str, str]] | None:
        """A stem that says these facts, and how it says each; None if words give it away.

        turn: which of several ways is taken; key: the item that is asked for; unsaid: a fact that
        holds and of which the stem says nothing.
        """
        if not self.fits(industry, facts):
            return None
        openings = industry.openings(facts, avoiding)
        if not openings:
            return None
        said: dict[str, str] = {}
        order = {fact: place for place, fact in enumerate(fact_definitions())}
        for fact in sorted({*facts} - {unsaid}, key=order.__getitem__):
            ways = list(self.said(industry, fact, facts[fact], avoiding, key))
            if not ways:
                return None
            said[fact] = ways[(turn + len(said)) % len(ways)]
        return " ".join([openings[turn % len(openings)], *said.values()]), said

    def fits(self, industry: Industry, facts: Mapping[str, FactValue]) -> bool:
        """Whether each value is told in this industry, such as HIPAA where health is at stake."""
        told_in = (
            self.settings.get(fact, {}).get(word_of(each))
            for fact, value in facts.items()
            for each in _single(value)
        )
        return all(industry.id in names for names in told_in if names)


def _single(value: FactValue) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


def word_of(value: object) -> str:
    """A single value as the files of the practice write it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(kind: str, word: str) -> FactValue:
    if kind == "flag":
        return word == "true"
    if kind == "choices":
        return (word,)
    return float(word) if kind == "amount" else int(word) if kind == "count" else word


@lru_cache(maxsize=1)
def sentences() -> Sentences:
    """The sentences of data/practice/clauses.yaml."""
    data = read_file(knowledge_folder() / "data" / "practice" / "clauses.yaml").data
    return Sentences(
        tuple(
            Industry(name, tuple(each["new"]), tuple(each["running"]), each["words"])
            for name, each in data["industries"].items()
        ),
        {
            fact: {str(value): tuple(ways) for value, ways in values.items()}
            for fact, values in data["facts"].items()
        },
        {
            key: {
                fact: {str(value): tuple(ways) for value, ways in values.items()}
                for fact, values in facts.items()
            }
            for key, facts in data["of_keys"].items()
        },
        {
            fact: {str(value): tuple(names) for value, names in values.items()}
            for fact, values in data["settings"].items()
        },
    )
