"""The table of models, what a month consists of, and plans beside each other, as markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.estimates.shapes import (
    Estimates,
    LimitVerdict,
    ModelEstimate,
    PartShape,
    PlanCost,
    ServicesEstimate,
    Spread,
)
from advisor.reports.estimates import (
    beside_totals,
    build_words,
    lacking,
    role_in_words,
    services_lines,
    without_a_part,
    without_times,
)
from ui.drawings.markup import folded, joined, text

_SIGNS = {"fits": "✓", "tight": "!", "out": "✕", "not_known": "?"}
_LIMITS = {
    "build_budget_usd": "build budget",
    "monthly_budget_usd": "monthly budget",
    "p95_latency_ms": "time limit",
}
NO_PRICE = (
    "No price is kept here for what this plan runs on. AWS's price page has those of its services: "
    "aws.amazon.com/pricing."
)
_HEADS = ("Model", "Each month", "Building", "12 months", "First word", "Answer", "95 of 100")


def of(found: Estimates) -> str:
    """The table of models, under what is to know first; without, what ready services cost."""
    first = (each for each in found.warnings if each not in found.beside)
    warnings = joined(f"<p>{text(each)}</p>" for each in first)
    if found.models:
        beside = joined(f"<p>{text(each)}</p>" for each in (*beside_totals(found), *found.beside))
        return warnings + table(found.models) + beside
    total, *apart = [*services_lines(found)] or [""]
    services = f"<p>{text(total)}.</p>" if total else ""
    services += joined(f'<p class="adv-quiet">{text(each)}.</p>' for each in apart)
    return warnings + services or f"<p>{NO_PRICE}</p>"


def table(models: Sequence[ModelEstimate]) -> str:
    """One row for each model: money, time, and a verdict in words against each limit."""
    limits = list(dict.fromkeys(each.fact for model in models for each in model.verdicts))
    columns = [*_HEADS, *(f"Against the {_LIMITS[fact]}" for fact in limits)]
    head = joined(f'<th scope="col">{text(each)}</th>' for each in columns)
    rows = joined(_row(model, limits) for model in models)
    return (
        '<div class="adv-scroll" role="region" aria-label="Models" tabindex="0">'
        f'<table class="adv-table adv-cards"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(model: ModelEstimate, limits: Sequence[str]) -> str:
    times = model.times
    hosted = f" on {model.instance}" if model.instance else ""
    cells = (
        _money(model.month),
        build_words(model),
        f"{_money(model.year)}{lacking(model)}",
        times.first.text if times else without_times(model),
        f"{times.whole.text}{without_a_part(model)}" if times else without_times(model),
        times.whole_95.range if times else without_times(model),
    )
    told = joined(
        f'<td data-head="{text(head)}">{text(each)}</td>'
        for head, each in zip(_HEADS[1:], cells, strict=True)
    )
    verdicts = joined(
        f'<td data-head="Against the {text(_LIMITS[fact])}">{_verdict(model.verdict(fact))}</td>'
        for fact in limits
    )
    return (
        f'<tr><th scope="row"><span class="adv-name">{text(model.name)}{text(hosted)}</span> '
        f'<span class="adv-quiet">{text(role_in_words(model))}</span></th>{told}{verdicts}</tr>'
    )


def _money(spread: Spread) -> str:
    return spread.text if spread.range == spread.text else f"{spread.text} ({spread.range})"


def _verdict(verdict: LimitVerdict | None) -> str:
    return f"{_SIGNS[verdict.verdict]} {text(verdict.text)}" if verdict else "–"


def parts(paid: ModelEstimate | ServicesEstimate, worked_out: Callable[[PartShape], str]) -> str:
    """What a month and building consist of; each part opens its arithmetic.

    worked_out: the arithmetic of a part, as markup. What ready services leave out is told with
    their total.
    """
    build, not_counted = (
        ((), ()) if isinstance(paid, ServicesEstimate) else (paid.build_parts, paid.not_counted)
    )
    told = joined(
        folded(
            f'<span class="adv-name">{text(part.name)}</span>'
            f'<span class="adv-quiet">{text(part.text)} {text(when)}</span>',
            worked_out(part),
        )
        for when, every in (("a month", paid.month_parts), ("once", build))
        for part in every
    )
    left = joined(f"<li>{text(each)}</li>" for each in not_counted)
    return told + (f"<p>Not counted:</p><ul>{left}</ul>" if left else "")


def plans(every: Sequence[PlanCost], name: Callable[[str], str]) -> str:
    """Each plan as a whole, the one of the answer marked. name: a path's name."""
    limits = list(dict.fromkeys(each.fact for plan in every for each in plan.verdicts))
    rows = joined(
        f'<tr><th scope="row">{"▶ " if plan.chosen else ""}'
        f"{text(' + '.join(name(path) for path in reversed(plan.paths)))}</th>"
        f'<td data-head="Model">{text(plan.model)}</td>'
        f'<td data-head="Each month">{text(plan.month.text)}</td>'
        f'<td data-head="Building">{text(build_words(plan))}</td>'
        f'<td data-head="12 months">{text(plan.year.text)}{text(lacking(plan))}</td>'
        f"{_held(plan, limits)}</tr>"
        for plan in every
    )
    heads = [
        *("Plan", "Model", "Each month", "Building", "12 months"),
        *(f"Against the {_LIMITS[fact]}" for fact in limits),
    ]
    head = joined(f'<th scope="col">{text(each)}</th>' for each in heads)
    return (
        '<div class="adv-scroll" role="region" aria-label="Whole plans" tabindex="0">'
        f'<table class="adv-table adv-cards"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _held(plan: PlanCost, limits: Sequence[str]) -> str:
    """A cell for each limit: how the plan stands against it."""
    held = {each.fact: each for each in plan.verdicts}
    return joined(
        f'<td data-head="Against the {text(_LIMITS[fact])}">{_verdict(held.get(fact))}</td>'
        for fact in limits
    )
