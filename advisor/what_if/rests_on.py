"""The stated fact on which a plan rests alone, where there is one."""

from __future__ import annotations

from advisor.facts.scenario import Scenario
from advisor.facts.values import as_data
from advisor.knowledge.base import View
from advisor.reasoning.advice import RestsOn
from advisor.reasoning.infer_many import Decider


def rests_on(decider: Decider, scenario: Scenario, view: View) -> RestsOn | None:
    """The only stated fact without which the headline would be another.

    An answer to one question, perhaps a leading one, has then made the plan. None where the plan
    rests on several answers together, or would be the same without each of them.
    """
    stated = dict(scenario.values())
    fewer = [scenario.model_copy(update={fact: None}) for fact in stated]
    columns = decider.vocabulary.columns([scenario, *fewer])
    present, *plans = decider.plans(columns, view).tolist()
    paths = decider.planner.plans
    changing = [
        (fact, paths[plan])
        for fact, plan in zip(stated, plans, strict=True)
        if paths[plan][-1] != paths[present][-1]
    ]
    if len(changing) != 1:
        return None
    fact, without = changing[0]
    return RestsOn(fact=fact, value=as_data(stated[fact]), without=without)
