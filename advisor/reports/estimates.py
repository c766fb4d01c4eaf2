"""Tell estimates as text for a terminal of 80 columns, and as Markdown tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from advisor.estimates.shapes import Estimates, FigureShape, PathEstimate

WIDTH = 80


def amount(value: float) -> str:
    """A number with three digits that count: 1,290,000; 12.3; 0.0451."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e9:
        for bound, word in ((1e12, "trillion"), (1e9, "billion")):
            if size >= bound:
                return f"{float(f'{value / bound:.3g}'):,g} {word}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:.10g}"


def span(figure: FigureShape | None) -> str:
    """Low, likely and high in words: "1.2 to 3.4, likely 2"; a dash where there is none."""
    if figure is None:
        return "-"
    if amount(figure.low) == amount(figure.high):
        return amount(figure.likely)
    return f"{amount(figure.low)} to {amount(figure.high)}, likely {amount(figure.likely)}"


def short_table(estimates: Estimates, names: dict[str, str]) -> Iterator[str]:
    """One line for each path of the plan and what is stated against it; for an advice."""
    for path in estimates.paths:
        if not path.in_plan:
            continue
        name = names.get(path.path, path.path)
        build = estimates.figure(path.build_cost)
        if build is not None:
            yield f"{name}, building: {span(build)} USD"
        yield f"{name}, each month: {span(estimates.figure(path.monthly_cost))} USD"
        yield f"{name}, an answer: {span(estimates.figure(path.latency))} ms"
        for each in path.against:
            yield f"{each.text[0].upper()}{each.text[1:]}"
    models = estimates.shortlist.models[:3]
    if models:
        listed = "; ".join(
            f"{model.name} ({amount(_likely(estimates, model.monthly_usd))} USD a month)"
            for model in models
        )
        yield f"Models that fit, cheapest first: {listed}"
    behind = _behind(estimates)
    assumed = [
        each.name.lower()
        for each in estimates.assumptions
        if each.stands_for and each.id in behind and not each.given
    ]
    if assumed:
        yield f"Assumed, since not stated: {', '.join(assumed)}"


def _behind(estimates: Estimates) -> set[str]:
    """The inputs that the main figures of the plan's paths are worked out from."""
    found: set[str] = set()
    waiting = [
        identity
        for path in estimates.paths
        if path.in_plan
        for identity in (path.build_cost, path.monthly_cost, path.latency)
    ]
    while waiting:
        figure = estimates.figure(waiting.pop())
        for each in figure.inputs if figure else ():
            found.add(each.name)
            if each.figure:
                waiting.append(each.figure)
    return found


def _likely(estimates: Estimates, identity: str) -> float:
    figure = estimates.figure(identity)
    return figure.likely if figure else 0.0


def as_text(estimates: Estimates, names: dict[str, str], arithmetic: bool = False) -> str:
    """All estimates for a terminal. arithmetic adds every figure's formula and inputs."""
    return "\n".join(_text(estimates, names, arithmetic)) + "\n"


