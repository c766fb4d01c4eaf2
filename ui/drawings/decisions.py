"""Kept decisions as HTML: the list, one of them, its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.decisions.recheck import VERDICTS
from advisor.decisions.store import Decision, Event, Override
from ui.drawings.changes import table
from ui.drawings.markup import joined, text


def listed(decisions: Iterable[Decision]) -> str:
    """The decisions with their status, and whether they still hold."""
    return table(
        ("Decision", "Status", "Still holds?", "Owner", "Changed", "Id"),
        (
            (
                each.title,
                each.status,
                holds(each),
                each.owner or "–",
                f"{each.updated_at:%Y-%m-%d}, {each.updated_by}",
                each.id,
            )
            for each in decisions
        ),
        "Kept decisions",
    )


def holds(decision: Decision) -> str:
    """Whether it still holds, as far as it was looked at."""
    if decision.status == "superseded":
        return "no longer asked"
    if decision.verdict is None:
        return "not checked again"
    return f"{VERDICTS[decision.verdict]} ({decision.checked_on})"


def opened(decision: Decision, names: Mapping[str, str]) -> str:
    """One decision in short. names: of the paths, by id."""
    plan = " + ".join(names.get(each, each) for each in reversed(decision.kept.basis.plan))
    rows = [
        ("Advice", f"{plan} ({decision.kept.view} on {decision.kept.day})"),
        ("Status", decision.status),
    ]
    if decision.owner:
        rows.append(("Owner", decision.owner))
    if decision.instead:
        rows.append(("Chosen instead", f"{decision.instead}, because: {decision.reason}"))
    if decision.note:
        rows.append(("Note", decision.note))
    if decision.superseded_by:
        rows.append(("Superseded by", decision.superseded_by))
    rows.append(("Still holds?", decision.verdict_text or "not checked again"))
    told = joined(f"<dt>{text(name)}</dt><dd>{text(said)}</dd>" for name, said in rows)
    return f'<dl class="adv-decision">{told}</dl>'


def history(events: Sequence[Event]) -> str:
    """Who did what, when, on which knowledge."""
    return table(
        ("Version", "When (UTC)", "Who", "What", "Knowledge"),
        (
            (
                str(each.version),
                f"{each.at:%Y-%m-%d %H:%M}",
                each.actor,
                f"{each.verb}{_what(each)}",
                each.knowledge[:12],
            )
            for each in events
        ),
        "History",
    )


def _what(event: Event) -> str:
    data = event.data
    if "instead" in data:
        return f": {data['instead']}, because: {data['reason']}"
    if "by" in data:
        return f" by {data['by']}"
    if "result" in data:
        return f": {data['result']['text']}"
    return f": {data['note']}" if data.get("note") else ""


def overrides(found: Iterable[Override], names: Mapping[str, str]) -> str:
    """What was decided otherwise, how often and why."""
    return table(
        ("Advised", "Chosen instead", "Times", "Because"),
        (
            (
                names.get(each.advised, each.advised),
                each.instead,
                str(each.times),
                "; ".join(each.reasons),
            )
            for each in found
        ),
        "Decided otherwise",
    )
