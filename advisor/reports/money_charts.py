"""The charts of an estimate: by model, what moves the month, twelve months, where ways cross."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from advisor.estimates.shapes import BreakEvenShape, Estimates, FigureShape, ModelEstimate
from advisor.estimates.words import counted, money
from advisor.reports.chart import (
    BARS_END,
    BARS_START,
    Chart,
    Line,
    Row,
    Scale,
    Span,
    Words,
    apart,
    bars_below,
    scale_over,
    shortened,
)
from advisor.reports.estimates import balanced, with_range

_DASHES: tuple[tuple[float, ...], ...] = ((), (8, 4), (2, 3), (8, 3, 2, 3))
"""Lines are told apart by their gaps, for who sees no colours."""

MOST_SWINGS = 6


def charts(estimates: Estimates) -> Iterator[Chart]:
    """Every chart that the estimates give rise to."""
    made = (
        by_model(estimates.models),
        tornado(estimates),
        twelve_months(estimates.models),
        crossing(estimates),
        reserving(estimates),
    )
    yield from (each for each in made if each is not None)


# Bars


def by_model(models: Sequence[ModelEstimate]) -> Chart | None:
    """A month with each model, from low to high, against the stated budget."""
    if not models:
        return None
    verdicts = [model.verdict("monthly_budget_usd") for model in models]
    budget = next((each.stated for each in verdicts if each), None)
    ends = [end for model in models for end in (model.month.low, model.month.high)]
    scale = scale_over([*ends, budget or 0.0], BARS_START, BARS_END)
    said = [f"{model.name}: {with_range(model.month)} a month" for model in models]
    if scale.powers:
        said.append("The scale goes by powers of ten")
    if budget is not None:
        said.append(f"The line marks the budget: {money(budget)} a month")
    spans = [
        Span(model.name, model.month.low, model.month.high, model.month.text) for model in models
    ]
    return bars_below("A month with each model", spans, scale, budget, said)


def tornado(estimates: Estimates) -> Chart | None:
    """What each unknown alone does to the month, the widest first."""
    # What reads the same at both ends would be a line without a length.
    seen = (each for each in estimates.swings if money(each.month_low) != money(each.month_high))
    shown = tuple(itertools.islice(seen, MOST_SWINGS))
    if not shown:
        return None
    chosen = balanced(estimates)
    low = min(each.month_low for each in shown)
    high = max(each.month_high for each in shown)
    scale = Scale(low, high, BARS_START, BARS_END)
    said = [*(each.text for each in shown)]
    said.append(f"The line marks the likely month: {chosen.month.text}")
    spans = [
        Span(each.title, each.month_low, each.month_high, money(each.month_high)) for each in shown
    ]
    title = f"What moves a month with {chosen.name} most, each unknown alone"
    return bars_below(title, spans, scale, chosen.month.likely, said)


# Lines

_X, _SPAN, _TALL = 70.0, 480.0, 190.0


def paid(model: ModelEstimate) -> list[float]:
    """What has been paid at the start and after each month, building included, in USD."""
    sums = [model.build.likely if model.build else 0.0]
    for month in model.months:
        sums.append(sums[-1] + month)
    return sums


def twelve_months(models: Sequence[ModelEstimate]) -> Chart | None:
    """What has been paid after each of twelve months, building included, with each model."""
    if not models:
        return None
    sums = [(model.name, paid(model)) for model in models]
    most = max(max(every) for _, every in sums)
    across = Scale(0, len(sums[0][1]) - 1, _X, _X + _SPAN)
    upwards = Scale(0, most or 1.0, 10 + _TALL, 10)
    said = [
        f"{name}: {money(every[0])} at the start, {money(every[len(every) // 2])} after 6 months, "
        f"{money(every[-1])} after 12"
        for name, every in sums
    ]
    rows = [
        Row(shortened(name, 34), 0.0, upwards.share(every[-1]), money(every[-1]))
        for name, every in sums
    ]
    drawn = [
        (name, [(across.at(month), upwards.at(usd)) for month, usd in enumerate(every)])
        for name, every in sums
    ]
    title = "Paid over twelve months, building included"
    ends = ("now", "month 12", "$0", money(most))
    return _lines(title, drawn, (), ends, rows, said)


def crossing(estimates: Estimates) -> Chart | None:
    """What a month costs by requests: tokens against hosting and units, where they cross."""
    points = [each for each in estimates.points if each.costs and each.costs[0].usd > 0]
    asked = _asked(estimates)
    if not points or not asked:
        return None
    name = balanced(estimates).name
    few, many = points[0].costs[0], points[0].costs[-1]
    across = Scale(few.requests, many.requests, _X, _X + _SPAN, powers=True)
    costs = [few.by_tokens, many.by_tokens]
    costs += [each.usd for point in points for each in point.costs]
    upwards = Scale(min(costs), max(costs), 10 + _TALL, 10, powers=True)
    lines = [(name, [(each.requests, each.by_tokens) for each in (few, many)])]
    lines += [
        (_way(point), [(each.requests, each.usd) for each in point.costs]) for point in points
    ]
    drawn = [
        (way, [(across.at(requests), upwards.at(usd)) for requests, usd in line])
        for way, line in lines
    ]
    likely = [(f"tokens of {name}", asked * few.by_tokens / few.requests)]
    likely += [(_way(point), _month(point, asked)) for point in points]
    bars = scale_over([usd for _, usd in likely], 0.0, 1.0)
    rows = [Row(shortened(way, 34), 0.0, bars.at(usd), money(usd)) for way, usd in likely]
    said = [each.text.rstrip(".") for each in points]
    said.append(
        f"The line marks {counted(asked, 'request')} a month; both scales go by powers of ten"
    )
    ends = (
        counted(across.low, "request"),
        f"{counted(across.high, 'request')} a month",
        money(upwards.low),
        money(upwards.high),
    )
    title = "A month by the number of requests: where another way of paying costs less"
    return _lines(title, drawn, (across.at(asked),), ends, rows, said)


def reserving(estimates: Estimates) -> Chart | None:
    """What a month of an instance costs by the hours that it runs: on demand and reserved."""
    point = next((each for each in estimates.points if each.of == "reserved"), None)
    figure = estimates.figure(point.figure) if point else None
    reserved, on_demand = (
        _of(figure, "reserved_usd_per_hour"),
        _of(figure, "on_demand_usd_per_hour"),
    )
    hours = next((each.likely for each in estimates.assumptions if each.id == "hours_per_month"), 0)
    if point is None or point.at is None or not reserved or not on_demand or not hours:
        return None
    across = Scale(0, 1, _X, _X + _SPAN)
    most = max(reserved, on_demand) * hours
    upwards = Scale(0, most, 10 + _TALL, 10)
    flat = reserved * hours
    drawn = [
        ("on demand", [(across.at(0), upwards.at(0)), (across.at(1), upwards.at(most))]),
        ("reserved", [(across.at(0), upwards.at(flat)), (across.at(1), upwards.at(flat))]),
    ]
    rows = [
        Row(
            "on demand, all hours", 0.0, upwards.share(on_demand * hours), money(on_demand * hours)
        ),
        Row("reserved for a year", 0.0, upwards.share(flat), money(flat)),
    ]
    said = [
        point.text.rstrip("."),
        f"All hours of a month: {money(on_demand * hours)} on demand, {money(flat)} reserved",
    ]
    title = "A month of the instance by the share of hours that it runs"
    ends = ("0 %", "100 % of all hours", "$0", money(most))
    return _lines(title, drawn, (across.at(point.at),), ends, rows, said)


def _lines(
    title: str,
    drawn: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    marked: Sequence[float],
    ends: tuple[str, str, str, str],
    rows: Sequence[Row],
    said: Sequence[str],
) -> Chart:
    """Lines with their names at their ends. ends: of the axes, left, right, bottom and top."""
    foot = 10 + _TALL
    lines = [Line(((_X, foot), (_X + _SPAN, foot)), "axis")]
    lines += [Line(((x, 4.0), (x, foot)), "mark", (6, 4)) for x in marked]
    lines += [
        Line(tuple(points), "data", _DASHES[place % len(_DASHES)])
        for place, (_, points) in enumerate(drawn)
    ]
    heights = apart((points[-1][1] + 4 for _, points in drawn), 15)
    words = [
        Words(_X + _SPAN + 8, y, shortened(name, 34))
        for (name, _), y in zip(drawn, heights, strict=True)
    ]
    left, right, bottom, top = ends
    words += [
        Words(_X, foot + 18, left),
        Words(_X + _SPAN, foot + 18, right, "end"),
        Words(_X - 6, foot, bottom, "end"),
        Words(_X - 6, 18, top, "end"),
    ]
    height = max(foot + 24, *(y + 6 for y in heights))
    return Chart(
        title, _X + _SPAN + 240, height, (), tuple(lines), tuple(words), tuple(rows), tuple(said)
    )


def _month(point: BreakEvenShape, requests: float) -> float:
    """What a month of these requests costs by another way of paying, in USD."""
    return next(each.usd for each in reversed(point.costs) if each.requests <= requests)


def _way(point: BreakEvenShape) -> str:
    return point.name if point.of == "hosting" else f"a unit of {point.name}"


def _of(figure: FigureShape | None, name: str) -> float | None:
    """The likely value of an input of a figure."""
    inputs = figure.inputs if figure else ()
    return next((each.likely for each in inputs if each.name == name), None)


def _asked(estimates: Estimates) -> float | None:
    """The requests of a month that the estimates are for."""
    for figure in estimates.figures.values():
        if found := _of(figure, "requests_per_month"):
            return found
    return None
