"""Check the whole knowledge: does it hold together, and do the rules' examples hold?

Each check says which failure it prevents. `advisor check` prints the findings; the test suite
demands that there are none.
"""

from __future__ import annotations

import datetime
import itertools
import string
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.errors import BadInput, did_you_mean
from advisor.estimates.derived import (
    DERIVATIONS,
    DERIVED_FACTS,
    definition_of,
    deriver_over,
    rests_on,
)
from advisor.estimates.prices import GivenPrices, with_prices
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge.base import Citation
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
from advisor.knowledge.figures import MANAGED_MODELS_CITATION
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception, MisconceptionExample
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Example, Rule
from advisor.reasoning.judge import Known, Verdict, judge, judge_rule, reveals
from advisor.upkeep.cues import cue_examples, cues_against_scenarios
from advisor.upkeep.entailment import entails, excludes, fires_wherever
from advisor.upkeep.ranges import musts_from_silence, split_ranges
from advisor.upkeep.sourced_numbers import unsourced_numbers
from advisor.upkeep.stricter import losses


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the knowledge that should be mended: which check, where, and what."""

    check: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message} [{self.check}]"


def check_knowledge(knowledge: Knowledge, day: datetime.date | None = None) -> list[Finding]:
    """Every finding of every check, in a stable order; empty when the knowledge is sound.

    day: where given, sources that were read more than a year before it are findings too.
    """
    findings = [
        Finding(name, subject, message)
        for name, check in CHECKS.items()
        for subject, message in check(knowledge)
    ]
    if day is not None:
        findings += [Finding("stale source", *found) for found in stale_sources(knowledge, day)]
    return findings


Found = Iterator[tuple[str, str]]


def _ids(knowledge: Knowledge) -> Mapping[str, Mapping[str, Any]]:
    return {
        "need": knowledge.needs,
        "path": knowledge.paths,
        "signal": knowledge.signals,
        "item": knowledge.items,
        "source": knowledge.sources,
        "stage": knowledge.stages,
    }


def _missing(knowledge: Knowledge, kind: str, identity: str) -> str | None:
    known = _ids(knowledge)[kind]
    if identity in known:
        return None
    return f'there is no {kind} "{identity}". {did_you_mean(identity, known)}'.strip()


def dangling_conditions(knowledge: Knowledge) -> Found:
    """A condition on something that does not exist would never be met, without a word."""
    for rule in knowledge.rules.values():
        for condition in rule.conditions:
            if condition.fact is None:
                message = _missing(knowledge, condition.subject, condition.about)
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
        "choices": ("includes", "includes_any_of", "includes_all_of", "excludes", "only"),
        "count": ("is", "is_not", "at_least", "at_most", "above", "below"),
        "amount": ("is", "is_not", "at_least", "at_most", "above", "below"),
    }
    if operator not in allowed[definition.kind]:
        return f"{fact} is a {definition.kind}; it is not tested with {operator}"
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


def dangling_conclusions(knowledge: Knowledge) -> Found:
    """A conclusion about something that does not exist would be lost."""
    for rule in knowledge.rules.values():
        for kind, identity in _concluded(rule):
            message = _missing(knowledge, kind, identity)
            if message:
                yield rule.id, message


def _concluded(rule: Rule) -> Iterator[tuple[str, str]]:
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
    for subject, citations in _citations(knowledge):
        for citation in citations:
            message = _missing(knowledge, "source", citation.source)
            if message:
                yield subject, message
    for item in knowledge.items.values():
        references = [("item", each) for each in item.related]
        references += [("stage", each) for each in item.stages]
        references += [("item", each) for each in (item.closing.successors if item.closing else ())]
        for kind, identity in references:
            if message := _missing(knowledge, kind, identity):
                yield item.id, message
    for group in knowledge.alternatives.values():
        for identity in group.items:
            if message := _missing(knowledge, "item", identity):
                yield group.id, message
    for path in knowledge.paths.values():
        for coverage in path.covers:
            if message := _missing(knowledge, "need", coverage.need):
                yield path.id, message
        for other in path.not_with:
            if message := _missing(knowledge, "path", other):
                yield path.id, message
    for scenario in knowledge.scenarios.values():
        if message := _missing(knowledge, "path", scenario.headline):
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


def _citations(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    for rule in knowledge.rules.values():
        yield rule.id, rule.sources
    for path in knowledge.paths.values():
        yield path.id, path.sources
        for coverage in path.covers:
            yield f"{path.id}, {coverage.need}", coverage.sources
    for policy in knowledge.policies.values():
        yield policy.id, policy.sources
    for group in knowledge.alternatives.values():
        yield group.id, group.sources
    for item in knowledge.items.values():
        yield item.id, item.sources
        if item.closing:
            yield item.id, item.closing.sources
    for misconception in knowledge.misconceptions.values():
        yield misconception.id, misconception.sources
    yield from _citations_of_figures(knowledge)


def _citations_of_figures(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    for figures in (
        knowledge.assumptions,
        knowledge.accelerators,
        knowledge.instances,
        knowledge.prices,
        knowledge.model_sizes,
        knowledge.model_traits,
        knowledge.training_runs,
    ):
        for identity, figure in figures.items():
            yield identity, figure.sources
    for instance in knowledge.instances.values():
        for offer in instance.hourly:
            yield instance.id, offer.sources
    if knowledge.managed_models:
        yield "managed_models", (MANAGED_MODELS_CITATION,)


def wrong_phase(knowledge: Knowledge) -> Found:
    """A rule that reads or concludes what its phase does not have could never fire in order."""
    before = (
        NeedConclusion,
        LimitConclusion,
        CoverageConclusion,
        SignalConclusion,
        WarningConclusion,
    )
    after = (ItemConclusion, AgainstConclusion, WarningConclusion, DiagnosisConclusion)
    for rule in knowledge.rules.values():
        allowed = before if rule.phase == "infer" else after
        for conclusion in rule.then:
            if not isinstance(conclusion, allowed):
                yield rule.id, f"a rule in rules/{rule.kind}/ does not conclude {conclusion!r}"
        for condition in rule.conditions:
            early = rule.phase == "infer"
            if early and (
                condition.subject in ("path", "item") or condition.about.startswith("plan_")
            ):
                yield rule.id, f"rules/{rule.kind}/ runs before there is a plan: {condition.key}"
        for condition in rule.unless:
            same_phase = condition.subject == "item" or (
                rule.phase == "infer" and condition.fact is None
            )
            if same_phase:
                yield (
                    rule.id,
                    f"`unless` cannot read what the same phase concludes: {condition.key}",
                )


def unread_placeholders(knowledge: Knowledge) -> Found:
    """A reason that names a fact which the rule does not read would explain what did not decide."""
    for rule in knowledge.rules.values():
        for name in placeholders(rule.because):
            if name not in rule.facts:
                yield rule.id, f"the reason names {{{name}}}, which the rule does not read"


def placeholders(text: str) -> list[str]:
    """The names in braces in a reason."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def one_sided_examples(knowledge: Knowledge) -> Found:
    """Without examples on both sides nobody can see where a rule's boundary lies."""
    for rule in knowledge.rules.values():
        outcomes = {example.expect for example in rule.examples}
        for wanted in ("fires", "does not fire"):
            if wanted not in outcomes:
                yield rule.id, f'no example that "{wanted}"'


