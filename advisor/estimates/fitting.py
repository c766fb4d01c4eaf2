"""Whether training fits into memory. Here only the worst counts: a job that lacks memory fails."""

from __future__ import annotations

from advisor.estimates import memory
from advisor.estimates.hosting import shape
from advisor.estimates.inputs import Inputs
from advisor.estimates.quantities import Quantity


def full_tuning_memory(inputs: Inputs) -> Quantity:
    """Memory to train all weights, in GB."""
    return inputs.work_out(
        "full_tuning_gb",
        "Training all weights",
        memory.full_tuning_gb,
        activation_gb=_activations(inputs),
    )


def lora_memory(inputs: Inputs) -> Quantity:
    """Memory to train adapters beside 16-bit weights, in GB."""
    return inputs.work_out(
        "lora_gb",
        "Training adapters (LoRA)",
        memory.adapter_tuning_gb,
        activation_gb=_activations(inputs),
    )


def qlora_memory(inputs: Inputs) -> Quantity:
    """Memory to train adapters beside 4-bit weights, in GB."""
    return inputs.work_out(
        "qlora_gb",
        "Training adapters on 4-bit weights (QLoRA)",
        memory.adapter_tuning_gb,
        bytes_per_weight=inputs.of("quantized_bytes_per_weight"),
        activation_gb=_activations(inputs),
    )


def _activations(inputs: Inputs) -> Quantity:
    return inputs.work_out(
        "activation_gb",
        "Activations",
        memory.activation_gb,
        hidden_size=shape(inputs, "hidden_size"),
        layers=shape(inputs, "layers"),
    )
