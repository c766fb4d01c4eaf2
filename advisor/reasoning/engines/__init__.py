"""Which rules fire: durable-rules where it can be installed, else a plain evaluator."""

from __future__ import annotations

from advisor.reasoning.engines.joins import Engine, Join, joins_of
from advisor.reasoning.engines.plain import PlainEngine

__all__ = ["Engine", "Join", "PlainEngine", "joins_of", "make_engine"]


def make_engine(joins: tuple[Join, ...], name: str | None = None) -> Engine:
    """An engine over these joins.

    name: "durable" or "plain"; by default durable-rules where it is installed.
    """
    if name == "plain":
        return PlainEngine(joins)
    try:
        from advisor.reasoning.engines.durable import DurableEngine
    except ImportError:
        if name == "durable":
            raise
        return PlainEngine(joins)
    return DurableEngine(joins)
