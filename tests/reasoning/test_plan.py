"""Choosing a plan: ordered criteria, no weights."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.knowledge.base import Degree, Level
from advisor.knowledge.conclusions import CoverageConclusion
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Criterion, Policy
from advisor.reasoning.coverage import Coverings
from advisor.reasoning.plan import BALANCED, Planned, Planner, possible_plans

KNOWLEDGE = load_knowledge()
PLANNER = Planner(KNOWLEDGE)
PATHS = KNOWLEDGE.paths
RAG, PEFT, FULL = (
    "retrieval-augmented-generation",
    "parameter-efficient-fine-tuning",
    "full-fine-tuning",
)
Needs = Mapping[str, Level]
NEEDS = st.dictionaries(st.sampled_from(list(KNOWLEDGE.needs)), st.sampled_from(["must", "should"]))
LIMITS = st.sets(st.sampled_from(list(PATHS)))
POLICIES = st.sampled_from(list(KNOWLEDGE.policies))
OVERRIDES = st.sets(st.sampled_from(PLANNER.overrides))
PLANS = possible_plans(PATHS)


def planned(
    needs: Mapping[str, Level],
    ruled_out: set[str] | frozenset[str] = frozenset(),
    policy: str = BALANCED,
    overrides: tuple[tuple[str, str, Degree], ...] = (),
) -> Planned:
    planner = PLANNER if not overrides else Planner(with_coverage(overrides))
    return planner.rank(planner.situation(needs, ruled_out, overrides, policy))


def with_coverage(overrides: tuple[tuple[str, str, Degree], ...]) -> Knowledge:
    """The knowledge, with a rule that concludes this coverage."""
    rule = next(rule for rule in KNOWLEDGE.rules.values() if rule.concludes.coverage)
    stated = tuple(
        CoverageConclusion(cover=need, by=path, degree=degree) for path, need, degree in overrides
    )
    added = rule.model_copy(update={"id": "added", "then": stated})
    added.__dict__.pop("concludes", None)
    return KNOWLEDGE.model_copy(update={"rules": {**KNOWLEDGE.rules, "added": added}})


def test_without_a_need_the_cheapest_path_is_the_plan() -> None:
    assert planned({}).chosen.paths == ("prompt-engineering",)


def test_prompting_is_part_of_every_plan_but_the_one_without_a_model() -> None:
    for plan in possible_plans(PATHS):
        assert ("prompt-engineering" in plan) != (plan == ("no-foundation-model",))


def test_paths_that_exclude_each_other_stand_in_no_plan_together() -> None:
    assert not any({PEFT, FULL} <= set(plan) for plan in possible_plans(PATHS))


def test_plans_run_from_cheap_to_costly_and_none_stands_twice() -> None:
    plans = possible_plans(PATHS)

    assert len(set(plans)) == len(plans)
    assert plans[0] == ("no-foundation-model",)
    assert plans[1] == ("prompt-engineering",)


def test_the_headline_is_the_costliest_path_to_build() -> None:
    for plan in planned({"private-knowledge": "must", "uniform-style": "must"}).plans:
        assert plan.headline == max(plan.paths, key=lambda path: PATHS[path].position)


def test_two_musts_may_take_two_paths() -> None:
    chosen = planned({"named-sources": "must", "tuned-variants": "must"}).chosen

    assert set(chosen.paths) == {"prompt-engineering", RAG, PEFT}


def test_a_should_alone_climbs_nowhere_when_balanced() -> None:
    assert planned({"task-behaviour": "should"}).chosen.headline == "prompt-engineering"


def test_quality_first_climbs_for_a_should() -> None:
    chosen = planned({"task-behaviour": "should"}, policy="quality").chosen

    assert chosen.headline == PEFT


def test_cost_first_takes_part_of_a_must_where_balanced_takes_all() -> None:
    partly: tuple[tuple[str, str, Degree], ...] = (
        ("prompt-engineering", "private-knowledge", "partial"),
    )
    needs: dict[str, Level] = {"private-knowledge": "must"}

    assert planned(needs, overrides=partly).chosen.headline == RAG
    assert planned(needs, policy="cost", overrides=partly).chosen.headline == "prompt-engineering"


def test_of_two_degrees_the_lesser_holds() -> None:
    coverings = Coverings(KNOWLEDGE, {(RAG, "named-sources"): ["full", "partial"]})

    assert coverings.of(RAG, "named-sources") == "partial"


def test_what_no_source_says_is_not_covered() -> None:
    assert Coverings(KNOWLEDGE, {}).of("prompt-engineering", "own-architecture") == "none"


def test_a_plan_covers_as_far_as_its_best_path_does() -> None:
    coverings = Coverings(KNOWLEDGE, {})

    assert coverings.of(PEFT, "grounded-answers") == "harms"
    assert coverings.of_plan([PEFT, RAG], "grounded-answers") == "full"
    assert coverings.of_plan([PEFT], "grounded-answers") == "harms"


def test_a_path_for_one_need_only_is_not_considered_without_it() -> None:
    assert "no-foundation-model" in planned({}).not_considered
    assert planned({"no-model": "must"}).chosen.paths == ("no-foundation-model",)


def test_there_is_a_plan_even_where_all_is_ruled_out() -> None:
    assert planned({"named-sources": "must"}, set(PATHS)).chosen.paths


@given(NEEDS, LIMITS, POLICIES)
def test_no_path_that_is_ruled_out_is_chosen_while_another_is_left(
    needs: dict[str, Level], limits: set[str], policy: str
) -> None:
    plan = planned(needs, limits, policy).chosen
    left = [each for each in possible_plans(PATHS) if not set(each) & limits]

    assert not set(plan.paths) & limits or not left


@given(NEEDS, LIMITS, POLICIES)
def test_no_admissible_plan_meets_more_musts_than_the_chosen_one(
    needs: dict[str, Level], limits: set[str], policy: str
) -> None:
    found = planned(needs, limits, policy)
    coverings = Coverings(KNOWLEDGE, {})
    musts = [need for need, level in needs.items() if level == "must"]

    def unmet(paths: tuple[str, ...]) -> int:
        return sum(coverings.of_plan(paths, need) in ("none", "harms") for need in musts)

    assert unmet(found.chosen.paths) == min(unmet(plan.paths) for plan in found.plans)


def count(criterion: Criterion, plan: tuple[str, ...], needs: Needs, coverings: Coverings) -> int:
    """What a criterion counts in a plan, counted one by one."""
    of_level = [need for need, level in needs.items() if level in criterion]
    degrees = [coverings.of_plan(plan, need) for need in of_level]
    match criterion:
        case "lowest on the ladder":
            return PLANS.index(plan)
        case "lowest latency":
            return sum(PATHS[path].latency for path in plan)
        case "fewest musts harmed":
            return sum(
                any(coverings.of(path, need) == "harms" for path in plan) for need in of_level
            )
        case "fewest musts partly met" | "fewest shoulds partly met":
            return degrees.count("partial")
        case _:
            return degrees.count("none") + degrees.count("harms")


@given(NEEDS, LIMITS, OVERRIDES, POLICIES)
def test_plans_stand_in_the_order_of_the_criteria_of_the_policy(
    needs: Needs, limits: set[str], overrides: set[tuple[str, str, Degree]], policy: str
) -> None:
    found = PLANNER.rank(PLANNER.situation(needs, limits, overrides, policy))
    degrees: dict[tuple[str, str], list[Degree]] = {}
    for path, need, degree in overrides:
        degrees.setdefault((path, need), []).append(degree)
    coverings = Coverings(KNOWLEDGE, degrees)
    criteria = KNOWLEDGE.policies[policy].criteria
    idle = {path for path, each in PATHS.items() if each.only_for not in {None, *needs}}
    left = [plan for plan in PLANS if not set(plan) & limits]
    useful = [plan for plan in left if not set(plan) & idle]

    assert [plan.paths for plan in found.plans] == sorted(
        useful or left or PLANS[:1],
        key=lambda plan: [count(each, plan, needs, coverings) for each in criteria],
    )
    assert found.not_considered == (idle if useful else set())


@given(NEEDS, LIMITS)
def test_ruling_out_a_path_that_was_not_chosen_changes_nothing(
    needs: dict[str, Level], limits: set[str]
) -> None:
    before = planned(needs, limits).chosen
    unused = [path for path in PATHS if path not in before.paths]

    for path in unused:
        assert planned(needs, limits | {path}).chosen.paths == before.paths


@pytest.mark.parametrize("policy", KNOWLEDGE.policies)
def test_every_policy_puts_unmet_musts_first(policy: str) -> None:
    assert KNOWLEDGE.policies[policy].criteria[0] == "fewest musts unmet"


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        ["fewest musts unmet"],
        ["fewest musts unmet", "lowest on the ladder", "fewest shoulds unmet"],
    ],
)
def test_a_criterion_that_could_decide_nothing_is_refused(criteria: list[Criterion]) -> None:
    known = KNOWLEDGE.policies["cost"].model_dump()

    with pytest.raises(ValueError, match="the last criterion has to be 'lowest on the ladder'"):
        Policy.model_validate({**known, "criteria": criteria})
