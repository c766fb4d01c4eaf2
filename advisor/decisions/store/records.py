"""The record of a kept decision."""

from __future__ import annotations

from advisor.advisor import Advisor
from advisor.decisions.recording import record_markdown
from advisor.decisions.store.history import Decision
from advisor.reports.record import RecordDocument, decision_record

_STATUS = {"overridden": "accepted"}
"""What MADR calls a status that it does not know: an override is a decision that was made."""


def document(advisor: Advisor, decision: Decision) -> RecordDocument:
    """The record, its advice worked out anew for the day on which it was decided.

    The text is that of today's knowledge, which it names; what was kept stands in the history.
    """
    kept = decision.kept
    advice = advisor.with_models(kept.models).advise(
        kept.facts(), kept.view, kept.day, sensitivity=True
    )
    return decision_record(
        advice,
        decision.title,
        decision.owner,
        _STATUS.get(decision.status, decision.status),
        decision.updated_at.date(),
        decision.instead,
        decision.reason,
    )


def markdown(advisor: Advisor, decision: Decision) -> str:
    """The record in Markdown, with the front matter of what was kept."""
    status = _STATUS.get(decision.status, decision.status)
    if decision.superseded_by:
        status = f"superseded by {decision.superseded_by}"
    kept = decision.kept.model_copy(
        update={"status": status, "date": decision.updated_at.date(), "owner": decision.owner}
    )
    return record_markdown(document(advisor, decision), kept)
