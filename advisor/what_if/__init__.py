"""How sure an answer is, what would change it, and what to ask next."""

from advisor.what_if.sensitivity import Sensitivities, Sensitivity, default_sensitivities
from advisor.what_if.space import Space

__all__ = ["Sensitivities", "Sensitivity", "Space", "default_sensitivities"]
