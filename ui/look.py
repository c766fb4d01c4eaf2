"""The look of every page: one style sheet, and the one place where drawings reach the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from ui.drawings.markup import text


@cache
def _beside(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def dress() -> None:
    """Bring into the page its style sheet and what the browser does by itself.

    First of all: until both are there, the page is drawn without its look.
    """
    st.html(f"<style>{_beside('look.css')}</style>")
    with st.container(key="script"):
        st.html(f"<script>{_beside('page.js')}</script>", unsafe_allow_javascript=True)


def section(title: str) -> None:
    """A heading below the title of the page."""
    st.html(f'<h2 class="adv-h2">{text(title)}</h2>')


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
