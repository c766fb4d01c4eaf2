"""The open facts that can still change anything recommended."""

from __future__ import annotations

import numpy as np

from advisor.knowledge.rule import Phase
from advisor.reasoning.columns import pack
from advisor.reasoning.engines.columns import FiredPlanes
from advisor.what_if.possible import Look
from advisor.what_if.proof import settles
from advisor.what_if.space import Space


def mattering_for_items(space: Space) -> tuple[str, ...]:
    """The open facts that an open rule of either phase reads, or that the gate reads."""
    look = Look(space, space.unanswered(1))
    size = look.size
    planner = space.decider.planner
    sure, could = (
        {
            key: plane
            for key, plane in planes.concluded.items()
            if key.startswith(("need:", "signal:"))
        }
        for planes in (look.certain, look.possible)
    )
    plan = int(space.plans(look.answered)[0])
    settled, _ = settles(look, plan)
    for path in planner.paths:
        used = np.full(size, path in planner.plans[plan])
        sure[f"path:{path}"] = pack(used & settled)
        could[f"path:{path}"] = pack(used | ~settled)
    look.judge.add(space.decider.plan_facts(np.full(size, plan)))
    for fact in ("plan_headline", "plan_trains"):
        look.undecided[fact] = pack(~settled)
    certain = look.rules.fire("recommend", look.judge, sure, "certain", could)
    possible = look.rules.fire("recommend", look.judge, could, "possible", sure)
    found: set[str] = set()
    parts: tuple[tuple[Phase, FiredPlanes, FiredPlanes], ...] = (
        ("infer", look.certain, look.possible),
        ("recommend", certain, possible),
    )
    for phase, fired, could_fire in parts:
        for rule in look.rules.ordered(phase):
            if look.open_where(rule, fired, could_fire) is not None:
                found |= look.waits_for(rule)
    if "priority" in space.answers and not settled.all():
        found.add("priority")
    if "existing_services" in space.answers and space.view == "production":
        found.add("existing_services")
    return tuple(fact for fact in space.facts if fact in found)
