"""The panels of an answer, one a file. A new panel gets its place in the lists below."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec, TypeAlias

import streamlit as st

from ui.answers import Answered
from ui.drawings.markup import note
from ui.panels.answer import (
    cost_and_time,
    decision,
    left_to_find_out,
    stages,
    unmet,
    warnings,
    why_in_three,
    why_not,
)
from ui.panels.architecture import architecture
from ui.panels.assumptions import assumptions
from ui.panels.dimensions import dimensions
from ui.panels.estimates import estimates
from ui.panels.hero import hero
from ui.panels.ladder import ladder
from ui.panels.lifecycle import lifecycle
from ui.panels.mending import mending
from ui.panels.needs import needs
from ui.panels.roadmap import roadmap
from ui.panels.set_aside import set_aside
from ui.panels.timeline import timeline
from ui.panels.unknown import unknown
from ui.panels.views import views
from ui.panels.why import why

Parameters = ParamSpec("Parameters")
Panel: TypeAlias = Callable[[Answered], None]

HEAD: Sequence[Panel] = (hero,)
ANSWER: Sequence[Panel] = (
    decision,
    unmet,
    mending,
    why_in_three,
    cost_and_time,
    assumptions,
    left_to_find_out,
    why_not,
    stages,
    warnings,
)
"""The answer from top to bottom, in the order in which a decision is read."""

MORE: Mapping[str, Sequence[Panel]] = {
    "Ladder": (ladder,),
    "Architecture": (architecture,),
    "Needs": (why, needs, roadmap),
    "Estimates": (estimates,),
    "Timeline": (timeline,),
    "Lifecycle": (lifecycle, set_aside),
    "Responsible AI": (dimensions,),
    "Not known yet": (unknown,),
    "The other view": (views,),
}
"""What can be looked up below the answer, each part with its panels."""

_log = logging.getLogger(__name__)


def show(panel: Panel, answered: Answered) -> None:
    """Draw one panel of an answer, guarded."""
    guarded(panel, answered)


def guarded(
    part: Callable[Parameters, None], *given: Parameters.args, **more: Parameters.kwargs
) -> None:
    """Draw a part of a page. One that fails says so in its own place; the others stand."""
    with st.container():
        try:
            part(*given, **more)
        except Exception:
            _log.exception("The panel %s could not be drawn.", part.__name__)
            st.html(
                '<div role="alert">'
                + note(
                    "bad",
                    "This part could not be shown.",
                    "The rest of the page holds. The log of the server says what happened.",
                )
                + "</div>"
            )


def show_all(panels: Sequence[Panel], answered: Answered) -> None:
    """Draw panels one under the other."""
    for panel in panels:
        show(panel, answered)


def show_one_of(groups: Mapping[str, Sequence[Panel]], answered: Answered) -> None:
    """Draw the group of panels that is chosen; the others cost nothing until they are."""
    first = next(iter(groups))
    chosen = st.segmented_control(
        "More about this answer", list(groups), key="more", required=True, default=first
    )
    show_all(groups[chosen or first], answered)
