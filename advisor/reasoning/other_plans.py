"""What an answer costs beside the plans that it is compared with; every face estimates here."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.estimates import paths
from advisor.estimates.comparing import compared_plans
from advisor.estimates.estimate import estimate
from advisor.estimates.prices import GivenPrices
from advisor.estimates.shapes import Estimates
from advisor.reasoning.infer import Inference, Reasoner
from advisor.reasoning.items import Recommendations, recommend


def estimates_of(
    reasoner: Reasoner,
    inference: Inference,
    assumptions: Mapping[str, object] | None = None,
    prices: GivenPrices | None = None,
    *,
    recommended: Recommendations | None = None,
) -> Estimates:
    """The estimates for what was inferred: its plan and others, each with what goes with it.

    assumptions, prices: as for `estimate`. recommended: what is recommended with the plan, where
    that was worked out already. Raises BadInput on assumptions that are none.
    """
    own = recommended or recommend(reasoner.knowledge, inference)
    return estimate(
        inference.scenario,
        inference.view,
        inference.as_of,
        assumptions,
        prices,
        knowledge=reasoner.knowledge,
        plan=inference.plan.paths,
        items=own.costed(),
        others=items_of_others(reasoner, inference),
    )


def items_of_others(reasoner: Reasoner, inference: Inference) -> dict[str, tuple[str, ...]]:
    """The items that an estimate counts with each other plan, by its costliest path.

    Empty where the answer calls no foundation model: no other plan is costed beside it.
    """
    own = inference.plan.paths
    if paths.PROMPTS not in own:
        return {}
    others = {path: plan for path, plan in compared_plans(own).items() if {*plan} != {*own}}
    return {
        path: recommend(reasoner.knowledge, under).costed()
        for path, under in zip(others, reasoner.under_each(inference, others.values()), strict=True)
    }
