"""The panels of an answer, one a file. A new panel gets its place in the lists below."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec, TypeAlias

import streamlit as st

from ui.answers import Answered
from ui.drawings.markup import note
from ui.panels.dimensions import dimensions
from ui.panels.estimates import estimates
from ui.panels.hero import hero
from ui.panels.ladder import ladder
from ui.panels.lifecycle import lifecycle
from ui.panels.mending import mending
from ui.panels.needs import needs
from ui.panels.roadmap import roadmap
from ui.panels.set_aside import set_aside
from ui.panels.unknown import unknown
from ui.panels.views import views
from ui.panels.warnings import warnings
from ui.panels.why import why

Parameters = ParamSpec("Parameters")
Panel: TypeAlias = Callable[[Answered], None]

HEAD: Sequence[Panel] = (hero,)
ANSWER: Mapping[str, Sequence[Panel]] = {
    "Decision": (mending, warnings, ladder, why),
    "Needs": (needs, roadmap),
    "Lifecycle": (lifecycle, set_aside),
    "Estimates": (estimates,),
    "Responsible AI": (dimensions,),
    "Unknown": (unknown,),
    "Views": (views,),
}
"""Tabs with their panels, from top to bottom."""

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


def show_tabs(groups: Mapping[str, Sequence[Panel]], answered: Answered) -> None:
    """Draw groups of panels as tabs."""
    for tab, panels in zip(st.tabs(list(groups), key="answer"), groups.values(), strict=True):
        with tab:
            show_all(panels, answered)
