"""What the reports say in the same words, whatever their form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import fact_definitions
from advisor.reasoning.advice import (
    Advice,
    Change,
    Diagnosis,
    ItemShape,
    NeedShape,
    NextQuestion,
    Reason,
    Relaxation,
    in_words,
)
from advisor.reasoning.wording import listed, percent

NOTHING_MORE = "Nothing that is known asks for more than the cheapest path."
"""The reason of a plan that no need asked for."""


def reason_without_needs(advice: Advice) -> str:
    """Why the plan is what it is where no need asks for it: what is bought, or nothing more."""
    reasons = [reason for item in _bought(advice) for reason in item.reasons]
    return reasons[0].text.strip() if reasons else NOTHING_MORE


def plan_in_short(advice: Advice) -> str:
    """The plan by short names: "PEFT with RAG"; what is bought goes first."""
    short = {path.id: path.short_name for path in advice.paths}
    names = [item.name for item in _bought(advice)]
    names += [short[path] for path in reversed(advice.plan.paths)]
    first, *rest = names
    return f"{first} with {listed(inside_sentence(each) for each in rest)}" if rest else first


def _bought(advice: Advice) -> list[ItemShape]:
    """The ready assistants that are bought, in the order of the plan."""
    items = {item.id: item for stage in advice.stages for item in stage.items}
    return [items[each] for each in advice.plan.bought if each in items]


def policy(advice: Advice) -> str:
    """Which priority ordered the criteria."""
    return f"priority: {advice.plan.policy.replace('_', ' ')}"


def left_less_met(advice: Advice) -> dict[str, str]:
    """By the headline of each plan that is costed, what it meets less well; empty for nothing.

    A must that is lost is told apart from what only should hold: the one decides, the other weighs.
    """
    return {plan.headline: _less_met(advice, plan.paths) for plan in advice.estimates.plans}


def _less_met(advice: Advice, paths: Sequence[str]) -> str:
    lost = [need for need in advice.needs if _best(need, paths) < _DEGREES.index(need.coverage)]
    told = []
    for how, gone in (("would not meet", True), ("would meet less well", False)):
        names = [
            f"{inside_sentence(need.name)} ({need.level}{_NOT_BY_PRICE.get(need.id, '')})"
            for need in lost
            if (_best(need, paths) <= _DEGREES.index("none")) is gone
        ]
        if names:
            told.append(f"{how}: {', '.join(names)}")
    return "; ".join(told)


_NOT_BY_PRICE = {"low-running-cost": ": without training a cheap model may not be good enough"}
"""What a low price alone does not meet of a need, in words that follow its level."""

_DEGREES = ("harms", "none", "partial", "full")


def _best(need: NeedShape, paths: Iterable[str]) -> int:
    return max(_DEGREES.index(need.by_path.get(path, "none")) for path in paths)


def on_condition(need: NeedShape) -> str:
    """What has to be done besides for a need that is met in full; empty where there is nothing."""
    return f", if {need.provided}" if need.provided else ""


def given_by(need: NeedShape, names: Mapping[str, str]) -> str:
    """What gives a need: a path of the plan, or other means; empty where nothing does.

    names: the short name of each path.
    """
    if need.met_by is None:
        return ""
    return need.means or names[need.met_by]


def how_met(said: str, need: NeedShape, names: Mapping[str, str], by: str = " by ") -> str:
    """How far a need is met, by what, and on which condition.

    said: the degree in words; names: the short name of each path; by: what stands before the giver.
    """
    giver = given_by(need, names)
    return f"{said}{by}{giver}{on_condition(need)}" if giver else f"{said}{on_condition(need)}"


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
        f"{stages[diagnosis.stage]}: work on {inside_sentence(change)}, and measure "
        f"{inside_sentence(measure)}. "
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


def status(advice: Advice) -> str:
    """The status in words: "Final", or "Provisional: 2 questions left"."""
    if advice.status == "final":
        return "Final"
    if advice.certainty is None:
        return "Provisional: questions are left"
    alone = len(advice.certainty.by_one_answer)
    if alone:
        return f"Provisional: {_counted(alone, 'question', 'questions')} left"
    return f"Provisional: {several_together(bool(advice.assumptions))}"


def several_together(assumed: bool) -> str:
    """That no open question changes the plan alone. assumed: whether the plan rests on assumptions.

    An assumption is no open question: where it falls, it may change the plan by itself.
    """
    alone = "; a single assumption could as well" if assumed else ""
    return f"of the open questions, only several together could change the plan{alone}"


def how_sure(advice: Advice) -> list[str]:
    """What the status rests on, the questions that are left, and the plans that come next.

    Empty where it was not worked out.
    """
    certainty = advice.certainty
    if certainty is None:
        return []
    if advice.status == "final":
        unless = " while what it holds unless is not asked for" if advice.assumptions else ""
        return [f"Final: no answer to what is not known can change the plan{unless}."]
    lines = [f"{status(advice)}."]
    lines += [left_to_find_out(advice, question) for question in questions_left(advice)]
    if advice.agreement is not None and advice.agreement < 1:
        lines.append(shares(advice))
    if advice.runners_up:
        names = path_names(advice)
        runners = ", ".join(
            f"{_plan(names, each.paths)} ({percent(each.share)})" for each in advice.runners_up[:3]
        )
        lines.append(f"Most of the others lead to: {runners}.")
    return lines


def shares(advice: Advice) -> str:
    """How many combinations of answers keep the plan, and what is counted."""
    certainty = advice.certainty
    assert certainty is not None
    number = _counted(len(certainty.open_facts), "open question", "open questions")
    of = "all" if certainty.how == "swept" else "a random"
    if advice.agreement == 1 and certainty.how != "swept" and advice.status != "final":
        return (
            f"All of {of} {certainty.completions:,} combinations of answers to {number} keep the "
            "plan; those that change it are too rare to be among them."
        )
    return (
        f"Of {of} {certainty.completions:,} combinations of answers to {number}, "
        f"{percent(advice.agreement or 0)} keep the plan. Each combination counts alike, "
        "likely or not: this is no forecast."
    )


def assumptions(advice: Advice) -> list[str]:
    """What the plan rests on: one answer alone, if it is one, and what nobody asks for.

    The most consequential of what nobody asks for comes first.
    """
    told = [each.text for each in advice.assumptions]
    return [rests(advice), *told] if advice.rests_on else told


def rests(advice: Advice) -> str:
    """That the plan rests on one answer, and what it would be without; "" where it does not."""
    found = advice.rests_on
    if found is None:
        return ""
    title = inside_sentence(fact_definitions()[found.fact].title)
    without = _plan(path_names(advice), found.without)
    answer = in_words(found.value, found.fact)
    return f"Rests on one answer alone ({title}: {answer}); without it: {without}."


def _plan(names: Mapping[str, str], paths: Sequence[str]) -> str:
    first, *rest = (names[path] for path in reversed(paths))
    return f"{first} with {listed(rest)}" if rest else first


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def questions_left(advice: Advice) -> tuple[NextQuestion, ...]:
    """The open questions of which one answer, with no other, changes the plan."""
    alone = advice.certainty.by_one_answer if advice.certainty else ()
    return tuple(each for each in advice.next_questions if each.fact in alone)


def left_to_find_out(advice: Advice, question: NextQuestion) -> str:
    """A question and the plans that its answers lead to."""
    return f"{question.question} {leads_to(advice, question)}".strip()


def leads_to(advice: Advice, question: NextQuestion) -> str:
    """What the answers lead to: "under 1,000: Prompting; at least 1,000: PEFT with RAG."."""
    names = path_names(advice)
    by_plan: dict[tuple[str, ...], list[str]] = {}
    for each in question.leads_to:
        by_plan.setdefault(each.plan, []).append(in_words(each.answer, question.fact))
    told = "; ".join(
        f"{listed(answers, 'or')}: {_plan(names, plan)}" for plan, answers in by_plan.items()
    )
    return f"{told[0].upper()}{told[1:]}." if told else ""


def would_change_it(advice: Advice) -> list[str]:
    """What would change the plan, in sentences: only changes that somebody would make.

    A plan that leaves a further must unmet is no better answer, and nobody moves a budget into a
    window. The advice as data holds them all.
    """
    now = {need.id for need in advice.needs if need.level == "must" and need.coverage != "full"}
    return [
        each.text
        for each in advice.flips
        if now.issuperset(each.leaves) and not any(map(_is_a_window, each.changes))
    ]


def _is_a_window(change: Change) -> bool:
    """Whether a change moves a budget between two bounds."""
    both = isinstance(change.to, Mapping) and {"at_least", "at_most"} <= set(change.to)
    return both and change.fact.endswith("_budget_usd")


def questions_title(advice: Advice) -> str:
    """What stands above the questions: in which order they come depends on what is known."""
    if advice.certainty is None or not advice.certainty.open_facts:
        return "Not known yet, and asked for by rules"
    return "Worth finding out first"


def asked(question: NextQuestion) -> str:
    """A question, by its fact."""
    return f"{question.fact}: {question.question}"


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
