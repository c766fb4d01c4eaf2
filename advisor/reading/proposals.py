"""Facts that a model or an agent proposes from a text: only what stands in the text is taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.number_words import NUMBER
from advisor.facts.read import read_facts
from advisor.facts.written_names import near_fact, written_name
from advisor.knowledge.load import load_knowledge
from advisor.reading.quotes import find_quote, sentences
from advisor.reading.readings import Dropped, Read, ReadFact

LONGEST_QUOTE = 300
"""Characters: two long sentences. A longer one does not say which words count (our judgement)."""

MOST_SENTENCES = 2
"""Of a quote, for the same reason (our judgement)."""

MOST_FACTS_A_QUOTE = 3
"""More facts of the same words are guessed from them rather than said by them (our judgement)."""

_SAYS_A_NUMBER = re.compile(
    rf"{NUMBER}|\b(?:no|none|nothing|without|zero|dozen)\b|\d", re.IGNORECASE
)


class Proposed:
    """A reader that has read already: the proposals of an agent, to be checked."""

    def __init__(self, given: Iterable[Any], by: str) -> None:
        """given, by: as in `checked`."""
        self.name = by
        self._given = tuple(given)

    def read(self, text: str) -> Read:
        """What of the proposals holds against the text."""
        return checked(text, self._given, self.name)


def checked(text: str, given: Iterable[Any], by: str) -> Read:
    """What of these proposals holds against the text.

    given: of each the fact, its value, and the quote that says it; by: who proposes. A proposal is
    dropped, with the reason, where the fact or its value does not exist, where the quote is not
    in the text, holds no number for a number, or serves facts that have nothing in common.
    """
    taken: list[ReadFact] = []
    dropped: list[Dropped] = []
    for each in given:
        found = _checked(text, each, by)
        (taken if isinstance(found, ReadFact) else dropped).append(found)  # type: ignore[arg-type]
    crowded = _crowded(taken)
    for one in taken:
        if one.span in crowded:
            dropped.append(_dropped(one.model_dump(), by, crowded[one.span]))
    return Read(read=tuple(one for one in taken if one.span not in crowded), dropped=tuple(dropped))


def _checked(text: str, given: Any, by: str) -> ReadFact | Dropped:
    if not isinstance(given, Mapping):
        return _dropped({}, by, "It is not a fact with a value and a quote.")
    name, quote = given.get("fact"), given.get("quote")
    named = written_name(name) if isinstance(name, str) else None
    if named is None:
        near = near_fact(name) if isinstance(name, str) else None
        hint = f' Did you mean "{near}"?' if near else ""
        return _dropped(given, by, f"There is no such fact.{hint}")
    definition = fact_definitions()[named.fact]
    try:
        reading = read_facts({str(name): given.get("value")})
    except BadInput as error:
        return _dropped(given, by, error.problems[0].problem)
    value = reading.scenario.known().get(definition.name)
    if value is None or value == []:
        return _dropped(given, by, "It has no value.")
    if definition.name == "existing_services" and not _services(value):
        return _dropped(given, by, "It names a service that the catalogue does not have.")
    span = find_quote(quote, text) if isinstance(quote, str) else None
    if span is None:
        return _dropped(given, by, "The quote is not in the text.")
    said = span.of(text)
    if why := _too_little(definition, said):
        return _dropped(given, by, why)
    how = "; ".join(note.how for note in reading.read_as if note.how)
    return ReadFact(
        fact=definition.name,
        value=value,
        quote=said,
        start=span.start,
        end=span.end,
        how=how,
        by=by,
    )


def _services(value: Iterable[str]) -> bool:
    items = load_knowledge().items
    return all(each in items and items[each].kind == "service" for each in value)


def _too_little(definition: FactDefinition, said: str) -> str:
    if len(said) > LONGEST_QUOTE:
        return f"The quote has more than {LONGEST_QUOTE} characters."
    if sum(1 for _ in sentences(said)) > MOST_SENTENCES:
        return f"The quote has more than {MOST_SENTENCES} sentences."
    if definition.is_number and not _SAYS_A_NUMBER.search(said):
        return "The quote holds no number."
    return ""


def _crowded(taken: Iterable[ReadFact]) -> dict[tuple[int, int], str]:
    """The quotes that serve facts which have nothing in common, each with the reason."""
    facts = defaultdict(set)
    for one in taken:
        facts[one.span].add(one.fact)
    found: dict[tuple[int, int], str] = {}
    for span, names in facts.items():
        of_sections = {fact_definitions()[name].section for name in names}
        if len(of_sections) > 1 or len(names) > MOST_FACTS_A_QUOTE:
            found[span] = f"One quote is given for {', '.join(sorted(names))}."
    return found


def _dropped(given: Mapping[str, Any], by: str, why: str) -> Dropped:
    """A proposal as it came, cut to what can be shown."""
    value = given.get("value")
    plain = (
        value if isinstance(value, (bool, int, float)) else None if value is None else str(value)
    )
    return Dropped(
        fact=str(given.get("fact", ""))[:60],
        value=plain[:60] if isinstance(plain, str) else plain,
        quote=str(given.get("quote", ""))[:LONGEST_QUOTE],
        why=why,
        by=by,
    )
