"""What something spoke for and is not recommended."""

from __future__ import annotations

from ui.answers import Answered
from ui.drawings.items import not_recommended
from ui.look import section, show


def set_aside(answered: Answered) -> None:
    """Items set aside, each with why; nothing where there are none."""
    if answered.advice.not_recommended:
        section("Set aside")
        show(not_recommended(answered.advice.not_recommended))
