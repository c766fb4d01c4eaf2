"""Old import paths still lead to the same objects."""

from __future__ import annotations

import importlib
import subprocess
import sys
import warnings

import pytest

from advisor.moved import MOVED, STILL_PUBLIC


@pytest.mark.parametrize("old", sorted(set(MOVED) - STILL_PUBLIC))
def test_an_old_path_gives_the_same_names_and_a_warning(old: str):
    sys.modules.pop(old, None)

    with pytest.warns(DeprecationWarning, match=f"{old} is now"):
        module = importlib.import_module(old)

    home = importlib.import_module(MOVED[old][0])
    name = next(name for name in vars(home) if not name.startswith("_"))
    assert getattr(module, name) is getattr(home, name)
    with pytest.raises(AttributeError, match="no_such_name"):
        module.no_such_name  # noqa: B018


def test_the_warning_points_at_the_line_that_imports():
    code = "import warnings\nwarnings.simplefilter('error')\nimport advisor.advising\n"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert "DeprecationWarning: advisor.advising is now advisor.advisor" in ran.stderr

    shown = subprocess.run(
        [sys.executable, "-W", "always", "-c", "\n\nimport advisor.advising"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "<string>:3: DeprecationWarning" in shown.stderr


def test_tables_are_found_under_their_public_name_without_a_warning():
    sys.modules.pop("advisor.batch", None)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        from advisor.batch import advise_rows

    from advisor.tables import advise_rows as now

    assert advise_rows is now


def test_the_reasoner_is_found_where_it_was():
    with pytest.warns(DeprecationWarning, match="advisor.reasoning.infer"):
        from advisor.reasoning import Reasoner

    from advisor.reasoning import infer

    assert Reasoner is infer.Reasoner
