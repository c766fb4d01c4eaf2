"""The front end's navigation. `advisor ui` starts it."""

from __future__ import annotations

import streamlit as st

st.set_page_config(
    page_title="Foundation model lifecycle advisor",
    page_icon=":material/stairs_2:",
    layout="wide",
)

st.navigation(
    [
        st.Page("pages/advise.py", title="Advise", icon=":material/stairs_2:", default=True),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("pages/record.py", title="Record", icon=":material/description:"),
        st.Page("pages/rule_book.py", title="Rule book", icon=":material/menu_book:"),
    ],
    position="top",
).run()