def _text(estimates: Estimates, names: dict[str, str], arithmetic: bool) -> Iterator[str]:
    yield "low to high, likely in between; * is in the plan"
    for title, unit, part in _PARTS:
        yield ""
        yield f"{title} [{unit}]"
        for path in estimates.paths:
            figure = estimates.figure(getattr(path, part))
            if figure is not None:
                mark = "*" if path.in_plan else " "
                yield f"  {mark} {names.get(path.path, path.path):<34}{span(figure)}"
    yield ""
    yield "Memory for training [GB]"
    told: set[str] = set()
    for path in estimates.paths:
        for identity in path.training_memory:
            figure = estimates.figure(identity)
            if figure is not None and identity not in told:
                told.add(identity)
                yield f"    {figure.title:<44}{span(figure)}"
    against = list(dict.fromkeys(each.text for path in estimates.paths for each in path.against))
    if against:
        yield from ("", "What was stated, held against them")
        for text in against:
            yield from _wrap(text, "    ")
    if estimates.remedies:
        yield from ("", "What shortens an answer [ms]")
        for remedy in estimates.remedies:
            yield f"    {remedy.text:<34}{span(estimates.figure(remedy.figure))}"
    if estimates.break_evens:
        yield from ("", "Break-even [requests a month]")
        for identity in estimates.break_evens:
            figure = estimates.figure(identity)
            if figure is not None:
                yield from _wrap(f"{figure.title}: {span(figure)}", "    ")
    yield from ("", "Managed models that fit the plan, cheapest first [USD a month]")
    for model in estimates.shortlist.models:
        notes = f"  {' '.join(model.notes)}" if model.notes else ""
        cost = amount(_likely(estimates, model.monthly_usd))
        yield from _wrap(f"{cost:>10}  {model.name} ({model.id}){notes}", "    ", 16)
    others = len(estimates.shortlist.excluded)
    yield from _wrap(f"{others} others are left out; --format json tells each reason.", "    ")
    yield from _wrap(f"Asked of a model: {'; '.join(estimates.shortlist.criteria)}", "    ")
    yield from ("", "Assumed (set with --assume NAME=VALUE)")
    for each in estimates.assumptions:
        columns = " ".join(amount(value) for value in (each.low, each.likely, each.high))
        given = ", given" if each.given else ""
        yield from _wrap(f"{each.id}: {columns} {each.unit}{given}. {each.because}", "    ", 6)
    for reference in estimates.references:
        yield from _wrap(f"{reference.id}: {reference.value}. {reference.because}", "    ", 6)
    if estimates.lacking:
        yield from ("", "Lacking: no source gave these prices; --prices FILE can")
        for price in estimates.lacking:
            yield from _wrap(f"{price.id} [{price.unit}]: {price.name}. {price.note}", "    ", 6)
    if arithmetic:
        yield from ("", "Arithmetic")
        for figure in estimates.figures.values():
            yield from _arithmetic(figure)
    yield ""
    for note in estimates.notes:
        yield from _wrap(note, "")


_PARTS = (
    ("Building it, once", "USD", "build_cost"),
    ("Running it, each month", "USD a month", "monthly_cost"),
    ("A complete answer", "ms", "latency"),
    ("Memory for serving", "GB", "serving_memory"),
)


def _arithmetic(figure: FigureShape) -> Iterator[str]:
    yield from _wrap(f"{figure.id} = {figure.formula}", "  ", 6)
    columns = " | ".join(f"{value:.6g}" for value in (figure.low, figure.likely, figure.high))
    yield f"      = {columns} {figure.unit}"
    for each in figure.inputs:
        columns = " | ".join(f"{value:.6g}" for value in (each.low, each.likely, each.high))
        origin = f"see {each.figure}" if each.figure else each.origin
        yield from _wrap(f"{each.name}: {columns} {each.unit} ({origin})", "      ", 10)


def _wrap(text: str, prefix: str, indent: int | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix if indent is None else " " * indent,
        break_on_hyphens=False,
    )


def as_markdown(estimates: Estimates, names: dict[str, str]) -> Iterator[str]:
    """The tables of a decision record: every path, the assumptions, what is lacking."""
    yield "| path | building once, USD | running each month, USD | an answer, ms |"
    yield "|---|---|---|---|"
    for path in estimates.paths:
        name = names.get(path.path, path.path)
        yield f"| {f'**{name}**' if path.in_plan else name} | {_cells(estimates, path)} |"
    against = list(dict.fromkeys(each.text for path in estimates.paths for each in path.against))
    if against:
        yield from ("", *(f"- {text}" for text in against))
    models = estimates.shortlist.models
    if models:
        yield from ("", "| model that fits | USD each month | context, tokens |", "|---|---|---|")
        for model in models:
            cost = amount(_likely(estimates, model.monthly_usd))
            context = f"{model.context_tokens:,}" if model.context_tokens else "not known"
            yield f"| {model.name} | {cost} | {context} |"
    assumed = [each for each in estimates.assumptions if each.stands_for or each.given]
    if assumed:
        yield ""
        for each in assumed:
            columns = f"{amount(each.low)}, {amount(each.likely)}, {amount(each.high)}"
            yield f"- assumed: {each.name.lower()} {columns} {each.unit}. {each.because}"
    for price in estimates.lacking:
        yield f"- lacking: {price.name} ({price.unit})"
    yield from ("", *estimates.notes)


def _cells(estimates: Estimates, path: PathEstimate) -> str:
    parts = (path.build_cost, path.monthly_cost, path.latency)
    return " | ".join(span(estimates.figure(each)) for each in parts)
