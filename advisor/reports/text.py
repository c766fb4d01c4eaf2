"""An advice as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from advisor.reasoning.advice import Advice, ConditionFound, ItemShape, PathShape, Reason
from advisor.reasoning.wording import NEED_MET, PATH_VERDICTS
from advisor.reports import arithmetic, estimates
from advisor.reports.sentences import (
    asked,
    assumptions,
    diagnosed,
    dimension,
    how_met,
    how_sure,
    left_less_met,
    path_names,
    policy,
    questions_title,
    reason_without_needs,
    relaxed,
    would_change_it,
)

WIDTH = 80

Style = Callable[[str, str], str]
"""Marks text with a role: "title", "heading", "quiet", "good", "bad"."""

_RANK_MARKS = {"essential": "!", "recommended": "+", "consider": "·"}


def plain(text: str, role: str) -> str:
    """No marking: for files, pipes and tests."""
    return text


def as_text(advice: Advice, style: Style = plain, details: bool = False) -> str:
    """The advice for a terminal, at most 80 columns wide.

    style marks headings and verdicts (colour where the terminal has it); details adds each
    item's reason with rule, findings and sources.
    """
    return "\n".join(_text(advice, style, details))


def _text(advice: Advice, style: Style, details: bool) -> Iterator[str]:
    status = advice.status
    headline = advice.plan.summary.rstrip(".")
    first, *rest = textwrap.wrap(headline, WIDTH - len(status) - 2)
    yield style(first.ljust(WIDTH - len(status)), "title") + status
    yield from (style(line, "title") for line in rest)
    day = f"{advice.view} view, {advice.as_of}"
    yield style(f"{day} · {policy(advice)}", "quiet")

    yield from _section("Why", style)
    reasons = [(need, reason) for need in advice.needs for reason in need.reasons]
    if not reasons:
        yield from _wrap(reason_without_needs(advice), "  ")
    told: set[str] = set()
    for need, reason in reasons:
        if reason.rule in told:
            continue
        told.add(reason.rule)
        yield from _wrap(reason.text, "  ")
        yield from _wrap(f"{need.level}: {need.name} · {_trace(reason)}", "      ", style)
        yield from _judged(reason, "      ", style)

    if advice.needs:
        yield from _section("Needs", style)
        for need in advice.needs:
            met = how_met(NEED_MET[need.coverage], need, path_names(advice), by=", by ")
            line = f"{need.name} ({need.level})".ljust(34) + met
            yield from _wrap(line, "  ", indent=36)

    yield from _section("Why not", style)
    for path in advice.paths:
        if path.verdict != "chosen":
            yield from _wrap(_why_not(path), "  ", indent=25)

    for title, lines in (
        ("Not fully met", [relaxed(each) for each in advice.relaxations]),
        ("How sure it is", how_sure(advice)),
        ("What it assumes", assumptions(advice)),
        ("What would change it", would_change_it(advice)),
        ("Look out", [f"{each.title}. {each.text}" for each in advice.warnings]),
        ("What to mend first", [diagnosed(advice, each) for each in advice.diagnosis]),
    ):
        if lines:
            yield from _section(title, style)
            for line in dict.fromkeys(lines):
                yield from _wrap(line, "  ", indent=4)

    yield from _section("Stages", style)
    yield style("  ! essential   + recommended   · consider", "quiet")
    for stage in advice.stages:
        yield f"  {style(stage.name, 'heading')}"
        # The costliest path's work stands for the stage; the others' is in the JSON.
        for activity in stage.activities[:1]:
            yield from _wrap(activity, "    ")
        for item in stage.items:
            yield from _item(item, style, details)
        if stage.further:
            further = ", ".join(item.name for item in stage.further)
            yield from _wrap(f"further: {further}", "    ", style, indent=6)

    for title, lines in (
        (
            "Estimates",
            list(
                estimates.short_table(advice.estimates, path_names(advice), left_less_met(advice))
            ),
        ),
        ("Roadmap", [each.text for each in advice.roadmap]),
        ("Responsible AI", [dimension(advice, each.id) for each in advice.dimensions]),
    ):
        if lines:
            yield from _section(title, style)
            for line in lines:
                yield from _wrap(line, "  ", indent=4)

    if advice.estimates.models or advice.estimates.services:
        yield from _section("How the estimates are worked out", style)
        models = advice.estimates.models
        legend = arithmetic.LEGEND if models else arithmetic.LEGEND_OF_SERVICES
        yield from _wrap(legend, "  ", style)
        for name, lines in (
            *arithmetic.of_models(advice.estimates),
            *arithmetic.of_services(advice.estimates),
            *arithmetic.of_plans(advice.estimates, path_names(advice)),
        ):
            yield from _wrap(style(name, "heading"), "  ")
            for line in lines:
                yield from _wrap(line, "    ", indent=8)

    if advice.next_questions:
        yield from _section(questions_title(advice), style)
        for question in advice.next_questions[:5]:
            yield from _wrap(asked(question), "  ", indent=4)
        more = len(advice.next_questions) - 5
        if more > 0:
            yield style(f"  and {more} more", "quiet")
    yield ""


def _section(title: str, style: Style) -> Iterator[str]:
    yield ""
    yield style(title, "heading")


def _wrap(text: str, prefix: str, style: Style = plain, indent: int | None = None) -> Iterator[str]:
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=" " * indent if indent is not None else prefix,
        break_on_hyphens=False,
    )
    yield from (style(line, "quiet") if style is not plain else line for line in lines)


def _why_not(path: PathShape) -> str:
    text = path.text
    verdict = PATH_VERDICTS[path.verdict]
    said = text if text.startswith(verdict) else f"{verdict}: {text}"
    rules = f" ({', '.join(reason.rule for reason in path.reasons)})" if path.reasons else ""
    return f"{path.short_name.ljust(22)} {said}{rules if path.verdict == 'ruled_out' else ''}"


def _trace(reason: Reason) -> str:
    found = [_condition(each) for each in reason.conditions if each.verdict == "met"]
    sources = ", ".join(dict.fromkeys(source.title for source in reason.sources))
    return " · ".join([reason.rule, *found, sources])


def _condition(condition: ConditionFound) -> str:
    if ":" in condition.fact:
        return condition.fact.split(":", 1)[1]
    if condition.found is None:
        return f"{condition.fact} {condition.test}"
    return f"{condition.fact} = {_found(condition.found)} ({condition.test})"


def _found(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{key.replace('_', ' ')} {bound:,}" for key, bound in value.items())
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(str, value)) + "]"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)


def _item(item: ItemShape, style: Style, details: bool) -> Iterator[str]:
    mark = _RANK_MARKS[item.rank]
    why = item.reasons[0].text if item.reasons else item.purpose
    line = f"    {mark} {item.name}"
    rule = item.reasons[0].rule if item.reasons and not details else ""
    if len(line) + len(rule) + 2 <= WIDTH:
        yield f"{line}  {style(rule, 'quiet')}".rstrip()
    else:
        yield line
        yield from _wrap(rule, "      ", style)
    if item.availability.note:
        yield from _wrap(item.availability.note, "      ", style)
    if not details:
        return
    yield from _wrap(why, "      ")
    for reason in item.reasons:
        yield from _wrap(_trace(reason), "        ", style)
        yield from _judged(reason, "        ", style)


def _judged(reason: Reason, prefix: str, style: Style) -> Iterator[str]:
    if reason.judgement:
        yield from _wrap(f"Our judgement: {reason.judgement.strip()}", prefix, style)
