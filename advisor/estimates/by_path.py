"""The figures of each path: building, running, memory and time, put together from the formulas.

Every figure of a path is made here, once, for the answer and for the facts that rules read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from advisor.estimates import latency, memory, serving, training
from advisor.estimates.formulas import Amount
from advisor.estimates.quantities import TRAINING_TOKENS, Inputs, Quantity, exactly, total
from advisor.knowledge.figures import OpenModel

PROMPTS = "prompt-engineering"
RETRIEVAL = "retrieval-augmented-generation"
AGENTS = "agents"
ADAPTERS = "parameter-efficient-fine-tuning"
FULL = "full-fine-tuning"
ALIGNMENT = "preference-alignment"
CONTINUED = "continued-pre-training"
SCRATCH = "pre-training-from-scratch"

ESTIMATED = (PROMPTS, RETRIEVAL, AGENTS, ADAPTERS, FULL, ALIGNMENT, CONTINUED, SCRATCH)
"""The paths that have estimates, cheapest to build first."""

TRAINED = (ADAPTERS, FULL, ALIGNMENT, CONTINUED, SCRATCH)
HOSTED = (FULL, CONTINUED, SCRATCH)
"""Paths whose weights are hosted: no managed model can be tuned so far on Bedrock."""


# Building


def training_cost(inputs: Inputs, path: str) -> Quantity:
    """What the accelerators cost to train on this path, in USD."""
    parameters = inputs.of("pre_training_parameters" if path == SCRATCH else "parameters")
    adapters = path in (ADAPTERS, ALIGNMENT)
    instance = "adapter_instance" if adapters else "training_instance"
    flops_name = "adapter_flops_per_weight_and_token" if adapters else "flops_per_weight_and_token"
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
        tflops=_peak(inputs, instance),
    )
    runs = inputs.of("pre_training_runs" if path in (CONTINUED, SCRATCH) else "tuning_runs")
    return inputs.work_out(
        "compute_cost",
        "Accelerators",
        training.compute_cost,
        accelerator_hours=hours,
        accelerators=_accelerators(inputs, instance),
        usd_per_accelerator_hour=_hourly(inputs, instance, "usd_per_accelerator_hour"),
        runs=runs,
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
            return inputs.of("pre_training_tokens")
        case "preference-alignment":
            return inputs.work_out("tokens", title, training.preference_tokens)
        case _:
            return inputs.work_out("tokens", title, training.tuning_tokens)


def build_parts(inputs: Inputs, path: str) -> list[Quantity]:
    """What building this path costs, part by part, in USD, evaluation apart."""
    if path == RETRIEVAL:
        return [indexing_cost(inputs)]
    if path not in TRAINED:
        return []
    parts = [training_cost(inputs, path)]
    if path in (ADAPTERS, FULL) and (price := inputs.price("labelled_example")):
        parts.append(
            inputs.work_out(
                "labelling_cost",
                "Preparing examples",
                training.labelling_cost,
                labelled_example=price,
            )
        )
    if path == ALIGNMENT and (price := inputs.price("preference_judgement")):
        parts.append(
            inputs.work_out(
                "judging_cost",
                "Human judgements",
                training.judging_cost,
                preference_judgement=price,
            )
        )
    return parts


def build_cost(inputs: Inputs, path: str) -> Quantity | None:
    """What building this path costs once, in USD; None where there is nothing to build."""
    parts = build_parts(inputs, path)
    return total("build_cost", "Building it, once", "USD", parts) if parts else None


def managed_tuning_cost(inputs: Inputs, path: str) -> Quantity | None:
    """What a managed tuning job costs in USD; None where its price is not known."""
    price = inputs.price("bedrock_tuning_million_tokens")
    if path not in (ADAPTERS, ALIGNMENT) or price is None:
        return None
    return inputs.work_out(
        "managed_tuning_cost",
        "As a managed job instead",
        training.managed_tuning_cost,
        tokens=training_tokens(inputs, path),
        bedrock_tuning_million_tokens=price,
        runs=inputs.of("tuning_runs"),
    )


def indexing_cost(inputs: Inputs) -> Quantity:
    """What building the index of the knowledge costs once, in USD."""
    return inputs.work_out(
        "indexing_cost",
        "Building the index",
        serving.indexing_cost,
        vector_gb=_vector_gb(inputs),
        embedding_usd=_embedding_usd(inputs),
        vector_put_gb=_priced(inputs, "vector_put_gb"),
    )


# Running


def request_cost(inputs: Inputs, path: str) -> Quantity:
    """What the tokens of one request cost on this path, in USD."""
    reading, writing = model_usd(inputs)
    return inputs.work_out(
        "request_cost",
        "Tokens of one request",
        serving.request_cost,
        prompt_tokens=prompt_tokens(inputs, path),
        answer_tokens=answer_tokens(inputs, path),
        input_usd=reading,
        output_usd=writing,
    )


def prompt_tokens(inputs: Inputs, path: str) -> Quantity:
    """What the model reads for one request on this path."""
    if path == RETRIEVAL:
        return inputs.work_out(
            "prompt_tokens", "Tokens read per request", serving.retrieval_prompt_tokens
        )
    if path == AGENTS:
        return inputs.work_out(
            "prompt_tokens", "Tokens read per request", serving.agent_prompt_tokens
        )
    return inputs.of("input_tokens")


def answer_tokens(inputs: Inputs, path: str) -> Quantity:
    """What the model writes for one request on this path."""
    if path == AGENTS:
        return inputs.work_out(
            "answer_tokens", "Tokens written per request", serving.agent_answer_tokens
        )
    return inputs.of("output_tokens")


def monthly_parts(inputs: Inputs, path: str) -> list[Quantity]:
    """What running this path costs each month, part by part, in USD."""
    if path in HOSTED:
        return [hosting_cost(inputs, path)]
    tokens = inputs.work_out(
        "token_cost", "Tokens", serving.token_cost, request_cost=request_cost(inputs, path)
    )
    if path == RETRIEVAL:
        return [tokens, _vector_store_cost(inputs)]
    if path in (ADAPTERS, ALIGNMENT):
        storage = inputs.work_out(
            "storage_cost",
            "Keeping the tuned models",
            serving.storage_cost,
            custom_model_storage=_priced(inputs, "custom_model_storage"),
        )
        return [tokens, storage]
    return [tokens]


def monthly_cost(inputs: Inputs, path: str) -> Quantity:
    """What running this path costs each month, in USD."""
    return total(
        "monthly_cost", "Running it, each month", "USD per month", monthly_parts(inputs, path)
    )


def evaluation_cost(inputs: Inputs) -> Quantity:
    """What answering the evaluation set costs while building, in USD."""
    return inputs.work_out(
        "evaluation_cost",
        "Answering the evaluation set",
        serving.evaluation_cost,
        request_cost=request_cost(inputs, PROMPTS),
    )


def hosting_cost(inputs: Inputs, path: str) -> Quantity:
    """What hosting one's own weights costs each month, in USD."""
    return inputs.work_out(
        "hosting_cost",
        "Hosting the weights",
        serving.hosting_cost,
        hosts=hosts(inputs, path),
        usd_per_host_hour=_hourly(inputs, "serving_instance", "usd_per_host_hour"),
    )


