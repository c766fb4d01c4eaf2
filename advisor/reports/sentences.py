"""What the reports say in the same words, whatever their form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.facts.definitions import fact_definitions
from advisor.reasoning.advice import (
    Advice,
    Diagnosis,
    NeedShape,
    NextQuestion,
    Reason,
    Relaxation,
)
from advisor.reasoning.wording import listed, percent


def policy(advice: Advice) -> str:
    """Which priority ordered the criteria."""
    return f"priority: {advice.plan.policy.replace('_', ' ')}"


def needs_left(advice: Advice) -> dict[str, tuple[str, ...]]:
    """By the headline of each plan that is costed, the needs that it meets less well."""
    return {
        plan.headline: tuple(
            need.name
            for need in advice.needs
            if _best(need, plan.paths) < _DEGREES.index(need.coverage)
        )
        for plan in advice.estimates.plans
    }


_DEGREES = ("harms", "none", "partial", "full")


def _best(need: NeedShape, paths: Iterable[str]) -> int:
    return max(_DEGREES.index(need.by_path.get(path, "none")) for path in paths)


def path_names(advice: Advice) -> dict[str, str]:
    """The short name of each path."""
    return {each.id: each.short_name for each in advice.paths}


def short_name(advice: Advice, path: str) -> str:
    """The short name of a path."""
    return next(each.short_name for each in advice.paths if each.id == path)


def diagnosed(advice: Advice, diagnosis: Diagnosis) -> str:
    """Where a running system goes back to, what to change there, and why."""
    names = advice.names()
    stages = {stage.id: stage.name for stage in advice.stages}
    change = names.get(diagnosis.change, diagnosis.change)
    measure = names.get(diagnosis.measure, diagnosis.measure)
    return (
        f"{stages[diagnosis.stage]}: change {change}; measure {measure}. "
        f"{diagnosis.reasons[0].text}"
    )


def relaxed(relaxation: Relaxation) -> str:
    """What would meet a must that is not met, and the smallest change that does."""
    if not relaxation.changes or str(relaxation.changes[0]) in relaxation.text:
        return relaxation.text
    return f"{relaxation.text} Least change: {listed(map(str, relaxation.changes))}."


def dimension(advice: Advice, identity: str) -> str:
    """A dimension of responsible AI: the items that serve it, and the facts that asked for it."""
    shape = next(each for each in advice.dimensions if each.id == identity)
    names = advice.names()
    items = ", ".join(names.get(item, item) for item in shape.items)
    facts = f" (for {', '.join(shape.facts)})" if shape.facts else ""
    return f"{identity.replace('-', ' ').capitalize()}: {items}{facts}"


def how_sure(advice: Advice) -> list[str]:
    """How the status was worked out, and the plans that come next; empty where it was not."""
    certainty = advice.certainty
    if certainty is None:
        return []
    if advice.status == "final":
        return ["Final: no answer to what is not known can change the plan."]
    titles = fact_definitions()
    alone = listed(titles[fact].title.lower() for fact in certainty.by_one_answer)
    number = _counted(len(certainty.open_facts), "fact that is", "facts that are")
    lines = [
        f"Provisional: {number} not known can still change the plan. "
        + (f"One answer alone does on: {alone}." if alone else "No answer alone does.")
    ]
    ways = f"{certainty.completions:,}"
    if certainty.how == "swept":
        shares = f"Of all {ways} ways to answer them {advice.agreement or 0:.1%} keep the plan"
    else:
        shares = (
            f"Of {ways} random ways to answer them all {advice.agreement or 0:.1%} keep the plan "
            f"({certainty.low:.1%} to {certainty.high:.1%} with 95% confidence)"
        )
    lines.append(f"{shares}, and {certainty.headline:.1%} its costliest path.")
    if advice.runners_up:
        names = path_names(advice)
        runners = ", ".join(
            f"{' + '.join(names[path] for path in reversed(each.paths))} {each.share:.1%}"
            for each in advice.runners_up[:3]
        )
        lines.append(f"Most of the others lead to: {runners}.")
    if advice.irrelevant_facts:
        number = _counted(len(advice.irrelevant_facts), "other fact", "other facts")
        lines.append(f"Not known either, but of no weight for the plan: {number}.")
    return lines


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def questions_title(advice: Advice) -> str:
    """What stands above the questions: in which order they come depends on what is known."""
    if advice.certainty is None or not advice.certainty.open_facts:
        return "Not known yet, and asked for by rules"
    return "Worth finding out first"


def asked(question: NextQuestion) -> str:
    """A question, and how much its answer settles, where that was worked out."""
    settles = f" (settles {percent(question.settles)} of the doubt)" if question.settles else ""
    return f"{question.fact}: {question.question}{settles}"


def all_reasons(advice: Advice) -> Iterator[Reason]:
    """Every reason in the advice, wherever it stands."""
    groups: list[Iterable[Reason]] = [
        *(need.reasons for need in advice.needs),
        *(path.reasons for path in advice.paths),
        *(item.reasons for stage in advice.stages for item in stage.items),
        *(each.reasons for each in advice.not_recommended),
        *(each.reasons for each in advice.diagnosis),
        *(each.reasons for each in advice.warnings),
    ]
    for group in groups:
        yield from group
