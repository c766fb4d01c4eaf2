"""The Anki deck: every question once, and each keeps its identity from deck to deck."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

from advisor.exam.practice.anki import write_deck
from advisor.exam.practice.bank import default_bank


def notes(deck: Path, folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(deck) as package:
        package.extract("collection.anki2", folder)
    with sqlite3.connect(folder / "collection.anki2") as connection:
        return {
            fields.split("\x1f")[3]: guid
            for guid, fields in connection.execute("select guid, flds from notes")
        }


def test_a_later_deck_updates_the_notes_of_an_earlier_one(tmp_path):
    bank = default_bank()
    some = list(bank.questions.values())[:30]
    assert write_deck(bank, some, tmp_path / "one.apkg") == 30
    changed = [some[0].model_copy(update={"ask": "Another wording?"}), *some[1:]]
    write_deck(bank, changed, tmp_path / "two.apkg")
    first, second = (notes(tmp_path / name, tmp_path) for name in ("one.apkg", "two.apkg"))

    assert first == second
    assert {*first} == {each.id for each in some}
