"""What is named exists, and is tested in a way that fits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.errors import BadInput, did_you_mean
from advisor.estimates.derived import DERIVED_FACTS, definition_of
from advisor.estimates.inputs import CHEAPEST
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge.conclusions import (
    AgainstConclusion,
    CoverageConclusion,
    DiagnosisConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    SignalConclusion,
    WarningConclusion,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Given, Rule
from advisor.upkeep.checks.finding import Found, missing
from advisor.upkeep.checks.sources import citations_of


def dangling_conditions(knowledge: Knowledge) -> Found:
    """A condition on something that does not exist would never be met, without a word."""
    for rule in knowledge.rules.values():
        for condition in rule.conditions:
            if condition.fact is None:
                message = missing(knowledge, condition.subject, condition.about)
            else:
                message = _wrong_test(condition, knowledge)
            if message:
                yield rule.id, message
    for misconception in knowledge.misconceptions.values():
        for condition in misconception.conditions:
            if condition.fact is None:
                yield misconception.id, f"a misconception reads facts only: {condition.key}"
            elif message := _wrong_test(condition, knowledge):
                yield misconception.id, message


def _wrong_test(condition: Condition, knowledge: Knowledge) -> str | None:
    fact, operator, operand = condition.about, condition.operator, condition.operand
    if fact in CONTEXT_FACTS:
        return None
    definition = definition_of(fact)
    if definition is None:
        known = [*fact_definitions(), *DERIVED_FACTS]
        return f'"{fact}" is not a fact. {did_you_mean(fact, known)}'
    if operator == "stated":
        return None
    allowed: Mapping[str, tuple[str, ...]] = {
        "flag": ("is",),
        "choice": ("is", "is_not", "is_one_of")
        + (("at_least", "at_most", "above", "below") if definition.ordered else ()),
        "choices": ("includes", "includes_any_of", "includes_all_of", "excludes", "only", "empty"),
        "count": ("is", "is_not", "at_least", "at_most", "above", "below"),
        "amount": ("is", "is_not", "at_least", "at_most", "above", "below"),
    }
    if operator not in allowed[definition.kind]:
        return f"{fact} is a {definition.kind}; it is not tested with {operator}"
    if operator == "empty":
        return None
    if definition.kind == "flag":
        return None if isinstance(operand, bool) else f"{fact} is true or false, not {operand}"
    if definition.is_number:
        is_number = isinstance(operand, (int, float)) and not isinstance(operand, bool)
        return None if is_number else f"{fact} is a number, not {operand}"
    choices = definition.choices or tuple(
        item.id for item in knowledge.items.values() if item.kind == "service"
    )
    words = (operand,) if isinstance(operand, str) else operand
    for word in words:
        if word not in choices:
            return f'{fact} cannot be "{word}". {did_you_mean(word, choices)}'.strip()
    return None


def dangling_examples(knowledge: Knowledge) -> Found:
    """An example about something that does not exist tests another situation than it tells."""
    services = [item.id for item in knowledge.items.values() if item.kind == "service"]
    situations = [
        (rule.id, example.name, example.facts, example.given)
        for rule in knowledge.rules.values()
        for example in rule.examples
    ]
    situations += [
        (misconception.id, example.name, example.facts, Given())
        for misconception in knowledge.misconceptions.values()
        for example in misconception.examples
    ]
    for subject, name, facts, given in situations:
        named = [("need", each) for each in given.needs]
        named += [("path", each) for each in given.paths]
        named += [("signal", each) for each in given.signals]
        named += [("item", each) for each in given.items]
        messages = [missing(knowledge, kind, identity) for kind, identity in named]
        messages += [
            f'there is no price "{price}". {did_you_mean(price, knowledge.prices)}'.strip()
            for price in given.prices
            if price not in knowledge.prices
        ]
        messages += [
            f'there is no service "{service}". {did_you_mean(service, services)}'.strip()
            for service in _services_in(facts)
            if service not in services
        ]
        for message in filter(None, messages):
            yield subject, f'example "{name}": {message}'


def _services_in(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The services that are stated; none where the facts cannot be read, as another check says."""
    try:
        return read_scenario(dict(facts)).existing_services or ()
    except BadInput:
        return ()


def dangling_conclusions(knowledge: Knowledge) -> Found:
    """A conclusion about something that does not exist would be lost."""
    for rule in knowledge.rules.values():
        for kind, identity in concluded(rule):
            message = missing(knowledge, kind, identity)
            if message:
                yield rule.id, message


