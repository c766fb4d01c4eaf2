"""Optional parts of the package: how to get one that is missing."""

from __future__ import annotations

import sys
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
        if error.name.partition(".")[0] in sys.stdlib_module_names:
            raise BadInput(
                Problem(
                    f"This command needs the module {error.name}, which Python does not have on "
                    "this system.",
                    remedy="Run it on Linux or macOS.",
                )
            ) from None
        raise BadInput(
            Problem(
                f"This command needs the package {error.name}.",
                remedy=f"Install the advisor with its extra: pip install 'advisor[{extra}]'",
            )
        ) from None
