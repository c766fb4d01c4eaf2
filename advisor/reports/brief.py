"""An advice in short, for a terminal: at most 40 lines of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.estimates.shapes import Estimates, ModelEstimate
from advisor.reasoning.advice import Advice, NeedShape, Reason, StageShape
from advisor.reports.estimates import (
    beside_totals,
    lacking,
    misses,
    model_name,
    services_lines,
)
from advisor.reports.sentences import (
    assumptions,
    left_to_find_out,
    policy,
    questions_left,
    reason_without_needs,
    shares,
    status,
)
from advisor.reports.text import WIDTH, Style, plain

MOST_LINES = 40
"""The most lines that an advice in short takes."""


class _Room(NamedTuple):
    """How much is told, so that the answer in short stays short.

    most: of the reasons, assumptions and questions, each; shares: whether the share of the answers
    that keep the plan is told; lines: for what to look out for, and for
    what to mend first, which gets one at the least. stages: whether each stage has a line for what
    is essential, or all but the fullest share one.
    """

    most: int
    shares: bool
    lines: int
    stages: bool = True


_ROOMS = (
    *(_Room(most, shares=True, lines=2) for most in (3, 2, 1)),
    *(_Room(1, shares=False, lines=lines) for lines in (2, 1)),
    *(_Room(1, shares=False, lines=lines, stages=False) for lines in (1, 0)),
)
"""From most to least told: what to look out for matters more than a second assumption."""


def as_brief(advice: Advice, style: Style = plain, read_on: str = "") -> str:
    """The plan and its status, why, what to mend, what it rests on, what it costs, what to heed.

    read_on: how to get the whole, in a sentence that stands last.
    """
    lines: list[str] = []
    for room in _ROOMS:
        lines = [*_lines(advice, style, read_on, room)]
        if len(lines) <= MOST_LINES:
            break
    return "\n".join([*lines, ""])


def _lines(advice: Advice, style: Style, read_on: str, room: _Room) -> Iterator[str]:
    """The lines of the answer, within the room that there is."""
    most = room.most
    yield from (style(line, "title") for line in _wrapped(advice.plan.summary, "", 2))
    yield from (style(line, "good") for line in _wrapped(f"{status(advice)}.", "", 2))
    yield style(f"{advice.view} view, {advice.as_of} · {policy(advice)}", "quiet")
    reasons = [reason.text for reason in strongest_reasons(advice)]
    yield from _section("Why", reasons[:most] or [reason_without_needs(advice)], style)
    yield from _section("What to mend first", _fitting(_mending(advice), max(1, room.lines)), style)
    yield from _section("What it assumes", _some(assumptions(advice), most), style)
    questions = [left_to_find_out(advice, each) for each in questions_left(advice)]
    if not questions and room.shares and advice.certainty and advice.status == "provisional":
        questions = [shares(advice)]
    # One question alone is told with all its answers.
    told = 3 if len(questions) == 1 else 2
    yield from _section("Left to find out", _some(questions, most), style, most=told)
    yield from _section("Cost and time", _cost_and_time(advice), style)
    warned = [f"{each.title}." for each in advice.warnings]
    yield from _section("Look out", _fitting(warned, room.lines), style)
    essential = _essential_by_stage(advice, room)
    yield from _section("Essential, by stage", essential, style, most=1)
    if read_on:
        yield style(read_on, "quiet")


def strongest_reasons(advice: Advice) -> list[Reason]:
    """The reasons of the needs, each once: musts first, and of these what makes the plan so large.

    That is what its costliest path meets and no cheaper one would.
    """
    ladder = [path.id for path in advice.paths if path.id != "no-foundation-model"]
    headline = advice.plan.headline
    cheaper = ladder[: ladder.index(headline)] if headline in ladder else []

    def rank(need: NeedShape) -> tuple[bool, bool]:
        forces = need.met_by == headline and all(
            need.by_path.get(each) != "full" for each in cheaper
        )
        return need.level != "must", not forces

    needs = sorted(advice.needs, key=rank)
    return [*{reason.rule: reason for need in needs for reason in need.reasons}.values()]


def _mending(advice: Advice) -> list[str]:
    """What a running system changes first; --full says at which stage, why, and what to measure."""
    names = advice.names()
    return [
        f"{name}."
        for name in {names.get(each.change, each.change): None for each in advice.diagnosis}
    ]


def _fitting(sentences: Sequence[str], lines: int) -> list[str]:
    """As many sentences as the lines hold, one after the other; the last words count the others."""
    for told in range(len(sentences), 0, -1):
        more = [f"And {len(sentences) - told} more."] if told < len(sentences) else []
        text = " ".join([*sentences[:told], *more])
        if len(_wrapped(text, "  ", lines + 1)) <= lines:
            return [text]
    return []


def _some(lines: Sequence[str], most: int) -> list[str]:
    """The first of the lines; the last of them says how many more there are."""
    more = len(lines) - most
    told = list(lines[:most])
    if more > 0:
        told[-1] = textwrap.shorten(told[-1], 2 * WIDTH - 20, placeholder=" ...")
        told[-1] += f" And {more} more."
    return told


def _cost_and_time(advice: Advice) -> list[str]:
    """What the plan costs and how fast it answers with each model, against what was stated."""
    estimates = advice.estimates
    load = _assumed_load(advice)
    told = [_with_model(model) for model in estimates.models]
    told += [*beside_totals(estimates), *estimates.warnings, *services_lines(estimates)]
    if _builds_without_people(estimates):
        told.append("Building leaves out people's work until you give their days and a day rate.")
    if estimates.models and load:
        told.append(f"Not stated, so assumed: {', '.join(load)}.")
    return told


_OF_AN_INDEX = frozenset({"retrieval", "store", "indexing"})
"""Parts of a month that grow with the knowledge."""


def _builds_without_people(estimates: Estimates) -> bool:
    return any(
        model.build is not None and any(each.startswith("People:") for each in model.not_counted)
        for model in estimates.models
    )


def _assumed_load(advice: Advice) -> list[str]:
    """What a month is counted for where nobody said, in words.

    Nothing where no model is called: ready services tell their own, and a ready assistant is
    charged by the person.
    """
    estimates = advice.estimates
    if estimates.services is not None or advice.plan.bought:
        return []
    taken = {
        each.id if each.id in _LOAD else each.stands_for: each.likely
        for each in estimates.assumptions
        if not each.given
    }
    if not any(each.kind in _OF_AN_INDEX for one in estimates.models for each in one.month_parts):
        taken.pop("knowledge_tokens", None)
    return [words.format(taken[name]) for name, words in _LOAD.items() if name in taken]


_LOAD = {
    "requests_per_month": "{:,.0f} requests a month",
    "input_tokens": "{:,.0f} tokens a request",
    "question_tokens": "{:,.0f} tokens a question after the shared prefix",
    "document_tokens": "{:,.0f} tokens a document after the shared prefix",
    "output_tokens": "{:,.0f} an answer",
    "knowledge_tokens": "{:,.0f} of knowledge",
}
"""What a month is counted for, in words."""


def _with_model(model: ModelEstimate) -> str:
    build = f", {model.build.text} to build{lacking(model)}" if model.build else ""
    times = model.times
    left = f" without {times.without}" if times and times.without else ""
    time = f", {times.whole.text} an answer{left}" if times else ""
    told = misses(model)
    if not told and any(each.verdict == "fits" for each in model.verdicts):
        told = ["within what was stated"]
    against = f": {'; '.join(told)}" if told else ""
    return f"{model_name(model)}: {model.month.text} a month{time}{build}{against}"


def _essential_by_stage(advice: Advice, room: _Room) -> list[str]:
    """The essential items of each stage on one line; with little room, of most stages on one."""
    found = {stage.name: names for stage in advice.stages if (names := _essentials(stage))}
    if not room.stages and len(found) > 2:
        fullest = max(found, key=lambda stage: len(found[stage]))
        others = [name for stage, names in found.items() if stage != fullest for name in names]
        found = {fullest: found[fullest], "Other stages": others}
    return [_on_one_line(stage, names) for stage, names in found.items()]


def _essentials(stage: StageShape) -> list[str]:
    """The names of the essential items; what stands in brackets is for the whole answer."""
    return [item.name.partition(" (")[0] for item in stage.items if item.rank == "essential"]


def _on_one_line(stage: str, names: Sequence[str]) -> str:
    line = f"{stage}: "
    for told, name in enumerate(names):
        left = len(names) - told - 1
        room = WIDTH - 2 - (len(f" and {left} more") if left else 0)
        longer = f"{line}{', ' if told else ''}{name}"
        if len(longer) > room:
            return f"{line} and {len(names) - told} more" if told else longer
        line = longer
    return line


def _section(title: str, lines: Sequence[str], style: Style, most: int = 2) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield style(title, "heading")
    for line in lines:
        whole = title in _TOLD_WHOLE
        told = _at_a_sentence(line, most) if whole else line
        yield from _wrapped(told, "  ", most + 1 if whole else most)


_TOLD_WHOLE = ("Why", "Cost and time", "Look out")
"""Sections of sentences that stand alone; the others say by themselves how many more there are."""


def _at_a_sentence(text: str, lines: int) -> str:
    """As many whole sentences as the lines hold and, if there is room, where the others stand.

    The first is told whole, if it takes one line more: half a sentence may say the opposite.
    """
    if len(_wrapped(text, "  ", lines + 1)) <= lines:
        return text
    sentences = _END_OF_SENTENCE.split(text)
    for more in (["More in the whole answer."], []):
        for told in range(len(sentences) - 1, 0, -1):
            shorter = " ".join([*sentences[:told], *more])
            if len(_wrapped(shorter, "  ", lines + 1)) <= lines:
                return shorter
    if len(_wrapped(sentences[0], "  ", lines + 2)) <= lines + 1:
        return sentences[0]
    # A list that is one sentence ends with one of its members.
    members = text.split("; ")
    for most in (lines, lines + 1):
        for told in range(len(members) - 1, 0, -1):
            shorter = f"{'; '.join(members[:told])}; more in the whole answer."
            if len(_wrapped(shorter, "  ", most + 1)) <= most:
                return shorter
    return text


_END_OF_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z])")


def _wrapped(text: str, prefix: str, most: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix + "  ",
        max_lines=most,
        placeholder=" ...",
        break_on_hyphens=False,
    )
