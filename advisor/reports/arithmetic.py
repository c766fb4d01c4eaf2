"""How the numbers of an estimate are worked out: each formula with its numbers in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from advisor.estimates.shapes import (
    Estimates,
    FigureShape,
    InputShape,
    ModelEstimate,
    PlanCost,
    ServicesEstimate,
    Spread,
)
from advisor.reasoning.wording import listed
from advisor.reports.estimates import balanced, lacking

LEGEND_OF_SERVICES = (
    "Each formula has its likely numbers in it. The ends of a range follow by the same formulas "
    "from the inputs that are named there."
)
LEGEND = f"{LEGEND_OF_SERVICES[:-1]}, and another model by those that are named for it."


def number(value: float) -> str:
    """A number with enough digits to work out again what follows from it."""
    if value and not 1e-4 <= abs(value) < 1e9:
        return f"{value:.6g}"
    short = f"{value:,.6g}"
    return short if "e" not in short else f"{value:,.0f}"


def in_numbers(figure: FigureShape) -> str:
    """A figure in one line: "read_cost = asked_requests (60,000) * ... = 24 USD per month"."""
    # A sum may have two parts of one name, each with its own number.
    inputs: dict[str, list[InputShape]] = defaultdict(list)
    for each in figure.inputs:
        inputs[each.name].append(each)

    def told(found: re.Match[str]) -> str:
        of_the_name = inputs.get(found[0])
        if not of_the_name:
            return found[0]
        given = of_the_name.pop(0) if len(of_the_name) > 1 else of_the_name[0]
        return f"{found[0]} ({number(given.likely)})"

    formula = re.sub(r"[A-Za-z_]\w*", told, figure.formula)
    return f"{_name(figure)} = {formula} = {number(figure.likely)} {figure.unit}".rstrip()


def _name(figure: FigureShape) -> str:
    """The name of a figure, without the number that tells it from others of its name."""
    return figure.id.partition("-")[0]


def of_models(estimates: Estimates) -> Iterator[tuple[str, list[str]]]:
    """For each model of the table its name, and how its row is worked out, line by line.

    The balanced one comes first, with every formula; of the others what differs from it.
    """
    if not estimates.models:
        return
    chosen = balanced(estimates)
    lines: dict[str, None] = {}
    for spread in _spreads(chosen):
        lines |= dict.fromkeys((*_lines(estimates, spread.figure), *_ends(estimates, spread)))
    yield chosen.name, [*lines, _year(chosen)]
    own = _inputs(estimates, chosen)
    for model in estimates.models:
        if model is chosen:
            continue
        others = _inputs(estimates, model)
        moved = [
            f"{name} {number(likely)}"
            for name, likely in sorted(others.items())
            if own.get(name) != likely
        ]
        ends = [line for spread in _spreads(model) for line in _ends(estimates, spread)]
        yield model.name, [f"The same with {', '.join(moved)}", *ends]


def of_services(estimates: Estimates) -> Iterator[tuple[str, list[str]]]:
    """How the total of a plan of ready services alone is worked out, line by line."""
    services = estimates.services
    if services is None:
        return
    lines = dict.fromkeys(
        (*_lines(estimates, services.month.figure), *_ends(estimates, services.month))
    )
    yield "Ready services", [*lines, _year(services)]


def of_plans(
    estimates: Estimates, path_names: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """For each other plan its paths and model, and how its totals are worked out, line by line.

    What the lines of the chosen plan's balanced model say already is not said again.
    """
    said = {line for _, lines in of_models(estimates) for line in lines}
    for plan in estimates.plans:
        if plan.chosen:
            continue
        lines: dict[str, None] = {}
        for spread in (plan.month, plan.build):
            if spread is not None:
                told = list(_lines(estimates, spread.figure))
                lines |= dict.fromkeys(each for each in told[:-1] if each not in said)
                lines |= dict.fromkeys((*told[-1:], *_ends(estimates, spread)))
        name = listed([path_names[each] for each in plan.paths])
        yield f"{name}, with {plan.model}", [*lines, _year(plan)]


def _year(cost: ModelEstimate | PlanCost | ServicesEstimate) -> str:
    """Twelve months of a model, a plan or ready services: building, and each month."""
    once = None if isinstance(cost, ServicesEstimate) else cost.build
    build = [f"build_cost ({number(once.likely)})"] if once else []
    if len(set(cost.months)) == 1:
        months = [f"12 * monthly_cost ({number(cost.months[0])})"]
    else:
        months = [number(each).replace(",", "") for each in cost.months]
    told = f"12 months = {' + '.join([*build, *months])} = {number(cost.year.likely)} USD"
    lacks = "" if isinstance(cost, ServicesEstimate) else lacking(cost)
    return f"{told}{lacks}"


def _spreads(model: ModelEstimate) -> list[Spread]:
    times = model.times
    every = [model.month, model.build]
    every += [times.first, times.whole, times.whole_95] if times else []
    return [each for each in every if each is not None]


def _inputs(estimates: Estimates, model: ModelEstimate) -> dict[str, float]:
    """The likely value of each input of a model's row that was not worked out itself."""
    figures = [estimates.figure(each.figure) for each in _spreads(model)]
    found = (figure for figure in figures if figure is not None)
    return {name: each.likely for name, each in _by_name(estimates, found).items()}


def _lines(estimates: Estimates, identity: str | None) -> Iterator[str]:
    """A figure, and before it those that it is worked out from."""
    figure = estimates.figure(identity)
    if figure is None:
        return
    for each in figure.inputs:
        yield from _lines(estimates, each.figure)
    yield in_numbers(figure)


def _ends(estimates: Estimates, spread: Spread) -> Iterator[str]:
    """The inputs from which the low and the high end of a range follow."""
    figure = estimates.figure(spread.figure)
    if figure is None or spread.low == spread.high:
        return
    given = _by_name(estimates, [figure])
    for end in ("low", "high"):
        moved = [
            f"{name} {number(getattr(each, end))}"
            for name, each in sorted(given.items())
            if getattr(each, end) != each.likely
        ]
        if moved:
            reached = number(getattr(spread, end))
            yield f"{_name(figure)}, {end} end: {reached}, from {', '.join(moved)}"


def _by_name(estimates: Estimates, figures: Iterable[FigureShape]) -> dict[str, InputShape]:
    """The inputs of figures that were not worked out themselves.

    By name; where one name stands for several numbers, by the figure as well that each is of:
    "usd of input_usd" and "usd of output_usd".
    """
    every = [each for figure in figures for each in _given(estimates, figure)]
    numbers: dict[str, set[float]] = defaultdict(set)
    for _, each in every:
        numbers[each.name].add(each.likely)
    return {
        f"{each.name} of {of}" if len(numbers[each.name]) > 1 else each.name: each
        for of, each in every
    }


def _given(estimates: Estimates, figure: FigureShape) -> Iterator[tuple[str, InputShape]]:
    """The inputs of a figure that were not worked out themselves, each with what it is of."""
    for each in figure.inputs:
        below = estimates.figure(each.figure)
        if below is None:
            yield _name(figure), each
        else:
            yield from _given(estimates, below)
