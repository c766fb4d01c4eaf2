"""The store: the same for SQLite and PostgreSQL; nothing is lost, nothing is doubled."""

from __future__ import annotations

import datetime
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("sqlalchemy")

import sqlalchemy as sa

from advisor.advisor import default_advisor
from advisor.decisions import recheck
from advisor.decisions.store import Conflict, DecisionStore, NoSuchDecision
from advisor.errors import BadInput
from tests.decisions.conftest import kept

WRITERS = 16


@pytest.fixture
def store(store_url):
    made = DecisionStore(store_url)
    yield made
    made.close()


def test_a_decision_is_kept_as_it_was_given(store):
    added = store.add(kept(), "ana", "claims")

    assert store.get(added.id, "claims") == added
    assert added.kept == kept()
    assert (added.status, added.version, added.created_by) == ("proposed", 1, "ana")


def test_what_was_done_stands_in_the_history_with_who_when_and_on_which_knowledge(store):
    one = store.add(kept(), "ana", "claims")
    store.accept(one.id, "bo", "claims", "Agreed in the meeting")
    store.override(one.id, "agents", "We have one already", "cy", "claims")
    store.supersede(one.id, "the new desk", "di", "claims")

    told = store.history(one.id, "claims")

    assert [(each.version, each.verb, each.actor) for each in told] == [
        (1, "added", "ana"),
        (2, "accepted", "bo"),
        (3, "overridden", "cy"),
        (4, "superseded", "di"),
    ]
    assert {each.knowledge for each in told} == {kept().knowledge}
    assert all(each.at.tzinfo for each in told)
    found = store.get(one.id, "claims")
    assert (found.status, found.superseded_by) == ("superseded", "the new desk")


def test_a_decision_is_found_by_the_first_letters_of_its_id(store):
    one = store.add(kept(), "ana", "claims")

    assert store.get(one.id[:5], "claims").id == one.id
    for wrong in ("zzzz", one.id[:2], "", "%", "____", one.id + "x"):
        with pytest.raises(BadInput):
            store.get(wrong, "claims")


def test_a_team_sees_its_own_alone(store):
    one = store.add(kept(), "ana", "claims")

    assert store.page("other").decisions == ()
    with pytest.raises(NoSuchDecision):
        store.get(one.id, "other")
    with pytest.raises(NoSuchDecision):
        store.accept(one.id, "eve", "other")
    assert list(store.export("other")) == []
    assert store.get(one.id, "claims").version == 1


def test_the_second_of_two_who_saw_the_same_version_is_told(store):
    one = store.add(kept(), "ana", "claims")
    store.accept(one.id, "ana", "claims", version=1)

    with pytest.raises(Conflict, match="at version 2, by ana, and not at 1"):
        store.override(one.id, "agents", "because", "bo", "claims", version=1)

    assert [each.verb for each in store.history(one.id, "claims")] == ["added", "accepted"]


def test_an_override_needs_the_path_and_the_reason(store):
    one = store.add(kept(), "ana", "claims")

    with pytest.raises(BadInput, match="reason"):
        store.override(one.id, "agents", "  ", "bo", "claims")
    with pytest.raises(BadInput, match="instead"):
        store.override(one.id, "", "because", "bo", "claims")
    assert store.get(one.id, "claims").version == 1


def test_what_cannot_follow_is_refused(store):
    one = store.add(kept(), "ana", "claims")
    store.accept(one.id, "bo", "claims")
    with pytest.raises(BadInput, match="bo accepted it already"):
        store.accept(one.id, "cy", "claims")
    store.supersede(one.id, "another", "bo", "claims")
    with pytest.raises(BadInput, match="superseded by another"):
        store.override(one.id, "agents", "because", "bo", "claims")


