"""The answer in one line."""

from __future__ import annotations

from advisor.estimates.words import inside_sentence
from advisor.reasoning.advice import Advice
from advisor.reasoning.wording import listed
from ui.drawings.markup import text


def bar(advice: Advice, changed: str) -> str:
    """The plan, its status, and what the last answer changed."""
    short = {path.id: path.short_name for path in advice.paths}
    first, *rest = (short[path] for path in reversed(advice.plan.paths))
    plan = f"{first} with {listed(inside_sentence(each) for each in rest)}" if rest else first
    return (
        '<div class="adv-bar" role="status" aria-label="The plan so far">'
        f'<span class="status {advice.status}">{advice.status}</span> '
        f'<strong class="plan">{text(plan)}</strong> '
        f'<span class="changed">{text(changed)}</span></div>'
    )
