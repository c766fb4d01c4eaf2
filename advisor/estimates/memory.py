"""The arithmetic of accelerator memory, in GB of 10^9 bytes, for training and for serving."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, formula


@formula("GB")
def activation_gb(
    tokens_per_example: Amount, sequences_at_once: Amount, hidden_size: Amount, layers: Amount
) -> Amount:
    """Activations kept in training when each layer is recomputed, in GB.

    Each layer keeps only its input at 16 bits: 2 bytes times tokens, sequences and hidden size
    (Korthikanti et al. 2022).
    """
    return 2.0 * tokens_per_example * sequences_at_once * hidden_size * layers / 1e9


@formula("GB")
def full_tuning_gb(
    parameters: Amount,
    bytes_per_weight: Amount,
    gradient_bytes: Amount,
    optimizer_bytes: Amount,
    activation_gb: Amount,
) -> Amount:
    """Memory to train all weights, in GB: weights, gradients, optimizer state, activations."""
    return parameters * (bytes_per_weight + gradient_bytes + optimizer_bytes) / 1e9 + activation_gb


@formula("GB")
def adapter_tuning_gb(
    parameters: Amount,
    bytes_per_weight: Amount,
    adapter_share: Amount,
    gradient_bytes: Amount,
    optimizer_bytes: Amount,
    activation_gb: Amount,
) -> Amount:
    """Memory to train adapters beside frozen weights, in GB.

    bytes_per_weight: of the frozen weights: 2 for LoRA at 16 bits, about a half for QLoRA.
    adapter_share: trained weights as a share of all; those alone have gradients and optimizer
    state, beside their own 2 bytes.
    """
    trained = adapter_share * (2.0 + gradient_bytes + optimizer_bytes)
    return parameters * (bytes_per_weight + trained) / 1e9 + activation_gb


@formula("GB")
def cache_gb(
    layers: Amount, key_value_heads: Amount, head_size: Amount, context_tokens: Amount
) -> Amount:
    """Attention cache of one answer in progress, in GB: a key and a value of 16 bits each."""
    return 2.0 * layers * key_value_heads * head_size * context_tokens * 2.0 / 1e9


@formula("GB")
def serving_gb(
    parameters: Amount, bytes_per_weight: Amount, cache_gb: Amount, concurrent_answers: Amount
) -> Amount:
    """Memory to serve, in GB: the weights once, and a cache for each answer in progress."""
    return parameters * bytes_per_weight / 1e9 + cache_gb * concurrent_answers
