"""The look of every page: one style sheet, and the one place where drawings reach the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _sheet() -> str:
    return (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


def dress() -> None:
    """Bring the style sheet into the page."""
    st.html(f"<style>{_sheet()}</style>")


def show(markup: str) -> None:
    """Put a drawing on the page; one that holds SVG goes where SVG is let through.

    Nothing to draw draws nothing.
    """
    if not markup:
        return
    if "<svg" in markup:
        st.markdown(f"<div>{markup}</div>", unsafe_allow_html=True)
    else:
        st.html(markup)
