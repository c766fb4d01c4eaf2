"""Where decisions are kept: a URL, or by default a file in the user's data folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "ADVISOR_STORE"
"""The environment variable that names the store."""

DEFAULT_TEAM = "main"
"""The team of who names none."""


def default_url(environment: Mapping[str, str] = os.environ) -> str:
    """The store that ADVISOR_STORE names; else SQLite in the user's data folder."""
    named = environment.get(VARIABLE, "").strip()
    return named or f"sqlite:///{data_folder(environment) / 'decisions.db'}"


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder in which this system keeps the data of a user's programs, for the advisor."""
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "advisor"
