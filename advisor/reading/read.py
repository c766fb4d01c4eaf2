"""Read a text: by cues always, and by a model of the user's own where one is named."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reading.cues import CueReader
from advisor.reading.quotes import checked_text
from advisor.reading.readings import Reader, ReadText, gather


def read_text(text: str, readers: Iterable[Reader] = ()) -> ReadText:
    """The facts that a text proposes, each with the words that say it.

    readers: others to read it besides the cues, such as `ConverseReader`. Without one nothing
    leaves the machine. Raises BadInput on an empty or a far too long text, and where a reader
    cannot be reached.
    """
    checked_text(text)
    return gather(text, [each.read(text) for each in (CueReader(), *readers)])