def failing_examples(knowledge: Knowledge) -> Found:
    """An example that does not hold shows that the rule says something else than was meant."""
    for rule in knowledge.rules.values():
        for example in rule.examples:
            try:
                outcome = example_outcome(rule, example, knowledge)
            except (BadInput, KeyError, TypeError, ValueError) as error:
                yield rule.id, f'example "{example.name}": {error}'
                continue
            if outcome != example.expect:
                yield rule.id, f'example "{example.name}" {outcome}; expected: {example.expect}'


def _priced(knowledge: Knowledge, prices: Mapping[str, float]) -> Knowledge:
    given = GivenPrices("an example", prices=prices)
    return with_prices(knowledge, given, datetime.date.min) if prices else knowledge


_OUTCOMES = {
    Verdict.MET: "fires",
    Verdict.NOT_MET: "does not fire",
    Verdict.UNKNOWN: "cannot tell",
}


def example_outcome(rule: Rule, example: Example, knowledge: Knowledge) -> str:
    """What the rule, alone, says in the example's situation: fires, does not fire, cannot tell."""
    given = example.given
    paths = [knowledge.paths[path] for path in given.paths]
    facts = read_scenario(dict(example.facts))
    context: dict[str, Any] = {
        "view": given.view,
        **deriver_over(_priced(knowledge, given.prices)).derive(facts, given.view),
    }
    if paths:
        context["plan_headline"] = max(paths, key=lambda path: path.position).id
    context["plan_trains"] = any(path.changes_weights for path in paths)
    known = Known(facts, context)
    concluded = {
        "need": set(given.needs),
        "path": set(given.paths),
        "signal": set(given.signals),
        "item": set(given.items),
    }

    def verdict_of(condition: Condition) -> Verdict:
        if condition.fact is not None:
            return judge(condition, known)
        met = condition.about in concluded[condition.subject]
        return Verdict.MET if met else Verdict.NOT_MET

    return _OUTCOMES[judge_rule(rule, verdict_of)]


