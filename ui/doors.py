"""The doors of the product and the pages behind each: one list, from which the navigation follows.

A new page gets one line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

PRODUCT = "Foundation model lifecycle advisor"
WHAT_IT_IS = (
    "Describe a use case and get a plan you can defend: prompting, RAG, fine-tuning or "
    "pre-training, with what it costs, why, and what would change it."
)


@dataclass(frozen=True, slots=True)
class Screen:
    """A page. name: of its file in `ui/screens/` and of its address; title: its h1 as well."""

    name: str
    title: str
    icon: str
    first: bool = False

    @property
    def script(self) -> str:
        """Its file, seen from `ui/app.py`."""
        return f"screens/{self.name}.py"


DOORS: Mapping[str, Sequence[Screen]] = {
    "Decide": (
        Screen("advise", "Advise", ":material/stairs_2:", first=True),
        Screen("how_sure", "How sure", ":material/balance:"),
        Screen("compare", "Compare", ":material/compare_arrows:"),
        Screen("record", "Record", ":material/description:"),
    ),
    "Learn": (
        Screen("check_reasoning", "Check my reasoning", ":material/fact_check:"),
        Screen("practise", "Practise", ":material/quiz:"),
        Screen("study", "Study", ":material/school:"),
        Screen("rule_book", "Rule book", ":material/menu_book:"),
    ),
    "Many cases": (Screen("portfolio", "Portfolio", ":material/table_view:"),),
    "Decisions": (Screen("decisions", "Decisions", ":material/bookmarks:"),),
}
"""What a visitor may come for, and the pages for it, in the order of the navigation."""


def screens() -> dict[str, Screen]:
    """Every page by name."""
    return {screen.name: screen for pages in DOORS.values() for screen in pages}


def pages() -> dict[str, list[st.Page]]:
    """The pages by door, as the navigation takes them."""
    return {
        door: [
            st.Page(each.script, title=each.title, icon=each.icon, default=each.first)
            for each in behind
        ]
        for door, behind in DOORS.items()
    }


def title_of(page: st.Page) -> str:
    """The title of a chosen page; the first page's where none is chosen, as in an import."""
    first = next(each.title for each in screens().values() if each.first)
    return str(getattr(page, "title", first))
