"""The plan in a sentence, how sure it is, and what it comes to."""

from __future__ import annotations

from ui.answers import Answered
from ui.drawings.markup import term, text
from ui.drawings.words import in_words
from ui.glossary import glossary, told
from ui.look import show

ATTRIBUTES = ' tabindex="-1" data-place="answer"'


def hero(answered: Answered) -> None:
    """The answer in one look."""
    show(hero_markup(answered))


def hero_markup(answered: Answered, level: int = 2) -> str:
    """The hero as markup. level: of its heading; 1 where it is the title of the page."""
    tag = f"h{level}{ATTRIBUTES if level == 1 else ''}"
    advice = answered.advice
    if not advice.scenario:
        return (
            '<section class="adv-hero" aria-label="The plan" aria-live="polite">'
            '<div class="kicker">Which way should you adapt a foundation model?</div>'
            f"<{tag}>Say what you know; the plan follows each answer.</h{level}>"
            "<p>Questions you skip count as unknown, never as “no”. Every statement names its "
            "rule, the facts it read and its source.</p></section>"
        )
    items = [item for stage in advice.stages for item in stage.items]
    essential = sum(item.rank == "essential" for item in items)
    musts = [need for need in advice.needs if need.level == "must"]
    met = sum(need.coverage == "full" for need in musts)
    musts_word = term("musts", glossary()["must"])
    plan, _, unmet = advice.plan.summary.partition(". Not fully met: ")
    shortfall = (
        f'<p class="unmet"><span aria-hidden="true">✕</span> Not fully met: {text(unmet)}</p>'
        if unmet
        else ""
    )
    counted = f"<span><b>{met} of {len(musts)}</b> {musts_word} fully met</span>" if musts else ""
    priority = "First priority" if advice.scenario.get("priority") else "Priority not stated"
    return (
        '<section class="adv-hero" aria-label="The plan" aria-live="polite"><div class="kicker">'
        f'<span class="status {advice.status}">{told(advice.status)}</span>'
        f"<span>{in_words(advice.view)} view on {advice.as_of.isoformat()}</span>"
        f"<span>{priority}: {text(in_words(advice.plan.policy).lower())}</span></div>"
        f"<{tag}>{text(plan.rstrip('.'))}</h{level}>{shortfall}"
        f'<div class="counts">{counted}'
        f"<span><b>{len(items)}</b> items, <b>{essential}</b> essential</span>"
        f"<span><b>{len(advice.warnings)}</b> "
        f"{'warning' if len(advice.warnings) == 1 else 'warnings'}</span></div></section>"
    )
