"""What each path costs and how fast it answers, against what was stated; arithmetic on a click."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from advisor.estimates.shapes import Estimates, PartShape, PathEstimate
from advisor.reasoning.wording import listed
from advisor.reports.estimates import balanced
from advisor.reports.money_charts import charts
from ui.answers import Answered, with_model
from ui.drawings import models
from ui.drawings.charts import chart
from ui.drawings.markup import joined, note, text
from ui.drawings.ranges import Span, arithmetic, ranges
from ui.drawings.words import in_words
from ui.look import section, show

Chooser = Callable[[PathEstimate], str | None]

PICTURES: tuple[tuple[str, str, Chooser], ...] = (
    ("Building it, once", "build_budget_usd", lambda path: path.build_cost),
    ("Running it, each month", "monthly_budget_usd", lambda path: path.monthly_cost),
    ("Time of an answer", "p95_latency_ms", lambda path: path.latency),
)
"""Title, the fact that was stated for it, and the figure of a path."""


def estimates(answered: Answered) -> None:
    """The plan with each model, charts of its cost, other plans; then every path's ranges."""
    section("Estimates")
    found = answered.advice.estimates
    if not found.paths:
        st.html("<p>There is nothing to estimate for this plan.</p>")
        return
    _models(answered)
    st.html("<h3>Every path with one usual model</h3>")
    st.html(
        f'<p class="adv-quiet">Every path that calls a managed model calls '
        f"{text(_usual(answered))} here, and guardrails, caching and other items are left out; "
        "the table above counts the whole plan. Each bar runs from low to high, the dot is "
        "likely; the marks on the scale are powers of ten. The plan's paths stand in the accent "
        "colour, and a dashed line is what you stated.</p>"
    )
    for title, fact, choose in PICTURES:
        _picture(answered, title, fact, choose)
    _worked_out(answered)
    told = [each for path in found.paths for each in path.against if path.in_plan]
    if told:
        # Only what suffices whatever is taken is told calmly.
        show(
            joined(
                note("calm" if each.standing == "above_estimate" else "warn", each.text)
                for each in told
            )
        )
    if found.lacking:
        with st.expander(f"{len(found.lacking)} prices are not known"):
            entries = joined(
                f"<li>{text(each.name)} ({text(each.unit)})</li>" for each in found.lacking
            )
            show(f"<ul>{entries}</ul>")


def _models(answered: Answered) -> None:
    named = st.selectbox(
        "Estimate with a model of your choice",
        list(answered.knowledge.managed_models),
        index=None,
        key="estimated-model",
        placeholder="The three models below were chosen for you",
        format_func=lambda each: f"{answered.knowledge.managed_models[each].name} ({each})",
    )
    found = with_model(answered, named) if named else answered.advice.estimates
    show(models.of(found))
    if found.services is not None:
        st.html("<p><strong>What the ready services are paid for</strong></p>")
        show(models.parts(found.services, _opened(found)))
    if not found.models:
        return
    if found.taken:
        st.html(
            f'<p class="adv-quiet">Not stated, and taken as: {text("; ".join(found.taken))}.</p>'
        )
    chosen = balanced(found)
    st.html(f"<p><strong>What {text(chosen.name)} is paid for</strong></p>")
    show(models.parts(chosen, _opened(found)))
    drawn = list(charts(found))
    for each in drawn:
        show(f"<p><strong>{text(each.title)}</strong></p>{chart(each)}")
    st.html("<p><strong>Whole plans beside each other</strong></p>")
    show(models.plans(found.plans, lambda path: _name(path, answered)))
    others = sorted({each.model for each in found.plans} - {chosen.name})
    if others:
        st.html(
            f'<p class="adv-quiet">{text(listed(others))}: taken where {text(chosen.name)} '
            "cannot be trained that way. Part of the difference is then the price of another "
            "model.</p>"
        )
    # What a chart says in words is not said again.
    said = {words for each in drawn for words in each.said}
    left = [each for each in found.points if each.text.rstrip(".") not in said]
    if left:
        show("<ul>" + joined(f"<li>{text(each.text)}</li>" for each in left) + "</ul>")


def _opened(found: Estimates) -> Callable[[PartShape], str]:
    """What tells how a part was worked out, as markup."""
    return lambda part: arithmetic(found.figures[part.figure], found)


def _usual(answered: Answered) -> str:
    """The name of the managed model that paths are compared with."""
    known = answered.knowledge
    references = answered.advice.estimates.references
    value = next((each.value for each in references if each.id == "usual_model"), "")
    return known.managed_models[value].name if value in known.managed_models else "one usual model"


def _picture(answered: Answered, title: str, fact: str, choose: Chooser) -> None:
    found = answered.advice.estimates
    spans = []
    for path in found.paths:
        figure = found.figure(choose(path))
        if figure is not None:
            spans.append(Span(_name(path.path, answered), figure, path.in_plan))
    if not spans:
        return
    stated = answered.question.scenario.get(fact)
    wanted = float(stated) if isinstance(stated, (int, float)) else None
    st.html(f"<p><strong>{text(title)}</strong>, {text(spans[0].figure.unit)}</p>")
    show(ranges(title, spans, wanted))


def _worked_out(answered: Answered) -> None:
    """The arithmetic of one path, chosen by a click; all at once would be long to send."""
    found = answered.advice.estimates
    chosen = st.pills(
        "See how it was worked out for",
        [path.path for path in found.paths],
        key="worked-out",
        format_func=lambda path: _name(path, answered),
    )
    path = found.of(chosen) if chosen else None
    if path is not None:
        figures = [found.figure(choose(path)) for _, _, choose in PICTURES]
        show(joined(arithmetic(figure, found) for figure in figures if figure is not None))


def _name(path: str, answered: Answered) -> str:
    named = answered.knowledge.paths.get(path)
    return named.short_name if named else in_words(path)
