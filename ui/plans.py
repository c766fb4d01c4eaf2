"""Whole plans for one case beside each other: which needs each meets, and what speaks against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.estimates.shapes import PlanCost
from advisor.estimates.words import inside_sentence
from advisor.knowledge.base import Degree
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import Advice, NeedShape, PathShape
from advisor.reasoning.wording import listed

_ORDER: Sequence[Degree] = ("none", "partial", "full")


@dataclass(frozen=True)
class ComparedPlan:
    """A plan beside the one of the answer.

    met, musts: how many musts it meets fully, of how many; less: needs that it meets less well than
    the plan of the answer; harmed: for each need that one of its paths works
    against, which does and which meets it all the same; why_not: why the
    answer is another, empty for the plan of the answer; ruled_out: whether a limit rules it out;
    trained: whether a model is trained, which takes data and people who can.
    """

    name: str
    cost: PlanCost
    met: int
    musts: int
    less: tuple[str, ...]
    harmed: tuple[str, ...]
    why_not: str
    ruled_out: bool
    trained: bool


def compared_plans(advice: Advice, known: Knowledge) -> tuple[ComparedPlan, ...]:
    """Every plan that was estimated, from the cheapest to build to the costliest."""
    by_id = {path.id: path for path in advice.paths}
    trains = {path.id for path in known.paths.values() if path.changes_weights}
    return tuple(
        _compared(advice, cost, by_id, bool(trains & {*cost.paths}))
        for cost in advice.estimates.plans
    )


def plan_name(paths: Sequence[str], by_id: dict[str, PathShape]) -> str:
    """A plan by its paths, the costliest first; prompting goes without saying beside another."""
    named = [path for path in reversed(paths) if path != "prompt-engineering" or len(paths) == 1]
    first, *rest = (by_id[path].short_name for path in named)
    return f"{first} with {listed(inside_sentence(each) for each in rest)}" if rest else first


def _compared(
    advice: Advice, cost: PlanCost, by_id: dict[str, PathShape], trained: bool
) -> ComparedPlan:
    musts = [need for need in advice.needs if need.level == "must"]
    less = [need.name for need in advice.needs if _worse(_degree(need, cost.paths), need.coverage)]
    why_not, ruled_out = _why_not(advice, cost, by_id)
    return ComparedPlan(
        name=plan_name(cost.paths, by_id),
        cost=cost,
        met=sum(_degree(need, cost.paths) == "full" for need in musts),
        musts=len(musts),
        less=tuple(less),
        # What the reason says already is not said again.
        harmed=tuple(
            _harm(need, cost.paths, by_id)
            for need in advice.needs
            if "harms" in (need.by_path.get(path) for path in cost.paths)
            and inside_sentence(need.name) not in why_not
        ),
        why_not=why_not,
        ruled_out=ruled_out,
        trained=trained,
    )


def _degree(need: NeedShape, paths: Sequence[str]) -> Degree:
    """How far the paths together meet a need: as far as the best of them."""
    found = [need.by_path.get(path, "none") for path in paths]
    return max((each for each in found if each in _ORDER), key=_ORDER.index, default="none")


def _harm(need: NeedShape, paths: Sequence[str], by_id: dict[str, PathShape]) -> str:
    """Which paths of a plan work against a need, and which of them meets it all the same."""
    against = [by_id[each].short_name for each in paths if need.by_path.get(each) == "harms"]
    meets = [by_id[each].short_name for each in paths if need.by_path.get(each) == "full"]
    works = f"{listed(against)} {'work' if len(against) > 1 else 'works'} against it"
    if meets:
        return f"{need.name}: met by {listed(meets)}; {works}"
    return f"{need.name}: {works}"


def _worse(one: Degree, other: Degree) -> bool:
    return other in _ORDER and _ORDER.index(one) < _ORDER.index(other)


def _why_not(advice: Advice, cost: PlanCost, by_id: dict[str, PathShape]) -> tuple[str, bool]:
    if cost.chosen:
        return "", False
    out = [by_id[path] for path in cost.paths if by_id[path].verdict == "ruled_out"]
    if out:
        return listed(dict.fromkeys(path.text for path in out)), True
    more = [by_id[path] for path in cost.paths if path not in advice.plan.paths]
    if more:
        return more[-1].text, False
    left = [path for path in advice.plan.paths if path not in cost.paths]
    names = listed(by_id[path].short_name for path in left)
    return f"it leaves out {names}, which the needs ask for", False
