"""How the C library keeps memory, for what runs for weeks and in several threads.

Left to itself the GNU C library keeps a heap for each thread and raises its bounds as it goes, so
that what past answers took stays in heaps that nobody uses, and memory grows for hours. The bounds
are our judgement.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import MutableMapping

_ARENAS = ("MALLOC_ARENA_MAX", -8, 2)
_OWN_PIECE = ("MALLOC_MMAP_THRESHOLD_", -3, 65_536)
_GIVEN_BACK = ("MALLOC_TRIM_THRESHOLD_", -1, 131_072)
BOUNDS = (_ARENAS, _OWN_PIECE, _GIVEN_BACK)
"""How many heaps, from how many bytes a piece of memory is one of its own, and from how many free
bytes on they are given back: each as variable of the environment, as number of mallopt(3), and
its value."""


def bound_heaps_of_children(environment: MutableMapping[str, str]) -> None:
    """Sets the bounds for processes that are started with this environment, unless it has them."""
    for variable, _, value in BOUNDS:
        environment.setdefault(variable, str(value))


def bound_heaps() -> None:
    """Sets the bounds for this process, unless its environment did. Elsewhere it does nothing."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    for variable, number, value in BOUNDS:
        if variable not in os.environ:
            mallopt(number, value)
