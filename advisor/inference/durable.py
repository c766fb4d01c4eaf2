"""durable-rules as the inference engine: the one module that imports it.

Its measured limits are kept here (docs/engine.md): it gets asserted facts of equal shape and
no thresholds, no negation, one host behind one lock with its background threads off; each
evaluation's state is deleted; an error inside an action is raised again.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection
from typing import Any

from durable.engine import Closure, Host, MessageNotHandledException, MessageObservedException

from advisor.errors import EngineError
from advisor.inference.joins import Join

_numbers = itertools.count(1)


class _QuietHost(Host):
    """A host that starts no timer threads: they would touch the state without the lock."""

    def _run(self) -> None:
        pass


class DurableEngine:
    """Chains joins forward in durable-rules. Safe to share between threads."""

    name = "durable"

    def __init__(self, joins: tuple[Join, ...]) -> None:
        self._lock = threading.Lock()
        self._fired: set[str] = set()
        self._known: set[str] = set()
        self._read = {premise for join in joins for premise in join.premises}
        # A name cannot be registered twice in one process.
        self._name = f"advice{next(_numbers)}"
        self._sessions = itertools.count(1)
        self._host = _QuietHost()
        self._host.set_rulesets(
            {self._name: {f"join{number}": self._rule(join) for number, join in enumerate(joins)}}
        )

    def _rule(self, join: Join) -> dict[str, Any]:
        premises = [{f"m{place}": {"key": key}} for place, key in enumerate(join.premises)]
        return {"all": premises, "run": self._action(join)}

    def _action(self, join: Join) -> Callable[[Closure], None]:
        conclusions = [key for key in join.conclusions if key in self._read]

        def conclude(closure: Closure) -> None:
            if join.rule:
                self._fired.add(join.rule)
            for key in conclusions:
                if key not in self._known:
                    self._known.add(key)
                    closure.assert_fact({"key": key})

        return conclude

    def fired(self, premises: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire, directly or on what other rules conclude.

        Raises EngineError when durable-rules reports a failure.
        """
        # A message that no rule matches is refused; those are left out beforehand.
        readable = sorted(self._read.intersection(premises))
        if not readable:
            return frozenset()
        with self._lock:
            self._fired, self._known = set(), set(readable)
            session = str(next(self._sessions))
            facts = [{"sid": session, "key": key} for key in readable]
            try:
                state = self._host.assert_facts(self._name, facts)
                if isinstance(state, dict) and state.get("exception"):
                    raise EngineError(f"durable-rules: {state['exception']}")
                return frozenset(self._fired)
            except (MessageNotHandledException, MessageObservedException) as error:
                raise EngineError(f"durable-rules: {error.message}") from error
            finally:
                # Without this each evaluation would keep megabytes.
                self._host.delete_state(self._name, session)
