"""Sensitivities, and the engine for one scenario that they are held against."""

from __future__ import annotations

import pytest

from advisor.knowledge import load_knowledge
from advisor.reasoning.infer import Reasoner
from advisor.what_if import Sensitivities, default_sensitivities


@pytest.fixture(scope="session")
def sensitivities() -> Sensitivities:
    return default_sensitivities()


@pytest.fixture(scope="session")
def reasoner() -> Reasoner:
    return Reasoner(load_knowledge(), "plain")
