"""Tell an advice as text for a terminal of 80 columns, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from advisor.advice import Advice, ConditionFound, ItemShape, PathShape, Reason
from advisor.estimates import telling
from advisor.wording import percent

WIDTH = 80

Style = Callable[[str, str], str]
"""Marks text with a role: "title", "heading", "quiet", "good", "bad"."""

_RANK_MARKS = {"essential": "!", "recommended": "+", "consider": "·"}
_VERDICTS = {
    "chosen": "chosen",
    "not_needed": "not needed",
    "ruled_out": "ruled out",
    "does_not_meet": "does not meet",
    "costs_more": "costs more",
}
_COVERAGE = {"full": "full", "partial": "partly", "none": "not at all", "harms": "harmed"}


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
    status: str = advice.status
    if advice.agreement is not None and status == "provisional":
        status = f"{status}, {percent(advice.agreement)} agree"
    headline = advice.plan.summary.rstrip(".")
    first, *rest = textwrap.wrap(headline, WIDTH - len(status) - 2)
    yield style(first.ljust(WIDTH - len(status)), "title") + status
    yield from (style(line, "title") for line in rest)
    day = f"{advice.view} view, {advice.as_of}"
    yield style(f"{day} · {_policy(advice)}", "quiet")

    yield from _section("Why", style)
    reasons = [(need, reason) for need in advice.needs for reason in need.reasons]
    if not reasons:
        yield from _wrap("Nothing that is known asks for more than the cheapest path.", "  ")
    told: set[str] = set()
    for need, reason in reasons:
        if reason.rule in told:
            continue
        told.add(reason.rule)
        yield from _wrap(reason.text, "  ")
        yield from _wrap(f"{need.level}: {need.name} · {_trace(reason)}", "      ", style)

    if advice.needs:
        yield from _section("Needs", style)
        for need in advice.needs:
            by = f", by {_short(advice, need.met_by)}" if need.met_by else ""
            line = f"{need.name} ({need.level})".ljust(34) + _COVERAGE[need.coverage] + by
            yield from _wrap(line, "  ", indent=36)

    yield from _section("Why not", style)
    for path in advice.paths:
        if path.verdict != "chosen":
            yield from _wrap(_why_not(path), "  ", indent=25)

    for title, lines in (
        ("Not fully met", [each.text for each in advice.relaxations]),
        ("Look out", [f"{each.title}. {each.text}" for each in advice.warnings]),
        ("What to mend first", [_diagnosed(advice, each) for each in advice.diagnosis]),
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
        ("Estimates", list(telling.short_table(advice.estimates, _path_names(advice)))),
        ("Roadmap", [each.text for each in advice.roadmap]),
        ("Responsible AI", [_dimension(advice, each.id) for each in advice.dimensions]),
        ("How sure it is", _certainty(advice)),
        ("What would change it", [each.text for each in advice.flips]),
    ):
        if lines:
            yield from _section(title, style)
            for line in lines:
                yield from _wrap(line, "  ", indent=4)

    if advice.next_questions:
        yield from _section("Not known yet, and asked for by rules", style)
        for question in advice.next_questions[:5]:
            yield from _wrap(f"{question.fact}: {question.question}", "  ", indent=4)
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


def _policy(advice: Advice) -> str:
    return f"priority: {advice.plan.policy.replace('_', ' ')}"


def _path_names(advice: Advice) -> dict[str, str]:
    return {each.id: each.short_name for each in advice.paths}


def _short(advice: Advice, path: str) -> str:
    return next(each.short_name for each in advice.paths if each.id == path)


def _why_not(path: PathShape) -> str:
    text = path.text
    verdict = _VERDICTS[path.verdict]
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


def _diagnosed(advice: Advice, diagnosis: object) -> str:
    from advisor.advice import Diagnosis

    assert isinstance(diagnosis, Diagnosis)
    names = advice.names()
    stages = {stage.id: stage.name for stage in advice.stages}
    change = names.get(diagnosis.change, diagnosis.change)
    measure = names.get(diagnosis.measure, diagnosis.measure)
    return (
        f"{stages[diagnosis.stage]}: change {change}; measure {measure}. "
        f"{diagnosis.reasons[0].text}"
    )


def _dimension(advice: Advice, identity: str) -> str:
    shape = next(each for each in advice.dimensions if each.id == identity)
    names = advice.names()
    items = ", ".join(names.get(item, item) for item in shape.items)
    facts = f" (for {', '.join(shape.facts)})" if shape.facts else ""
    return f"{identity.replace('-', ' ').capitalize()}: {items}{facts}"


def _certainty(advice: Advice) -> list[str]:
    """How the status was worked out, and the plans that come next; empty where it was not."""
    certainty = advice.certainty
    if certainty is None:
        return []
    names = _path_names(advice)
    if advice.status == "final":
        return ["No answer to what is not known can change the plan."]
    number = f"{certainty.completions:,}"
    if certainty.how == "swept":
        how = f"all {number} ways to answer what can still change it were tried"
    else:
        how = (
            f"{number} random ways to answer what can still change it were tried; "
            f"{certainty.low:.1%} to {certainty.high:.1%} with 95% confidence"
        )
    agreement = advice.agreement or 0.0
    lines = [f"{agreement:.1%} of completions lead to this plan ({how})."]
    if advice.runners_up:
        runners = ", ".join(
            f"{' + '.join(names[path] for path in reversed(each.paths))} {each.share:.1%}"
            for each in advice.runners_up[:3]
        )
        lines.append(f"Others lead to: {runners}.")
    return lines


# Markdown


def as_markdown(advice: Advice) -> str:
    """The advice as Markdown: the plan, why, why not, the stages, and the sources."""
    return "\n".join(_markdown(advice)) + "\n"


def _markdown(advice: Advice) -> Iterator[str]:
    yield f"# {advice.plan.summary.rstrip('.')}"
    yield ""
    agreement = f", {percent(advice.agreement)} of completions agree" if advice.agreement else ""
    yield (
        f"*{advice.status}{agreement}; {advice.view} view on {advice.as_of}; "
        f"{_policy(advice)}; knowledge {advice.knowledge_version}*"
    )
    yield from ("", "## Why", "")
    told: set[str] = set()
    for need in advice.needs:
        for reason in need.reasons:
            if reason.rule not in told:
                told.add(reason.rule)
                yield f"- {reason.text} `{reason.rule}`{_footnotes(reason)}"
    if not told:
        yield "Nothing that is known asks for more than the cheapest path."
    if advice.needs:
        yield from ("", "## Needs", "", "| need | level | covered | by |", "|---|---|---|---|")
        for need in advice.needs:
            by = _short(advice, need.met_by) if need.met_by else ""
            yield f"| {need.name} | {need.level} | {_COVERAGE[need.coverage]} | {by} |"
    yield from ("", "## Why not the others", "", "| path | verdict | because |", "|---|---|---|")
    for path in advice.paths:
        if path.verdict != "chosen":
            rules = " ".join(f"`{reason.rule}`" for reason in path.reasons)
            yield f"| {path.name} | {_VERDICTS[path.verdict]} | {path.text} {rules} |"
    for title, lines in (
        ("Not fully met", [each.text for each in advice.relaxations]),
        ("Look out", [f"**{each.title}.** {each.text}" for each in advice.warnings]),
        ("What to mend first", [_diagnosed(advice, each) for each in advice.diagnosis]),
    ):
        if lines:
            yield from ("", f"## {title}", "")
            yield from (f"- {line}" for line in dict.fromkeys(lines))
    yield from ("", "## Stages")
    for stage in advice.stages:
        yield from ("", f"### {stage.name}", "")
        if stage.activities:
            yield from (" ".join(stage.activities), "")
        for item in stage.items:
            why = item.reasons[0].text if item.reasons else item.purpose
            note = f" *{item.availability.note}*" if item.availability.note else ""
            rules = " ".join(f"`{reason.rule}`" for reason in item.reasons)
            yield f"- **{item.name}** ({item.rank}): {why} {rules}{note}"
        if stage.further:
            further = ", ".join(f"{item.name} `{item.rules[0]}`" for item in stage.further)
            yield f"- further: {further}"
    if advice.estimates.paths:
        yield from ("", "## Estimates", "")
        yield from telling.as_markdown(advice.estimates, _path_names(advice))
    for title, lines in (
        ("Roadmap", [each.text for each in advice.roadmap]),
        ("Responsible AI", [_dimension(advice, each.id) for each in advice.dimensions]),
        ("How sure it is", _certainty(advice)),
        ("What would change it", [each.text for each in advice.flips]),
        ("Not known yet", [f"{q.fact}: {q.question}" for q in advice.next_questions[:5]]),
    ):
        if lines:
            yield from ("", f"## {title}", "")
            yield from (f"- {line}" for line in lines)
    yield from ("", "## Sources", "")
    yield from sorted(set(_sources(advice)))


def all_reasons(advice: Advice) -> Iterator[Reason]:
    """Every reason in the advice, wherever it stands."""
    groups: list[Iterable[Reason]] = [
        *(need.reasons for need in advice.needs),
        *(path.reasons for path in advice.paths),
        *(item.reasons for stage in advice.stages for item in stage.items),
        *(each.reasons for each in advice.not_recommended),
        *(each.reasons for each in advice.diagnosis),
        *(each.reasons for each in advice.warnings),
    ]
    for group in groups:
        yield from group


def _sources(advice: Advice) -> Iterator[str]:
    for reason in all_reasons(advice):
        for source in reason.sources:
            yield f"- {source.title}. {source.address} (read {source.read_on}) [{source.id}]"


def _footnotes(reason: Reason) -> str:
    return "".join(f" [{source.id}]" for source in reason.sources)