def test_another_answer_for_a_decision_is_proposed_again_and_the_one_before_stays(store):
    one = store.add(kept(), "ana", "claims")
    store.accept(one.id, "bo", "claims")

    again = store.revise(one.id, kept("parts-questions"), "ana", "claims")

    assert (again.status, again.version) == ("proposed", 3)
    assert again.kept == kept("parts-questions")
    assert store.history(one.id, "claims")[0].data["kept"]["title"] == kept().title


def test_what_came_of_a_recheck_is_kept(store):
    one = store.add(kept("suppliers-and-their-owners"), "ana", "claims")
    found = recheck(default_advisor(), one.kept, datetime.date(2026, 11, 25))

    checked = store.note_recheck(one.id, found, "ci", "claims")

    assert checked.verdict == "decided_otherwise"
    assert "Amazon Kendra" in checked.verdict_text
    assert checked.status == "proposed"


def test_overrides_are_listed_with_how_often_and_why(store):
    for reason in ("We have one", "It must act", "We have one"):
        one = store.add(kept(), "ana", "claims")
        store.override(one.id, "agents", reason, "bo", "claims")
    other = store.add(kept(), "ana", "other")
    store.override(other.id, "full fine-tuning", "Policy", "bo", "other")

    (claims,) = store.overrides("claims")
    assert (claims.advised, claims.instead, claims.times) == (
        "retrieval-augmented-generation",
        "agents",
        3,
    )
    assert claims.reasons == ("We have one", "It must act")
    assert [each.times for each in store.overrides()] == [3, 1]


def test_pages_hold_everything_once(store):
    ids = [store.add(kept(), "ana", "claims").id for _ in range(7)]

    first = store.page("claims", 3)
    second = store.page("claims", 3, first.next)
    third = store.page("claims", 3, second.next)

    assert [each.id for page in (first, second, third) for each in page.decisions] == ids
    assert third.next is None
    assert [each.id for each in store.all("claims")] == ids


def test_what_changed_since_a_revision_or_a_time_is_found(store):
    ids = [store.add(kept(), "ana", "claims").id for _ in range(3)]
    seen = store.page("claims").revision
    store.accept(ids[0], "bo", "claims")

    assert [each.id for each in store.page("claims", changed_since=seen).decisions] == ids[:1]
    since = store.history(ids[0], "claims")[-1].at
    found = store.page("claims", changed_since=since).decisions
    assert ids[0] in {each.id for each in found}
    later = since + datetime.timedelta(days=1)
    assert store.page("claims", changed_since=later).decisions == ()


def test_decisions_are_chosen_by_status(store):
    ids = [store.add(kept(), "ana", "claims").id for _ in range(3)]
    store.accept(ids[1], "bo", "claims")

    assert [each.id for each in store.all("claims", status="accepted")] == [ids[1]]


# In and out


def filled(store: DecisionStore) -> None:
    one = store.add(kept(), "Łukasz 木村", "claims")
    store.override(one.id, "agents", "Wir haben schon einen", "bo", "claims")
    two = store.add(kept("suppliers-and-their-owners"), "ana", "other")
    result = recheck(default_advisor(), two.kept, datetime.date(2026, 11, 25))
    store.note_recheck(two.id, result, "ci", "other")


def content(store: DecisionStore) -> list[dict]:
    return [json.loads(line) for line in store.export()]


def test_an_export_brings_everything_back_into_an_empty_store(store, tmp_path):
    filled(store)
    other = DecisionStore(str(tmp_path / "other.db"))

    assert other.bring_in(store.export(), "all.jsonl") == (4, 0)

    assert content(other) == content(store)
    assert list(other.all("claims")) == list(store.all("claims"))
    assert list(other.all("other")) == list(store.all("other"))
    other.close()


def test_an_export_that_is_taken_in_twice_doubles_nothing(store):
    filled(store)
    before = content(store)

    assert store.bring_in(list(store.export()), "all.jsonl") == (0, 4)
    assert content(store) == before


