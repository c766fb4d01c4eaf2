"""The plan in a sentence, what it must give, what to climb to, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.estimates.derived import DERIVED_FACTS, derivation_of
from advisor.estimates.wanted import bought_assistants
from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import NumberRange
from advisor.knowledge.path import Path
from advisor.knowledge.rule import CONTEXT_FACTS, Condition
from advisor.reasoning.advice import NeedShape, PlanShape, Relaxation, RoadmapStep
from advisor.reasoning.explain.reasons import CoverageReason, Reasons
from advisor.reasoning.infer import Inference
from advisor.reasoning.items import Recommendations
from advisor.reasoning.judge import Verdict
from advisor.reasoning.wording import condition_in_words, listed, spoken


def plan(reasons: Reasons, recommendations: Recommendations) -> PlanShape:
    """The plan in a sentence, and by which policy it was chosen."""
    knowledge, inference = reasons.knowledge, reasons.inference
    names = [knowledge.paths[path].name for path in reversed(inference.plan.paths)]
    bought = bought_assistants(inference.plan.paths, recommendations.costed())
    if bought:
        # What is decided is to buy; prompt engineering is what is left to do.
        assistants = listed(knowledge.items[each].name for each in bought)
        names = [f"Buy a ready assistant ({assistants})", *names]
    summary = names[0]
    if len(names) > 1:
        summary += f", with {listed(inside_sentence(name) for name in names[1:])}"
    unmet = [
        inside_sentence(knowledge.needs[need].name)
        for need, level in inference.needs.items()
        if level == "must" and inference.met[need] != "full"
    ]
    if unmet:
        summary += f". Not fully met: {listed(unmet)}"
    return PlanShape(
        headline=inference.plan.headline,
        paths=inference.plan.paths,
        summary=f"{summary}.",
        policy=inference.policy.id,
        policy_reason=inference.policy.because,
        bought=bought,
    )


def needs(reasons: Reasons) -> Iterator[NeedShape]:
    """What the solution must give, who asks for it, and how far the plan gives it."""
    inference = reasons.inference
    for need, level in inference.needs.items():
        met, coverage = inference.met[need], inference.coverage[need]
        met_by = next((path for path in inference.plan.paths if coverage[path] == met), None)
        if met == "none":
            met_by = None
        why = (
            CoverageReason("No path of the plan covers it.")
            if met_by is None
            else reasons.coverage(met_by, need)
        )
        yield NeedShape(
            id=need,
            name=reasons.knowledge.needs[need].name,
            level=level,
            coverage=met,
            met_by=met_by,
            coverage_reason=why.text,
            coverage_sources=why.sources,
            coverage_judgement=why.judgement,
            provided=reasons.knowledge.needs[need].provided if met == "full" else None,
            means=reasons.knowledge.needs[need].means if met_by else None,
            by_path={path.id: coverage[path.id] for path in reasons.knowledge.ladder},
            reasons=reasons.of(inference.deciding_rules[need]),
        )


def roadmap(reasons: Reasons) -> Iterator[RoadmapStep]:
    """For needs that the plan does not give in full: the next path that would."""
    knowledge, inference = reasons.knowledge, reasons.inference
    for need, level in inference.needs.items():
        met = inference.met[need]
        if met == "full" or (level == "must" and met != "partial"):
            continue
        for path in knowledge.ladder:
            barred = path.id in inference.limits or path.id in inference.planned.not_considered
            barred = barred or any(
                inference.coverage[other][path.id] == "harms"
                for other, asked in inference.needs.items()
                if asked == "must"
            )
            if not barred and _would_give(reasons, path, need):
                name = inside_sentence(knowledge.needs[need].name)
                yield RoadmapStep(
                    need=need,
                    path=path.id,
                    text=f"If evaluation shows that {name} is not good enough: {path.name}. "
                    f"{reasons.coverage(path.id, need).text}",
                )
                break


def _would_give(reasons: Reasons, path: Path, need: str) -> bool:
    """Whether a further path would give the need, now or once what is unsaid is there."""
    knowledge, inference = reasons.knowledge, reasons.inference
    if knowledge.needs[need].every_path_counts:
        # Where every path counts, a further one helps only if it takes the place of another.
        wider = (*inference.plan.paths, path.id)
        return inference.coverings.of_plan(wider, need) == "full"
    if inference.coverage[need][path.id] == "full":
        return True
    in_table = any((each.need, each.degree) == (need, "full") for each in path.covers)
    lowering = inference.coverage_rules.get((path.id, need), ())
    return in_table and all(map(reasons.rests_on_silence, lowering))


def relaxations(reasons: Reasons) -> Iterator[Relaxation]:
    """For musts that the plan leaves open: the path that limits keep from meeting them."""
    knowledge, inference = reasons.knowledge, reasons.inference
    for need, level in inference.needs.items():
        if level != "must" or inference.met[need] == "full":
            continue
        barred = [
            path.id
            for path in knowledge.ladder
            if path.id in inference.limits and inference.coverage[need][path.id] == "full"
        ]
        if not barred:
            continue
        # The fewest limits to lift; then the cheapest path.
        path = min(barred, key=lambda each: len(inference.limits[each]))
        rules = inference.limits[path]
        conditions = [
            condition
            for rule in rules
            for condition in knowledge.rules[rule].conditions
            if condition.fact is not None
            and condition.fact not in CONTEXT_FACTS
            and inference.verdict(condition) is Verdict.MET
        ]
        amounts = listed(filter(None, (_amount(inference, each) for each in conditions)))
        others = listed(filter(None, (_in_the_way(inference, each) for each in conditions)))
        so = [f"if {amounts}"] if amounts else []
        so += [f"but for {others}"] if others else []
        name = inside_sentence(knowledge.needs[need].name)
        told = f"{knowledge.paths[path].name} would give {name} {' and '.join(so)}".rstrip()
        yield Relaxation(
            need=need,
            path=path,
            text=f"{told}.",
            rules=rules,
        )


def _amount(inference: Inference, condition: Condition) -> str:
    """What a stated amount would have to reach for a condition on an estimate to hold no longer."""
    derivation = derivation_of(condition.fact) if condition.fact else None
    if derivation is None:
        return ""
    stated = fact_definitions()[derivation.stated]
    figure = inference.known.find(derivation.figure)
    low = figure.low if isinstance(figure, NumberRange) else figure
    now = spoken(inference.known.find(stated.name))
    return f"the {inside_sentence(stated.title)} reaches {low:,} {stated.unit} (now: {now})"


def _in_the_way(inference: Inference, condition: Condition) -> str:
    """A condition that was found and would have to be otherwise; empty where it only names."""
    assert condition.fact is not None
    # An estimate is told by the amount that is held against it.
    only_names = condition.operator == "at_least" and condition.operand == 0
    if condition.fact in DERIVED_FACTS or only_names:
        return ""
    words = condition_in_words(condition)
    found = spoken(inference.known.find(condition.fact))
    return words if words.endswith(f": {found}") else f"{words} (now: {found})"
