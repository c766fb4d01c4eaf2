"""Cues: words that say a fact, kept as data beside the facts in data/cues/.

A cue is several words in a row, so that an ordinary word that only looks like a fact counts for
nothing. Where the sentence denies it, doubts it or asks it, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.documents import knowledge_folder, read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.facts.number_units import PERIODS
from advisor.facts.number_words import NUMBER, in_digits
from advisor.facts.read import read_scenario
from advisor.facts.written import read_value
from advisor.reading.patterns import compiled
from advisor.reading.quotes import Span, sentences
from advisor.reading.readings import NotUnderstood, Read, ReadFact
from advisor.reading.spelling import Mended, Spelling
from advisor.reading.surroundings import (
    DENIED,
    DENIED_AFTER,
    ROUGHLY_BEFORE,
    UNCOUNTED_BEFORE,
    Nearby,
    Scope,
    around,
    hushed,
    said_of_something_else,
    softened,
    stands_alone,
    with_surroundings,
)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Says(_Data):
    """A text and the value that is read from it."""

    text: str
    value: Any


class Cue(_Data):
    """Words that say one fact; data/cues/use_case.yaml says what each key means."""

    id: str
    fact: str
    value: Any = None
    scope: Scope
    words: tuple[str, ...]
    negated: Any = None
    sure: bool = False
    alone: bool = False
    reads: tuple[str | Says, ...]
    does_not_read: tuple[str, ...] = ()
    reads_otherwise: tuple[Says, ...] = ()

    @property
    def subject(self) -> str:
        """How a finding names the cue."""
        return f"cue {self.fact}/{self.id}"


class CueReader:
    """Reads a text by the cues; everything happens on this machine."""

    name = "cues"

    def __init__(self, cues: tuple[Cue, ...] | None = None) -> None:
        """cues: by default those of data/cues/."""
        self.cues = all_cues() if cues is None else cues
        self.spelling = _spelling_of_all() if cues is None else _spelling(self.cues)

    def read(self, text: str) -> Read:
        """The facts that the cues find, and numbers that look like one and cannot be read."""
        read: list[ReadFact] = []
        unread: list[NotUnderstood] = []
        spans = tuple(sentences(text))
        for span, nearby in with_surroundings(spans, text):
            mended = self.spelling.mend(span.of(text))
            found = [
                _as_typed(hit, mended, span.start)
                for cue in self.cues
                for hit in _hits(cue, mended.text, nearby)
            ]
            said = _longest([hit for hit in found if not hit.elsewhere])
            for hit in said:
                try:
                    value, how = hit.read()
                except BadInput as error:
                    why = " ".join(f"{each.problem} {each.remedy}" for each in error.problems)
                    unread.append(_not_read(hit.span, text, why.strip()))
                else:
                    told = "; ".join(filter(None, (how, hit.slips)))
                    read.append(_fact(hit, text, value, told))
            unread += (
                _not_read(hit.span, text, hit.elsewhere)
                for hit in _apart([hit for hit in found if hit.elsewhere], said)
            )
        return Read(read=tuple(read), not_understood=tuple(unread))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cue that was found.

    number: what it leaves to read; denied: whether the clause denies it; elsewhere: why the words
    do not say the fact here, where they do not; sure: whether a sure cue says it; slips: which
    words were mended to find it.
    """

    cue: Cue
    span: Span
    number: str
    denied: bool
    elsewhere: str
    sure: bool
    slips: str = ""

    @property
    def says(self) -> tuple[Any, str]:
        """What two hits share that say the same."""
        if self.denied or self.cue.value is not None:
            return (self.cue.negated if self.denied else self.cue.value), ""
        return None, self.number

    def read(self) -> tuple[Any, str]:
        """Value, and how a number was read. Raises BadInput where the number cannot be read."""
        if self.denied:
            return self.cue.negated, ""
        if self.cue.value is not None:
            return self.cue.value, ""
        written = read_value(fact_definitions()[self.cue.fact], in_digits(self.number))
        return read_scenario({self.cue.fact: written.value}).known()[self.cue.fact], written.how


def _fact(hit: _Hit, text: str, value: Any, how: str) -> ReadFact:
    definition = fact_definitions()[hit.cue.fact]
    listed = definition.kind == "choices" and not isinstance(value, (list, tuple))
    return ReadFact(
        fact=hit.cue.fact,
        value=[value] if listed else value,
        quote=hit.span.of(text),
        start=hit.span.start,
        end=hit.span.end,
        sure=hit.sure,
        how=how,
    )


def _not_read(span: Span, text: str, why: str) -> NotUnderstood:
    return NotUnderstood(quote=span.of(text), start=span.start, end=span.end, why=why)


@cache
def _spelling_of_all() -> Spelling:
    return _spelling(all_cues())


def _spelling(cues: tuple[Cue, ...]) -> Spelling:
    examples = (text for cue in cues for text in (*cue.reads, *cue.does_not_read))
    return Spelling(
        (pattern for cue in cues for pattern in cue.words),
        (each if isinstance(each, str) else each.text for each in examples),
    )


