"""Decisions that are kept, defended and watched.

A record carries what its decision rests on (`basis`) as front matter; `recheck` advises anew and
says what fell away. `store` keeps decisions of teams, with their history, in a database.
"""

from advisor.decisions.front_matter import KeptDecision, read, read_record, write
from advisor.decisions.recheck import Change, Rechecked, recheck
from advisor.decisions.recording import kept_decision, record_markdown

__all__ = [
    "Change",
    "KeptDecision",
    "Rechecked",
    "kept_decision",
    "read",
    "read_record",
    "recheck",
    "record_markdown",
    "write",
]
