"""Plans beside each other, as a table that folds into cards on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.reasoning.wording import listed
from advisor.reports.estimates import build_words, lacking
from ui.drawings.markup import joined, symbol, text
from ui.plans import ComparedPlan

_HEADS = (
    "Plan",
    "Musts met",
    "Each month",
    "Building",
    "12 months",
    "95 of 100 answers in",
    "Trains a model",
)


def plans_table(plans: Sequence[ComparedPlan]) -> str:
    """One row for each plan, and below it what speaks against it."""
    head = joined(f'<th scope="col">{text(each)}</th>' for each in (*_HEADS, "Why not this?"))
    rows = joined(_row(plan) for plan in plans)
    return (
        '<div class="adv-scroll" role="region" aria-label="Plans for this case" tabindex="0">'
        f'<table class="adv-table adv-plans adv-cards"><thead><tr>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _row(plan: ComparedPlan) -> str:
    cost = plan.cost
    figures = (
        f"{plan.met} of {plan.musts}",
        f"{cost.month.text} ({cost.month.range})",
        build_words(cost),
        f"{cost.year.text}{lacking(cost)}",
        cost.whole_95.text if cost.whole_95 else "not measured",
        "yes" if plan.trained else "no",
    )
    cells = joined(
        f'<td data-head="{text(head)}">{text(figure)}</td>'
        for head, figure in zip(_HEADS[1:], figures, strict=True)
    )
    kind = ' class="chosen"' if cost.chosen else ""
    priced = f"{cost.model}, without {listed(cost.without)}" if cost.without else cost.model
    return (
        f'<tr{kind}><th scope="row"><span class="adv-name">{text(plan.name)}</span> '
        f'<span class="adv-quiet">{text(priced)}</span></th>{cells}'
        f'<td data-head="Why not this?">{_against(plan)}</td></tr>'
    )


def _against(plan: ComparedPlan) -> str:
    limits = joined(
        f'<br><span class="adv-quiet">{text(each.text)}</span>'
        for each in plan.cost.verdicts
        if each.verdict in ("out", "tight")
    )
    if plan.cost.chosen:
        return f"{symbol('●', 'chosen')}<strong>The plan of the answer</strong>{limits}"
    sign = symbol("✕", "ruled_out") + "Ruled out: " if plan.ruled_out else ""
    why_not = plan.why_not if plan.ruled_out else plan.why_not[:1].upper() + plan.why_not[1:]
    said = f"{sign}{text(why_not)}."
    if plan.less:
        said += f'<br><span class="adv-quiet">Meets less: {text(", ".join(plan.less))}</span>'
    if plan.harmed:
        said += f'<br><span class="adv-quiet">{text("; ".join(plan.harmed))}</span>'
    return said + limits
