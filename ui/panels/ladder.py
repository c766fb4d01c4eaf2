"""The ladder of paths."""

from __future__ import annotations

from ui.answers import Answered
from ui.drawings.ladder import ladder as ladder_markup
from ui.look import section, show


def ladder(answered: Answered) -> None:
    """The ladder, with why not on each rung."""
    section("The ladder of paths")
    show('<p class="adv-quiet">Open a rung to see why, or why not.</p>')
    show(ladder_markup(answered.advice.paths, answered.advice.plan.headline))
