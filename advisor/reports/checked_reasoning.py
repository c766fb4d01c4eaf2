"""Tell a checked choice as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from advisor.exam.checked_reasoning import VERDICTS, CheckedReasoning
from advisor.reasoning.advice import CitedSource, Reason

WIDTH = 80
SIDES = {"supports": "supports", "irrelevant": "irrelevant here", "against": "speaks against"}
"""What each side of a reason is called."""

Style = Callable[[str, str], str]
"""Marks text with a role: "title", "heading", "quiet", "good", "bad"."""


def plain(text: str, role: str) -> str:
    """No marking: for files, pipes and tests."""
    return text


def as_text(checked: CheckedReasoning, style: Style = plain) -> str:
    """The verdict, why, each reason and option, and what would make the choice right."""
    return "\n".join(_lines(checked, style)) + "\n"


def _lines(checked: CheckedReasoning, style: Style) -> Iterator[str]:
    good = checked.verdict.startswith("right")
    yield from wrapped(f"{VERDICTS[checked.verdict]}: {checked.choice_name}", "", style, "title")
    yield style(f"{checked.view} view, {checked.as_of}", "quiet")
    yield ""
    yield from wrapped(checked.text, "  ", style, "good" if good else "bad")
    for question in checked.undecided:
        yield from wrapped(f"{question.fact}: {question.question}", "    ", style, "quiet")
    yield from _traces(checked.reasons[:3], style)

    if checked.because:
        yield from _heading("Your reasons", style)
        for reason in checked.because:
            said = f'"{reason.said}" ({reason.reason})' if reason.said else reason.reason
            yield from wrapped(f"{said}: {SIDES[reason.side]}. {reason.text}", "  ", hanging=True)
            yield from _traces(reason.reasons[:1], style)
            if not reason.reasons:
                yield from _sources(reason.sources, style)
    if checked.options:
        yield from _heading("The options, in the order of fit", style)
        for option in checked.options:
            mark = option.state.replace("_", " ")
            yield from wrapped(
                f"{option.place}. {option.id} ({mark}): {option.text}", "  ", hanging=True
            )
            yield from _traces(option.reasons[:1], style)
    for misconception in checked.misconceptions:
        yield from _heading(f"A known misconception: {misconception.title}", style)
        yield from wrapped(misconception.correction.strip(), "  ")
        yield from wrapped(f"Instead: {', '.join(misconception.instead_names)}", "  ")
        yield from _sources(misconception.sources, style)
    if checked.verdict in ("wrong", "not_decided"):
        yield from _heading("What would make it right", style)
        where = checked.right_where
        yield from wrapped(where.text if where else "No small change of facts was found.", "  ")
    if checked.exam_tip:
        yield from _heading("Exam tip", style)
        yield from wrapped(checked.exam_tip.strip(), "  ")


def _heading(text: str, style: Style) -> Iterator[str]:
    yield ""
    yield style(text, "heading")


def _traces(reasons: Iterable[Reason], style: Style) -> Iterator[str]:
    for reason in reasons:
        sources = "; ".join(f"{each.title} ({each.where})" for each in reason.sources[:2])
        yield from wrapped(f"{reason.rule} · {sources}", "      ", style, "quiet", hanging=True)


def _sources(sources: Iterable[CitedSource], style: Style) -> Iterator[str]:
    for source in sources:
        yield from wrapped(
            f"{source.title} ({source.where})", "      ", style, "quiet", hanging=True
        )


def wrapped(
    text: str, indent: str, style: Style = plain, role: str = "", hanging: bool = False
) -> Iterator[str]:
    """The text in lines of at most 80 columns; hanging: all but the first indented further."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  " * hanging,
        break_on_hyphens=False,
    )
    for line in lines:
        yield style(line, role) if role else line