def hosts(inputs: Inputs, path: str) -> Quantity:
    """How many instances host the weights."""
    instance = inputs.instance("serving_instance")
    chip = inputs.accelerator(instance.accelerator)
    memory_of_host = replace(
        exactly(
            "host_memory_gb",
            chip.memory_gb * instance.accelerators,
            "GB",
            "data",
            f"Memory of {instance.name}",
        ),
        sources=chip.sources + instance.sources,
    )
    work_of_host = replace(
        exactly(
            "host_tflops",
            chip.tflops * instance.accelerators,
            "TFLOPS",
            "data",
            f"Peak of {instance.name}",
        ),
        sources=chip.sources + instance.sources,
    )
    return inputs.work_out(
        "hosts",
        "Instances",
        serving.hosts,
        serving_gb=serving_memory(inputs, path),
        host_memory_gb=memory_of_host,
        peak_rate=peak_rate(inputs),
        parameters=_weights(inputs, path),
        request_tokens=total(
            "request_tokens",
            "Tokens read and written per request",
            "tokens",
            [inputs.of("input_tokens"), inputs.of("output_tokens")],
        ),
        host_tflops=work_of_host,
    )


def peak_rate(inputs: Inputs) -> Quantity:
    """Requests per second at the peak."""
    return inputs.work_out("peak_rate", "Requests at the peak", serving.peak_rate)


def provisioned_cost(inputs: Inputs) -> Quantity | None:
    """What one reserved model unit costs each month in USD; None where its price is not known."""
    price = inputs.price("bedrock_model_unit_hour")
    if price is None:
        return None
    return inputs.work_out(
        "provisioned_cost",
        "One model unit, all month",
        serving.provisioned_cost,
        bedrock_model_unit_hour=price,
    )


def _may_be_free(price: Quantity) -> bool:
    # Of many at once, those that may be free were left out before.
    return isinstance(price.low, (int, float)) and price.low == 0


