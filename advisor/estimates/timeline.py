"""The way to production by week: cases to measure by, the plan's paths in turn, the release."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.estimates import paths
from advisor.estimates.inputs import Inputs
from advisor.estimates.quantities import Quantity, total
from advisor.estimates.ranges import Workings, range_of, ranged
from advisor.estimates.shapes import Timeline, TimelineStep
from advisor.estimates.table import told_spread
from advisor.estimates.telling import Telling
from advisor.estimates.verdicts import verdict_on
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import weeks

WEEKS_OF = {
    paths.PROMPTS: "prompting_weeks",
    paths.RETRIEVAL: "retrieval_weeks",
    paths.AGENTS: "agent_weeks",
    paths.ADAPTERS: "adapter_weeks",
    paths.FULL: "full_tuning_weeks",
    paths.ALIGNMENT: "alignment_weeks",
    paths.CONTINUED: "continued_weeks",
    paths.SCRATCH: "scratch_weeks",
}
"""The assumption that says how many weeks the work on a path takes."""

_IN_PLACE = {
    "prompt_engineering": paths.PROMPTS,
    "retrieval_augmented_generation": paths.RETRIEVAL,
    "agents": paths.AGENTS,
    "parameter_efficient_fine_tuning": paths.ADAPTERS,
    "full_fine_tuning": paths.FULL,
    "preference_alignment": paths.ALIGNMENT,
    "continued_pre_training": paths.CONTINUED,
    "pre_training": paths.SCRATCH,
}
"""The path that each answer to "what is in place" names."""

NOT_IN_IT = "contracts, approvals, and collecting data or labels that do not exist yet"
"""What takes time besides, and depends on the house."""


def timeline(inputs: Inputs, tell: Telling, wanted: Wanted) -> Timeline:
    """The steps one after the other, and the whole against the weeks that were stated.

    Paths that are in place already are not built again; where all of the plan is in place, and
    where a ready assistant is bought, there are no steps.
    """
    built = [path for path in _in_order(wanted) if path not in _in_place(wanted)]
    if wanted.is_bought or not built:
        return Timeline()
    steps = [
        (None, inputs.of("test_cases_weeks")),
        *((path, inputs.of(WEEKS_OF[path])) for path in built),
        (None, inputs.of("release_weeks")),
    ]
    every = total(
        "weeks_to_release", "Weeks to the release", "weeks", [weeks for _, weeks in steps]
    )
    laid = ranged(every)
    whole = told_spread("weeks", [float(each) for each in laid.columns], weeks, tell.figure(laid))
    stated = wanted.stated.middle("weeks_to_production")
    return Timeline(
        steps=tuple(_steps(steps)),
        whole=whole,
        verdict=(
            verdict_on("weeks_to_production", stated, whole, True, weeks, _ends(every))
            if stated is not None
            else None
        ),
        not_in_it=NOT_IN_IT,
    )


def _ends(every: Quantity) -> tuple[float, float]:
    """The least and the most weeks: every step at its end at once."""
    found = range_of(Workings(every), together=True)
    return float(found.low), float(found.high)


def _in_order(wanted: Wanted) -> list[str]:
    return [path for path in paths.ESTIMATED if path in wanted.paths]


def _in_place(wanted: Wanted) -> set[str]:
    """What is in place: the path that is named, and the prompts that any running system has."""
    named = _IN_PLACE.get(str(wanted.stated.get("current_path")))
    if named:
        return {named, paths.PROMPTS}
    return {paths.PROMPTS} if wanted.stated.get("lifecycle_stage") == "monitoring" else set()


def _steps(steps: list[tuple[str | None, Quantity]]) -> Iterator[TimelineStep]:
    starts = 0.0
    for path, quantity in steps:
        spread = told_spread("weeks", [float(each) for each in quantity.columns], weeks)
        yield TimelineStep(
            path=path, name=quantity.title, starts=starts, weeks=spread, because=quantity.note
        )
        starts += spread.likely