def test_an_export_with_one_broken_line_changes_nothing(store, tmp_path):
    filled(store)
    lines = list(store.export())
    for broken in ("{}", "no JSON", lines[0].replace('"version":1', '"version":7')):
        other = DecisionStore(str(tmp_path / "other.db"))
        with pytest.raises(BadInput, match=r"all\.jsonl:4"):
            other.bring_in([*lines[:3], broken], "all.jsonl")
        assert content(other) == []
        other.close()


def test_two_stores_that_were_both_written_on_are_not_mixed(store, tmp_path):
    one = store.add(kept(), "ana", "claims")
    other = DecisionStore(str(tmp_path / "other.db"))
    other.bring_in(store.export(), "x")
    store.accept(one.id, "ana", "claims")
    other.override(one.id, "agents", "because", "bo", "claims")

    with pytest.raises(BadInput, match="is here already, and it is another"):
        store.bring_in(list(other.export()), "x")

    assert store.get(one.id, "claims").status == "accepted"
    other.close()


# Nothing can be taken away


@pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events"])
def test_history_cannot_be_changed_even_by_hand(store, statement):
    store.add(kept(), "ana", "claims")

    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        store._engine.begin() as connection,
    ):
        connection.execute(sa.text(statement))


# Many at once


def test_sixteen_writers_lose_and_double_nothing(store_url):
    """Each adds decisions, and all of them write on one; every version is there once."""
    stores = [DecisionStore(store_url) for _ in range(WRITERS)]
    shared = stores[0].add(kept(), "ana", "claims")
    start = threading.Barrier(WRITERS)
    rounds = 4

    def write(number: int) -> tuple[int, int]:
        mine = stores[number]
        done = refused = 0
        start.wait()
        for turn in range(rounds):
            mine.add(kept(), f"writer {number}", "claims")
            seen = mine.get(shared.id, "claims").version
            try:
                mine.override(
                    shared.id, f"path {number}", f"turn {turn}", f"{number}", "claims", seen
                )
                done += 1
            except Conflict:
                refused += 1
        return done, refused

    with ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(write, range(WRITERS)))

    done = sum(each for each, _ in results)
    assert done + sum(each for _, each in results) == WRITERS * rounds
    assert done >= 1
    history = stores[0].history(shared.id, "claims")
    assert [each.version for each in history] == list(range(1, done + 2))
    revisions = [each["revision"] for each in content(stores[0])]
    assert revisions == list(range(1, 1 + 1 + WRITERS * rounds + done))
    assert len(list(stores[0].all("claims"))) == 1 + WRITERS * rounds
    for each in stores:
        each.close()


@pytest.mark.soak
def test_sixteen_writers_for_a_minute_lose_and_double_nothing(store_url):
    import time

    stores = [DecisionStore(store_url, wait_seconds=60) for _ in range(WRITERS)]
    stores[0].page("claims")
    end = time.monotonic() + 60

    def write(number: int) -> list[str]:
        mine, added = stores[number], []
        while time.monotonic() < end:
            one = mine.add(kept(), f"writer {number}", "claims")
            mine.accept(one.id, f"writer {number}", "claims", version=1)
            added.append(one.id)
        return added

    with ThreadPoolExecutor(WRITERS) as pool:
        added = [each for ids in pool.map(write, range(WRITERS)) for each in ids]

    assert len(set(added)) == len(added)
    assert {each.id for each in stores[0].all("claims")} == set(added)
    assert [each["revision"] for each in content(stores[0])] == list(range(1, 2 * len(added) + 1))
    for each in stores:
        each.close()


def test_many_who_open_a_new_store_at_once_all_find_it_made(store_url):
    start = threading.Barrier(8)

    def open_and_add(number: int) -> str:
        mine = DecisionStore(store_url)
        start.wait()
        try:
            return mine.add(kept(), f"{number}", "claims").id
        finally:
            mine.close()

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(open_and_add, range(8)))

    assert len(set(ids)) == 8
