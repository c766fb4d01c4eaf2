"""What to look out for."""

from __future__ import annotations

from ui.answers import Answered
from ui.drawings.markup import folded, joined, symbol, text, unseen
from ui.drawings.reason import reasons
from ui.look import show


def warnings(answered: Answered) -> None:
    """The warnings, each with its grounds; nothing where there are none."""
    found = answered.advice.warnings
    if found:
        show(
            joined(
                '<div class="adv-note warn">'
                + folded(
                    f"{symbol('!')}{unseen('Warning:')}<strong>{text(each.title)}</strong>",
                    f'<div class="adv-grounds"><p>{text(each.text)}</p></div>'
                    + reasons(each.reasons),
                )
                + "</div>"
                for each in found
            )
        )
