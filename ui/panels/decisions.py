"""Decisions: keep this answer, see which still hold, accept, override, check again."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from advisor.advisor import default_advisor
from advisor.decisions import KeptDecision, kept_decision, recheck
from advisor.decisions.store import Decision, Event
from advisor.decisions.store.records import markdown
from advisor.errors import BadInput, Problem
from ui import state
from ui.answers import answer, difference, in_full, knowledge
from ui.decisions import (
    OPENED,
    Keeper,
    NotKept,
    clear_drafts,
    draft,
    keeper,
    note_draft,
    question_of,
    take_key,
)
from ui.drawings import decisions as drawings
from ui.drawings.changes import changes
from ui.drawings.markup import note
from ui.look import section, show
from ui.questionnaire import problems_note

_PROBLEM, _DONE = "decisions:problem", "decisions:done"
_LONGEST_REASON = 2_000


def decisions() -> None:
    """The whole page."""
    try:
        kept = keeper()
    except BadInput as error:
        show(problems_note(error, "Decisions cannot be kept here."))
        return
    if isinstance(kept, NotKept):
        show(note("warn", "Nothing is kept here yet.", kept.why))
        if kept.asks_key:
            st.text_input("Your key", type="password", key="decisions:ask", on_change=_take_key)
        return
    _what_came_of_it()
    try:
        _keep_this(kept)
        _list(kept)
        _open(kept)
        _overrides(kept)
    except BadInput as error:
        show(problems_note(error, "The store cannot do it now; what it holds stays."))


def _take_key() -> None:
    take_key(st.session_state["decisions:ask"])


def _what_came_of_it() -> None:
    """Says once what was done last, or why it was not."""
    problem = st.session_state.pop(_PROBLEM, None)
    if isinstance(problem, BadInput):
        show(problems_note(problem, "It was not kept; what you typed is still here."))
    done = st.session_state.pop(_DONE, "")
    if done:
        show(note("calm", done))


def _doing(work: Callable[[], str], *drafts: str) -> None:
    """Does something on the store; what was typed for it is forgotten when it is done."""
    try:
        st.session_state[_DONE] = work()
    except BadInput as error:
        st.session_state[_PROBLEM] = error
    else:
        clear_drafts(*drafts)


def _field(label: str, name: str, long: bool = False, example: str | None = None) -> None:
    """A field whose text survives a reload."""
    key = f"decisions:{name}"
    st.session_state.setdefault(key, draft(name))
    if long:
        st.text_area(label, key=key, max_chars=_LONGEST_REASON, on_change=_note, args=(name,))
    else:
        st.text_input(
            label, key=key, max_chars=200, placeholder=example, on_change=_note, args=(name,)
        )


def _note(name: str) -> None:
    note_draft(name, _said(name))


def _keep_this(kept: Keeper) -> None:
    """Keeps the answer that the other pages show."""
    section("Keep this answer")
    if not state.facts():
        st.html("<p>Answer some questions on the page Advise: then its answer can be kept.</p>")
        return
    answered = answer(state.question())
    st.html(f'<p>{answered.advice.plan.summary}</p><p class="adv-quiet">Kept in {kept.where}.</p>')
    title, owner = st.columns(2)
    with title:
        _field("What is decided about", "title", example="Claims assistant")
    with owner:
        _field("Who decides", "owner")
    st.button(
        "Keep this answer",
        type="primary",
        icon=":material/bookmark_add:",
        on_click=_keep,
        args=(kept,),
    )


def _keep(kept: Keeper) -> None:
    def work() -> str:
        advice = in_full(answer(state.question()))
        done = kept.store.add(
            kept_decision(
                advice,
                knowledge(),
                st.session_state.get("decisions:title", ""),
                st.session_state.get("decisions:owner", ""),
            ),
            kept.actor,
            kept.team,
        )
        path, why = state.instead()
        chosen = knowledge().paths.get(path)
        if chosen is not None and why:
            # Chosen on Compare against the advice: kept with its reason at once.
            done = kept.store.override(
                done.id, chosen.short_name, why, kept.actor, kept.team, done.version
            )
        st.query_params[OPENED] = done.id
        return f"Kept: {done.title} ({done.id})."

    _doing(work, "title", "owner")


def _list(kept: Keeper) -> None:
    """All decisions, and whether they still hold."""
    found = list(kept.store.all(kept.team))
    section("Kept decisions")
    if not found:
        st.html("<p>No decision is kept yet.</p>")
        return
    show(drawings.listed(reversed(found)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Check all again", icon=":material/update:"):
            _check_all(kept, found)
        st.download_button(
            "Download everything (JSON Lines)",
            data=lambda: "".join(f"{line}\n" for line in kept.store.export(kept.team)).encode(),
            file_name="decisions.jsonl",
            mime="application/x-ndjson",
            icon=":material/download:",
            on_click="ignore",
        )


def _check_all(kept: Keeper, found: list[Decision]) -> None:
    """Advises anew on every decision, with progress; what came of each is kept at once."""
    open_ones = [each for each in found if each.status != "superseded"]
    shown = st.progress(0.0, "Checking again")
    changed = 0
    problems: list[Problem] = []
    for place, each in enumerate(open_ones, 1):
        shown.progress(place / len(open_ones), f"{place} of {len(open_ones)}: {each.title[:80]}")
        try:
            changed += _check(kept, each)
        except BadInput as error:
            problems += error.problems
    if problems:
        st.session_state[_PROBLEM] = BadInput(problems)
    done = len(open_ones) - len(problems)
    one = "decision" if done == 1 else "decisions"
    st.session_state[_DONE] = f"{done} {one} checked again; for {changed} something changed."
    st.rerun()


def _check(kept: Keeper, decision: Decision) -> bool:
    day = max(datetime.date.today(), decision.kept.day)
    result = recheck(default_advisor(), decision.kept, day)
    kept.store.note_recheck(decision.id, result, kept.actor, kept.team, decision.version)
    return result.changed


# One decision


def _open(kept: Keeper) -> None:
    """One decision: what it is, its history, its versions, and what can be done with it."""
    found = {each.id: each for each in reversed(list(kept.store.all(kept.team)))}
    if not found:
        return
    section("Open a decision")
    wanted = str(st.query_params.get(OPENED, ""))
    st.session_state["decisions:open"] = wanted if wanted in found else None
    chosen = st.selectbox(
        "Decision",
        tuple(found),
        key="decisions:open",
        format_func=lambda identity: f"{found[identity].title} ({identity})",
        placeholder="Choose a decision",
        on_change=_choose,
    )
    if chosen is None:
        return
    decision = found[chosen]
    names = {each.id: each.short_name for each in knowledge().paths.values()}
    show(drawings.opened(decision, names))
    events = kept.store.history(decision.id, kept.team)
    with st.container(horizontal=True):
        st.button(
            "Show its case on the other pages",
            icon=":material/open_in_new:",
            on_click=_bring_back,
            args=(decision,),
        )
        st.download_button(
            "Its record (Markdown)",
            data=lambda: markdown(default_advisor(), decision).encode(),
            file_name=f"{decision.id}.md",
            mime="text/markdown",
            icon=":material/markdown:",
            on_click="ignore",
        )
    _acts(kept, decision)
    with st.expander("History"):
        show(drawings.history(events))
    _versions(events)


def _choose() -> None:
    chosen = st.session_state["decisions:open"]
    if chosen:
        st.query_params[OPENED] = chosen
    else:
        st.query_params.pop(OPENED, None)


def _bring_back(decision: Decision) -> None:
    asked = question_of(decision.kept)
    state.set_facts(state.MAIN, asked.scenario.known(), "Opened a decision")
    state.set_view(asked.view)
    if asked.as_of is not None:
        state.set_day(asked.as_of)


def _acts(kept: Keeper, decision: Decision) -> None:
    """Accept, override, supersede, keep another answer, check again."""
    if decision.status == "superseded":
        st.html("<p>It was superseded: nothing more can be done with it.</p>")
        return
    accept, override, further = st.tabs(["Accept", "Decide otherwise", "More"])
    with accept:
        _field("Note (may be empty)", "note", long=True)
        st.button(
            "Accept the advice",
            icon=":material/check:",
            disabled=decision.status == "accepted",
            on_click=_accept,
            args=(kept, decision),
        )
    with override:
        _field("Which path is taken instead", "instead")
        _field("Why: those who keep the rules learn from it", "reason", long=True)
        st.button(
            "Decide otherwise",
            icon=":material/alt_route:",
            on_click=_override,
            args=(kept, decision),
        )
    with further:
        st.button("Check it again", on_click=_recheck, args=(kept, decision))
        st.button(
            "Keep the present answer as its new version",
            disabled=not state.facts(),
            on_click=_revise,
            args=(kept, decision),
        )
        _field("Superseded by (id or name)", "by")
        st.button("Supersede it", on_click=_supersede, args=(kept, decision))


def _said(name: str) -> str:
    return str(st.session_state.get(f"decisions:{name}", ""))


def _accept(kept: Keeper, decision: Decision) -> None:
    def work() -> str:
        kept.store.accept(decision.id, kept.actor, kept.team, _said("note"), decision.version)
        return f"Accepted: {decision.title}."

    _doing(work, "note")


def _override(kept: Keeper, decision: Decision) -> None:
    def work() -> str:
        kept.store.override(
            decision.id,
            _said("instead"),
            _said("reason"),
            kept.actor,
            kept.team,
            decision.version,
        )
        return f"Decided otherwise: {decision.title}."

    _doing(work, "instead", "reason")


def _supersede(kept: Keeper, decision: Decision) -> None:
    def work() -> str:
        kept.store.supersede(decision.id, _said("by"), kept.actor, kept.team, decision.version)
        return f"Superseded: {decision.title}."

    _doing(work, "by")


def _recheck(kept: Keeper, decision: Decision) -> None:
    def work() -> str:
        changed = _check(kept, decision)
        return "Something changed." if changed else "It still holds."

    _doing(work)


def _revise(kept: Keeper, decision: Decision) -> None:
    def work() -> str:
        advice = in_full(answer(state.question()))
        answer_now = kept_decision(advice, knowledge(), decision.title, decision.owner)
        kept.store.revise(decision.id, answer_now, kept.actor, kept.team, decision.version)
        return f"A new version of {decision.title} is kept; it is proposed again."

    _doing(work)


def _versions(events: tuple[Event, ...]) -> None:
    """Two kept answers of one decision beside each other."""
    answers = {
        each.version: KeptDecision.model_validate(each.data["kept"])
        for each in events
        if "kept" in each.data
    }
    if len(answers) < 2:
        return
    with st.expander("Compare versions"):
        versions = list(answers)
        left, right = st.columns(2)
        with left:
            first = st.selectbox("Version", versions, index=len(versions) - 2, key="decisions:old")
        with right:
            second = st.selectbox(
                "With version", versions, index=len(versions) - 1, key="decisions:new"
            )
        found = difference(
            answer(question_of(answers[first])), answer(question_of(answers[second]))
        )
        st.html(f"<p>{found.summary}</p>")
        show(changes(found, (f"Version {first}", f"Version {second}")))


def _overrides(kept: Keeper) -> None:
    """What was decided otherwise, for those who keep the rules."""
    found = kept.store.overrides(kept.team)
    if found:
        names = {each.id: each.short_name for each in knowledge().paths.values()}
        with st.expander("Decided otherwise than advised"):
            show(drawings.overrides(found, names))
