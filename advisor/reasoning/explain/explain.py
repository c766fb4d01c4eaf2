"""Tell what was concluded: every statement with its rule, what it found, and its sources."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from advisor.estimates.derived import DERIVED_FACTS, derivation_of, rests_on
from advisor.estimates.estimate import estimate
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.base import Citation
from advisor.knowledge.catalogue import Closing, Dimension
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import (
    CONTEXT_FACTS,
    Condition,
    DiagnosisConclusion,
    NeedConclusion,
    Rule,
    WarningConclusion,
)
from advisor.reasoning.advice import (
    Advice,
    Availability,
    CitedSource,
    ConditionFound,
    Diagnosis,
    DimensionShape,
    FurtherItem,
    ItemShape,
    NeedShape,
    NextQuestion,
    NotRecommended,
    PathShape,
    PathVerdict,
    PlanShape,
    Reason,
    Relaxation,
    RoadmapStep,
    StageShape,
    WaitingRule,
    WarningShape,
)
from advisor.reasoning.engines.joins import conclusion_keys
from advisor.reasoning.infer import Inference
from advisor.reasoning.items import (
    MOST_ITEMS_IN_A_STAGE,
    Recommendations,
    Recommended,
    Rejected,
    is_closed,
)
from advisor.reasoning.judge import Verdict
from advisor.reasoning.plan import falls_short_of
from advisor.reasoning.wording import condition_in_words, listed, spoken, test_in_words


class Explainer:
    """Makes the answer from what was concluded; holds no decision of its own."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def explain(
        self, inference: Inference, recommendations: Recommendations, engine: str
    ) -> Advice:
        """The whole answer, in the shape that clients read."""
        waiting = inference.waiting_rules()
        undecided = [rule for rule in waiting if rule.phase == "infer"]
        return Advice(
            knowledge_version=self._knowledge.version,
            view=inference.view,
            as_of=inference.as_of,
            engine=engine,
            scenario=inference.scenario.known(),
            status="provisional" if undecided else "final",
            plan=self._plan(inference),
            needs=tuple(self._need(inference, need) for need in inference.needs),
            paths=tuple(self._path(inference, path) for path in self._ladder()),
            stages=self._stages(inference, recommendations),
            not_recommended=tuple(
                self._rejected(inference, each) for each in recommendations.rejected
            ),
            diagnosis=tuple(self._diagnosis(inference)),
            dimensions=tuple(self._dimensions(inference, recommendations)),
            estimates=estimate(
                inference.scenario,
                inference.view,
                inference.as_of,
                knowledge=self._knowledge,
                plan=inference.plan.paths,
                items=recommendations.costed(),
            ),
            warnings=tuple(self._warnings(inference, recommendations)),
            roadmap=tuple(self._roadmap(inference)),
            relaxations=tuple(self._relaxations(inference)),
            next_questions=_next_questions(inference, undecided, waiting),
            waiting_rules=tuple(
                WaitingRule(rule=rule.id, title=rule.title, waits_for=_waits_for(inference, rule))
                for rule in waiting
            ),
            rules_fired=tuple(sorted(inference.first.fired | inference.second.fired)),
        )

    def _ladder(self) -> list[str]:
        paths = self._knowledge.paths.values()
        return [path.id for path in sorted(paths, key=lambda path: path.position)]

    # The plan

    def _plan(self, inference: Inference) -> PlanShape:
        plan = inference.plan
        names = [self._knowledge.paths[path].name for path in reversed(plan.paths)]
        summary = names[0]
        if len(names) > 1:
            summary += f", with {listed(_lower(name) for name in names[1:])}"
        unmet = [
            self._knowledge.needs[need].name.lower()
            for need, level in inference.needs.items()
            if level == "must" and inference.coverings.of_plan(plan.paths, need) != "full"
        ]
        if unmet:
            summary += f". Not fully met: {listed(unmet)}"
        return PlanShape(
            headline=plan.headline,
            paths=plan.paths,
            summary=f"{summary}.",
            policy=inference.policy.id,
            policy_reason=inference.policy.because,
        )

    def _need(self, inference: Inference, need: str) -> NeedShape:
        knowledge, plan = self._knowledge, inference.plan
        coverage = inference.coverings.of_plan(plan.paths, need)
        met_by = next(
            (path for path in plan.paths if inference.coverings.of(path, need) == coverage), None
        )
        if coverage == "none":
            met_by = None
        text, sources = (
            ("No path of the plan covers it.", ())
            if met_by is None
            else self._coverage(inference, met_by, need)
        )
        return NeedShape(
            id=need,
            name=knowledge.needs[need].name,
            level=inference.needs[need],
            coverage=coverage,
            met_by=met_by,
            coverage_reason=text,
            coverage_sources=sources,
            by_path={path: inference.coverings.of(path, need) for path in self._ladder()},
            reasons=self._reasons(inference, self._deciding_rules(inference, need)),
        )

    def _deciding_rules(self, inference: Inference, need: str) -> list[str]:
        """The rules that conclude the need at its level: a must makes each should idle."""
        level = inference.needs[need]
        return [
            rule
            for rule in inference.need_rules[need]
            if any(
                isinstance(each, NeedConclusion) and (each.need, each.level) == (need, level)
                for each in self._knowledge.rules[rule].then
            )
        ]

    def _coverage(
        self, inference: Inference, path: str, need: str
    ) -> tuple[str, tuple[CitedSource, ...]]:
        for rule_id in inference.coverage_rules.get((path, need), ()):
            rule = self._knowledge.rules[rule_id]
            return self._because(inference, rule), self._cited(rule.sources)
        for coverage in self._knowledge.paths[path].covers:
            if coverage.need == need:
                return coverage.because, self._cited(coverage.sources)
        return "No source says that it covers this.", ()

    # The paths not chosen

    def _path(self, inference: Inference, path: str) -> PathShape:
        verdict, text, leaves, rules = self._verdict(inference, path)
        known = self._knowledge.paths[path]
        return PathShape(
            id=path,
            name=known.name,
            short_name=known.short_name,
            verdict=verdict,
            text=text,
            leaves=leaves,
            reasons=self._reasons(inference, rules),
        )

    def _verdict(
        self, inference: Inference, path: str
    ) -> tuple[PathVerdict, str, tuple[str, ...], tuple[str, ...]]:
        plan, coverings = inference.plan, inference.coverings
        needs = self._knowledge.needs
        musts = [need for need, level in inference.needs.items() if level == "must"]
        if path in plan.paths:
            meets = [need for need in inference.needs if coverings.of(path, need) == "full"]
            rules = tuple(rule for need in meets for rule in self._deciding_rules(inference, need))
            gives = listed(needs[need].name.lower() for need in meets)
            partly = listed(
                needs[need].name.lower()
                for need in inference.needs
                if coverings.of(path, need) == coverings.of_plan(plan.paths, need) == "partial"
            )
            parts = [f"gives {gives}" if gives else "", f"gives part of {partly}" if partly else ""]
            text = ", ".join(filter(None, parts)) or "the cheapest path to begin with"
            return "chosen", text, (), rules
        if path in inference.limits:
            rules = inference.limits[path]
            titles = listed(self._knowledge.rules[rule].title.lower() for rule in rules)
            return "ruled_out", titles, (), rules
        best = inference.planned.best_with(path)
        if path in inference.planned.not_considered or best is None:
            return "not_needed", "nothing that is known shows that it would do", (), ()
        leaves = tuple(
            need
            for need in musts
            if falls_short_of(
                coverings.of_plan(best.paths, need), coverings.of_plan(plan.paths, need)
            )
        )
        if leaves:
            names = listed(needs[need].name.lower() for need in leaves)
            rules = tuple(rule for need in leaves for rule in self._deciding_rules(inference, need))
            return "does_not_meet", f"does not meet: {names}", leaves, rules
        helps = [need for need in musts if coverings.of(path, need) in ("full", "partial")]
        harms = [need for need in musts if coverings.of(path, need) == "harms"]
        if not helps:
            text = "no must asks for it"
            if harms:
                text += f", and it harms: {listed(needs[need].name.lower() for need in harms)}"
            return "not_needed", text, (), ()
        gain = [
            need
            for need in musts
            if falls_short_of(
                coverings.of_plan(plan.paths, need), coverings.of_plan(best.paths, need)
            )
        ]
        if gain:
            names = listed(needs[need].name.lower() for need in gain)
            policy = inference.policy.name.lower()
            return "costs_more", f"would give more of {names}, and costs more ({policy})", (), ()
        names = listed(needs[need].name.lower() for need in helps)
        return "costs_more", f"the plan gives {names} with less to build", (), ()

    # The items

    def _stages(
        self, inference: Inference, recommendations: Recommendations
    ) -> tuple[StageShape, ...]:
        by_stage: dict[str, list[Recommended]] = defaultdict(list)
        for entry in recommendations.items:
            by_stage[entry.stage].append(entry)
        stages = sorted(self._knowledge.stages.values(), key=lambda stage: stage.position)
        shapes = []
        for stage in stages:
            entries = by_stage[stage.id]
            essential = sum(entry.rank == "essential" for entry in entries)
            shown = max(essential, MOST_ITEMS_IN_A_STAGE[inference.view])
            shapes.append(
                StageShape(
                    id=stage.id,
                    name=stage.name,
                    activities=self._activities(inference, stage.id),
                    items=tuple(self._item(inference, entry) for entry in entries[:shown]),
                    further=tuple(
                        FurtherItem(
                            id=entry.item,
                            name=self._knowledge.items[entry.item].name,
                            rank=entry.rank,
                            rules=entry.rules,
                        )
                        for entry in entries[shown:]
                    ),
                )
            )
        return tuple(shapes)

    def _activities(self, inference: Inference, stage: str) -> tuple[str, ...]:
        paths = [self._knowledge.paths[path] for path in reversed(inference.plan.paths)]
        told = [path.lifecycle[stage] for path in paths if stage in path.lifecycle]
        return tuple(dict.fromkeys(told))

    def _item(self, inference: Inference, entry: Recommended) -> ItemShape:
        item = self._knowledge.items[entry.item]
        return ItemShape(
            id=item.id,
            kind=item.kind,
            name=item.name,
            purpose=item.purpose,
            rank=entry.rank,
            reasons=self._reasons(inference, entry.rules),
            availability=self._availability(entry, inference.as_of),
            dimensions=item.dimensions,
        )

    def _availability(self, entry: Recommended, day: datetime.date) -> Availability:
        items = self._knowledge.items
        if entry.closing is not None:
            closing = entry.closing
            names = listed((items[each].name for each in closing.successors), "or")
            return Availability(
                state=closing.state,
                since=closing.since,
                note=f"{_closed_since(closing)} New customers use {names or 'nothing of its kind'}."
                f" {closing.note}",
                successors=closing.successors,
            )
        for old in entry.instead_of:
            closing_of_old = items[old].closing
            assert closing_of_old is not None
            return Availability(
                instead_of=old,
                note=f"You may read {items[old].name} in older guides. "
                f"{_closed_since(closing_of_old)} Use {items[entry.item].name}.",
            )
        return Availability()

    def _rejected(self, inference: Inference, rejected: Rejected) -> NotRecommended:
        items = self._knowledge.items
        name = items[rejected.item].name
        instead = items[rejected.instead].name if rejected.instead else None
        if rejected.group is not None:
            text = f"{self._knowledge.alternatives[rejected.group].because} Here: {instead}."
        elif rejected.why == "vetoed":
            vetoing = [self._knowledge.rules[rule] for rule in rejected.rules]
            text = " ".join(self._because(inference, rule) for rule in vetoing)
        else:
            closing = items[rejected.item].closing
            assert closing is not None
            text = _closed_since(closing) + (f" Use {instead}." if instead else "")
        return NotRecommended(
            id=rejected.item,
            name=name,
            text=text,
            instead=rejected.instead,
            reasons=self._reasons(inference, rejected.rules),
        )

    def _dimensions(
        self, inference: Inference, recommendations: Recommendations
    ) -> Iterator[DimensionShape]:
        serving: dict[Dimension, list[Recommended]] = defaultdict(list)
        for entry in recommendations.items:
            for dimension in self._knowledge.items[entry.item].dimensions:
                serving[dimension].append(entry)
        for dimension in sorted(serving):
            entries = serving[dimension]
            facts = dict.fromkeys(
                fact
                for entry in entries
                for rule in entry.rules
                for fact in self._facts_behind(inference, self._knowledge.rules[rule])
            )
            yield DimensionShape(
                id=dimension,
                items=tuple(dict.fromkeys(entry.item for entry in entries)),
                facts=tuple(facts),
            )

    def _facts_behind(self, inference: Inference, rule: Rule) -> Iterator[str]:
        for condition in rule.conditions:
            if condition.fact is not None:
                stated = condition.fact not in CONTEXT_FACTS
                if stated and inference.known.find(condition.fact) is not None:
                    yield from _stated_behind(inference, condition.fact)
            else:
                for source in self._concluded_by(inference, condition):
                    if source != rule.id:
                        yield from self._facts_behind(inference, self._knowledge.rules[source])

    # Diagnosis, warnings, roadmap, relaxations

    def _diagnosis(self, inference: Inference) -> Iterator[Diagnosis]:
        for rule in inference.fired_rules("recommend"):
            for conclusion in rule.then:
                if isinstance(conclusion, DiagnosisConclusion):
                    yield Diagnosis(
                        stage=conclusion.go_back_to,
                        change=conclusion.change,
                        measure=conclusion.measure,
                        reasons=self._reasons(inference, (rule.id,)),
                    )

    def _warnings(
        self, inference: Inference, recommendations: Recommendations
    ) -> Iterator[WarningShape]:
        for rule in (*inference.fired_rules("infer"), *inference.fired_rules("recommend")):
            for conclusion in rule.then:
                if isinstance(conclusion, WarningConclusion):
                    yield WarningShape(
                        title=conclusion.warn,
                        text=self._because(inference, rule),
                        reasons=self._reasons(inference, (rule.id,)),
                    )
        for name in inference.scenario.existing_services or ():
            item = self._knowledge.items[name]
            if is_closed(item, inference.as_of) and item.closing is not None:
                yield WarningShape(
                    title=f"{item.name} is closed to new customers",
                    text=f"It is in use already and may stay. {_closed_since(item.closing)}"
                    f" {item.closing.note}",
                )

    def _roadmap(self, inference: Inference) -> Iterator[RoadmapStep]:
        plan, coverings = inference.plan, inference.coverings
        for need, level in inference.needs.items():
            now = coverings.of_plan(plan.paths, need)
            if now == "full" or (level == "must" and now != "partial"):
                continue
            # A further path makes nothing quicker or cheaper.
            if self._knowledge.needs[need].every_path_counts:
                continue
            step = next(
                (
                    path
                    for path in self._ladder()
                    if path not in inference.limits
                    and path not in inference.planned.not_considered
                    and coverings.of(path, need) == "full"
                ),
                None,
            )
            if step is not None:
                name = self._knowledge.needs[need].name.lower()
                yield RoadmapStep(
                    need=need,
                    path=step,
                    text=f"If evaluation shows that {name} is not good enough: "
                    f"{self._knowledge.paths[step].name}. "
                    f"{self._coverage(inference, step, need)[0]}",
                )

    def _relaxations(self, inference: Inference) -> Iterator[Relaxation]:
        plan, coverings = inference.plan, inference.coverings
        for need, level in inference.needs.items():
            if level != "must" or coverings.of_plan(plan.paths, need) == "full":
                continue
            barred = [
                path
                for path in self._ladder()
                if path in inference.limits and coverings.of(path, need) == "full"
            ]
            if not barred:
                continue
            # The fewest limits to lift; then the cheapest path.
            path = min(barred, key=lambda each: len(inference.limits[each]))
            rules = inference.limits[path]
            changes = listed(
                change
                for rule in rules
                for condition in self._knowledge.rules[rule].conditions
                if condition.fact is not None
                and condition.fact not in CONTEXT_FACTS
                and inference.verdict(condition) is Verdict.MET
                and (change := _change(inference, condition))
            )
            name = self._knowledge.needs[need].name.lower()
            yield Relaxation(
                need=need,
                path=path,
                text=f"{self._knowledge.paths[path].name} would give {name} if {changes}.",
                rules=rules,
            )

    # Reasons

    def reasons(self, inference: Inference, rules: Iterable[str]) -> tuple[Reason, ...]:
        """What these rules say in this scenario: each with what it found and who says so."""
        return self._reasons(inference, rules)

    def cited(self, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
        """Citations with title and address of their sources."""
        return self._cited(citations)

    def _reasons(self, inference: Inference, rules: Iterable[str]) -> tuple[Reason, ...]:
        return tuple(
            self._reason(inference, self._knowledge.rules[rule]) for rule in dict.fromkeys(rules)
        )

    def _reason(self, inference: Inference, rule: Rule) -> Reason:
        read = [
            condition
            for condition in rule.conditions
            # Of alternatives, only those that are met carry the conclusion.
            if condition not in rule.any or inference.verdict(condition) is Verdict.MET
        ]
        return Reason(
            text=self._because(inference, rule),
            rule=rule.id,
            title=rule.title,
            conditions=tuple(_found(inference, condition) for condition in read),
            follows_from=tuple(
                dict.fromkeys(
                    source for each in read for source in self._concluded_by(inference, each)
                )
            ),
            sources=self._cited(rule.sources),
            exam_tip=rule.exam_tip,
        )

    def _concluded_by(self, inference: Inference, condition: Condition) -> tuple[str, ...]:
        match condition.subject:
            case "need":
                return inference.need_rules.get(condition.about, ())
            case "signal":
                return inference.signals.get(condition.about, ())
            case "item":
                return tuple(
                    rule.id
                    for rule in inference.fired_rules("recommend")
                    if condition.key in conclusion_keys(rule)
                )
        return ()

    def _because(self, inference: Inference, rule: Rule) -> str:
        found = {fact: spoken(inference.known.find(fact)) for fact in rule.facts}
        return rule.because.format_map(found).strip()

    def _cited(self, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
        return tuple(
            CitedSource(
                id=citation.source,
                title=self._knowledge.sources[citation.source].title,
                address=self._knowledge.sources[citation.source].address,
                where=citation.where,
                says=citation.says,
                read_on=self._knowledge.sources[citation.source].read_on,
                confidence=citation.confidence,
            )
            for citation in citations
        )


def _found(inference: Inference, condition: Condition) -> ConditionFound:
    verdict = inference.verdict(condition)
    if condition.fact is None:
        return ConditionFound(
            fact=condition.key,
            test=test_in_words(condition),
            found=verdict is Verdict.MET,
            verdict=verdict.value,
        )
    value = inference.known.find(condition.fact)
    plain = inference.scenario.known().get(condition.fact, value)
    return ConditionFound(
        fact=condition.fact,
        test=test_in_words(condition),
        found=plain,
        verdict=verdict.value,
    )


def _stated_behind(inference: Inference, fact: str) -> Iterator[str]:
    """The stated facts that a fact follows from: itself, or those that an estimate rests on."""
    for each in rests_on(fact):
        if inference.known.find(each) is not None:
            yield each


def _change(inference: Inference, condition: Condition) -> str:
    """What would have to change for a condition to hold no longer; empty where it only names."""
    assert condition.fact is not None
    found = spoken(inference.known.find(condition.fact))
    derivation = derivation_of(condition.fact)
    if derivation is not None:
        stated = fact_definitions()[derivation.stated]
        figure = inference.known.find(derivation.figure)
        low = figure.low if isinstance(figure, NumberRange) else figure
        now = spoken(inference.known.find(stated.name))
        return f"the {stated.title.lower()} reaches {low:,} {stated.unit} (now: {now})"
    derived = condition.fact in DERIVED_FACTS
    if derived or (condition.operator == "at_least" and condition.operand == 0):
        return ""
    return f"{condition_in_words(condition)} no longer holds (now: {found})"


def _waits_for(inference: Inference, rule: Rule) -> tuple[str, ...]:
    """The unknown facts of the scenario that the rule waits for."""
    return tuple(
        dict.fromkeys(
            fact
            for condition in rule.conditions
            if condition.fact is not None and inference.verdict(condition) is Verdict.UNKNOWN
            for fact in rests_on(condition.fact)
            if fact == condition.fact or not _settled(inference.known.find(fact))
        )
    )


def _settled(value: FactValue | None) -> bool:
    return value is not None and not isinstance(value, NumberRange)


def _next_questions(
    inference: Inference, undecided: Iterable[Rule], waiting: Iterable[Rule]
) -> tuple[NextQuestion, ...]:
    """Unknown facts by how many rules wait for them: those that choose the path first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, rules in enumerate((undecided, waiting)):
        for rule in rules:
            for fact in _waits_for(inference, rule):
                counts[fact][place] += 1
    order = {name: place for place, name in enumerate(fact_definitions())}
    facts = sorted(counts, key=lambda fact: (-counts[fact][0], -counts[fact][1], order[fact]))
    return tuple(
        NextQuestion(
            fact=fact,
            question=fact_definitions()[fact].question,
            rules_waiting=counts[fact][1],
        )
        for fact in facts
    )


def _lower(name: str) -> str:
    """The name inside a sentence: acronyms keep their capitals."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _closed_since(closing: Closing) -> str:
    if closing.on is None:
        return f"Announced on {closing.announced} as closing to new customers."
    return f"Closed to new customers since {closing.on}."
