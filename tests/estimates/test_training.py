"""Training estimates, held against published runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.estimates.inputs import Inputs
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.ranges import ranged
from advisor.estimates.training import accelerator_hours, compute_cost, training_flops
from advisor.knowledge import load_knowledge
from advisor.knowledge.figures import TrainingRun

KNOWLEDGE = load_knowledge()
RUNS = KNOWLEDGE.training_runs
NINE = (
    "llama-2-7b",
    "llama-2-13b",
    "llama-2-70b",
    "llama-3-1-8b",
    "llama-3-1-70b",
    "llama-3-1-405b",
    "bloom-176b",
    "falcon-180b",
    "bloomberggpt",
)
sizes = st.floats(1e6, 1e13)
tokens = st.floats(1e3, 1e14)


def hours_of(run: TrainingRun) -> Quantity:
    inputs = Inputs(KNOWLEDGE, {})
    chip = KNOWLEDGE.accelerators[run.accelerator]
    flops = inputs.work_out(
        "flops",
        "Operations",
        training_flops,
        parameters=exactly("parameters", run.parameters, "weights", "data"),
        tokens=Quantity("tokens", min(run.tokens), run.tokens[0], max(run.tokens), "", "data"),
    )
    hours = inputs.work_out(
        "hours",
        "Hours",
        accelerator_hours,
        flops=flops,
        tflops=exactly("tflops", chip.tflops, "TFLOPS", "data"),
    )
    return ranged(hours)


@pytest.mark.parametrize("identity", RUNS)
def test_the_range_brackets_every_published_run(identity: str) -> None:
    run = RUNS[identity]
    estimate = hours_of(run)

    for published in run.accelerator_hours:
        assert estimate.low <= published <= estimate.high


def test_the_likely_hours_are_within_a_factor_of_two_for_six_of_nine_runs() -> None:
    near = [
        identity
        for identity in NINE
        if 0.5 <= hours_of(RUNS[identity]).likely / RUNS[identity].accelerator_hours[0] <= 2
    ]

    assert len(near) >= 6, near


def test_the_range_of_hours_is_narrow_enough_to_say_something() -> None:
    estimate = hours_of(RUNS["llama-2-7b"])

    assert estimate.high / estimate.low < 6


def test_six_operations_for_each_weight_and_token() -> None:
    assert training_flops(7e9, 2e12) == 6 * 7e9 * 2e12


@given(sizes, tokens)
def test_doubling_the_tokens_doubles_hours_and_cost(size: float, length: float) -> None:
    def cost(trained_on: float) -> float:
        hours = accelerator_hours(training_flops(size, trained_on), 989.0, 0.35)
        return float(compute_cost(hours, 0.0, 8, 6.88, 1))

    assert cost(2 * length) == pytest.approx(2 * cost(length))


@given(sizes, tokens, st.floats(0.01, 0.99))
def test_better_utilization_never_takes_longer(size: float, length: float, share: float) -> None:
    flops = training_flops(size, length)

    assert accelerator_hours(flops, 989.0, share + 0.01) <= accelerator_hours(flops, 989.0, share)
