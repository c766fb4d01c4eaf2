"""The front end's navigation. `advisor ui` starts it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.doors import PRODUCT, pages, title_of

# A picture of our own, and before the pages are known: the browser would ask another server for
# the symbol of a page.
st.set_page_config(page_icon=str(Path(__file__).parent / "icon.png"))
page = st.navigation(pages(), position="top")
st.set_page_config(page_title=f"{title_of(page)} · {PRODUCT}")
page.run()
