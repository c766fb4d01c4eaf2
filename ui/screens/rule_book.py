"""Rule book: what the advisor knows, and who says so."""

from __future__ import annotations

import streamlit as st

from ui.frame import frame
from ui.panels import guarded
from ui.panels.books import BOOKS

with frame("rule_book", slot=None):
    chosen = st.segmented_control(
        "Part of the rule book",
        list(BOOKS),
        key="book",
        required=True,
        default=next(iter(BOOKS)),
        label_visibility="collapsed",
    )
    st.html('<div class="adv-book"></div>')
    guarded(BOOKS[chosen or next(iter(BOOKS))])
