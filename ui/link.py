"""A scenario, its view and its day in a short text that survives a mail and an address bar.

The text is canonical compact JSON, compressed, in the alphabet of base64url without padding.
Equal questions give equal texts. It holds facts only: the knowledge answers anew when it is read.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.read import read_as_far_as_possible
from advisor.facts.scenario import Scenario
from advisor.knowledge.base import View

LONGEST_TEXT = 8_000
"""Characters. A scenario with every fact given needs some 2,500; more is not ours."""

_LONGEST_CONTENT = 64_000
# The first letter tells the format, so that a later one can be told from it.
_FORMAT = "a"
_REMEDY = "Copy the whole link again, or start from a scenario file."


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link carries. as_of: the day of the answer; None means the day of reading.

    left_out: facts of an older or a changed link that cannot be taken, and why.
    """

    scenario: Scenario
    view: View = "production"
    as_of: datetime.date | None = None
    left_out: tuple[Problem, ...] = field(default=(), compare=False)


def to_text(shared: Shared) -> str:
    """The question as text of letters, digits, "-" and "_"."""
    content: dict[str, Any] = {"f": shared.scenario.known()}
    if shared.view != "production":
        content["v"] = shared.view
    if shared.as_of is not None:
        content["d"] = shared.as_of.isoformat()
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(plain.encode()) + packer.flush()
    return _FORMAT + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_text(text: str) -> Shared:
    """The question that a text carries.

    A fact that is none today is left out and named; the others are taken. Raises BadInput where
    the text is cut short, changed, or of another format, and where no fact of it can be taken.
    """
    content = _content(text.strip())
    view = content.get("v", "production")
    if view not in ("production", "exam"):
        raise _unreadable("names a view that does not exist")
    scenario, left_out = _facts(content["f"])
    return Shared(scenario, view, _day(content.get("d")), left_out)


def _facts(given: Mapping[str, Any]) -> tuple[Scenario, tuple[Problem, ...]]:
    reading, problems = read_as_far_as_possible(given)
    if problems and not reading.scenario.known():
        raise BadInput(problems)
    return reading.scenario, problems


def _content(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise _unreadable("is far too long")
    if not text.startswith(_FORMAT):
        raise _unreadable("is of another format")
    body = text[len(_FORMAT) :]
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15)
        plain = unpacker.decompress(packed, _LONGEST_CONTENT)
        if not unpacker.eof:
            raise _unreadable("is cut short")
        content = json.loads(plain)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        if isinstance(error, BadInput):
            raise
        raise _unreadable("is cut short or changed") from None
    if not isinstance(content, dict) or not isinstance(content.get("f"), dict):
        raise _unreadable("holds no facts")
    return content


def _day(text: Any) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _unreadable("names a day that does not exist") from None


def _unreadable(how: str) -> BadInput:
    return BadInput(Problem(f"The shared text {how}.", "link", _REMEDY))
