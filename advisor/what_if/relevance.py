"""The open facts that can still change anything recommended."""

from __future__ import annotations

import numpy as np

from advisor.knowledge.rule import Phase
from advisor.reasoning.columns import pack
from advisor.reasoning.engines.columns import FiredPlanes
from advisor.what_if.distinct_answers import READ_BY_THE_GATE
from advisor.what_if.possible import Possibilities
from advisor.what_if.proof import settles
from advisor.what_if.space import Space


def mattering_for_items(space: Space) -> tuple[str, ...]:
    """The open facts that an open rule of either phase reads, or that the gate reads."""
    possibilities = Possibilities(space, space.unanswered(1))
    size = possibilities.size
    planner = space.decider.planner
    sure, could = (
        {
            key: plane
            for key, plane in planes.concluded.items()
            if key.startswith(("need:", "signal:"))
        }
        for planes in (possibilities.certain, possibilities.possible)
    )
    plan = int(space.plans(possibilities.answered)[0])
    settled, _ = settles(possibilities, plan)
    for path in planner.paths:
        used = np.full(size, path in planner.plans[plan])
        sure[f"path:{path}"] = pack(used & settled)
        could[f"path:{path}"] = pack(used | ~settled)
    possibilities.judge.add(space.decider.plan_facts(np.full(size, plan)))
    for fact in ("plan_headline", "plan_trains"):
        possibilities.undecided[fact] = pack(~settled)
    certain = possibilities.rules.fire("recommend", possibilities.judge, sure, "certain", could)
    possible = possibilities.rules.fire("recommend", possibilities.judge, could, "possible", sure)
    found: set[str] = set()
    parts: tuple[tuple[Phase, FiredPlanes, FiredPlanes], ...] = (
        ("infer", possibilities.certain, possibilities.possible),
        ("recommend", certain, possible),
    )
    for phase, fired, could_fire in parts:
        for rule in possibilities.rules.ordered(phase):
            if possibilities.open_where(rule, fired, could_fire) is not None:
                found |= possibilities.waits_for(rule)
    if "priority" in space.answers and not settled.all():
        found.add("priority")
    if space.view == "production":
        found |= {*READ_BY_THE_GATE}
    return tuple(fact for fact in space.facts if fact in found)
