"""Modules that moved: their old import paths work for one release more, with a warning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

MOVED = {
    "advisor.advice": ("advisor.reasoning.advice",),
    "advisor.advising": ("advisor.advisor",),
    "advisor.api.keys": ("advisor.keys",),
    "advisor.batch": ("advisor.tables",),
    "advisor.bench": ("advisor.upkeep.bench",),
    "advisor.checking": ("advisor.upkeep.checks",),
    "advisor.comparing": ("advisor.what_if.compare",),
    "advisor.conditions": ("advisor.reasoning.judge",),
    "advisor.deciding": ("advisor.reasoning.infer_many",),
    "advisor.documentation": ("advisor.upkeep.pages",),
    "advisor.entailment": ("advisor.upkeep.entailment",),
    "advisor.estimates.estimating": ("advisor.estimates.estimate",),
    "advisor.exam.shapes": ("advisor.exam.checked_reasoning",),
    "advisor.exam.examining": ("advisor.exam.examiner",),
    "advisor.explaining": ("advisor.reasoning.explain.explain",),
    "advisor.inference": ("advisor.reasoning.engines",),
    "advisor.knowledge.loading": ("advisor.knowledge.load",),
    "advisor.knowledge.models": (
        "advisor.knowledge.base",
        "advisor.knowledge.catalogue",
        "advisor.knowledge.figures",
        "advisor.knowledge.knowledge",
        "advisor.knowledge.learning",
        "advisor.knowledge.path",
        "advisor.knowledge.rule",
    ),
    "advisor.planning": ("advisor.reasoning.plan",),
    "advisor.recommending": ("advisor.reasoning.items",),
    "advisor.records": ("advisor.reports.record",),
    "advisor.scenario": (
        "advisor.facts.scenario",
        "advisor.facts.definitions",
        "advisor.facts.read",
        "advisor.facts.values",
    ),
    "advisor.sensitivity": ("advisor.what_if",),
    "advisor.sharing": ("ui.link",),
    "advisor.surveying": ("advisor.upkeep.survey",),
    "advisor.sweeping": (
        "advisor.what_if.sweep",
        "advisor.what_if.sweep_picture",
        "advisor.reports.sweep",
    ),
    "advisor.wording": ("advisor.reasoning.wording",),
}
"""The old path of each module, and the modules that hold its names now."""

STILL_PUBLIC = {"advisor.batch"}
"""Old paths that give no warning: `advisor.batch` is the documented name for tables."""


class MovedModules:
    """Finds modules by the paths that they had before. Python asks it when all others found none.

    A module found so has the names of the modules that took its place; the objects are the same.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How to load the module of this old path; None where the path is not an old one."""
        return ModuleSpec(name, self, is_package=True) if name in MOVED else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """An empty module, as Python makes one."""

    def exec_module(self, module: ModuleType) -> None:
        """Give the module the names of those that took its place, looked up when asked for."""
        old = module.__name__
        homes = MOVED[old]
        if old not in STILL_PUBLIC:
            warnings.warn(
                f"{old} is now {', '.join(homes)}; the old path goes with the next release",
                DeprecationWarning,
                stacklevel=2,
            )

        def name_of(name: str) -> Any:
            for home in homes:
                found = import_module(home)
                if hasattr(found, name):
                    return getattr(found, name)
            raise AttributeError(f"module {old!r} has no attribute {name!r}")

        module.__dict__["__getattr__"] = name_of


def keep_old_paths() -> None:
    """Let Python find moved modules by their old paths. Called once, by the package itself."""
    sys.meta_path.append(MovedModules())
