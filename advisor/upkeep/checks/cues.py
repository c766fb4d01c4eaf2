"""Do the cues hold: their own examples, and the worked scenarios as people tell them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.facts.read import read_scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.knowledge import Knowledge
from advisor.reading.cues import Cue, CueReader, Says, all_cues
from advisor.reading.readings import ReadFact, gather
from advisor.upkeep.checks.finding import Found


def failing_cues(knowledge: Knowledge) -> Found:
    """A cue whose examples do not hold reads something other than its author meant."""
    return failing(all_cues())


def failing(cues: tuple[Cue, ...]) -> Found:
    """The examples of these cues that do not hold."""
    everything = CueReader(cues)
    for cue in cues:
        yield from ((cue.subject, message) for message in _examples(cue, everything))


def _examples(cue: Cue, everything: CueReader) -> Iterator[str]:
    alone = CueReader((cue,))
    for each in cue.reads:
        says = each if isinstance(each, Says) else Says(text=each, value=cue.value)
        if not _reads(alone, says.text, cue.fact, says.value):
            yield f'does not read {says.value} from "{says.text}".'
    for text in cue.does_not_read:
        if _found(alone, text, cue.fact):
            yield f'reads "{text}", which it should not.'
    for says in cue.reads_otherwise:
        if not _reads(everything, says.text, cue.fact, says.value):
            yield f'"{says.text}" is not read as {says.value}.'


def _found(reader: CueReader, text: str, fact: str) -> list[ReadFact]:
    return [each for each in reader.read(text).read if each.fact == fact]


def _reads(reader: CueReader, text: str, fact: str, value: Any) -> bool:
    values = [each.value for each in _found(reader, text, fact)]
    return bool(values) and all(each in (value, [value]) for each in values)


def cues_against_scenarios(knowledge: Knowledge) -> Found:
    """A cue that reads a worked scenario's story other than its facts say would mislead users."""
    for scenario in knowledge.scenarios.values():
        stated = read_scenario(scenario.facts)
        told = gather(scenario.story, [CueReader().read(scenario.story)])
        for each in (*told.read, *(one for pair in told.conflicts for one in pair.readings)):
            held = stated.get(each.fact)
            if held is not None and not _agrees(each, held):
                value = stated.known()[each.fact]
                yield (
                    f"scenario {scenario.id}",
                    f'"{each.quote}" is read as {each.told}; it states {value}.',
                )


def _agrees(each: ReadFact, held: FactValue) -> bool:
    if isinstance(held, tuple):
        return set(each.value) <= set(held)
    value = read_scenario({each.fact: each.value}).get(each.fact)
    if isinstance(value, NumberRange) or isinstance(held, NumberRange):
        low, high = _ends(value)
        least, most = _ends(held)
        return low <= most and least <= high
    return value == held


def _ends(value: Any) -> tuple[float, float]:
    return (value.low, value.high) if isinstance(value, NumberRange) else (value, value)
