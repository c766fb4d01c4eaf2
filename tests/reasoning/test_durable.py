"""durable-rules inside its measured envelope: what it fires is what a plain evaluation fires."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("durable")

from advisor import Scenario
from advisor.advisor import default_advisor
from advisor.errors import EngineError
from advisor.knowledge import load_knowledge
from advisor.reasoning.engines import Join, PlainEngine, joins_of, make_engine
from advisor.reasoning.engines.durable import DurableEngine
from advisor.reasoning.infer import Reasoner
from tests.strategies import scenarios

DAY = datetime.date(2026, 11, 22)
KEYS = [f"k{number}" for number in range(12)]
GIVEN = st.sets(st.sampled_from([*KEYS, "nobody-reads-this"]))


@st.composite
def joins(draw: st.DrawFn) -> tuple[Join, ...]:
    """Some joins over a dozen keys, which conclude keys that others read."""
    count = draw(st.integers(1, 12))
    some = st.lists(st.sampled_from(KEYS), unique=True, max_size=3)
    return tuple(
        Join(
            tuple(draw(some.filter(bool))),
            tuple(draw(some)),
            draw(st.sampled_from([f"rule{number}", ""])),
        )
        for number in range(count)
    )


# A ruleset stays in the process for good, so fewer of them are made than elsewhere.
@settings(max_examples=40)
@given(joins(), st.lists(GIVEN, min_size=1, max_size=5))
def test_durable_rules_fires_what_a_plain_evaluation_fires(
    joins: tuple[Join, ...], cases: list[set[str]]
) -> None:
    durable, plain = DurableEngine(joins), PlainEngine(joins)
    for given_keys in cases:
        assert durable.fired(given_keys) == plain.fired(given_keys)


def test_two_facts_of_one_hash_are_both_taken() -> None:
    """durable-rules hashes a fact that has no id: these two were one to it in this session."""
    keys = ("any:documents-are-split-for-search", "not: signal:small-monthly-budget")
    engine = DurableEngine(tuple(Join((key,), (), key) for key in keys))
    engine._sessions = itertools.count(6852)

    assert engine.fired(keys) == set(keys)


@settings(max_examples=30)
@given(scenarios(), st.sampled_from(["production", "exam"]))
def test_both_engines_give_the_same_advice(scenario: Scenario, view: str) -> None:
    by_durable, by_plain = (
        default_advisor(engine).explained(scenario, view, DAY)  # type: ignore[arg-type]
        for engine in ("durable", "plain")
    )

    assert by_durable.engine == "durable"
    assert by_durable.model_copy(update={"engine": "plain"}).to_json() == by_plain.to_json()


def test_joins_chain_through_many_steps() -> None:
    chain = tuple(Join((f"c{n}",), (f"c{n + 1}",), f"step{n}") for n in range(200))

    assert DurableEngine(chain).fired({"c0"}) == {f"step{n}" for n in range(200)}


def test_a_circle_of_joins_ends() -> None:
    circle = tuple(Join((f"o{n}",), (f"o{(n + 1) % 3}",), f"turn{n}") for n in range(3))

    assert DurableEngine(circle).fired({"o1"}) == {"turn0", "turn1", "turn2"}


def test_more_keys_than_one_ruleset_can_hold_are_split() -> None:
    """Past some 500 distinct keys a ruleset's compilation would never end."""
    wide = tuple(
        Join((f"w{n}", f"w{n + 1}"), (f"w{n + 2}",) if n % 50 == 0 else (), f"wide{n}")
        for n in range(0, 1200, 2)
    )
    engine, plain = DurableEngine(wide), PlainEngine(wide)
    cases = (set(), {"w0", "w1"}, {f"w{n}" for n in range(1202)}, {"w0", "w1", "w3", "w1101"})

    assert len({key for join in wide for key in join.premises}) > 500
    for given_keys in cases:
        assert engine.fired(given_keys) == plain.fired(given_keys)


def test_what_one_part_concludes_another_part_reads() -> None:
    filling = [Join((f"f{n}",), (), f"filling{n}") for n in range(900)]
    there = Join(("begin",), ("handed-on",), "first")
    back = Join(("handed-on",), ("back",), "second")
    last = Join(("back", "begin"), (), "third")
    engine = DurableEngine((there, *filling[:450], back, *filling[450:], last))

    assert engine.fired({"begin"}) == {"first", "second", "third"}


def test_one_evaluation_leaves_nothing_behind_for_the_next() -> None:
    engine = DurableEngine((Join(("a", "b"), (), "both"),))

    assert [engine.fired({key}) for key in ("a", "b", "a")] == [frozenset()] * 3
    assert engine.fired({"a", "b"}) == {"both"}
    assert engine.fired({"a"}) == frozenset()


def test_an_error_inside_an_action_is_raised_and_the_next_evaluation_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = itertools.chain([True], itertools.repeat(False))
    plain_action = DurableEngine._action

    def action(self: DurableEngine, join: Join):  # type: ignore[no-untyped-def]
        conclude = plain_action(self, join)

        def sometimes(closure):  # type: ignore[no-untyped-def]
            if next(failing):
                raise RuntimeError("the action failed")
            conclude(closure)

        return sometimes

    monkeypatch.setattr(DurableEngine, "_action", action)
    engine = DurableEngine((Join(("a",), (), "rule"),))

    with pytest.raises(EngineError, match="the action failed"):
        engine.fired({"a"})
    assert engine.fired({"a"}) == {"rule"}


def test_durable_rules_answers_where_it_is_installed() -> None:
    assert make_engine((Join(("a",), (), "rule"),)).name == "durable"
    assert make_engine((Join(("a",), (), "rule"),), "plain").name == "plain"


def test_every_rule_of_the_project_is_a_join() -> None:
    rules = load_knowledge().rules
    joined = {join.rule for join in joins_of(rules.values())} - {""}

    assert joined == set(rules)


@pytest.mark.parametrize("number", [16, 17, 33, 60])
def test_a_rule_may_have_more_conditions_than_the_engine_joins_at_once(number: int) -> None:
    premises = tuple(f"premise{place}" for place in range(number))
    engine = DurableEngine(
        (Join(premises, ("signal:done",), "long"), Join(("signal:done",), (), "after"))
    )

    assert engine.fired(premises) == {"long", "after"}
    assert engine.fired(premises[:-1]) == frozenset()
    assert engine.fired(premises[1:]) == frozenset()


def test_a_number_that_changes_no_verdict_does_not_ask_the_engine_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    fired = DurableEngine.fired

    def counted(engine: DurableEngine, premises: Collection[str]) -> frozenset[str]:
        asked.append(len(premises))
        return fired(engine, premises)

    monkeypatch.setattr(DurableEngine, "fired", counted)
    reasoner = Reasoner(load_knowledge(), "durable")
    facts = {"tasks": ["question_answering"], "knowledge_source": "private_documents"}
    first = reasoner.infer({**facts, "knowledge_tokens": 5_000_001}, "production", DAY)
    once = len(asked)
    again = reasoner.infer({**facts, "knowledge_tokens": 5_000_002}, "production", DAY)
    assert once == len(asked) == 2, "one for each phase"
    assert again.first.fired == first.first.fired
    other = reasoner.infer({**facts, "knowledge_tokens": 500}, "production", DAY)
    assert len(asked) > once
    assert other.first.fired != first.first.fired
