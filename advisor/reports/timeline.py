"""The way to production by week, in words and as a chart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.estimates.shapes import Timeline, TimelineStep
from advisor.estimates.words import inside_sentence
from advisor.reports.chart import BARS_END, BARS_START, Chart, Scale, Span, bars_below

OURS = "Published comparisons give the words hours, days and weeks; the numbers are our judgement"
"""What every face says of these weeks."""


def whole(timeline: Timeline) -> str:
    """How long it takes in all, and against what was stated; empty where nothing is to build."""
    if timeline.whole is None:
        return ""
    against = f". {timeline.verdict.text}" if timeline.verdict else ""
    return f"Likely {timeline.whole.text} to production ({timeline.whole.range}){against}"


def line(timeline: Timeline, names: Mapping[str, str]) -> str:
    """The way to production in one sentence; empty where there is nothing to build."""
    if timeline.whole is None:
        return ""
    steps = ", ".join(
        f"{inside_sentence(_name(each, names))} {each.weeks.text}" for each in timeline.steps
    )
    against = f"{timeline.verdict.text}. " if timeline.verdict else ""
    return (
        f"Time to production: likely {timeline.whole.text} ({timeline.whole.range}): {steps}. "
        f"{against}{OURS}. Not in it: {timeline.not_in_it}"
    )


def chart(timeline: Timeline, names: Mapping[str, str]) -> Chart | None:
    """A bar for each step at its weeks; None where there is nothing to build.

    A bar is as long as is likely, and the thin line reaches as far as the step may take.
    """
    if timeline.whole is None:
        return None
    stated = timeline.verdict.stated if timeline.verdict else None
    spans = [
        Span(
            _name(each, names),
            each.starts,
            each.starts + each.weeks.likely,
            each.weeks.text,
            each.starts + each.weeks.high,
        )
        for each in timeline.steps
    ]
    ends = [each.starts + each.weeks.high for each in timeline.steps]
    scale = Scale(0.0, max(*ends, stated or 0.0) * 1.02, BARS_START, BARS_END)
    return bars_below(
        "The way to production by week",
        spans,
        scale,
        stated,
        tuple(_said(timeline, names)),
        ticks=[(week, f"{week:g}") for week in _ticks(scale.high)],
        ticks_name="End of week",
    )


def _said(timeline: Timeline, names: Mapping[str, str]) -> Iterator[str]:
    for each in timeline.steps:
        first = math.floor(each.starts) + 1
        last = max(first, math.ceil(each.starts + each.weeks.likely))
        when = f"Week {first}" if first == last else f"Weeks {first} to {last}"
        yield f"{when}: {_name(each, names)}, {each.weeks.text} ({each.weeks.range})"
    if timeline.verdict:
        yield f"The line marks the weeks that were stated. {timeline.verdict.text}"


def _name(step: TimelineStep, names: Mapping[str, str]) -> str:
    return names.get(step.path, step.name) if step.path else step.name


def _ticks(end: float) -> range:
    """The weeks that are marked, as far as the scale reaches: about eight of them."""
    step = max(1, math.ceil(end / 8))
    return range(0, int(end) + 1, step)
