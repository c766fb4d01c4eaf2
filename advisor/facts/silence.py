"""What it means that nobody has said whether something is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.facts.values import FactValue, as_data


@dataclass(frozen=True, slots=True)
class Silence:
    """The meaning of leaving a requirement out: it is not asked for.

    value: what the fact is taken to be; stating it never changes the plan. None: no value says
    "not asked for", and the fact stays unknown. unless: what somebody may still ask for, to be
    read after "unless". because: why silence may be read in this way.
    """

    value: FactValue | None
    unless: str
    because: str

    def as_schema(self) -> Mapping[str, Any]:
        """As the JSON schema of the facts carries it."""
        return {"value": as_data(self.value), "unless": self.unless, "because": self.because}
