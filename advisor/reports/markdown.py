"""An advice as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reasoning.advice import Advice, Reason
from advisor.reasoning.wording import NEED_MET, PATH_VERDICTS
from advisor.reports import estimates
from advisor.reports.sentences import (
    all_reasons,
    asked,
    assumptions,
    diagnosed,
    dimension,
    given_by,
    how_sure,
    left_less_met,
    on_condition,
    path_names,
    policy,
    questions_title,
    reason_without_needs,
    relaxed,
    would_change_it,
)


def as_markdown(advice: Advice) -> str:
    """The advice as Markdown: the plan, why, why not, the stages, and the sources."""
    return "\n".join(_markdown(advice)) + "\n"


def _markdown(advice: Advice) -> Iterator[str]:
    yield f"# {advice.plan.summary.rstrip('.')}"
    yield ""
    yield (
        f"*{advice.status}; {advice.view} view on {advice.as_of}; "
        f"{policy(advice)}; knowledge {advice.knowledge_version}*"
    )
    yield from ("", "## Why", "")
    told: set[str] = set()
    for need in advice.needs:
        for reason in need.reasons:
            if reason.rule not in told:
                told.add(reason.rule)
                yield f"- {reason.text} `{reason.rule}`{_footnotes(reason)}{_judged(reason)}"
    if not told:
        yield reason_without_needs(advice)
    if advice.needs:
        yield from ("", "## Needs", "", "| need | level | covered | by |", "|---|---|---|---|")
        for need in advice.needs:
            by = given_by(need, path_names(advice))
            met = f"{NEED_MET[need.coverage]}{on_condition(need)}"
            yield f"| {need.name} | {need.level} | {met} | {by} |"
    yield from ("", "## Why not the others", "", "| path | verdict | because |", "|---|---|---|")
    for path in advice.paths:
        if path.verdict != "chosen":
            rules = " ".join(f"`{reason.rule}`" for reason in path.reasons)
            yield f"| {path.name} | {PATH_VERDICTS[path.verdict]} | {path.text} {rules} |"
    for title, lines in (
        ("Not fully met", [relaxed(each) for each in advice.relaxations]),
        ("How sure it is", how_sure(advice)),
        ("What it assumes", assumptions(advice)),
        ("What would change it", would_change_it(advice)),
        ("Look out", [f"**{each.title}.** {each.text}" for each in advice.warnings]),
        ("What to mend first", [diagnosed(advice, each) for each in advice.diagnosis]),
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
            ours = "".join(dict.fromkeys(_judged(reason) for reason in item.reasons))
            yield f"- **{item.name}** ({item.rank}): {why} {rules}{note}{ours}"
        if stage.further:
            further = ", ".join(f"{item.name} `{item.rules[0]}`" for item in stage.further)
            yield f"- further: {further}"
    if advice.estimates.paths:
        yield from ("", "## Estimates", "")
        yield from estimates.as_markdown(
            advice.estimates, path_names(advice), left_less_met(advice)
        )
    for title, lines in (
        ("Roadmap", [each.text for each in advice.roadmap]),
        ("Responsible AI", [dimension(advice, each.id) for each in advice.dimensions]),
        (questions_title(advice), [asked(q) for q in advice.next_questions[:5]]),
    ):
        if lines:
            yield from ("", f"## {title}", "")
            yield from (f"- {line}" for line in lines)
    yield from ("", "## Sources", "")
    yield from sorted(set(_sources(advice)))


def _sources(advice: Advice) -> Iterator[str]:
    for reason in all_reasons(advice):
        for source in reason.sources:
            yield f"- {source.title}. {source.address} (read {source.read_on}) [{source.id}]"


def _judged(reason: Reason) -> str:
    return f" *Our judgement: {reason.judgement.strip()}*" if reason.judgement else ""


def _footnotes(reason: Reason) -> str:
    return "".join(f" [{source.id}]" for source in reason.sources)
