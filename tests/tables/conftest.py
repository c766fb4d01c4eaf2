"""A table that several files of tests answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.tables import write_table


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "portfolio.csv"
    write_table(path, 120, broken_percent=5)
    return path


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A price file that changes both costs and what rules conclude from them."""
    path = tmp_path / "prices.yaml"
    path.write_text(
        "instances: {p5-48xlarge: 400}\n"
        'models: {"amazon.nova-micro-v1:0": {input_usd: 3, output_usd: 12}}\n'
        "prices: {labelled_example: 3}\n"
    )
    return path
