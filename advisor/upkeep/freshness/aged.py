"""One thing that has aged, or soon will."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["api", "price", "source", "model", "service", "guide", "judgement"]

KIND_NAMES: dict[Kind, str] = {
    "api": "AWS's API (installed botocore)",
    "price": "Prices (installed genai-prices, AWS's price list)",
    "model": "Models",
    "service": "Services and features",
    "guide": "Exam guides",
    "source": "Sources",
    "judgement": "Judgements",
}
"""What each kind is called, in the order in which a report tells them."""


@dataclass(frozen=True)
class Aged:
    """What has aged, where, and what to do about it.

    due: whether somebody has to act; what is not due is told for the record. on: the day that
    matters, where there is one.
    """

    kind: Kind
    subject: str
    message: str
    remedy: str = ""
    due: bool = True
    on: datetime.date | None = None
