"""Heaps are bounded for this process and for those that it starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from advisor.heaps import BOUNDS, bound_heaps_of_children

FILL = """
import threading
{bound}

all_at_once = threading.Barrier(24)

def fill():
    held = [bytes(50_000) for _ in range(200)]
    all_at_once.wait()

threads = [threading.Thread(target=fill) for _ in range(24)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(sum("rw-p" in line for line in open("/proc/self/maps")))
"""


def test_children_get_every_bound_but_those_that_somebody_set() -> None:
    environment = {"MALLOC_ARENA_MAX": "7"}

    bound_heaps_of_children(environment)

    assert environment["MALLOC_ARENA_MAX"] == "7"
    assert environment.keys() == {variable for variable, _, _ in BOUNDS}


@pytest.mark.skipif(sys.platform != "linux", reason="the bounds are those of the GNU C library")
def test_a_process_that_bounds_its_heaps_keeps_fewer_of_them() -> None:
    def heaps(bound: str) -> int:
        command = [sys.executable, "-c", FILL.format(bound=bound)]
        told = subprocess.run(command, capture_output=True, check=True, env=_unbounded())
        return int(told.stdout)

    # Both load the same libraries, which are mapped as well.
    imported = "from advisor.heaps import bound_heaps"
    assert heaps(f"{imported}; bound_heaps()") < heaps(imported)


def _unbounded() -> dict[str, str]:
    names = {variable for variable, _, _ in BOUNDS}
    return {name: value for name, value in os.environ.items() if name not in names}
