"""How sure an answer is, what would change it, and what to ask next."""

from advisor.sensitivity.sensitivities import (
    Sensitivities,
    Sensitivity,
    default_sensitivities,
)
from advisor.sensitivity.space import Space

__all__ = ["Sensitivities", "Sensitivity", "Space", "default_sensitivities"]
