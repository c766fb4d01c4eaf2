"""The answer, in the order in which a decision is read: what, why, at which price, unless what."""

from __future__ import annotations

import streamlit as st

from advisor.reasoning.advice import Advice, NeedShape, WarningShape
from advisor.reports import timeline
from advisor.reports.sentences import how_met
from ui import state
from ui.answers import Answered
from ui.asking import ahead, begin, change
from ui.drawings import models
from ui.drawings.items import stage_list
from ui.drawings.markup import folded, joined, note, symbol, text, unseen
from ui.drawings.reason import reason, reasons
from ui.drawings.words import DEGREES, VERDICTS, fact_title, question_for_readers
from ui.glossary import told
from ui.look import section, show
from ui.panels.hero import hero_markup
from ui.panels.start import another_case
from ui.panels.why import no_need

THREE = 3


def decision(answered: Answered) -> None:
    """The decision in a sentence, and what can be done next."""
    show(hero_markup(answered, level=1))
    with st.container(horizontal=True, key="answer-ways"):
        left = ahead(state.question(), state.skipped()).questions
        if left:
            st.button(
                "Next question",
                key="answer:next",
                icon=":material/arrow_forward:",
                help=f"At most {len(left)} questions can still change the plan.",
                on_click=begin,
            )
        st.button(
            "Check your answers",
            key="answer:check",
            icon=":material/checklist:",
            on_click=state.go,
            args=(state.CHECK,),
        )
        st.button(
            "All questions",
            key="answer:all",
            icon=":material/list:",
            on_click=state.go,
            args=(state.ALL,),
        )
        another_case(answered)


def why_in_three(answered: Answered) -> None:
    """The three needs that decide most, with what asks for them and what meets them."""
    section("Why")
    needs = deciding_needs(answered.advice)
    if not needs:
        show(no_need(answered.advice))
        return
    names = {path.id: path.short_name for path in answered.advice.paths}
    show(f'<ol class="adv-steps">{joined(_why(need, names) for need in needs[:THREE])}</ol>')
    if len(needs) > THREE:
        show(f'<p class="adv-quiet">{len(needs) - THREE} more under “Needs” below.</p>')


def deciding_needs(advice: Advice) -> list[NeedShape]:
    """The needs, those first that the plan's costliest path is there for; musts before shoulds."""
    costliest = list(reversed(advice.plan.paths))

    def rank(need: NeedShape) -> tuple[bool, int]:
        met_by = costliest.index(need.met_by) if need.met_by in costliest else len(costliest)
        return need.level != "must", met_by

    return sorted(advice.needs, key=rank)


def _why(need: NeedShape, names: dict[str, str]) -> str:
    sign, said = DEGREES[need.coverage]
    outcome = how_met(said, need, names)
    asked = reason(need.reasons[0]) if need.reasons else ""
    return (
        f'<li><span class="adv-name">{told(need.name)}</span> '
        f'<span class="adv-outcome {need.coverage}">{symbol(sign)}{text(outcome)}</span>'
        f"{asked}</li>"
    )


def cost_and_time(answered: Answered) -> None:
    """What the plan costs and how fast it answers, by model, against each stated limit."""
    found = answered.advice.estimates
    section("Cost and time by model" if found.models else "Cost")
    show(models.of(found))
    if not found.models:
        return
    taken = f"Not stated, and taken as: {'; '.join(found.taken)}. " if found.taken else ""
    between = any(each.role == "balanced" for each in found.models)
    shown = f"Of the models that fit, one is {told('balanced')}. " if between else ""
    show(
        f'<p class="adv-quiet">{shown}{text(taken)}'
        "How each figure was worked out: “Estimates” below.</p>"
    )
    if weeks := timeline.whole(found.timeline):
        show(
            f'<p>{text(weeks)}. <span class="adv-quiet">{text(timeline.OURS)}; step by step under '
            "“Timeline” below.</span></p>"
        )


def left_to_find_out(answered: Answered) -> None:
    """The questions that can still change the plan, the one first that settles most."""
    section("Left to find out")
    found = ahead(answered.question, state.skipped())
    if not found.questions:
        show("<p>Nothing that is left to ask can change the plan.</p>")
        return
    for each in found.questions[:THREE]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"left-{each.fact}"):
            show(f"<p>{text(question_for_readers(each.fact))}</p>")
            st.button(
                "Answer",
                key=f"left:{each.fact}",
                type="tertiary",
                help=fact_title(each.fact),
                on_click=change,
                args=(each.fact,),
            )
    more = len(found.questions) - THREE
    if more > 0:
        show(f'<p class="adv-quiet">{more} more can change it together with others.</p>')


def why_not(answered: Answered) -> None:
    """Each path that the plan does not use, and why not."""
    section("Why not the others")
    others = [path for path in answered.advice.paths if path.verdict != "chosen"]
    show(
        joined(
            folded(
                f'{symbol(VERDICTS[path.verdict][0], path.verdict)}<span><span class="adv-name">'
                f"{text(path.short_name)}</span>: {text(path.text)}</span>",
                reasons(path.reasons),
                "reason",
            )
            for path in others
        )
    )


def stages(answered: Answered) -> None:
    """What to do at each stage of the lifecycle."""
    section("What to do, stage by stage")
    show(stage_list(answered.advice.stages))


def warnings(answered: Answered) -> None:
    """The warnings, those first that touch what the plan rests on, each with what it concerns."""
    found = ranked(answered.advice)
    if not found:
        return
    section("Look out for")
    show(
        joined(
            '<div class="adv-note warn">'
            + folded(
                f"{symbol('!')}{unseen('Warning:')}<span><strong>{text(each.title)}</strong> "
                f'<span class="adv-quiet">{text(_concerns(facts))}</span></span>',
                f'<div class="adv-grounds"><p>{text(each.text)}</p></div>' + reasons(each.reasons),
            )
            + "</div>"
            for each, facts in found
        )
    )


def ranked(advice: Advice) -> list[tuple[WarningShape, tuple[str, ...]]]:
    """The warnings with the facts on which the plan rests that each of them touches, most first.

    Those that are told before all others stay before them.
    """
    rests_on = {
        condition.fact
        for need in advice.needs
        if need.level == "must"
        for each in need.reasons
        for condition in each.conditions
    }
    found = []
    for warning in advice.warnings:
        read = dict.fromkeys(
            condition.fact
            for each in warning.reasons
            for condition in each.conditions
            if condition.verdict == "met" and condition.fact in rests_on
        )
        found.append((warning, tuple(read)))
    return sorted(found, key=lambda each: (not each[0].first, -len(each[1])))


def _concerns(facts: tuple[str, ...]) -> str:
    if not facts:
        return "concerns what goes with the plan"
    return f"concerns {', '.join(fact_title(fact).lower() for fact in facts)}"


def policy(answered: Answered) -> None:
    """By which order of criteria the plan was chosen."""
    show(f'<p class="adv-quiet">{text(answered.advice.plan.policy_reason)}</p>')


def unmet(answered: Answered) -> None:
    """What would have to change where a must stays unmet."""
    if answered.advice.relaxations:
        show(
            joined(
                note("bad", "A must stays unmet.", each.text)
                for each in answered.advice.relaxations
            )
        )
