"""The whole answer, in the shape that clients read."""

from __future__ import annotations

from advisor.estimates.shapes import Estimates
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import Advice
from advisor.reasoning.explain import items, open_questions, paths, plan
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.infer import Inference
from advisor.reasoning.items import Recommendations


def explain(
    knowledge: Knowledge,
    inference: Inference,
    recommendations: Recommendations,
    engine: str,
    *,
    estimates: Estimates,
) -> Advice:
    """The answer, from what was concluded and what is recommended.

    engine: the name of the engine that decided. estimates: those to show.
    """
    reasons = Reasons(knowledge, inference)
    waiting = tuple(open_questions.waiting_rules(inference))
    undecided = any(rule.phase == "infer" for rule in inference.waiting_rules)
    return Advice(
        knowledge_version=knowledge.version,
        view=inference.view,
        as_of=inference.as_of,
        engine=engine,
        scenario=inference.scenario.known(),
        status="provisional" if undecided else "final",
        plan=plan.plan(reasons, recommendations),
        needs=tuple(plan.needs(reasons)),
        paths=tuple(paths.paths(reasons)),
        stages=tuple(items.stages(reasons, recommendations)),
        not_recommended=tuple(items.not_recommended(reasons, recommendations)),
        diagnosis=tuple(items.diagnoses(reasons, recommendations)),
        dimensions=tuple(items.dimensions(reasons, recommendations)),
        estimates=estimates,
        warnings=tuple(items.warnings(reasons)),
        roadmap=tuple(plan.roadmap(reasons)),
        relaxations=tuple(plan.relaxations(reasons)),
        next_questions=tuple(open_questions.next_questions(knowledge.deciding, waiting)),
        waiting_rules=waiting,
        rules_fired=tuple(sorted(inference.first.fired | inference.second.fired)),
    )
