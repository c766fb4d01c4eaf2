"""What is recommended with each of the plans that an answer compares its own with."""

from __future__ import annotations

from advisor.estimates import paths
from advisor.estimates.comparing import compared_plans
from advisor.reasoning.infer import Inference, Reasoner
from advisor.reasoning.items import recommend


def items_of_others(reasoner: Reasoner, inference: Inference) -> dict[str, tuple[str, ...]]:
    """The items that an estimate counts with each other plan, by its costliest path.

    Empty where the answer calls no foundation model: no other plan is costed beside it.
    """
    own = inference.plan.paths
    if paths.PROMPTS not in own:
        return {}
    return {
        path: recommend(reasoner.knowledge, reasoner.under(inference, plan)).costed()
        for path, plan in compared_plans(own).items()
        if set(plan) != set(own)
    }
