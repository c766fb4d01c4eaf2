"""The proof that no answer can change the plan, where there are too many answers to sweep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.engines.columns import OpenRules
from advisor.reasoning.plan import Planner, Situations
from advisor.what_if.possible import Possibilities
from advisor.what_if.space import Space

AT_ONCE = 1_024
"""So many partly answered scenarios are looked at together."""
MOST_LOOKS = 8_192
"""Partly answered scenarios looked at before a proof is given up."""


def proves(
    space: Space, plan: int, most_looks: int = MOST_LOOKS, among: OpenRules | None = None
) -> bool:
    """Whether no completion leads to another plan than this one.

    Splits the space by the fact that most open rules read, and drops each part in which
    what is certain settles the plan. False where that takes more looks than these, or is not so.

    among: the rules that are open while nothing in the space is answered, where that is known.
    """
    pending = space.unanswered(1)
    looked = 0
    while len(pending):
        # The last first, so that few parts wait.
        answered, pending = pending[-AT_ONCE:], pending[:-AT_ONCE]
        looked += len(answered)
        if looked > most_looks:
            return False
        possibilities = Possibilities(space, answered, among)
        if among is None:
            among = possibilities.open_rules()
        settled, other = settles(possibilities, plan)
        if other.any():
            return False
        rows = np.flatnonzero(~settled)
        if not len(rows):
            continue
        readers = possibilities.readers()
        table = np.column_stack([readers[fact][rows] for fact in space.facts])
        # A fact with few answers splits into few parts.
        sizes = np.array([len(space.answers[fact]) for fact in space.facts])
        table = np.where(answered[rows] >= 0, 0.0, table / np.log2(sizes + 1.0))
        split = table.argmax(axis=1)
        if (table.max(axis=1) <= 0).any():
            return False
        for place in np.unique(split).tolist():
            parts = answered[rows[split == place]]
            children = np.repeat(parts, sizes[place], axis=0)
            children[:, place] = np.tile(np.arange(sizes[place]), len(parts))
            pending = np.concatenate([pending, children])
    return True


def settles(possibilities: Possibilities, plan: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where this plan is proven to be chosen, and where another plan is for certain.

    The plan is proven where, whatever is concluded of what is open, each other plan scores
    worse. Scores are sums over needs, so the least difference is a sum of least differences.
    """
    decider = possibilities.space.decider
    planner, size = decider.planner, possibilities.size
    sure = decider.situations(possibilities.sure, possibilities.columns)
    could = decider.situations(possibilities.could, possibilities.columns)
    decided = (
        (sure.musts == could.musts).all(axis=1)
        & (sure.needs == could.needs).all(axis=1)
        & (sure.ruled_out == could.ruled_out).all(axis=1)
        & (sure.overrides == could.overrides).all(axis=1)
    )
    worse, open_policy = _surely_worse(possibilities, sure, could, plan)
    settled: NDArray[np.bool_] = np.logical_and.reduce(worse, axis=1)
    other = np.zeros(size, dtype=np.bool_)
    rows = np.flatnonzero(decided & ~open_policy & ~settled)
    if len(rows):
        other[rows] = planner.choose(sure.take(rows)) != plan
        settled[rows] = ~other[rows]
    return settled, other


def surely_worse(possibilities: Possibilities, plan: int) -> NDArray[np.bool_]:
    """For each scenario and each plan, whether this plan is preferred whatever is answered.

    A plan that is surely worse than another is never chosen. Where this plan itself might be
    excluded, nothing is said but what is out of the question by itself.
    """
    decider = possibilities.space.decider
    sure = decider.situations(possibilities.sure, possibilities.columns)
    could = decider.situations(possibilities.could, possibilities.columns)
    return _surely_worse(possibilities, sure, could, plan)[0]


def _surely_worse(
    possibilities: Possibilities, sure: Situations, could: Situations, plan: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """As `surely_worse`, the plan itself counted where it is admissible for certain.

    Also where the order of the criteria is open.
    """
    planner, size = possibilities.space.decider.planner, possibilities.size
    open_policy = np.zeros(size, dtype=np.bool_)
    policies = set(np.unique(sure.policy).tolist())
    if "priority" in possibilities.space.answers:
        open_policy = possibilities.answered[:, possibilities.space.place("priority")] < 0
        words = possibilities.space.answers["priority"]
        policies |= {planner.policy_number(str(word)) for word in words}
    uses = int(planner.uses[plan])
    _, barred_sure = planner.excluded(sure.needs, sure.ruled_out)
    idle_could, _ = planner.excluded(could.needs, could.ruled_out)
    idle_sure, barred_could = planner.excluded(sure.needs, could.ruled_out)
    # The plan itself is admissible for certain ...
    admissible = ((barred_could | idle_sure) & np.uint64(uses)) == 0
    # ... and these others are out of the question for certain.
    out: NDArray[np.bool_] = ((barred_sure | idle_could)[:, None] & planner.uses) != 0
    worse = np.where(admissible[:, None], True, out)
    for policy in sorted(policies):
        rows = np.flatnonzero(admissible & (open_policy | (sure.policy == policy)))
        if not len(rows):
            continue
        fixed = planner.fixed(policy)
        margin = np.tile(fixed - fixed[plan], (len(rows), 1))
        for place, need in enumerate(planner.needs):
            margin += _least(planner, policy, place, need, plan, sure.take(rows), could.take(rows))
        worse[rows] &= (margin > 0) | out[rows]
    worse[:, plan] = admissible
    return worse, open_policy


def _least(
    planner: Planner,
    policy: int,
    place: int,
    need: str,
    plan: int,
    sure: Situations,
    could: Situations,
) -> NDArray[np.float64]:
    """The least that a need can add to each other plan's lag behind this one."""
    size = len(sure.policy)
    possible = could.needs[:, place]
    least = np.zeros((size, len(planner.plans)))
    if not possible.any():
        return least
    lag = np.full((size, len(planner.plans)), np.inf)
    lag[~sure.needs[:, place]] = 0.0
    changing = planner.overrides_of[need]
    fits_all = np.ones(size, dtype=np.bool_)
    for combination in range(1 << len(changing)):
        fits = fits_all.copy()
        for bit, override in enumerate(changing):
            holds = bool(combination >> bit & 1)
            # An override holds for certain, not at all, or either way.
            fits &= could.overrides[:, override] if holds else ~sure.overrides[:, override]
        if not fits.any():
            continue
        for must in (False, True):
            level = could.musts[:, place] if must else possible & ~sure.musts[:, place]
            rows = np.flatnonzero(fits & level)
            if len(rows):
                weights = planner.weights(policy, place, must, combination)
                lag[rows] = np.minimum(lag[rows], weights - weights[plan])
    least[possible] = lag[possible]
    return least
