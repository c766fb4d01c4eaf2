"""What a visitor has practised: kept for the visit, and in the store where she gives a name."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from advisor.decisions.store import default_url
from advisor.exam.practice.bank import Bank, default_bank
from advisor.exam.practice.learning import Learned, learned
from advisor.exam.practice.progress import Event, Progress, Verb, now

_EVENTS, _NAME = "practice:events", "practice:name"


@st.cache_resource(show_spinner=False)
def bank() -> Bank:
    """The questions; loaded once for all visitors."""
    return default_bank()


class Log:
    """The log of this visit. With a name it is the log of the store, so that it outlives it."""

    def __init__(self, name: str) -> None:
        self.learner = name or "visitor"
        self._kept = Progress(default_url(), name) if name else None

    def did(
        self,
        verb: Verb,
        subject: str,
        data: Mapping[str, Any] | None = None,
        at: datetime.datetime | None = None,
    ) -> Event:
        """Notes something."""
        if self._kept is not None:
            return self._kept.did(verb, subject, data, at)
        noted = Event(uuid.uuid4().hex, self.learner, at or now(), verb, subject, data or {})
        st.session_state.setdefault(_EVENTS, []).append(noted)
        return noted

    def take_in(self, events: Sequence[Event]) -> None:
        """Adds what was noted before there was a name."""
        if self._kept is not None:
            self._kept.take_in(each.line() for each in events)

    def events(self) -> list[Event]:
        """All that was noted, the oldest first."""
        if self._kept is not None:
            return self._kept.events()
        return list(st.session_state.get(_EVENTS, []))


def log() -> Log:
    """The log that counts now."""
    return Log(str(st.session_state.get(_NAME, "")).strip())


def keep_as(name: str) -> None:
    """From now on the progress is kept under this name; what was done so far is added to it."""
    before = st.session_state.get(_EVENTS, [])
    st.session_state[_NAME] = name
    if name.strip() and before:
        log().take_in(before)
        st.session_state[_EVENTS] = []


def kept_as() -> str:
    """The name under which progress is kept; empty where it ends with the visit."""
    return str(st.session_state.get(_NAME, ""))


def state() -> Learned:
    """What the log adds up to."""
    return learned(bank(), log().events())
