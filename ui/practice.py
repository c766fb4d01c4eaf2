"""What a visitor has practised, and where it is kept.

On her own machine: in the store, under her user name, as the terminal keeps it. On a page that
others reach: for the visit, and in the store once she asks for a code. The code is drawn by chance,
so that nobody can guess it; her browser keeps it in a cookie, and on another device she enters it.
The store holds a digest of it only: no name that somebody types leads to another's progress.
"""

from __future__ import annotations

import hashlib
import re
import secrets

import streamlit as st

from advisor.decisions.store import default_url
from advisor.errors import BadInput, Problem
from advisor.exam.practice.bank import Bank, default_bank
from advisor.exam.practice.learning import Learned, learned
from advisor.exam.practice.progress import Event, Log, Memory, Progress
from ui.decisions import is_here, user

_COOKIE = "learner"
"""The cookie that holds the code, which page.js writes."""

_CODE = "practice:code"
_EVENTS = "practice:events"
_A_CODE = re.compile(r"[A-Za-z0-9_-]{24}")


@st.cache_resource(show_spinner=False)
def bank() -> Bank:
    """The questions; loaded once for all visitors."""
    return default_bank()


def log() -> Log:
    """The log that counts now."""
    learner = _learner()
    if learner is None:
        return Memory(_of_the_visit())
    return Progress(default_url(), learner)


def code() -> str | None:
    """The code under which this visitor's progress is kept; None where it has none."""
    given = str(st.session_state.get(_CODE, st.context.cookies.get(_COOKIE, "")))
    return given if _A_CODE.fullmatch(given) else None


def is_kept() -> bool:
    """Whether what is done now outlives the visit."""
    return _learner() is not None


def keep() -> None:
    """From now on progress is kept under a new code; what was done in this visit is added.

    Raises BadInput where the store cannot be written.
    """
    _take_over(secrets.token_urlsafe(18))


def go_on_with(given: str) -> None:
    """Goes on with the progress of another device, by its code.

    What was done in this visit is added. Raises BadInput where nothing is kept under that code.
    """
    given = given.strip()
    if not _A_CODE.fullmatch(given):
        raise BadInput(
            Problem(
                "That is no progress code.",
                "progress code",
                "It has 24 characters; copy it from the page Practise of your other device.",
            )
        )
    if not _kept_under(given).events():
        raise BadInput(
            Problem(
                "No progress is kept under this code.",
                "progress code",
                "Compare it letter by letter with that of your other device. If it is the same, "
                "answer a question there first.",
            )
        )
    _take_over(given)


def is_forgotten() -> bool:
    """Whether this visitor asked the browser to forget the code."""
    return st.session_state.get(_CODE) == ""


def forget() -> None:
    """This browser forgets the code; the progress stays in the store."""
    st.session_state[_CODE] = ""


def state() -> Learned:
    """What the log adds up to."""
    return learned(bank(), log().events())


def _learner() -> str | None:
    """The name in the store: the user's on her own machine, else what the code stands for."""
    given = code()
    if given is not None:
        return _digest(given)
    return user() if is_here() else None


def _digest(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()


def _kept_under(given: str) -> Progress:
    return Progress(default_url(), _digest(given))


def _take_over(given: str) -> None:
    before = _of_the_visit()
    _kept_under(given).take_in(each.line() for each in before)
    # Only now: where the store fails, the visit goes on as it was.
    before.clear()
    st.session_state[_CODE] = given


def _of_the_visit() -> list[Event]:
    noted: list[Event] = st.session_state.setdefault(_EVENTS, [])
    return noted
