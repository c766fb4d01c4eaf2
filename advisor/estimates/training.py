"""The arithmetic of training: operations, accelerator-hours, money."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, formula, larger, smaller


@formula("FLOPs")
def training_flops(
    parameters: Amount, tokens: Amount, flops_per_weight_and_token: Amount = 6.0
) -> Amount:
    """Floating-point operations to train a dense transformer, in FLOPs.

    parameters: model weights; tokens: training tokens, with repetitions. 6 per weight and token:
    2 forward, 4 backward (Kaplan et al. 2020); fewer where frozen weights need no gradient.
    """
    return flops_per_weight_and_token * parameters * tokens


@formula("accelerator-hours", lowered_by=("tflops", "utilization"))
def accelerator_hours(flops: Amount, tflops: Amount, utilization: Amount) -> Amount:
    """Hours of one accelerator for so many operations.

    flops: operations; tflops: the accelerator's dense peak in TFLOPS; utilization: the share of
    the peak that training reaches, above 0 and at most 1.
    """
    return flops / (tflops * 1e12 * utilization * 3600.0)


@formula("USD")
def compute_cost(
    accelerator_hours: Amount,
    setup_hours: Amount,
    accelerators: Amount,
    usd_per_accelerator_hour: Amount,
    runs: Amount,
) -> Amount:
    """What the accelerators cost in USD, over all runs.

    setup_hours: hours of the whole instance that a run takes besides training: starting, loading
    weights, evaluating, saving; accelerators: those of the instance.
    """
    return (accelerator_hours + setup_hours * accelerators) * usd_per_accelerator_hour * runs


@formula("tokens")
def tuning_tokens(labelled_examples: Amount, tokens_per_example: Amount, epochs: Amount) -> Amount:
    """Tokens trained on in one tuning run: Bedrock charges by these (corpus times epochs)."""
    return labelled_examples * tokens_per_example * epochs


@formula("tokens")
def preference_tokens(
    preference_pairs: Amount, tokens_per_example: Amount, epochs: Amount
) -> Amount:
    """Tokens trained on in one run of preference tuning: a better and a worse answer per pair."""
    return 2.0 * preference_pairs * tokens_per_example * epochs


@formula("tokens")
def continued_tokens(unlabelled_tokens: Amount, continued_pre_training_tokens: Amount) -> Amount:
    """Tokens read in continued pre-training: all there are, up to as many as are of use."""
    return smaller(unlabelled_tokens, continued_pre_training_tokens)


@formula("USD")
def labelling_cost(labelled_examples: Amount, labelled_example: Amount) -> Amount:
    """What preparing the labelled examples costs in USD, at a price per example."""
    return labelled_examples * labelled_example


@formula("USD")
def judging_cost(preference_pairs: Amount, preference_judgement: Amount) -> Amount:
    """What the human judgements of preference cost in USD, at a price per judgement."""
    return preference_pairs * preference_judgement


@formula("USD")
def managed_tuning_cost(tokens: Amount, training_usd: Amount, runs: Amount) -> Amount:
    """What managed tuning jobs cost in USD, at a price per million tokens trained on."""
    return tokens * training_usd / 1e6 * runs


@formula("tokens")
def scratch_tokens(unlabelled_tokens: Amount, pre_training_tokens: Amount) -> Amount:
    """Tokens read in pre-training: one's own, and public text up to what such a model reads."""
    return larger(unlabelled_tokens, pre_training_tokens)
