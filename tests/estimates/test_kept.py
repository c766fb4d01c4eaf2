"""What is kept by the facts that it rests on, and shared by threads."""

from __future__ import annotations

import datetime
import threading

from advisor.estimates.estimate import estimate
from advisor.estimates.kept import Kept
from advisor.facts.definitions import fact_definitions

DAY = datetime.date(2026, 11, 22)


def test_the_same_key_gives_the_same_thing_and_is_made_once() -> None:
    kept: Kept[object] = Kept(4)
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return object()

    assert kept.get("a", make) is kept.get("a", make)
    assert len(made) == 1


def test_threads_that_ask_at_once_get_the_same_thing() -> None:
    kept: Kept[object] = Kept(4)
    gate = threading.Barrier(8)
    found: list[object] = []

    def make() -> object:
        gate.wait()
        return object()

    threads = [threading.Thread(target=lambda: found.append(kept.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(each) for each in found}) == 1


def test_no_more_is_kept_than_was_said() -> None:
    kept: Kept[int] = Kept(2)
    for place in range(5):
        kept.get(place, lambda: 0)

    assert len(kept._made) <= 2


def test_a_fact_that_estimates_do_not_read_finds_what_was_kept() -> None:
    one = estimate({"requests_per_month": 5}, as_of=DAY)

    assert "audience" in fact_definitions()
    assert estimate({"requests_per_month": 5, "audience": "public"}, as_of=DAY) is one
    assert estimate({"requests_per_month": 6}, as_of=DAY) is not one
