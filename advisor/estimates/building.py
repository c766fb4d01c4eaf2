"""What a plan costs to build, once, part by part: index, training, evaluation, people."""

from __future__ import annotations

from advisor.estimates import paths, safeguards, tokens, training
from advisor.estimates.inputs import TRAINING_TOKENS, Inputs
from advisor.estimates.quantities import Quantity, exactly, total
from advisor.estimates.retrieving import indexing_cost
from advisor.estimates.running import Part, answered_cost, customization_of
from advisor.estimates.served import Served
from advisor.estimates.wanted import Wanted

NAMES = {
    "indexing": "Indexing the knowledge",
    "tuning": "Managed tuning",
    "training": "Accelerators for training",
    "labelling": "Preparing examples",
    "judging": "Human judgements",
    "evaluation": "Answering the evaluation set",
    "people": "People",
}
"""Every kind of part, in the order in which they are told."""

UNPRICED = "plus training: no price known"
"""Beside a total that managed tuning belongs to and is not in."""


def build_parts(inputs: Inputs, wanted: Wanted, model: Served | None) -> list[Part]:
    """The parts of building, in USD. model: None where weights of one's own are hosted."""
    parts = []
    if wanted.searches:
        parts.append(Part("indexing", indexing_cost(inputs, wanted)))
    for path in wanted.trained:
        if not wanted.is_tuned:
            parts.append(Part("training", training_cost(inputs, path)))
        elif managed := managed_tuning_cost(inputs, path, model):
            parts.append(Part("tuning", managed))
        parts += prepared_parts(inputs, path)
    if model is not None:
        parts.append(Part("evaluation", evaluation_cost(inputs, wanted, model)))
    if inputs.of("people_days").high and inputs.of("day_rate_usd").high:
        parts.append(
            Part("people", inputs.work_out("people_cost", "People", safeguards.people_cost))
        )
    return parts


def build_cost(inputs: Inputs, wanted: Wanted, model: Served | None) -> Quantity | None:
    """What building costs once, in USD; None where there is nothing to build."""
    parts = [part.cost for part in build_parts(inputs, wanted, model)]
    return total("build_cost", "Building it, once", "USD", parts) if parts else None


def path_build_cost(inputs: Inputs, path: str) -> Quantity | None:
    """What one path adds to building on one's own accelerators, in USD; None where nothing."""
    if path == paths.RETRIEVAL:
        parts = [indexing_cost(inputs, Wanted(frozenset({path})))]
    elif path in paths.TRAINED:
        parts = [training_cost(inputs, path)]
        parts += [part.cost for part in prepared_parts(inputs, path)]
    else:
        return None
    return total("build_cost", "Building it, once", "USD", parts)


def training_cost(inputs: Inputs, path: str) -> Quantity:
    """What the accelerators cost to train on this path, in USD."""
    parameters = inputs.of("pre_training_parameters" if path == paths.SCRATCH else "parameters")
    adapters = path in paths.TUNED
    reference = "adapter_instance" if adapters else "training_instance"
    flops_name = "adapter_flops_per_weight_and_token" if adapters else "flops_per_weight_and_token"
    instance = inputs.instance(reference)
    chip = inputs.accelerator(instance.accelerator)
    flops = inputs.work_out(
        "training_flops",
        "Operations of one run",
        training.training_flops,
        parameters=parameters,
        tokens=training_tokens(inputs, path),
        flops_per_weight_and_token=inputs.of(flops_name),
    )
    hours = inputs.work_out(
        "accelerator_hours",
        "Accelerator-hours of one run",
        training.accelerator_hours,
        flops=flops,
        tflops=exactly(
            "tflops", chip.tflops, "TFLOPS", "data", f"Peak of {chip.name}", chip.sources
        ),
    )
    runs = inputs.of("pre_training_runs" if path in paths.HOSTED[1:] else "tuning_runs")
    return inputs.work_out(
        "compute_cost",
        "Accelerators",
        training.compute_cost,
        accelerator_hours=hours,
        accelerators=exactly(
            "accelerators",
            instance.accelerators,
            "accelerators",
            "data",
            f"Accelerators of {instance.name}",
            instance.sources,
        ),
        usd_per_accelerator_hour=_hour(inputs, reference),
        runs=runs,
    )


