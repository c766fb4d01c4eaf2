"""The model that may read descriptions, where whoever runs the front end names one.

ADVISOR_READER_MODEL holds its id or ARN on Amazon Bedrock, ADVISOR_READER_REGION its AWS Region.
Without the first no description leaves this machine; with it, those for which somebody asks do.
"""

from __future__ import annotations

import os
from functools import lru_cache

from advisor.errors import BadInput
from advisor.reading import Reader

MODEL, REGION = "ADVISOR_READER_MODEL", "ADVISOR_READER_REGION"


def named() -> Reader | BadInput | None:
    """The model that is named; why it cannot be asked; None where none is named."""
    model = os.environ.get(MODEL, "").strip()
    return _reader(model, os.environ.get(REGION, "").strip()) if model else None


@lru_cache(maxsize=4)
def _reader(model: str, region: str) -> Reader | BadInput:
    from advisor.reading.converse import ConverseReader

    try:
        return ConverseReader(model, region or None)
    except BadInput as error:
        return error
