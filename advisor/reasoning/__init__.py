"""The decision, in the order of the chain: judge, infer, plan, recommend, explain."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Until 0.1 `advisor.reasoning` was a module; its names work for one release more.
    if name in ("EngineName", "Fired", "Inference", "Reasoner"):
        import warnings

        from advisor.reasoning import infer

        warnings.warn(
            f"advisor.reasoning.{name} is now advisor.reasoning.infer.{name}",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(infer, name)
    raise AttributeError(f"module 'advisor.reasoning' has no attribute {name!r}")
