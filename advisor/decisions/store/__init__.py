"""Decisions of teams, kept in a database: SQLite on this machine, or PostgreSQL for many.

History is append-only: who did what, when, on which knowledge. Two who write at once: the second
is told. Needs the extra `decisions`, for PostgreSQL `postgresql`.
"""

from advisor.decisions.store.faults import StoreFault
from advisor.decisions.store.history import CannotFollow, Decision, Event, Override
from advisor.decisions.store.store import Conflict, DecisionStore, NoSuchDecision, Page
from advisor.decisions.store.where import DEFAULT_TEAM, default_url

__all__ = [
    "DEFAULT_TEAM",
    "CannotFollow",
    "Conflict",
    "Decision",
    "DecisionStore",
    "Event",
    "NoSuchDecision",
    "Override",
    "Page",
    "StoreFault",
    "default_url",
]
