"""A small workbook that unpacks to a large one is refused before it is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from advisor.errors import BadInput
from advisor.tables.read import open_source
from ui.tables import bring


@pytest.fixture(scope="module")
def swollen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of some 200 kB that unpacks to 200 MB."""
    folder = tmp_path_factory.mktemp("swollen")
    book = openpyxl.Workbook()
    book.active.append(["tasks"])
    book.active.append(["search"])
    book.save(folder / "small.xlsx")
    path = folder / "swollen.xlsx"
    with (
        zipfile.ZipFile(folder / "small.xlsx") as small,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as large,
    ):
        for each in small.infolist():
            content = small.read(each)
            if each.filename == "xl/worksheets/sheet1.xml":
                content += b" " * 200_000_000
            large.writestr(each.filename, content)
    return path


def test_it_is_refused_by_its_size(swollen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was read"))

    with pytest.raises(BadInput, match="unpacks to 200 MB") as told:
        open_source(swollen)

    assert swollen.stat().st_size < 300_000
    assert ".csv" in told.value.problems[0].remedy


def test_the_page_says_the_same(swollen: Path) -> None:
    with pytest.raises(BadInput, match="unpacks to 200 MB"):
        bring(swollen.read_bytes(), "portfolio.xlsx")
