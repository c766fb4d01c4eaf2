"""What is kept by the facts that it rests on, and shared by threads."""

from __future__ import annotations

import datetime
import threading

from advisor.estimates.by_path import _found
from advisor.estimates.estimate import _made, estimate
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


def test_what_was_kept_for_one_scenario_is_told_in_another_as_if_made_for_it() -> None:
    facts = {"labelled_examples": 777, "requests_per_month": 5}
    _found.clear()
    fresh = estimate({**facts, "output_tokens": 11}, as_of=DAY)
    _made.clear()
    estimate({**facts, "output_tokens": 12}, as_of=DAY)
    _made.clear()

    assert estimate({**facts, "output_tokens": 11}, as_of=DAY) == fresh
    assert {each.id for each in fresh.lacking} >= {"labelled_example"}


def test_another_number_of_examples_finds_nothing_that_was_kept() -> None:
    few = estimate({"labelled_examples": 100}, as_of=DAY).of("full-fine-tuning")
    many = estimate({"labelled_examples": 10_000}, as_of=DAY).of("full-fine-tuning")
    assert few is not None
    assert many is not None
    assert few.build_cost is not None
    assert many.build_cost is not None
    costs = [
        estimate({"labelled_examples": each}, as_of=DAY).figures[path.build_cost].likely
        for each, path in ((100, few), (10_000, many))
        if path.build_cost
    ]
    assert costs[0] < costs[1]
