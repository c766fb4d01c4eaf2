"""For a running system: where to go back to, what to change first, what to measure."""

from __future__ import annotations

from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import Diagnosis
from ui.answers import Answered
from ui.drawings.markup import joined, text
from ui.drawings.reason import reasons
from ui.drawings.words import in_words
from ui.look import section, show


def mending(answered: Answered) -> None:
    """The diagnoses; nothing where no symptom is stated."""
    advice = answered.advice
    if not advice.diagnosis:
        return
    section("What to mend first")
    show(joined(_diagnosis(each, answered.knowledge) for each in advice.diagnosis))


def _diagnosis(each: Diagnosis, known: Knowledge) -> str:
    change, measure = _name(each.change, known), _name(each.measure, known)
    stage = known.stages[each.stage].name.lower()
    return (
        f'<div class="adv-need-head"><span class="adv-name">{text(change)}</span>'
        f'<span class="adv-quiet">go back to {text(stage)}; measure {text(measure)}</span></div>'
        f"{reasons(each.reasons)}"
    )


def _name(item: str, known: Knowledge) -> str:
    return known.items[item].name if item in known.items else in_words(item)
