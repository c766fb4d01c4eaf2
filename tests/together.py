"""How tests are shared out among processes: a module at a time, and some modules as one."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

WORKED = frozenset(
    {
        "tests/reports/test_architecture.py",
        "tests/reports/test_brief.py",
        "tests/reports/test_record.py",
        "tests/test_golden.py",
        "tests/test_worked_scenarios.py",
        "tests/ui/test_drawings.py",
        "tests/ui/test_pages.py",
    }
)
"""Modules that read the advice on every worked scenario: one process works it out for all."""


class Together(LoadScopeScheduling):
    """Gives a process a module, or modules that belong together."""

    def _split_scope(self, nodeid: str) -> str:
        module = super()._split_scope(nodeid)
        return "worked" if module in WORKED else module
