"""The front end's navigation. `advisor ui` starts it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

st.set_page_config(
    page_title="Foundation model lifecycle advisor",
    # A picture of our own: the browser would ask another server for a named symbol.
    page_icon=str(Path(__file__).parent / "icon.png"),
    layout="wide",
)

st.navigation(
    [
        st.Page("screens/advise.py", title="Advise", icon=":material/stairs_2:", default=True),
        st.Page("screens/how_sure.py", title="How sure", icon=":material/balance:"),
        st.Page("screens/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("screens/portfolio.py", title="Portfolio", icon=":material/table_view:"),
        st.Page("screens/record.py", title="Record", icon=":material/description:"),
        st.Page(
            "screens/check_reasoning.py", title="Check my reasoning", icon=":material/fact_check:"
        ),
        st.Page("screens/study.py", title="Study", icon=":material/school:"),
        st.Page("screens/rule_book.py", title="Rule book", icon=":material/menu_book:"),
    ],
    position="top",
).run()