def failing_misconceptions(knowledge: Knowledge) -> Found:
    """A misconception that is not seen, or seen where there is none, corrects the wrong person."""
    for misconception in knowledge.misconceptions.values():
        expected = {example.expect for example in misconception.examples}
        for wanted in ("fires", "does not fire"):
            if wanted not in expected:
                yield misconception.id, f'no example that "{wanted}"'
        for example in misconception.examples:
            try:
                outcome = misconception_outcome(misconception, example)
            except BadInput as error:
                yield misconception.id, f'example "{example.name}": {error}'
                continue
            if outcome != example.expect:
                yield (
                    misconception.id,
                    f'example "{example.name}" {outcome}; expected: {example.expect}',
                )


def misconception_outcome(misconception: Misconception, example: MisconceptionExample) -> str:
    """What the misconception says of the example: fires, does not fire, cannot tell."""
    known = Known(read_scenario(dict(example.facts)), {"view": example.view})
    return _OUTCOMES[reveals(misconception, example.choice, known)]


def unread_facts(knowledge: Knowledge) -> Found:
    """A question whose answer nothing reads wastes its reader's time."""
    read = {fact for rule in knowledge.rules.values() for fact in rule.facts}
    # These are read by the planning and the gate rather than by a rule.
    read |= {"priority", "existing_services"}
    read |= {fact for name in read for fact in rests_on(name)}
    for name in fact_definitions():
        if name not in read:
            yield name, "no rule reads this fact"
    for each in DERIVATIONS:
        if each.standing not in read:
            yield each.standing, "no rule reads this derived fact"


def never_concluded(knowledge: Knowledge) -> Found:
    """A need, signal or item that no rule concludes can never be part of an answer."""
    concluded: dict[str, set[str]] = defaultdict(set)
    for rule in knowledge.rules.values():
        for kind, identity in _concluded(rule):
            concluded[kind].add(identity)
    for kind in ("need", "signal", "item"):
        for identity in _ids(knowledge)[kind]:
            if identity not in concluded[kind]:
                yield identity, f"no rule concludes this {kind}"


def uncovered_needs(knowledge: Knowledge) -> Found:
    """A need that no path covers fully leaves every plan wanting."""
    covered = {
        coverage.need
        for path in knowledge.paths.values()
        for coverage in path.covers
        if coverage.degree == "full"
    }
    covered |= {
        conclusion.cover
        for rule in knowledge.rules.values()
        for conclusion in rule.then
        if isinstance(conclusion, CoverageConclusion) and conclusion.degree == "full"
    }
    for need in knowledge.needs:
        if need not in covered:
            yield need, "no path covers this need fully"


def duplicate_rules(knowledge: Knowledge) -> Found:
    """Two rules with the same conditions and conclusion say one thing twice."""
    seen: dict[Any, str] = {}
    for rule in knowledge.rules.values():
        conditions = tuple(
            frozenset(each.key for each in group) for group in (rule.when, rule.any, rule.unless)
        )
        for conclusion in rule.then:
            key = (conditions, repr(conclusion))
            if key in seen:
                yield rule.id, f"says the same as {seen[key]}"
            seen[key] = rule.id


def silent_stages(knowledge: Knowledge) -> Found:
    """A path that says nothing of a stage leaves a gap between data preparation and monitoring."""
    for path in knowledge.paths.values():
        for stage in knowledge.stages:
            if stage not in path.lifecycle:
                yield path.id, f"does not say what happens in {stage}"


def unused_sources(knowledge: Knowledge) -> Found:
    """A source that nothing cites is dead weight in the bibliography."""
    cited = {each.source for _, citations in _citations(knowledge) for each in citations}
    for identity in knowledge.sources:
        if identity not in cited:
            yield identity, "nothing cites this source"


def implied_rules(knowledge: Knowledge) -> Found:
    """A rule that another fires wherever it does, to the same end, adds nothing but length."""
    for conclusion, rules in _by_conclusion(knowledge).items():
        for rule, other in itertools.permutations(rules, 2):
            mutual = fires_wherever(rule, other)
            if fires_wherever(other, rule) and (not mutual or rule.id > other.id):
                yield rule.id, f"{other.id} concludes {conclusion} wherever this rule does"