def _hour(inputs: Inputs, reference: str) -> Quantity:
    """An hour of one accelerator of an instance, over its offers, in USD."""
    instance = inputs.instance(reference)
    count = instance.accelerators
    prices = sorted(offer.usd_per_hour / count for offer in instance.hourly)
    offers = ", ".join(f"{offer.offer} {offer.usd_per_hour:,}" for offer in instance.hourly)
    share = f", a {count}th of the instance" if count > 1 else ""
    low, high = prices[0], prices[-1]
    return Quantity(
        "usd_per_accelerator_hour",
        low,
        low if low == high else sum(prices) / len(prices),
        low if low == high else high,
        "USD per hour",
        "price",
        f"An hour of {instance.name}{share}",
        f"{offers} USD an hour, {instance.hourly[0].region}",
        tuple(dict.fromkeys(source for offer in instance.hourly for source in offer.sources)),
    )


def training_tokens(inputs: Inputs, path: str) -> Quantity:
    """The tokens of one training run on this path."""
    title = "Tokens of one run"
    if TRAINING_TOKENS in inputs.given:
        return inputs.given[TRAINING_TOKENS]
    match path:
        case "continued-pre-training":
            return inputs.work_out("tokens", title, training.continued_tokens)
        case "pre-training-from-scratch":
            # What is stated is read; what a model of this size needs comes from public text.
            stated = inputs.facts.get("unlabelled_tokens")
            if stated is None:
                return inputs.of("pre_training_tokens")
            return inputs.work_out(
                "tokens", title, training.scratch_tokens, unlabelled_tokens=stated
            )
        case "preference-alignment":
            return inputs.work_out("tokens", title, training.preference_tokens)
        case _:
            return inputs.work_out("tokens", title, training.tuning_tokens)


def managed_tuning_cost(inputs: Inputs, path: str, model: Served | None) -> Quantity | None:
    """What managed tuning jobs cost in USD; None where their price is not known."""
    if path not in paths.TUNED:
        return None
    given = inputs.price("bedrock_tuning_million_tokens")
    tuning = customization_of(inputs, model) if model is not None else None
    if given is not None:
        price = given.named("training_usd")
    elif path == paths.ALIGNMENT:
        # The prices that are known are for supervised tuning.
        return None
    elif tuning is not None and tuning.training_usd is not None and model is not None:
        price = exactly(
            "training_usd",
            tuning.training_usd,
            "USD per million tokens",
            "price",
            f"Tuning {model.model.name}",
            tuning.sources,
            tuning.note or "",
        )
    else:
        return None
    return inputs.work_out(
        "managed_tuning_cost",
        "As managed jobs",
        training.managed_tuning_cost,
        tokens=training_tokens(inputs, path),
        training_usd=price,
        runs=inputs.of("tuning_runs"),
    )


def tuning_not_counted(inputs: Inputs, wanted: Wanted, model: Served | None) -> str | None:
    """Why managed tuning, or the part of it on one path, is not in the total, where it is not."""
    if not wanted.is_tuned or model is None:
        return None
    tuned = [path for path in wanted.trained if path in paths.TUNED]
    lacking = [path for path in tuned if managed_tuning_cost(inputs, path, model) is None]
    if not lacking:
        return None
    if len(lacking) < len(tuned):
        return f"Aligning {model.model.name}: no source here gives its price"
    return f"Tuning {model.model.name}: no source here gives its price"


def prepared_parts(inputs: Inputs, path: str) -> list[Part]:
    """What examples and judgements cost, in USD, where a price for them was given."""
    if path in (paths.ADAPTERS, paths.FULL) and (price := inputs.price("labelled_example")):
        cost = inputs.work_out(
            "labelling_cost",
            "Preparing examples",
            training.labelling_cost,
            labelled_example=price,
        )
        return [Part("labelling", cost)]
    if path == paths.ALIGNMENT and (price := inputs.price("preference_judgement")):
        cost = inputs.work_out(
            "judging_cost",
            "Human judgements",
            training.judging_cost,
            preference_judgement=price,
        )
        return [Part("judging", cost)]
    return []


def evaluation_cost(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    """What answering the evaluation set costs while building, in USD."""
    return inputs.work_out(
        "evaluation_cost",
        "Answering the evaluation set",
        tokens.evaluation_cost,
        answered_cost=answered_cost(inputs, wanted, model),
    )