def _as_typed(hit: _Hit, mended: Mended, offset: int) -> _Hit:
    """The hit with its place in the whole text, as it was typed; of a mended word none is sure."""
    at = mended.origin(hit.span)
    slips = mended.told(hit.span)
    span = Span(offset + at.start, offset + at.end)
    return replace(hit, span=span, sure=hit.sure and not slips, slips=slips)


def _hits(cue: Cue, sentence: str, nearby: Nearby) -> Iterator[_Hit]:
    if sentence.endswith("?"):
        return
    for pattern in cue.words:
        for found in compiled(pattern).finditer(sentence):
            words = around(found.start(), found.end(), sentence, nearby)
            ahead = list(DENIED.finditer(words.before))
            # A gap of the pattern may hold a denial that is not the pattern's own.
            within = DENIED.search(found[0]) and not DENIED.search(pattern)
            behind = DENIED_AFTER.match(words.rest)
            denied = bool(ahead or within or behind)
            if cue.alone and not stands_alone(words):
                continue
            parts = sorted(filter(None, found.groups()), key=_is_no_number)
            # "Maybe 3 thousand a day" doubts the number alone: it is rough.
            rough = bool(parts) and ROUGHLY_BEFORE.search(words.before) is not None
            said = words._replace(before=ROUGHLY_BEFORE.sub("", words.before)) if rough else words
            if hushed(cue.scope, said) or (denied and cue.negated is None):
                continue
            # What denies it belongs to the words that say it.
            back = len(words.before) - ahead[-1].start() if ahead else 0
            on = behind.end() if behind else 0
            span = Span(found.start() - back, found.end() + on)
            # "A normal month is 900" is 900 a month, "900 questions/day" is 900 a day.
            per = "per " if len(parts) == 2 and parts[1].lower() in PERIODS else ""
            number = f" {per}".join(parts)
            elsewhere = said_of_something_else(cue.scope, cue.fact, words)
            if parts and UNCOUNTED_BEFORE.search(sentence[: found.start()]):
                elsewhere = elsewhere or "It does not say how many: give a number."
            sure = cue.sure and not rough and not softened(words)
            yield _Hit(cue, span, number or found[0], denied, elsewhere, sure)


def _is_no_number(part: str) -> bool:
    return re.match(NUMBER, part, re.IGNORECASE) is None


def _longest(found: list[_Hit]) -> list[_Hit]:
    """Of the hits of one fact that overlap, the one with most words: it is the most exact.

    It is sure where a sure cue says the same.
    """
    kept: list[_Hit] = []
    for hit in sorted(found, key=lambda each: (each.span.start - each.span.end, each.span.start)):
        for place, one in enumerate(kept):
            if hit.cue.fact == one.cue.fact and hit.span.meets(one.span):
                kept[place] = replace(one, sure=one.sure or (hit.sure and hit.says == one.says))
                break
        else:
            kept.append(hit)
    return sorted(kept, key=lambda each: each.span.start)


def _apart(unsaid: list[_Hit], said: list[_Hit]) -> Iterator[_Hit]:
    """The longest of these hits, without those that share words with what was read."""
    told: list[_Hit] = []
    for hit in sorted(unsaid, key=lambda each: (each.span.start - each.span.end, each.span.start)):
        if not any(hit.span.meets(one.span) for one in (*said, *told)):
            told.append(hit)
            yield hit


# The data


@cache
def all_cues() -> tuple[Cue, ...]:
    """The cues of data/cues/. Raises BadInput that names file and line of what is wrong."""
    return tuple(
        cue
        for path in sorted((knowledge_folder() / "data" / "cues").glob("*.yaml"))
        for cue in read_cues(path)
    )


def read_cues(path: Path) -> tuple[Cue, ...]:
    """The cues of one file. Raises BadInput with file and line."""
    document = read_file(path)
    cues: list[Cue] = []
    problems: list[Problem] = []
    for fact, entries in document.data.items():
        if fact not in fact_definitions():
            hint = did_you_mean(fact, fact_definitions())
            problems.append(Problem(f'"{fact}" is not a fact.', document.place((fact,)), hint))
            continue
        for identity, entry in entries.items():
            place = document.place((fact, identity))
            try:
                cue = Cue.model_validate({"id": identity, "fact": fact, **entry})
                _check(cue)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                problems.append(Problem(f"{first['loc'][0]}: {first['msg']}.", place))
            except BadInput as error:
                problems += [Problem(each.problem, place, each.remedy) for each in error.problems]
            else:
                cues.append(cue)
    if problems:
        raise BadInput(problems)
    return tuple(cues)


def _check(cue: Cue) -> None:
    definition = fact_definitions()[cue.fact]
    for pattern in cue.words:
        numbers = "v1" in compiled(pattern).groupindex
        if cue.value is None and not (definition.is_number and numbers):
            raise BadInput(Problem(f'"{pattern}" has neither a value nor a number in braces.'))
        if len(re.findall(r"[\w#]+", pattern)) < 2:
            raise BadInput(
                Problem(f'"{pattern}" is one word alone.', remedy="Anchor it by another word.")
            )
    for value in (cue.value, cue.negated):
        if value is not None:
            listed = definition.kind == "choices" and not isinstance(value, list)
            read_scenario({cue.fact: [value] if listed else value})
