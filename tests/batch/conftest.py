"""A table that several files of tests answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.tables import write_table


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "portfolio.csv"
    write_table(path, 120, broken_percent=5)
    return path
