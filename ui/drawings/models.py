"""The table of models, what moves the month, and twelve months, as markup and inline SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.estimates.shapes import (
    LimitVerdict,
    ModelEstimate,
    PartShape,
    PlanCost,
    Spread,
    SwingShape,
)
from advisor.estimates.words import money
from ui.drawings.markup import folded, joined, pictured, text

_SIGNS = {"fits": "✓", "tight": "!", "out": "✕", "not_known": "?"}
_LIMITS = {
    "build_budget_usd": "build budget",
    "monthly_budget_usd": "monthly budget",
    "p95_latency_ms": "time limit",
}
_HEADS = ("Model", "Each month", "Building", "12 months", "First word", "Answer", "95 of 100")
_LEFT, _WIDE, _HIGH, _TOP = 250, 420, 30, 10


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
        model.build.text if model.build else "nothing",
        _money(model.year),
        times.first.text if times else "not measured",
        times.whole.text if times else "not measured",
        times.whole_95.range if times else "not measured",
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
        f'<span class="adv-quiet">{text(model.role)}</span></th>{told}{verdicts}</tr>'
    )


def _money(spread: Spread) -> str:
    return spread.text if spread.range == spread.text else f"{spread.text} ({spread.range})"


def _verdict(verdict: LimitVerdict | None) -> str:
    return f"{_SIGNS[verdict.verdict]} {text(verdict.text)}" if verdict else "–"


def parts(model: ModelEstimate, worked_out: Callable[[PartShape], str]) -> str:
    """What a month and building consist of; each part opens its arithmetic.

    worked_out: the arithmetic of a part, as markup.
    """
    told = joined(
        folded(
            f'<span class="adv-name">{text(part.name)}</span>'
            f'<span class="adv-quiet">{text(part.text)} {text(when)}</span>',
            worked_out(part),
        )
        for when, every in (("a month", model.month_parts), ("once", model.build_parts))
        for part in every
    )
    left = joined(f"<li>{text(each)}</li>" for each in model.not_counted)
    return told + (f"<p>Not counted:</p><ul>{left}</ul>" if left else "")


def plans(every: Sequence[PlanCost], name: Callable[[str], str]) -> str:
    """Each plan as a whole, the one of the answer marked. name: a path's name."""
    rows = joined(
        f'<tr><th scope="row">{"▶ " if plan.chosen else ""}'
        f"{text(' + '.join(name(path) for path in reversed(plan.paths)))}</th>"
        f"<td>{text(plan.model)}</td><td>{text(plan.month.text)}</td>"
        f"<td>{text(plan.build.text if plan.build else 'nothing')}</td>"
        f"<td>{text(plan.year.text)}</td></tr>"
        for plan in every
    )
    heads = ("Plan", "Model", "Each month", "Building", "12 months")
    head = joined(f'<th scope="col">{text(each)}</th>' for each in heads)
    return (
        '<div class="adv-scroll" role="region" aria-label="Whole plans" tabindex="0">'
        f'<table class="adv-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def tornado(swings: Sequence[SwingShape], likely: float, most: int = 6) -> str:
    """What each unknown alone does to the month, the widest first; empty text for none."""
    shown = swings[:most]
    if not shown:
        return ""
    low = min(each.month_low for each in shown)
    high = max(each.month_high for each in shown)
    width = (high - low) or 1.0

    def x(value: float) -> float:
        return _LEFT + (value - low) / width * _WIDE

    height = _TOP + len(shown) * _HIGH + 6
    bars = joined(
        f"<g><title>{text(each.text)}</title>"
        f'<text x="{_LEFT - 10}" y="{_TOP + place * _HIGH + 17}" text-anchor="end">'
        f"{text(_short(each.title))}</text>"
        f'<rect class="chosen" x="{x(each.month_low):.1f}" y="{_TOP + place * _HIGH + 5}" '
        f'width="{max(3.0, x(each.month_high) - x(each.month_low)):.1f}" height="16" rx="4">'
        f'</rect><text class="small" x="{x(each.month_high) + 6:.1f}" '
        f'y="{_TOP + place * _HIGH + 17}">{text(money(each.month_high))}</text></g>'
        for place, each in enumerate(shown)
    )
    told = "; ".join(each.text for each in shown)
    return pictured(
        f'<svg class="adv-ranges" viewBox="0 0 {_LEFT + _WIDE + 90} {height}" role="img" '
        f'aria-label="{text(f"What moves a month most. {told}.")}">'
        f'<line class="wanted" x1="{x(likely):.1f}" x2="{x(likely):.1f}" y1="0" y2="{height}">'
        f"</line>{bars}</svg>",
        [*(each.text for each in shown), f"The likely month: {money(likely)}"],
    )


def months(models: Sequence[ModelEstimate]) -> str:
    """What has been paid after each of twelve months, building included, by model."""
    if not models:
        return ""
    sums = {model.name: _paid(model) for model in models}
    most = max(max(each) for each in sums.values()) or 1.0
    left, wide, high = 70, 520, 190

    def point(month: int, paid: float) -> str:
        return f"{left + month / 12 * wide:.1f},{10 + (1 - paid / most) * high:.1f}"

    lines = joined(
        f'<polyline fill="none" stroke="currentColor" stroke-width="2.5" '
        f'stroke-dasharray="{("none", "7 4", "2 3")[place % 3]}" '
        f'points="{" ".join(point(month, paid) for month, paid in enumerate(every))}">'
        f"<title>{text(name)}: {text(money(every[-1]))} after 12 months</title></polyline>"
        f'<text x="{left + wide + 8}" y="{14 + (1 - every[-1] / most) * high:.1f}">'
        f"{text(_short(name, 24))}</text>"
        for place, (name, every) in enumerate(sums.items())
    )
    told = "; ".join(f"{name}: {money(every[-1])}" for name, every in sums.items())
    return pictured(
        f'<svg class="adv-ranges" viewBox="0 0 {left + wide + 190} {high + 45}" role="img" '
        f'aria-label="{text(f"Paid after 12 months. {told}.")}">'
        f'<text class="small" x="{left - 6}" y="16" text-anchor="end">{text(money(most))}</text>'
        f'<text class="small" x="{left - 6}" y="{high + 12}" text-anchor="end">$0</text>'
        f'<line class="tick" x1="{left}" x2="{left + wide}" y1="{high + 10}" y2="{high + 10}">'
        f'</line><text class="small" x="{left}" y="{high + 32}">now</text>'
        f'<text class="small" x="{left + wide}" y="{high + 32}" text-anchor="end">month 12</text>'
        f"{lines}</svg>",
        (
            f"{name}: {money(every[0])} at the start, {money(every[6])} after 6 months, "
            f"{money(every[-1])} after 12"
            for name, every in sums.items()
        ),
    )


def _paid(model: ModelEstimate) -> list[float]:
    paid = [model.build.likely if model.build else 0.0]
    for month in model.months:
        paid.append(paid[-1] + month)
    return paid


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
