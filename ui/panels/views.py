"""What the other view would change in this answer."""

from __future__ import annotations

from ui.answers import Answered, answer, difference, other_view
from ui.drawings.changes import changes
from ui.drawings.markup import text
from ui.drawings.words import in_words
from ui.look import section, show


def views(answered: Answered) -> None:
    """The difference between the present view and the other."""
    other = other_view(answered.question)
    names = in_words(answered.advice.view), in_words(other.view)
    section(f"{names[0]} and {names[1].lower()} view")
    found = difference(answered, answer(other))
    show(f"<p>{text(found.summary)}</p>")
    show(changes(found, names))