def self_hosting_break_even(inputs: Inputs) -> Quantity | None:
    """Requests a month at which hosting one's own weights costs as much as paying by the token.

    None where a request may be free: no number of them reaches the cost of hosting.
    """
    price = request_cost(inputs, PROMPTS)
    if _may_be_free(price):
        return None
    return inputs.work_out(
        "self_hosting_break_even",
        "Hosting costs as much as tokens from",
        serving.break_even,
        hosting_cost=hosting_cost(inputs, FULL),
        request_cost=price,
    )


def provisioned_break_even(inputs: Inputs) -> Quantity | None:
    """Requests a month at which a reserved unit costs as much as paying by the token.

    None where the unit's price is not known, or a request may be free.
    """
    cost = provisioned_cost(inputs)
    price = request_cost(inputs, PROMPTS)
    if cost is None or _may_be_free(price):
        return None
    return inputs.work_out(
        "provisioned_break_even",
        "A reserved unit costs as much as tokens from",
        serving.break_even,
        hosting_cost=cost,
        request_cost=price,
    )


# Memory


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


def serving_memory(inputs: Inputs, path: str) -> Quantity:
    """Memory to serve one's own weights at the peak, in GB."""
    concurrent = inputs.work_out(
        "concurrent_answers",
        "Answers in progress at the peak",
        serving.concurrent_answers,
        peak_rate=peak_rate(inputs),
        answer_ms=answer_time(inputs, PROMPTS),
    )
    return inputs.work_out(
        "serving_gb",
        "Serving the weights",
        memory.serving_gb,
        parameters=_weights(inputs, path),
        cache_gb=_cache(inputs, PROMPTS),
        concurrent_answers=concurrent,
    )


def _activations(inputs: Inputs) -> Quantity:
    return inputs.work_out(
        "activation_gb",
        "Activations",
        memory.activation_gb,
        hidden_size=_shape(inputs, "hidden_size"),
        layers=_shape(inputs, "layers"),
    )


def _cache(inputs: Inputs, path: str) -> Quantity:
    context = total(
        "context_tokens",
        "Context of one answer",
        "tokens",
        [prompt_tokens(inputs, path), answer_tokens(inputs, path)],
    )
    return inputs.work_out(
        "cache_gb",
        "Attention cache of one answer",
        memory.cache_gb,
        layers=_shape(inputs, "layers"),
        key_value_heads=_shape(inputs, "key_value_heads"),
        head_size=_shape(inputs, "head_size"),
        context_tokens=context,
    )


def _shape(inputs: Inputs, part: str) -> Quantity:
    """A part of the shape of the published models that are nearest in size."""
    sizes = inputs.of("parameters")
    nearest = [_nearest(inputs, size) for size in sizes.columns]
    low, likely, high = (float(getattr(model, part)) for model in nearest)
    names = " to ".join(dict.fromkeys((nearest[0].name, nearest[2].name)))
    title = f"{part.replace('_', ' ').capitalize()} of {names}"
    sources = tuple(dict.fromkeys(source for model in nearest for source in model.sources))
    return Quantity(part, low, likely, high, "", "data", title, "", sources)


def _nearest(inputs: Inputs, size: float) -> OpenModel:
    models = inputs.knowledge.model_sizes.values()
    return min(models, key=lambda model: max(model.parameters / size, size / model.parameters))


# Time


def answer_time(inputs: Inputs, path: str, **changed: Quantity) -> Quantity:
    """Time of a complete answer on this path, in ms, for an open model on one accelerator.

    changed: quantities to take in place of the usual ones, such as `bytes_per_weight`.
    """
    prefill = prefill_time(inputs, path)
    writing = _token_time(inputs, path, **changed)
    name, title = "answer_ms", "A complete answer"
    function: Callable[..., Amount]
    if path == RETRIEVAL:
        function = latency.retrieved_answer_ms
    elif path == AGENTS:
        function = latency.agent_answer_ms
    else:
        function = latency.answer_ms
    return inputs.work_out(name, title, function, prefill_ms=prefill, token_ms=writing)


def first_token_time(inputs: Inputs, path: str) -> Quantity:
    """Time until the first word shows, in ms."""
    return inputs.work_out(
        "first_token_ms",
        "Until the first word",
        latency.first_token_ms,
        prefill_ms=prefill_time(inputs, path),
    )