def concluded(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule concludes about: the kind of thing, and its id."""
    for conclusion in rule.then:
        match conclusion:
            case NeedConclusion():
                yield "need", conclusion.need
            case LimitConclusion():
                yield from (("path", path) for path in conclusion.rule_out)
            case CoverageConclusion():
                yield "need", conclusion.cover
                yield "path", conclusion.by
            case SignalConclusion():
                yield "signal", conclusion.signal
            case ItemConclusion():
                yield "item", conclusion.recommend
                if conclusion.stage:
                    yield "stage", conclusion.stage
            case AgainstConclusion():
                yield "item", conclusion.advise_against
            case DiagnosisConclusion():
                yield "stage", conclusion.go_back_to
                yield "item", conclusion.change
                yield "item", conclusion.measure
            case WarningConclusion():
                pass


def dangling_references(knowledge: Knowledge) -> Found:
    """A citation or a cross-reference that leads nowhere cannot be checked by a reader."""
    for subject, citations in citations_of(knowledge):
        for citation in citations:
            message = missing(knowledge, "source", citation.source)
            if message:
                yield subject, message
    for item in knowledge.items.values():
        references = [("item", each) for each in item.related]
        references += [("stage", each) for each in item.stages]
        references += [("item", each) for each in (item.closing.successors if item.closing else ())]
        references += [
            ("item", each) for each in item.more_specific_than if each not in knowledge.paths
        ]
        for kind, identity in references:
            if message := missing(knowledge, kind, identity):
                yield item.id, message
    for group in knowledge.alternatives.values():
        for identity in group.items:
            if message := missing(knowledge, "item", identity):
                yield group.id, message
    for path in knowledge.paths.values():
        for coverage in path.covers:
            if message := missing(knowledge, "need", coverage.need):
                yield path.id, message
        for other in path.not_with:
            if message := missing(knowledge, "path", other):
                yield path.id, message
    for scenario in knowledge.scenarios.values():
        if message := missing(knowledge, "path", scenario.headline):
            yield scenario.id, message
        if scenario.differs_from and scenario.differs_from not in knowledge.scenarios:
            yield scenario.id, f'there is no scenario "{scenario.differs_from}"'
    yield from _dangling_in_learning(knowledge)


def _dangling_in_learning(knowledge: Knowledge) -> Found:
    choices = {**knowledge.paths, **knowledge.items}
    named = [
        (each.id, choice)
        for each in knowledge.misconceptions.values()
        for choice in (*each.choice, *each.without, *each.instead)
    ]
    for tip in knowledge.tips.values():
        for one in tip.look_alikes:
            named.append((tip.id, one.answer))
            if one.scenario not in knowledge.scenarios:
                yield tip.id, f'there is no scenario "{one.scenario}"'
    for subject, choice in named:
        if choice not in choices:
            yield subject, f'there is no path or item "{choice}". {did_you_mean(choice, choices)}'


def dangling_figures(knowledge: Knowledge) -> Found:
    """A figure of an accelerator or a model that is not there would count for nothing."""
    known: Mapping[str, Mapping[str, Any]] = {
        "instance": knowledge.instances,
        "accelerator": knowledge.accelerators,
        "model": knowledge.managed_models,
        "open model": knowledge.model_sizes,
    }
    for reference in knowledge.references.values():
        own = (CHEAPEST,) if reference.of == "instance" else ()
        if reference.value not in (*known[reference.of], *own):
            yield reference.id, f'there is no {reference.of} "{reference.value}"'
    for instance in knowledge.instances.values():
        if instance.accelerator not in knowledge.accelerators:
            yield instance.id, f'there is no accelerator "{instance.accelerator}"'
    models = {
        identity.removeprefix("global.").removeprefix("regional.")
        for identity in knowledge.managed_models
    }
    for identity, card in knowledge.models.items():
        if identity not in models:
            yield identity, "is the card of a model that has no price in managed_models.yaml"
        for region in sorted(card.regions.anywhere if card.regions else set()):
            if region not in knowledge.regions:
                yield identity, f'there is no Region "{region}" in regions.yaml'
    for item in knowledge.items.values():
        for region in item.regions:
            if region not in knowledge.regions:
                yield item.id, f'there is no Region "{region}" in regions.yaml'
    for identity in sorted(models - set(knowledge.models)):
        yield identity, "has a price and no card in data/models/"


def uncovered_guides(knowledge: Knowledge) -> Found:
    """What a guide names and nothing here tells would be missed by who studies with it."""
    known = {*knowledge.items, *knowledge.glossary}
    for guide in knowledge.guides.values():
        for each in guide.services:
            for named in each.covered_by:
                if named not in known:
                    yield guide.id, f'{each.name}: there is no item or notion "{named}"'
            if each.domain not in guide.domains:
                yield guide.id, f"{each.name}: there is no domain {each.domain}"
        for objective in guide.objectives:
            for named in objective.covered_by:
                if named not in known:
                    yield guide.id, f'{objective.id}: there is no item or notion "{named}"'
    for notion in knowledge.glossary.values():
        if notion.id in knowledge.items:
            yield notion.id, "is an item and a notion; one of the two is enough"
        for related in notion.related:
            if related not in known:
                yield notion.id, f'there is no item or notion "{related}"'
