"""Each row as a person reads it: the whole advice of its scenario, in a few columns."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from advisor.advisor import Advisor, default_advisor
from advisor.estimates.kept import Kept
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice
from advisor.reasoning.infer_many import Decider
from advisor.reports.brief import strongest_reasons
from advisor.reports.estimates import balanced
from advisor.reports.sentences import reason_without_needs

_advisors: Kept[Advisor] = Kept(4)


def told_in_words(
    decider: Decider, facts: Mapping[str, FactValue], view: View, as_of: datetime.date
) -> dict[str, Any]:
    """The columns of `IN_WORDS` for one scenario; decider: over the knowledge that holds."""
    knowledge = decider.knowledge
    standard = default_advisor()
    advisor = (
        standard
        if knowledge.version == standard.knowledge.version
        else _advisors.get(knowledge.version, lambda: Advisor(knowledge))
    )
    scenario = Scenario().with_facts(**facts)
    advice = advisor.advise(scenario, view, as_of)
    outlook = advisor.sensitivities.outlook(scenario, view)
    asked = [each.fact for each in outlook.questions]
    # Who is asked for the knowledge is asked for its size then.
    asked = [fact for fact in asked if fact_definitions()[fact].detail_of not in asked]
    alone = [fact for fact in asked if fact in outlook.certainty.by_one_answer]
    return {
        "plan_status": advice.status,
        "plan_in_words": advice.plan.summary,
        "strongest_reason": _reason(advice),
        **_cost(advice),
        "missing_facts": () if outlook.final else tuple(alone or asked[:1]),
    }


def _reason(advice: Advice) -> str:
    found = strongest_reasons(advice)
    return found[0].text if found else reason_without_needs(advice)


def _cost(advice: Advice) -> dict[str, Any]:
    """The balanced model and its month, the only model where there is but one; or the services'."""
    model = balanced(advice.estimates) if advice.estimates.models else None
    services = advice.estimates.services
    return {
        "balanced_model": model.name if model else None,
        "balanced_model_monthly_cost_usd": model.month.likely if model else None,
        "ready_services_monthly_cost_usd": services.month.likely if services else None,
    }
