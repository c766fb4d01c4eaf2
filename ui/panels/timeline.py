"""The way to production by week, as a picture and in words."""

from __future__ import annotations

import streamlit as st

from advisor.reports import timeline as told
from advisor.reports.sentences import path_names
from ui.answers import Answered
from ui.drawings.charts import chart
from ui.drawings.markup import joined, text
from ui.look import section, show


def timeline(answered: Answered) -> None:
    """Each step at its weeks, the whole against the weeks that were stated, and why so long."""
    section("The way to production, by week")
    found = answered.advice.estimates.timeline
    drawn = told.chart(found, path_names(answered.advice))
    if drawn is None:
        st.html("<p>There is nothing to build for this plan: it is in place, or it is bought.</p>")
        return
    show(
        f"<p><strong>{text(told.whole(found))}.</strong></p>{chart(drawn)}"
        '<p class="adv-quiet">A bar is as long as is likely; the thin line reaches as far as '
        f"the step may take. {text(told.OURS)}. Not in it: {text(found.not_in_it)}.</p>"
    )
    reasons = joined(
        f"<li><strong>{text(each.name)}.</strong> {text(each.because)}</li>" for each in found.steps
    )
    show(f'<ul class="adv-quiet">{reasons}</ul>')
