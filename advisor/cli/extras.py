"""Optional parts of the package: how to get one that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from advisor.errors import BadInput, Problem


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Imports within may need this extra; BadInput says how to get it where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("advisor"):
            raise
        raise BadInput(
            Problem(
                f"This command needs the package {error.name}.",
                remedy=f"Install the advisor with its extra: pip install 'advisor[{extra}]'",
            )
        ) from None
