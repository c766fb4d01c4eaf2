"""What a database may do to a store, each told as a problem, a place and a remedy.

Every write is one transaction: where one of these is raised, the data is as it was before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError

from advisor.errors import BadInput, Problem

UNCHANGED = "Nothing was changed."


class StoreFault(BadInput):
    """The store cannot do what is asked; what it holds is as it was.

    passing: whether to try again may help.
    """

    def __init__(self, problem: Problem, passing: bool = False) -> None:
        super().__init__(problem)
        self.passing = passing


@contextmanager
def faults_told(place: str) -> Iterator[None]:
    """Errors of the database within become a StoreFault. place: the store, without password."""
    try:
        yield
    except DBAPIError as error:
        raise _fault(error, place) from error
    except UnicodeError:
        raise StoreFault(
            Problem("The store cannot hold this text.", place, "Send whole characters.")
        ) from None


def _fault(error: DBAPIError, place: str) -> StoreFault:
    said = " ".join(str(error.orig).split())
    low = said.lower()
    code = getattr(error.orig, "sqlstate", None) or ""
    for signs, codes, problem, remedy, passing in _KNOWN:
        if any(sign in low for sign in signs) or code in codes:
            return StoreFault(Problem(f"{problem} {UNCHANGED}", place, remedy), passing)
    if isinstance(error.orig, sqlite3.DatabaseError) and "malformed" in low:
        return StoreFault(Problem("The store is damaged.", place, _BACKUP))
    if error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError)):
        return StoreFault(
            Problem(
                f"The store cannot be reached: {said[:300]}.",
                place,
                "Check address, network and password, then look with `advisor decisions list` "
                "whether the last change is there.",
            ),
            passing=True,
        )
    if isinstance(error, ProgrammingError) and code == "42501":
        return StoreFault(
            Problem(
                f"The rights do not suffice. {UNCHANGED}", place, "Ask for them: select and insert."
            )
        )
    return StoreFault(Problem(f"The store failed: {said[:300]}.", place, "Please report this."))


_BACKUP = "Bring back a backup, or import an export: docs/decisions.md says how."
_KNOWN = (
    (
        ("readonly database", "read-only", "readonly"),
        ("25006",),
        "The store is read-only.",
        "Make the file and its folder writable, or name another with --store.",
        False,
    ),
    (
        ("disk is full", "no space left", "disk i/o error", "file too large"),
        ("53100",),
        "The disk of the store is full or failing.",
        "Make room, then do it again.",
        True,
    ),
    (
        ("database is locked", "database table is locked", "lock timeout", "deadlock"),
        ("55P03", "40P01", "40001"),
        "Somebody else is writing to the store and does not finish.",
        "Try again in a moment; end a program that hangs.",
        True,
    ),
    (
        ("unable to open database file",),
        (),
        "The file of the store cannot be opened.",
        "Check that the folder is there and may be written.",
        False,
    ),
    (
        ("file is not a database", "file is encrypted"),
        (),
        "This file is no store.",
        "Name another with --store, or bring back a backup.",
        False,
    ),
)