def opposite_rules(knowledge: Knowledge) -> Found:
    """Where a rule advises against an item wherever another recommends it, that one is mute."""
    recommending: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if isinstance(conclusion, ItemConclusion):
                recommending[conclusion.recommend].append(rule)
    for veto in knowledge.rules.values():
        for conclusion in veto.then:
            if isinstance(conclusion, AgainstConclusion):
                for rule in recommending[conclusion.advise_against]:
                    if fires_wherever(veto, rule):
                        item = conclusion.advise_against
                        yield rule.id, f"{veto.id} advises against {item} wherever this rule fires"


def impossible_rules(knowledge: Knowledge) -> Found:
    """A rule whose own conditions exclude each other can never fire."""
    for rule in knowledge.rules.values():
        for one, other in itertools.combinations(rule.when, 2):
            if excludes(one, other) or excludes(other, one):
                yield rule.id, f"{one.key} and {other.key} cannot both be met"
        for one in rule.unless:
            if any(entails(other, one) for other in rule.when):
                yield rule.id, f"never fires, since `unless` holds wherever `when` does: {one.key}"


def _by_conclusion(knowledge: Knowledge) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if not isinstance(conclusion, (WarningConclusion, DiagnosisConclusion)):
                said = conclusion.model_dump(by_alias=True, exclude_none=True)
                found[" ".join(f"{key} {value}" for key, value in said.items())].append(rule)
    return found


def undated_sources(knowledge: Knowledge) -> Found:
    """A source without an address cannot be opened; one read in the future was not read."""
    latest = max((source.read_on for source in knowledge.sources.values()), default=None)
    for source in knowledge.sources.values():
        if not source.address.strip():
            yield source.id, "has no address"
        if source.published and latest and source.published > source.read_on:
            yield source.id, f"was read on {source.read_on}, before it was published"


def stale_sources(knowledge: Knowledge, day: datetime.date) -> Found:
    """What was read more than a year before this day may no longer hold: read it again."""
    for source in knowledge.sources.values():
        if day - source.read_on > _A_YEAR:
            yield source.id, f"was last read on {source.read_on}, more than a year ago"


_A_YEAR = datetime.timedelta(days=365)


def dead_ends(knowledge: Knowledge) -> Found:
    """A closed item without a way on leaves a reader with nothing: name a successor, or say why."""
    for item in knowledge.items.values():
        if item.closing is None:
            continue
        if not item.closing.successors and "not in this catalogue" not in item.closing.note:
            yield item.id, "is closed, and neither a successor nor the lack of one is named"
        for successor in item.closing.successors:
            after = knowledge.items.get(successor)
            if after is not None and after.closing is not None:
                yield item.id, f"its successor {successor} is closed too"


def lost_to_the_stricter(knowledge: Knowledge) -> Found:
    """A control that a stricter answer loses guards the mild case and leaves the grave one open."""
    excused = set()
    for loss in losses(knowledge):
        if knowledge.rules[loss.rule].milder_only:
            excused.add(loss.rule)
            continue
        yield (
            loss.rule,
            f"gives {loss.given} where {loss.fact} is {loss.milder}, and no rule gives it where it "
            f"is {loss.stricter}; widen a rule, or say why with `milder_only`",
        )
    for rule in knowledge.rules.values():
        if rule.milder_only and rule.id not in excused:
            yield rule.id, "`milder_only` excuses nothing: no stricter answer loses what it gives"


CHECKS: Mapping[str, Callable[[Knowledge], Found]] = {
    "dangling condition": dangling_conditions,
    "dangling conclusion": dangling_conclusions,
    "dangling reference": dangling_references,
    "wrong phase": wrong_phase,
    "unread placeholder": unread_placeholders,
    "one-sided examples": one_sided_examples,
    "failing example": failing_examples,
    "failing misconception": failing_misconceptions,
    "unread fact": unread_facts,
    "never concluded": never_concluded,
    "uncovered need": uncovered_needs,
    "duplicate rule": duplicate_rules,
    "silent stage": silent_stages,
    "unused source": unused_sources,
    "undated source": undated_sources,
    "implied rule": implied_rules,
    "opposite rule": opposite_rules,
    "impossible rule": impossible_rules,
    "dead end": dead_ends,
    "lost to the stricter": lost_to_the_stricter,
    "unsourced number": unsourced_numbers,
    "must from silence": musts_from_silence,
    "split range": split_ranges,
    "failing cue": cue_examples,
    "misleading cue": cues_against_scenarios,
}
