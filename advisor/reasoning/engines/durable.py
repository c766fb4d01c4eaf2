"""durable-rules as the inference engine: the one module that imports it.

Its measured limits are kept here (docs/engine.md): it gets asserted facts of equal shape and
no thresholds, no negation, one host behind one lock with its background threads off; each
evaluation's state is deleted; an error inside an action is raised again.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any

from durable.engine import Closure, Host, MessageNotHandledException, MessageObservedException

from advisor.errors import EngineError
from advisor.reasoning.engines.joins import Join

_numbers = itertools.count(1)


class _QuietHost(Host):
    """A host that starts no timer threads: they would touch the state without the lock."""

    def _run(self) -> None:
        pass


_MOST_KEYS = 400
"""Distinct premises in one ruleset. Measured: past some 500 its compilation never ends."""


_MOST_PREMISES = 16
"""Premises of one rule. Measured: a rule of 17 crashes the process when its last is asserted."""


_START = "start"
"""A premise that always holds. Measured: deleting a state in which no rule fired crashes the
process; so that one always does, each ruleset has a rule for this premise alone."""


class DurableEngine:
    """Chains joins forward in durable-rules. Safe to share between threads.

    Many joins are split over several rulesets; what one concludes and another reads is handed on
    until nothing new is concluded.
    """

    name = "durable"

    def __init__(self, joins: tuple[Join, ...]) -> None:
        self._lock = threading.Lock()
        self._fired: set[str] = set()
        self._concluded: set[str] = set()
        self._sessions = itertools.count(1)
        self._host = _QuietHost()
        joins = tuple(short for join in joins for short in _short(join))
        # A fact without an id is known by a hash of its text. In one evaluation of some hundred
        # thousand two facts share it, and the second is refused.
        read = dict.fromkeys(key for join in joins for key in join.premises)
        self._ids = {key: str(number) for number, key in enumerate((_START, *read))}
        # The premises of each join, by the name of the ruleset that holds it.
        self._joins: dict[str, list[frozenset[str]]] = {}
        self._concludable = frozenset(key for join in joins for key in join.conclusions)
        for part in _parts(joins):
            # A name cannot be registered twice in one process.
            name = f"advice{next(_numbers)}"
            part = (*part, Join((_START,), (), ""))
            definition = {f"join{number}": self._rule(join) for number, join in enumerate(part)}
            self._host.set_rulesets({name: definition})
            self._joins[name] = [frozenset(join.premises) for join in part]

    def _rule(self, join: Join) -> dict[str, Any]:
        premises = [{f"m{place}": {"key": key}} for place, key in enumerate(join.premises)]
        return {"all": premises, "run": self._action(join)}

    def _action(self, join: Join) -> Callable[[Closure], None]:
        def conclude(closure: Closure) -> None:
            if join.rule:
                self._fired.add(join.rule)
            self._concluded.update(join.conclusions)

        return conclude

    def fired(self, premises: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire, directly or on what other rules conclude.

        Raises EngineError when durable-rules reports a failure.
        """
        with self._lock:
            self._fired, self._concluded = set(), set()
            session = str(next(self._sessions))
            asserted: dict[str, set[str]] = {name: set() for name in self._joins}
            try:
                known = {_START, *premises}
                while self._assert_new(session, known, asserted):
                    known |= self._concluded
                return frozenset(self._fired)
            finally:
                # Without this each evaluation would keep megabytes.
                for name, keys in asserted.items():
                    if keys:
                        self._host.delete_state(name, session)

    def _assert_new(self, session: str, known: set[str], asserted: dict[str, set[str]]) -> bool:
        """Hands each ruleset what it reads and has not got; whether there was anything."""
        anything = False
        reachable = known | self._concludable
        for name, joins in self._joins.items():
            # Asserting is what costs: a join that can never be complete gets no premise. Nor does
            # what no join reads: the engine refuses it.
            read = {key for join in joins if join <= reachable for key in join}
            new = sorted((read & known) - asserted[name])
            if not new:
                continue
            anything = True
            asserted[name].update(new)
            facts = [{"sid": session, "id": self._ids[key], "key": key} for key in new]
            try:
                state = self._host.assert_facts(name, facts)
            except (MessageNotHandledException, MessageObservedException) as error:
                raise EngineError(f"durable-rules: {error.message}") from error
            if isinstance(state, dict) and state.get("exception"):
                raise EngineError(f"durable-rules: {state['exception']}")
        return anything


def _short(join: Join) -> Iterator[Join]:
    """The join, its premises gathered step by step where it has too many for one rule."""
    premises = join.premises
    while len(premises) > _MOST_PREMISES:
        gathered = f"gathered: {len(premises)} of {join.rule}"
        yield Join(premises[:_MOST_PREMISES], (gathered,), "")
        premises = (gathered, *premises[_MOST_PREMISES:])
    yield join._replace(premises=premises)


def _parts(joins: tuple[Join, ...]) -> Iterator[tuple[Join, ...]]:
    part: list[Join] = []
    keys: set[str] = set()
    for join in joins:
        if part and len(keys.union(join.premises)) > _MOST_KEYS:
            yield tuple(part)
            part, keys = [], set()
        part.append(join)
        keys.update(join.premises)
    if part:
        yield tuple(part)
