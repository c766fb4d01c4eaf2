"""Study: the lifecycle, the exam tips, taught and today, misconceptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from advisor.exam.study_pages import stage_pages, taught_and_today, tip_pages
from ui import state
from ui.answers import knowledge
from ui.drawings import study
from ui.drawings.markup import joined
from ui.look import show
from ui.panels.beginning import start_from


def lifecycle() -> None:
    """The stages in order."""
    show(joined(study.stage(page) for page in stage_pages(knowledge())))


def tips() -> None:
    """The nine tips, each with a pair of look-alikes to try."""
    known = knowledge()
    for page in tip_pages(known):
        with st.container(border=True):
            show(study.tip(page, known))
            with st.container(horizontal=True):
                for place, scenario in zip(("first", "second"), page.pair.scenarios, strict=True):
                    if st.button(
                        f"Check my reasoning on the {place}",
                        key=f"try:{scenario.id}",
                        on_click=start_from,
                        args=(scenario.id, state.STUDY),
                    ):
                        st.switch_page("screens/check_reasoning.py")


def differences() -> None:
    """Where the exam's answer and today's availability differ."""
    known = knowledge()
    show(joined(study.taught_and_today(each, known) for each in taught_and_today(known)))


def misconceptions() -> None:
    """The named misconceptions."""
    known = knowledge()
    show(joined(study.misconception(each, known) for each in known.misconceptions.values()))


PARTS: Mapping[str, Callable[[], None]] = {
    "Lifecycle": lifecycle,
    "Exam tips": tips,
    "Taught and today": differences,
    "Misconceptions": misconceptions,
}
"""The parts of the page, in order."""
