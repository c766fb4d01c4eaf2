"""The foundation model lifecycle advisor: facts of a scenario in, an explained path out.

>>> from advisor import Scenario, advise
>>> advice = advise(Scenario(knowledge_change="weekly"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.advice import Advice
    from advisor.advising import advise
    from advisor.errors import BadInput
    from advisor.scenario import Scenario

__all__ = ["Advice", "BadInput", "Scenario", "__version__", "advise"]

__version__ = "0.1.0"

_HOMES = {
    "Advice": "advisor.advice",
    "BadInput": "advisor.errors",
    "Scenario": "advisor.scenario",
    "advise": "advisor.advising",
}


def __getattr__(name: str) -> Any:
    # Imported on first use, so that `advisor --help` does not pay for the engine.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'advisor' has no attribute {name!r}")
