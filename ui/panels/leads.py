"""What each answer to a question would lead to."""

from __future__ import annotations

from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import NextQuestion
from advisor.reasoning.wording import percent
from ui.certainty import plan_name
from ui.drawings.markup import joined, text
from ui.drawings.words import fact_value


def leads(question: NextQuestion, known: Knowledge) -> str:
    """What the plan would be with each answer."""
    rows = joined(
        f"<tr><th scope='row'>{text(fact_value(question.fact, each.answer))}</th>"
        f"<td>{text(plan_name(each.plan, known))}</td></tr>"
        for each in question.leads_to
    )
    settles = (
        f'<p class="adv-quiet">Its answer is expected to settle {percent(question.settles)} of the '
        "doubt about the plan.</p>"
        if question.settles is not None
        else ""
    )
    if not rows:
        return settles
    return (
        f"{settles}<div class='adv-scroll' role='region' aria-label='What each answer leads to' "
        "tabindex='0'><table class='adv-table'><thead><tr><th scope='col'>Answer</th>"
        "<th scope='col'>The plan would be</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
