"""How long a test waits for what must happen: one bound, for a machine that is busy.

No test may fail for the time that something takes. A wait ends as soon as what it waits for has
happened; the bound only keeps a defect from holding up the suite for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 240.0
"""Seconds; far below the limit that pytest sets for a whole test (pyproject.toml)."""


def until(happened: Callable[[], bool]) -> bool:
    """Wait until this has happened; False if it has not for as long as a test waits."""
    give_up = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True
