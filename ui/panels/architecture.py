"""The architecture of the plan as a picture, and the same in words."""

from __future__ import annotations

from advisor.reports.record.architecture import picture
from ui.answers import Answered
from ui.drawings.markup import pictured
from ui.drawings.record import architecture as drawn
from ui.look import section, show


def architecture(answered: Answered) -> None:
    """The parts of the system and what flows between them."""
    section("The architecture")
    shown = picture(answered.advice)
    told = pictured("The architecture", drawn(shown), shown.flows)
    show(f'<div class="adv-architecture">{told}</div>')
