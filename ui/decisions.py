"""Where the front end keeps decisions, for whom, and what is typed and not yet kept.

On this machine: a SQLite file in the user's data folder, or what ADVISOR_STORE names. For a
deployment that others reach: a store that is named, and keys (ADVISOR_KEYS_FILE), which say who
somebody is and whose decisions she sees.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from advisor.decisions import KeptDecision
from advisor.decisions.store import DEFAULT_TEAM, DecisionStore, default_url
from advisor.decisions.store.where import VARIABLE
from advisor.facts.read import read_scenario
from advisor.keys import KeyRing
from ui.link import Shared

KEYS_VARIABLE = "ADVISOR_KEYS_FILE"
_HERE = ("", "localhost", "127.0.0.1", "::1")
_KEY = "decisions:key"

DRAFTS = {"title": "kt", "owner": "ko", "note": "kn", "instead": "ki", "reason": "kr", "by": "kb"}
"""What is typed and not yet kept, by its key in the address: a reload brings it back."""

OPENED = "kd"
"""The key in the address of the decision that is open."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A store, whose part of it, and who acts. where: the store in words."""

    store: DecisionStore
    team: str
    actor: str
    where: str


@dataclass(frozen=True, slots=True)
class NotKept:
    """Why nothing can be kept. asks_key: whether a key would do."""

    why: str
    asks_key: bool = False


def keeper() -> Keeper | NotKept:
    """Where this visitor's decisions are kept. Raises BadInput where store or keys are wrong."""
    keys, named = os.environ.get(KEYS_VARIABLE, "").strip(), os.environ.get(VARIABLE, "").strip()
    if not keys:
        if not is_here():
            return NotKept(
                "Others can reach this page, so nothing is kept here: decisions of different "
                "people would be mixed. Whoever runs it can name a store for all "
                f"({VARIABLE}=postgresql://...) and a file of keys that say who somebody is "
                f"({KEYS_VARIABLE}; `advisor key NAME --file FILE --team TEAM` makes one)."
            )
        where = "the store that ADVISOR_STORE names" if named else "a file on this machine"
        return Keeper(_store(default_url()), DEFAULT_TEAM, user(), where)
    if not named:
        return NotKept(f"Keys are asked for, and no store is named: set {VARIABLE}.")
    ring = _keys(keys)
    key = st.session_state.get(_KEY, "")
    holder = ring.holder(key) if key else None
    if holder is None:
        why = "This key is not known." if key else "Decisions here belong to teams."
        return NotKept(f"{why} Enter your key: it says who you are.", asks_key=True)
    team = ring.team(holder)
    return Keeper(_store(named), team, holder, f"your team's store ({team})")


def take_key(key: str) -> None:
    """Remember the visitor's key while her tab is open; it is written nowhere."""
    st.session_state[_KEY] = key.strip()


def is_here() -> bool:
    """Whether the visitor sits at the machine that serves the page."""
    # The name alone could be made up by who asks; Streamlit gives no address for this machine.
    named = (urlsplit(st.context.url or "").hostname or "") in _HERE
    return named and (st.context.ip_address or "") in _HERE


def user() -> str:
    """Who uses this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(url: str) -> DecisionStore:
    return DecisionStore(url)


@st.cache_resource(max_entries=4, show_spinner=False)
def _keys(file: str) -> KeyRing:
    return KeyRing(Path(file))


def question_of(kept: KeptDecision) -> Shared:
    """The question that a kept decision answers."""
    return Shared(read_scenario(kept.facts()), kept.view, kept.day)


def draft(name: str) -> str:
    """What was typed for this field and not yet kept."""
    return str(st.query_params.get(DRAFTS[name], ""))


def note_draft(name: str, text: str) -> None:
    """Remember in the address what was typed."""
    if text:
        st.query_params[DRAFTS[name]] = text
    else:
        st.query_params.pop(DRAFTS[name], None)


def clear_drafts(*names: str) -> None:
    """Forget what was typed, once it is kept."""
    for name in names:
        st.query_params.pop(DRAFTS[name], None)
        st.session_state.pop(f"decisions:{name}", None)
