"""The advice on a worked scenario, worked out once for all tests of a process that read it."""

from __future__ import annotations

import datetime
from functools import cache

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice

DAY = datetime.date(2026, 11, 22)
"""The day of a worked scenario that names none."""


@cache
def worked_advice(name: str) -> Advice:
    """The whole advice on a worked scenario, in its view and on its day."""
    worked = load_knowledge().scenarios[name]
    return default_advisor().advise(
        dict(worked.facts), worked.view, worked.as_of or DAY, sensitivity=True
    )


@cache
def worked_plan(name: str, view: View) -> Advice:
    """The advice on a worked scenario in either view: in its own, the whole advice."""
    worked = load_knowledge().scenarios[name]
    if view == worked.view:
        return worked_advice(name)
    return default_advisor().advise(dict(worked.facts), view, worked.as_of or DAY)
