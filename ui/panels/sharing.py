"""Share and keep: the link, the downloads, and the way back in."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from advisor.errors import BadInput
from ui import state
from ui.answers import Answered
from ui.drawings.markup import folded, note, text
from ui.keeping import bring_back, downloads
from ui.link import to_text
from ui.look import show
from ui.questionnaire import problems_note

_UPLOAD_PROBLEM, _UPLOAD_READ = "upload-problem", "upload-read"
# A scenario file is some kilobytes.
_LARGEST_MB = 2


def sharing(answered: Answered) -> None:
    """The link and the files."""
    title = st.text_input(
        "Title of the record",
        key="record-title",
        placeholder="Claims assistant: how to adapt the model",
        value=st.session_state.get("kept-title", ""),
        on_change=lambda: st.session_state.update({"kept-title": st.session_state["record-title"]}),
    )
    with st.container(horizontal=True):
        for kept in downloads(answered, title or ""):
            st.download_button(
                kept.label,
                data=kept.make,
                file_name=kept.name,
                mime=kept.media_type,
                icon=kept.icon,
                on_click="ignore",
            )
    link, back = st.columns(2, gap="large")
    with link:
        show(copied(address(answered)))
    with back:
        st.file_uploader(
            "Bring back a scenario file",
            type=["yaml", "yml", "json"],
            max_upload_size=_LARGEST_MB,
            key="upload",
            on_change=take_upload,
        )
        for each in st.session_state.get(_UPLOAD_READ, ()):
            show(note("calm", str(each)))
        problem = st.session_state.get(_UPLOAD_PROBLEM)
        if isinstance(problem, BadInput):
            st.html(
                problems_note(problem, "The file could not be read; your answers are as before.")
            )


def copied(link: str) -> str:
    """A button that copies a link, and the link for where the browser does not let it."""
    body = (
        '<p class="adv-quiet">It holds the facts, the view and the day, and nothing else.</p>'
        f'<p><code class="adv-link">{text(link)}</code></p>'
    )
    return (
        f'<div><button type="button" class="adv-copy" data-copy="{text(link)}">Copy the link to '
        'this answer</button> <span role="status" class="adv-quiet"></span>'
        f"{folded('Show the link', body)}</div>"
        '<p class="adv-quiet">To print the record: Ctrl+P.</p>'
    )


def address(answered: Answered) -> str:
    """The address that shows this answer to whoever opens it."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    return urlunsplit((here.scheme, here.netloc, "/", f"s={to_text(answered.question)}", ""))


def take_upload() -> None:
    """Put the facts of an uploaded file in place of those on the page."""
    st.session_state.pop(_UPLOAD_PROBLEM, None)
    st.session_state.pop(_UPLOAD_READ, None)
    brought = st.session_state.get("upload")
    if brought is None:
        return
    try:
        reading = bring_back(brought.getvalue(), brought.name)
    except BadInput as error:
        st.session_state[_UPLOAD_PROBLEM] = error
    else:
        state.set_facts(state.MAIN, reading.scenario.known(), "Bring back a file")
        st.session_state[_UPLOAD_READ] = reading.read_as
