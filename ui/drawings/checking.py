"""A checked choice: the verdict, each reason, each option, and what would make it right."""

from __future__ import annotations

from advisor.exam.checked_reasoning import (
    VERDICTS,
    CheckedReasoning,
    JudgedReason,
    RankedOption,
    Revealed,
    Verdict,
)
from advisor.reports.checked_reasoning import SIDES
from ui.drawings.markup import folded, joined, note, symbol, text
from ui.drawings.reason import citations, grounds, reasons
from ui.drawings.words import fact_value, question_for_readers

_NOTES: dict[Verdict, str] = {
    "right": "calm",
    "right_for_another_reason": "warn",
    "right_but_missed": "warn",
    "nearly_right": "warn",
    "wrong": "bad",
    "not_decided": "warn",
}
_SIGNS = {
    "supports": ("✓", "met"),
    "irrelevant": ("○", ""),
    "against": ("✕", "not-met"),
    "right": ("✓", "met"),
    "nearly_right": ("○", ""),
    "not_decided": ("?", "unknown"),
    "wrong": ("✕", "not-met"),
}


def verdict(checked: CheckedReasoning) -> str:
    """The verdict as a framed message, with the rules behind it."""
    title = f"{VERDICTS[checked.verdict]}: {checked.choice_name}"
    asked = "".join(
        f"<li>{text(question_for_readers(each.fact))}</li>" for each in checked.undecided
    )
    questions = f"<ul>{asked}</ul>" if asked else ""
    return note(_NOTES[checked.verdict], title, checked.text) + questions + reasons(checked.reasons)


def deciding(checked: CheckedReasoning) -> str:
    """The facts on which the choice stands or falls."""
    lines = "".join(
        f"<li><strong>{text(each.title)}</strong>: {text(fact_value(each.fact, each.found))}"
        f"{'' if each.alone else _NOT_ALONE}</li>"
        for each in checked.decides
    )
    return f"<ul>{lines}</ul>" if lines else ""


_NOT_ALONE = ' <span class="adv-quiet">(others say the same)</span>'


def judged(reason: JudgedReason) -> str:
    """One of the learner's reasons: its side, why, and the rules behind it."""
    summary = (
        f"{_sign(reason.side)}<span><strong>{text(reason.title)}</strong> "
        f"{text(SIDES[reason.side])}. {text(reason.text)}</span>"
    )
    body = joined(grounds(each) for each in reason.reasons) or citations(reason.sources)
    return folded(summary, body, "reason") if body else f"<p>{summary}</p>"


def option(ranked: RankedOption) -> str:
    """One option with its place and why."""
    state = ranked.state.replace("_", " ")
    summary = (
        f"{_sign(ranked.state)}<span>{ranked.place}. <strong>{text(ranked.name)}</strong> "
        f"{text(state)}. {text(ranked.text)}</span>"
    )
    body = joined(grounds(each) for each in ranked.reasons)
    return folded(summary, body, "reason") if body else f"<p>{summary}</p>"


def revealed(misconception: Revealed) -> str:
    """A misconception with its correction and sources."""
    return (
        note("warn", f"A false belief behind it: {misconception.title}", misconception.correction)
        + f'<p class="adv-quiet">Instead: {text(", ".join(misconception.instead_names))}</p>'
        + citations(misconception.sources)
    )


def right_where(checked: CheckedReasoning) -> str:
    """What would make the choice right; nothing where it is."""
    if checked.verdict not in ("wrong", "not_decided"):
        return ""
    where = checked.right_where
    return f"<p>{text(where.text if where else 'No small change of facts was found.')}</p>"


def exam_tip(checked: CheckedReasoning) -> str:
    """The exam tip, if there is one."""
    if not checked.exam_tip:
        return ""
    return f'<p class="adv-tip"><strong>Exam.</strong> {text(checked.exam_tip.strip())}</p>'


def _sign(kind: str) -> str:
    sign, look = _SIGNS[kind]
    return symbol(sign, look)
