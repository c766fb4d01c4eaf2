"""The smallest change of facts under which a choice would be right.

What to change is read off the rules: those that keep the choice away are stopped, and one that
would call for it is made to fire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from advisor.exam.choice import Choice
from advisor.exam.edits import Editor, Edits
from advisor.exam.grounds import rules_recommending
from advisor.exam.shapes import FactEdit, RightWhere
from advisor.exam.situation import Situation, Trials
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge.conclusions import CoverageConclusion, NeedConclusion
from advisor.knowledge.rule import Rule
from advisor.reasoning.coverage import falls_short_of
from advisor.reasoning.items import is_closed
from advisor.reasoning.wording import listed, spoken

MOST_BEGINNINGS = 12
MOST_ROUNDS = 5
"""Bounds of the search: so many first changes are followed up, each so many times."""


def smallest_change(trials: Trials, situation: Situation, choice: Choice) -> RightWhere | None:
    """The fewest changed facts found that make the choice right; None where none was found.

    Every single change that the rules suggest is tried. Where none does, each is followed up with
    what still stands in the way, and what proves needless is taken back.
    """
    ways = _simplest_first(_ways_nearer(situation, choice))
    for edits in ways:
        if len(edits) == 1 and _makes_right(trials, situation, choice, edits):
            return right_where(situation, edits)
    best: Edits | None = None
    for beginning in ways[:MOST_BEGINNINGS]:
        found = _followed_up(trials, situation, choice, beginning)
        if found is not None and (best is None or len(found) < len(best)):
            best = found
        if best is not None and len(best) == 2:
            break
    return None if best is None else right_where(situation, best)


def _simplest_first(ways: Iterable[Edits]) -> list[Edits]:
    """Each once, in their order: the fewest facts first, a new value before "not stated"."""
    each_once: dict[str, Edits] = {}
    for edits in ways:
        if edits:
            each_once.setdefault(repr(sorted(edits.items(), key=str)), edits)
    return sorted(
        each_once.values(),
        key=lambda edits: (len(edits), sum(value is None for value in edits.values())),
    )


def _makes_right(trials: Trials, situation: Situation, choice: Choice, edits: Edits) -> bool:
    tried = trials.tried(situation, edits)
    return tried is not None and tried.makes_right(choice)


def _followed_up(
    trials: Trials, situation: Situation, choice: Choice, beginning: Edits
) -> Edits | None:
    edits = dict(beginning)
    for _ in range(MOST_ROUNDS):
        tried = trials.tried(situation, edits)
        if tried is None:
            return None
        if tried.makes_right(choice):
            break
        before = dict(edits)
        for obstacle in _obstacles(tried, choice):
            way = next((way for way in obstacle if _goes_with(edits, way)), None)
            edits.update(way or {})
        if edits == before:
            return None
    else:
        return None
    for fact in list(edits):
        fewer = {name: value for name, value in edits.items() if name != fact}
        if _makes_right(trials, situation, choice, fewer):
            edits = fewer
    return edits


def _goes_with(edits: Edits, way: Edits) -> bool:
    # What this search has changed stays, else it would go round in circles; a number may rise.
    return all(
        fact not in edits or (_is_number(value) and _is_number(edits[fact]) and value > edits[fact])
        for fact, value in way.items()
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _ways_nearer(situation: Situation, choice: Choice) -> Iterator[Edits]:
    for obstacle in _obstacles(situation, choice):
        yield from obstacle
    for path in choice.paths:
        for obstacle in _by_coverage(situation, Editor(situation), path):
            yield from obstacle
    if choice.paths:
        for policy in fact_definitions()["priority"].choices:
            yield {"priority": policy}


def _obstacles(situation: Situation, choice: Choice) -> Iterator[list[Edits]]:
    """What stands between the choice and being right: for each thing, the ways to remove it."""
    editor = Editor(situation)
    if not situation.makes_paths_right(choice.paths):
        for path in choice.paths:
            yield from _of_path(situation, editor, path)
        yield from _of_the_rest(situation, editor, choice)
    for item in choice.items:
        if item not in situation.recommended:
            yield from _of_item(situation, editor, item)


def _of_path(situation: Situation, editor: Editor, path: str) -> Iterator[list[Edits]]:
    inference = situation.inference
    rules = situation.knowledge.rules
    for limit in inference.limits.get(path, ()):
        yield editor.stopping(rules[limit])
    if path in inference.plan.paths:
        return
    calling: list[tuple[int, Edits]] = []
    for rule in rules.values():
        rivals = [
            _rivals(situation, path, each.need)
            for each in rule.then
            if isinstance(each, NeedConclusion) and each.level == "must"
        ]
        if rule.id in inference.first.fired or not any(each is not None for each in rivals):
            continue
        least = min(each for each in rivals if each is not None)
        calling += [(least, edits) for edits in editor.firing(rule)]
    # First the needs that no cheaper path meets.
    calling.sort(key=lambda each: each[0])
    yield [edits for _, edits in calling]
    coverings, plan = inference.coverings, inference.plan.paths
    if any(
        falls_short_of(coverings.of_plan(plan, need), coverings.of(path, need))
        for need, level in inference.needs.items()
        if level == "must"
    ):
        # It would give more: what comes first to the user decides whether that is worth it.
        yield [{"priority": "quality"}, {"priority": None}]


def _rivals(situation: Situation, path: str, need: str) -> int | None:
    """How many cheaper paths meet the need as the path does; None where the path does not."""
    paths = situation.knowledge.paths
    meeting = [
        each
        for each in paths.values()
        if any(cell.need == need and cell.degree == "full" for cell in each.covers)
    ]
    if paths[path] not in meeting:
        return None
    return sum(each.position < paths[path].position for each in meeting)


def _by_coverage(situation: Situation, editor: Editor, path: str) -> Iterator[list[Edits]]:
    """Rules that say how far a path meets a need here: stop those that favour others."""
    for rule in situation.knowledge.rules.values():
        for each in rule.then:
            if not isinstance(each, CoverageConclusion):
                continue
            better = each.degree in ("full", "partial")
            fired = rule.id in situation.inference.first.fired
            if fired and better != (each.by == path):
                yield editor.stopping(rule)
            elif not fired and better == (each.by == path):
                yield editor.firing(rule)


def _of_the_rest(situation: Situation, editor: Editor, choice: Choice) -> Iterator[list[Edits]]:
    """What calls for another plan: needs that the choice alone would leave."""
    inference, coverings = situation.inference, situation.inference.coverings
    alone = situation.with_those_of_every_plan(choice.paths)
    for need, level in inference.needs.items():
        if level == "must" and falls_short_of(coverings.of_plan(alone, need), "full"):
            for rule in inference.need_rules[need]:
                yield editor.stopping(situation.knowledge.rules[rule])


def _of_item(situation: Situation, editor: Editor, item: str) -> Iterator[list[Edits]]:
    rules = situation.knowledge.rules
    inference = situation.inference
    known = situation.knowledge.items[item]
    if is_closed(known, inference.as_of) and known.kind == "service":
        services = list(situation.facts.get("existing_services") or ())
        yield [{"existing_services": [*services, item]}]
    for rejected in situation.recommendations.rejected:
        if rejected.item == item and rejected.instead is not None:
            for entry in situation.recommendations.items:
                if entry.item == rejected.instead:
                    for rule in entry.rules:
                        yield editor.stopping(rules[rule])
    for veto in _vetoes(situation, item):
        yield editor.stopping(veto)
    if item in inference.items_concluded:
        return
    calling: list[Edits] = []
    for recommending in rules_recommending(situation, item):
        calling += editor.firing(recommending)
    yield _simplest_first(calling)


def _vetoes(situation: Situation, item: str) -> Iterator[Rule]:
    for rule in situation.inference.fired_rules("recommend"):
        if any(getattr(each, "advise_against", None) == item for each in rule.then):
            yield rule


def right_where(situation: Situation, edits: Edits) -> RightWhere:
    """A change of facts as the answer tells it."""
    after = read_scenario({**situation.facts, **edits}).known()
    shaped = tuple(
        FactEdit(
            fact=name,
            title=definition.title,
            before=situation.facts.get(name),
            after=after.get(name),
        )
        for name, definition in fact_definitions().items()
        if name in edits
    )
    said = listed(
        f"{edit.title[0].lower()}{edit.title[1:]} is {in_words(edit.after)} "
        f"(here: {in_words(edit.before)})"
        for edit in shaped
    )
    return RightWhere(edits=shaped, text=f"Right where {said}.")


def in_words(value: Any) -> str:
    """A fact's value, as plain data, in words."""
    if isinstance(value, dict):
        bounds = (("at_least", "at least"), ("at_most", "at most"))
        return " and ".join(f"{word} {value[key]:,}" for key, word in bounds if key in value)
    return spoken(tuple(value) if isinstance(value, list) else value)
