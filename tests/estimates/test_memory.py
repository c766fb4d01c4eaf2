"""Memory estimates, held against published facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.estimates.memory import (
    activation_gb,
    adapter_tuning_gb,
    cache_gb,
    full_tuning_gb,
    serving_gb,
)

sizes = st.floats(1e6, 1e12)
BYTES = (4.0, 2.0, 1.0, 0.5)


def test_qlora_tunes_65_billion_weights_on_one_accelerator_of_48_gb() -> None:
    # As in the paper: 4 bits with double quantization; 80 layers of 8,192; 512 tokens at once.
    activations = activation_gb(512, 1, 8192, 80)
    few_adapters = adapter_tuning_gb(65e9, 0.52, 0.005, 2, 12, activations)
    many_adapters = adapter_tuning_gb(65e9, 0.52, 0.01, 2, 12, activations)

    assert few_adapters < many_adapters < 48


def test_65_billion_weights_at_16_bits_do_not_fit_on_it() -> None:
    assert adapter_tuning_gb(65e9, 2, 0.001, 2, 12, 0) > 48


def test_full_tuning_of_7_billion_weights_with_adamw_does_not_fit_in_80_gb() -> None:
    assert full_tuning_gb(7e9, 2, 2, 12, 0) == pytest.approx(112)


def test_lora_on_gpt_3_takes_about_a_third_of_full_tuning() -> None:
    # LoRA's paper: 1.2 TB against 350 GB. Adam's moments at 16 bits; gradients may be let go
    # layer by layer (0 bytes) or kept (2 bytes), which brackets the published figure.
    lora = adapter_tuning_gb(175e9, 2, 18e6 / 175e9, 2, 4, 0)
    full = [full_tuning_gb(175e9, 2, gradients, 4, 0) for gradients in (0, 2)]

    assert lora == pytest.approx(350, rel=0.01)
    assert full[0] <= 1200 <= full[1]
    assert 0.25 <= lora / 1200 <= 0.35


@given(sizes)
def test_lower_precision_never_needs_more_memory(size: float) -> None:
    tuning = [adapter_tuning_gb(size, each, 0.005, 2, 12, 1) for each in BYTES]
    serving = [serving_gb(size, each, 0.1, 3) for each in BYTES]

    assert tuning == sorted(tuning, reverse=True)
    assert serving == sorted(serving, reverse=True)


@given(sizes, st.floats(0, 0.5))
def test_adapters_never_need_more_memory_than_all_weights(size: float, share: float) -> None:
    assert adapter_tuning_gb(size, 2, share, 2, 12, 5) <= full_tuning_gb(size, 2, 2, 12, 5)


def test_the_cache_of_llama_3_1_8b_takes_an_eighth_of_a_megabyte_for_each_token() -> None:
    assert cache_gb(32, 8, 128, 1) * 1e9 == 2 * 32 * 8 * 128 * 2 == 131_072
