"""What was read in a text: proposed facts with their words, questions, and what was not read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.written import in_words
from advisor.reading.quotes import Span, sentences
from advisor.reading.surroundings import clauses


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadFact(_Told):
    """A fact that a text proposes, with the words that say it.

    value: plain data, as in a scenario; of a fact that takes several values, those that these
    words say. start, end: where the quote stands, in characters from 0. sure: whether words like
    these were right wherever they were checked; it is to be confirmed all the same. how: what was
    worked out to read a number. by: who read it.
    """

    fact: str
    value: Any
    quote: str
    start: int
    end: int
    sure: bool = False
    how: str = ""
    by: str = "cues"

    @property
    def span(self) -> Span:
        """Where the quote stands."""
        return Span(self.start, self.end)

    @property
    def told(self) -> str:
        """Fact and value in words."""
        return f"{self.fact}: {in_words(self.fact, self.value)}"


class Conflict(_Told):
    """A fact for which the text says two things: which of them holds is a question."""

    fact: str
    question: str
    readings: tuple[ReadFact, ...]


class NotUnderstood(_Told):
    """Words from which no fact was read; why: what kept them from being read, where known.

    A sentence, or what stands beside that which was read in it: a clause, or a number.
    """

    quote: str
    start: int
    end: int
    why: str = ""


class Dropped(_Told):
    """A proposal of a model or agent that is not taken, and why."""

    fact: str
    value: Any = None
    quote: str = ""
    why: str
    by: str = ""


class ReadText(_Told):
    """All that was read in a text. Nothing of it is a scenario until somebody confirms it.

    read: in the order of the text; conflicts: facts that two readings say differently, which are
    not in `read`; not_understood: sentences and parts of them that were not read; dropped:
    proposals of a model that do not stand in the text; notes: what else is to be told.
    """

    read: tuple[ReadFact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """The proposed facts as plain data, in the order of the questionnaire."""
        found: dict[str, Any] = {}
        for each in self.read:
            if fact_definitions()[each.fact].kind == "choices":
                found[each.fact] = [*dict.fromkeys([*found.get(each.fact, ()), *each.value])]
            else:
                found[each.fact] = each.value
        return {name: found[name] for name in fact_definitions() if name in found}

    def to_json(self) -> str:
        """As text, two spaces a level."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False)


class Read(_Told):
    """What one reader made of a text."""

    read: tuple[ReadFact, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """Anything that proposes facts from a text: cues, a model, or an adapter of your own.

    Whatever it proposes is checked again: a quote that is not in the text, or a value that the
    fact cannot have, never reaches anybody.
    """

    name: str

    def read(self, text: str) -> Read:
        """The facts that a text says, each with its words. Raises BadInput if it cannot."""
        ...


def gather(text: str, found: Iterable[Read]) -> ReadText:
    """The readings of all readers together: equal ones once, different ones as a question."""
    several = tuple(found)
    standing = [each for one in several for each in one.read if _stands(each, text)]
    by_fact: dict[str, list[ReadFact]] = {}
    for each in sorted(standing, key=lambda each: (not each.sure, each.start)):
        _add(by_fact.setdefault(each.fact, []), each)
    read: list[ReadFact] = []
    conflicts = []
    for fact, ones in by_fact.items():
        definition = fact_definitions()[fact]
        if definition.kind == "choices" or len(ones) == 1:
            read += ones
        else:
            ordered = tuple(sorted(ones, key=lambda each: each.start))
            conflicts.append(Conflict(fact=fact, question=definition.question, readings=ordered))
    order = list(fact_definitions())
    return ReadText(
        read=tuple(sorted(read, key=lambda each: (each.start, order.index(each.fact)))),
        conflicts=tuple(sorted(conflicts, key=lambda each: order.index(each.fact))),
        not_understood=_not_understood(text, standing, several),
        dropped=tuple(each for one in several for each in one.dropped),
        notes=tuple(dict.fromkeys(each for one in several for each in one.notes)),
    )


def _stands(each: ReadFact, text: str) -> bool:
    if not each.quote or each.span.of(text) != each.quote:
        return False
    try:
        return bool(read_scenario({each.fact: each.value}).known().get(each.fact) == each.value)
    except BadInput:
        return False


def _add(ones: list[ReadFact], each: ReadFact) -> None:
    """Adds a reading that says something new; of equal ones the first stays."""
    if fact_definitions()[each.fact].kind == "choices":
        known = {value for one in ones for value in one.value}
        new = [value for value in each.value if value not in known]
        if new or not (each.value or ones):
            ones.append(each.model_copy(update={"value": new}))
    elif all(one.value != each.value for one in ones):
        ones.append(each)


def _not_understood(
    text: str, standing: Sequence[ReadFact], several: Sequence[Read]
) -> tuple[NotUnderstood, ...]:
    told = {(each.start, each.end): each for one in several for each in one.not_understood}
    seen = [*(each.span for each in standing), *(Span(*each) for each in told)]
    for sentence in sentences(text):
        for span in _silent(sentence, [each for each in seen if sentence.meets(each)], text):
            told[span] = NotUnderstood(quote=span.of(text), start=span.start, end=span.end)
    return tuple(told[each] for each in sorted(told))


def _silent(sentence: Span, seen: Sequence[Span], text: str) -> Iterator[Span]:
    """What of a sentence nothing was read from: all of it, clauses of it, or a number in one.

    A clause of one or two words without a number says nothing by itself.
    """
    if not seen:
        yield sentence
        return
    start = end = None
    for clause in clauses(sentence, text):
        touching = sorted(each for each in seen if clause.meets(each))
        if not touching:
            start, end = clause.start if start is None else start, clause.end
            continue
        if start is not None and end is not None:
            yield from _worth_telling(Span(start, end), text, words=3)
        start = end = None
        at = clause.start
        for each in (*touching, Span(clause.end, clause.end)):
            # Beside what was read in a clause only a number is missed for sure.
            yield from _worth_telling(Span(at, max(at, each.start)), text, words=None)
            at = max(at, each.end)
    if start is not None and end is not None:
        yield from _worth_telling(Span(start, end), text, words=3)


def _worth_telling(span: Span, text: str, words: int | None) -> Iterator[Span]:
    """The span without the space around it, if it has a number or that many words."""
    said = span.of(text)
    enough = words is not None and len(said.split()) >= words
    if enough or any(letter.isdigit() for letter in said):
        kept = said.strip(" ,;:—")
        start = span.start + said.index(kept)
        yield Span(start, start + len(kept))
