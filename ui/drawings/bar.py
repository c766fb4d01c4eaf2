"""The answer in one line."""

from __future__ import annotations

from advisor.reasoning.advice import Advice
from advisor.reports.sentences import plan_in_short
from ui.drawings.markup import text


def bar(advice: Advice, changed: str) -> str:
    """The plan, its status, and what the last answer changed."""
    return (
        '<div class="adv-bar" role="status" aria-label="The plan so far">'
        f'<span class="status {advice.status}">{advice.status}</span> '
        f'<strong class="plan">{text(plan_in_short(advice))}</strong> '
        f'<span class="changed">{text(changed)}</span></div>'
    )
