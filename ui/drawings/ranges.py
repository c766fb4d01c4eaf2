"""Estimates as bars from low to high on a scale of powers of ten, and their arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.estimates.shapes import Estimates, FigureShape, InputShape
from advisor.reports.arithmetic import in_numbers, number
from ui.drawings.markup import folded, joined, link, pictured, text

_LEFT, _WIDE, _HIGH, _TOP = 190, 520, 34, 34


@dataclass(frozen=True, slots=True)
class Span:
    """A figure of a path. chosen: the plan uses the path."""

    name: str
    figure: FigureShape
    chosen: bool


def ranges(title: str, spans: Sequence[Span], wanted: float | None) -> str:
    """The spans as inline SVG; wanted: what was stated, as a line across them all.

    Figures of one unit; those of nothing at all are said and not drawn. Empty text for no spans.
    """
    if not spans:
        return ""
    ends = [end for span in spans for end in (span.figure.low, span.figure.high) if end > 0]
    ends += [wanted] if wanted else []
    low = math.floor(math.log10(min(ends))) if ends else 0
    high = max(low + 1, math.ceil(math.log10(max(ends)))) if ends else 1

    def x(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return _LEFT + share * _WIDE

    height = _TOP + len(spans) * _HIGH + 8
    step = max(1, math.ceil((high - low) / 7))
    ticks = joined(
        f'<line class="tick" x1="{x(10.0**power):.1f}" x2="{x(10.0**power):.1f}" y1="{_TOP - 6}" '
        f'y2="{height}"></line><text class="small" text-anchor="middle" '
        f'x="{x(10.0**power):.1f}" y="{_TOP - 12}">{amount(10.0**power)}</text>'
        for power in range(low, high + 1, step)
    )
    bars = joined(_bar(span, _TOP + place * _HIGH, x) for place, span in enumerate(spans))
    limit = (
        f'<line class="wanted" x1="{x(wanted):.1f}" x2="{x(wanted):.1f}" y1="{_TOP - 6}" '
        f'y2="{height}"><title>stated: {amount(wanted)}</title></line>'
        if wanted
        else ""
    )
    lines = [f"{span.name}: {between(span.figure)}" for span in spans]
    if wanted:
        lines.append(f"Stated: {amount(wanted)} {spans[0].figure.unit}")
    return pictured(
        title,
        f'<svg class="adv-ranges" viewBox="0 0 {_LEFT + _WIDE + 40} {height}" role="img" '
        f'aria-label="{text(in_words(title, spans, wanted))}">{ticks}{bars}{limit}</svg>',
        lines,
    )


def in_words(title: str, spans: Sequence[Span], wanted: float | None) -> str:
    """What the picture shows."""
    told = "; ".join(f"{span.name}: {between(span.figure)}" for span in spans)
    stated = f" The line marks what was stated: {amount(wanted)}." if wanted else ""
    return f"{title}, {spans[0].figure.unit}, low to high. {told}.{stated}"


def _bar(span: Span, y: float, x: Callable[[float], float]) -> str:
    figure = span.figure
    kind = "chosen" if span.chosen else ""
    name = span.name if len(span.name) <= 26 else f"{span.name[:25]}…"
    label = (
        f'<text x="{_LEFT - 10}" y="{y + 16}" text-anchor="end" class="{kind}">{text(name)}</text>'
    )
    if figure.high <= 0:
        return f'<g>{label}<text class="small" x="{_LEFT}" y="{y + 16}">nothing</text></g>'
    start, end = x(figure.low), x(figure.high)
    return (
        f"<g>{label}<title>{text(f'{span.name}: {between(figure)}')}</title>"
        f'<rect class="{kind}" x="{start:.1f}" y="{y + 5:g}" width="{max(end - start, 3):.1f}" '
        f'height="14" rx="4"></rect><circle cx="{x(figure.likely):.1f}" cy="{y + 12:g}" r="4.5">'
        "</circle></g>"
    )


def between(figure: FigureShape) -> str:
    """Low, likely and high in words."""
    return (
        f"{amount(figure.low)} to {amount(figure.high)} {figure.unit}, "
        f"likely {amount(figure.likely)}"
    )


def amount(value: float) -> str:
    """A number to two figures that matter, as people write it: 1.3k, 54, 2.4M."""
    short = float(f"{value:.2g}")
    for size, sign in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(short) >= size:
            return f"{short / size:.3g}{sign}"
    return f"{short:g}"


def arithmetic(figure: FigureShape, estimates: Estimates) -> str:
    """The formula with its inputs, each worked out in turn below it, and who says so."""
    return _opened(figure, estimates.figures, estimates, ())


def _opened(
    figure: FigureShape,
    figures: Mapping[str, FigureShape],
    estimates: Estimates,
    above: tuple[str, ...],
) -> str:
    rows = joined(
        f'<tr><th scope="row"><code>{text(each.name)}</code> {text(each.title)}</th>'
        f"<td>{number(each.low)}</td><td>{number(each.likely)}</td><td>{number(each.high)}</td>"
        f"<td>{text(each.unit)}</td><td>{_origin(each, estimates)}</td></tr>"
        for each in figure.inputs
    )
    deeper = joined(
        _opened(figures[each.figure], figures, estimates, (*above, figure.id))
        for each in figure.inputs
        if each.figure and each.figure in figures and each.figure not in above
    )
    return folded(
        f'<span class="adv-name">{text(figure.title)}</span>'
        f'<span class="adv-quiet">{text(between(figure))}</span>',
        f'<div class="adv-grounds"><p><code>{text(figure.formula)}</code></p>'
        f"<p><code>{text(in_numbers(figure))}</code></p>"
        '<div class="adv-scroll" role="region" aria-label="Inputs" tabindex="0">'
        '<table class="adv-table"><thead><tr><th scope="col">Input</th><th scope="col">low</th>'
        '<th scope="col">likely</th><th scope="col">high</th><th scope="col">unit</th>'
        f'<th scope="col">from</th></tr></thead><tbody>{rows}</tbody></table></div></div>{deeper}',
    )


def _origin(given: InputShape, estimates: Estimates) -> str:
    sources = joined(
        f" {link(estimates.sources[each].title, estimates.sources[each].address)}"
        for each in given.sources
        if each in estimates.sources
    )
    assumed = {each.id: each.because for each in estimates.assumptions}
    why = assumed.get(given.name, "") if given.origin == "assumption" else given.note
    note = f" {text(why)}" if why else ""
    return f"{text(given.origin)}{note}{sources}"
