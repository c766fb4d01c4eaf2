"""Numbers of tables in which the comma may be the decimal mark."""

from __future__ import annotations

import re

from advisor.errors import BadInput, Problem

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def with_points(text: str) -> str:
    """The text with a point as the decimal mark of its numbers, and no mark between thousands.

    "1,5" is 1.5 and "1.000,5" is 1000.5. Raises BadInput where a number may be either of two:
    "1,500" is 1.5 to one reader and 1500 to another.
    """
    return _NUMBER.sub(_with_point, text)


def _with_point(found: re.Match[str]) -> str:
    number = found[0]
    marks = [letter for letter in number if not letter.isdigit()]
    if not marks:
        return number
    grouped = _GROUPS.fullmatch(number) is not None
    if len(marks) == 1:
        point = number.replace(",", ".")
        if not grouped:
            return point
        whole, part = re.split("[.,]", number)
        raise BadInput(
            Problem(
                f"{number} may be {float(point):g} or {whole + part}.",
                remedy=f"Write {float(point):g} or {whole + part}.",
            )
        )
    if len(set(marks)) == 1:
        return re.sub("[.,]", "", number) if grouped else number
    # The last mark is the decimal one.
    head, mark, tail = number.rpartition(marks[-1])
    if mark in head or not _GROUPS.fullmatch(head):
        return number
    return f"{re.sub('[.,]', '', head)}.{tail}"
