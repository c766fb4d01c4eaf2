"""The foundation model lifecycle advisor: facts of a scenario in, an explained path out.

>>> from advisor import Scenario, advise
>>> advice = advise(Scenario(knowledge_change="weekly"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.moved import keep_old_paths

if TYPE_CHECKING:
    from advisor.advisor import advise
    from advisor.errors import BadInput
    from advisor.facts.scenario import Scenario
    from advisor.reasoning.advice import Advice

__all__ = ["Advice", "BadInput", "Scenario", "__version__", "advise"]

__version__ = "0.1.0"

_HOMES = {
    "Advice": "advisor.reasoning.advice",
    "BadInput": "advisor.errors",
    "Scenario": "advisor.facts.scenario",
    "advise": "advisor.advisor",
}


def __getattr__(name: str) -> Any:
    # Imported on first use, so that `advisor --help` does not pay for the engine.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'advisor' has no attribute {name!r}")


keep_old_paths()
