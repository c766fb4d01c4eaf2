"""Keep an advice as a decision, and write its record."""

from __future__ import annotations

from collections.abc import Collection

from advisor.decisions.basis import basis_of
from advisor.decisions.front_matter import KeptDecision, write
from advisor.knowledge import Knowledge
from advisor.reasoning.advice import Advice
from advisor.reports.record import RecordDocument, as_markdown
from advisor.reports.record.blocks import typed


def kept_decision(
    advice: Advice,
    knowledge: Knowledge,
    title: str = "",
    owner: str = "",
    status: str = "proposed",
    models: Collection[str] = (),
) -> KeptDecision:
    """What is kept of an advice of this knowledge. models: those that the user named."""
    return KeptDecision(
        title=typed(title) or advice.plan.summary.rstrip("."),
        owner=typed(owner),
        status=status,
        date=advice.as_of,
        view=advice.view,
        day=advice.as_of,
        knowledge=advice.knowledge_version,
        scenario=advice.scenario,
        models=tuple(models),
        basis=basis_of(advice, knowledge),
    )


def record_markdown(document: RecordDocument, kept: KeptDecision) -> str:
    """A record in Markdown that can be rechecked: its front matter carries the decision."""
    return as_markdown(document, write(kept))
