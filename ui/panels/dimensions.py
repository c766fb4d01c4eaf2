"""The dimensions of responsible AI."""

from __future__ import annotations

from ui.answers import Answered
from ui.drawings.dimensions import tiles
from ui.look import section, show


def dimensions(answered: Answered) -> None:
    """Which dimensions the items serve."""
    section("Responsible AI")
    show(tiles(answered.advice))