def prefill_time(inputs: Inputs, path: str) -> Quantity:
    """Time to read the prompt of one call, in ms."""
    # An agent's calls read ever more; the whole is spread evenly over its steps.
    reading = prompt_tokens(inputs, path) if path != AGENTS else inputs.of("input_tokens")
    return inputs.work_out(
        "prefill_ms",
        "Reading the prompt",
        latency.prefill_ms,
        prompt_tokens=reading,
        tflops=_chip(inputs, "tflops", "TFLOPS"),
    )


def _token_time(inputs: Inputs, path: str, **changed: Quantity) -> Quantity:
    return inputs.work_out(
        "token_ms",
        "Writing one token",
        latency.token_ms,
        cache_gb=_cache(inputs, path),
        bandwidth_tb_s=_chip(inputs, "bandwidth_tb_s", "TB/s"),
        **changed,
    )


def _chip(inputs: Inputs, part: str, unit: str) -> Quantity:
    chip = inputs.accelerator(inputs.reference("latency_accelerator"))
    quantity = exactly(part, getattr(chip, part), unit, "data", f"{chip.name}")
    return replace(quantity, sources=chip.sources)


# What is looked up


def _accelerators(inputs: Inputs, reference: str) -> Quantity:
    instance = inputs.instance(reference)
    title = f"Accelerators of {instance.name}"
    return replace(
        exactly("accelerators", instance.accelerators, "accelerators", "data", title),
        sources=instance.sources,
    )


def _peak(inputs: Inputs, reference: str) -> Quantity:
    chip = inputs.accelerator(inputs.instance(reference).accelerator)
    return replace(
        exactly("tflops", chip.tflops, "TFLOPS", "data", f"Peak of {chip.name}"),
        sources=chip.sources,
    )


def _hourly(inputs: Inputs, reference: str, name: str) -> Quantity:
    """The price of an hour: of the whole instance, or of one of its accelerators."""
    instance = inputs.instance(reference)
    shared_by = instance.accelerators if name == "usd_per_accelerator_hour" else 1
    prices = sorted(offer.usd_per_hour for offer in instance.hourly)
    offers = ", ".join(f"{offer.offer} {offer.usd_per_hour:,}" for offer in instance.hourly)
    share = f", a {shared_by}th of the instance" if shared_by > 1 else ""
    return Quantity(
        name,
        prices[0] / shared_by,
        sum(prices) / len(prices) / shared_by,
        prices[-1] / shared_by,
        "USD per hour",
        "price",
        f"An hour of {instance.name}{share}",
        f"{offers} USD an hour, {instance.hourly[0].region}",
        tuple(dict.fromkeys(source for offer in instance.hourly for source in offer.sources)),
    )


def model_usd(inputs: Inputs) -> tuple[Quantity, Quantity]:
    """What a million tokens read and written cost, from a cheap to a strong managed model."""
    models = [
        inputs.knowledge.managed_models[inputs.reference(name)]
        for name in ("cheap_model", "usual_model", "strong_model")
    ]
    names = ", ".join(dict.fromkeys(model.name for model in models))

    def spread(name: str, title: str, prices: Iterable[float | None]) -> Quantity:
        low, likely, high = sorted(price or 0.0 for price in prices)
        return Quantity(
            name, low, likely, high, "USD per million tokens", "price", f"{title}: {names}"
        )

    return (
        spread("input_usd", "Tokens read", (model.input_usd for model in models)),
        spread("output_usd", "Tokens written", (model.output_usd for model in models)),
    )


def _embedding_usd(inputs: Inputs) -> Quantity:
    model = inputs.knowledge.managed_models[inputs.reference("embedding_model")]
    title = f"Tokens embedded: {model.name}"
    return exactly(
        "embedding_usd", model.input_usd or 0.0, "USD per million tokens", "price", title
    )


def _vector_gb(inputs: Inputs) -> Quantity:
    return inputs.work_out("vector_gb", "Size of the index", serving.vector_gb)


def _vector_store_cost(inputs: Inputs) -> Quantity:
    return inputs.work_out(
        "vector_store_cost",
        "Keeping and asking the index",
        serving.vector_store_cost,
        vector_gb=_vector_gb(inputs),
        vector_storage_gb_month=_priced(inputs, "vector_storage_gb_month"),
        vector_queries_million=_priced(inputs, "vector_queries_million"),
        embedding_usd=_embedding_usd(inputs),
    )


def _priced(inputs: Inputs, name: str) -> Quantity:
    price = inputs.price(name)
    assert price is not None, f"{name} has a source in data/prices.yaml"
    return price


def _weights(inputs: Inputs, path: str) -> Quantity:
    return inputs.of("pre_training_parameters" if path == SCRATCH else "parameters")
