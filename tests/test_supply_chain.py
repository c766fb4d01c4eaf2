"""What the package rests on: each licence is known and compatible with ours."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PINS = [
    Requirement(line).name
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
]

KEEP_THE_NOTICE = r"MIT|BSD|ISC|Apache|PSF|Python Software Foundation|Zlib|0BSD|CC0|Unlicense|HPND"
AS_IT_IS = {
    "certifi": "MPL",
    "frozendict": "LGPL",
    "hypothesis": "MPL",
    "manimgx-fonts": "OFL",
    "manimgx-fonts-cjk": "OFL",
    "pathspec": "Mozilla Public License",
    "psycopg": "LGPL",
    "psycopg-binary": "LGPL",
    "tqdm": "MPL",
}
"""Licences that ask more, and nothing of who uses the package unchanged."""

UNSTATED = ("zen-engine",)
"""Their metadata states no licence; the licence file that they bring is MIT's."""


def stated(name: str) -> str:
    """The licence that an installed distribution states: expression, classifiers, or free text."""
    metadata = importlib.metadata.metadata(name)
    classifiers = [
        each.rpartition("::")[2].strip()
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    free = (metadata.get("License") or "").partition("\n")[0][:60]
    return metadata.get("License-Expression") or "; ".join(classifiers) or free


@pytest.mark.parametrize("name", PINS)
def test_the_licence_of_each_dependency_is_compatible(name: str) -> None:
    try:
        licence = stated(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
    if name in UNSTATED:
        assert licence == ""
        return

    assert re.search(AS_IT_IS.get(name, KEEP_THE_NOTICE), licence, re.IGNORECASE), licence
    assert not re.search(r"\bA?GPL|GNU (Affero )?General Public", licence), licence


def test_every_licence_that_asks_more_is_on_the_page() -> None:
    page = (ROOT / "docs" / "supply-chain.md").read_text(encoding="utf-8")

    assert [name for name in (*AS_IT_IS, *UNSTATED) if name not in page] == []
