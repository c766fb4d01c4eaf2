"""What hosting weights of one's own takes: an instance that holds them, how many, what it costs.

Cost and time are of the same instance: the cheapest that holds the weights, if none was named.
A plan that hosts on SageMaker AI pays its price, which is above EC2's.
"""

from __future__ import annotations

from advisor.estimates import latency, memory, serving
from advisor.estimates.formulas import Amount
from advisor.estimates.inputs import CHEAPEST, Inputs
from advisor.estimates.prompts import answer_tokens, prompt_tokens
from advisor.estimates.quantities import Quantity, exactly, total
from advisor.estimates.wanted import Wanted
from advisor.knowledge.figures import Instance, Offer, OpenModel

ROOM = 1.2
"""Memory beside the weights for answers in progress: a fifth, when an instance is chosen."""

SAGEMAKER = "SageMaker AI"
"""How the offers of SageMaker AI begin."""


def instance_for(inputs: Inputs, wanted: Wanted) -> Instance:
    """The instance that hosts: the one that was named, or the cheapest that holds the weights.

    Where none holds them, the largest; then several bear them together.
    """
    named = inputs.reference("serving_instance")
    if named != CHEAPEST:
        return inputs.knowledge.instances[named]
    needed = float(weights(inputs).likely * inputs.of("bytes_per_weight").likely) / 1e9 * ROOM
    every = [each for each in inputs.knowledge.instances.values() if each.hosts]
    offered = [each for each in every if any(_is_meant(one, wanted) for one in each.hourly)]
    holding = [each for each in offered if memory_of(inputs, each) >= needed]
    if holding:
        return min(holding, key=lambda each: offer_of(each, wanted).usd_per_hour)
    return max(offered, key=lambda each: memory_of(inputs, each))


def offer_of(instance: Instance, wanted: Wanted) -> Offer:
    """The cheapest offer on demand where the plan hosts; of an instance without one, any."""
    meant = [each for each in instance.hourly if _is_meant(each, wanted)]
    return min(meant or instance.hourly, key=lambda each: each.usd_per_hour)


def _is_meant(offer: Offer, wanted: Wanted) -> bool:
    return offer.offer.startswith(SAGEMAKER) or not wanted.hosts_on_sagemaker


def memory_of(inputs: Inputs, instance: Instance) -> float:
    """Memory of all accelerators of an instance, in GB."""
    return inputs.accelerator(instance.accelerator).memory_gb * instance.accelerators


def weights(inputs: Inputs) -> Quantity:
    """How many weights the hosted model has."""
    return inputs.of("parameters")


def hosting_cost(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What hosting one's own weights costs each month, in USD."""
    instance = instance_for(inputs, wanted)
    return inputs.work_out(
        "hosting_cost",
        f"Hosting the weights on {instance.name}",
        serving.hosting_cost,
        hosts=hosts(inputs, wanted),
        usd_per_host_hour=hour_of(instance, wanted, "usd_per_host_hour"),
    )


def hour_of(instance: Instance, wanted: Wanted, name: str) -> Quantity:
    """An hour of an instance on demand, in USD."""
    offer = offer_of(instance, wanted)
    return exactly(
        name,
        offer.usd_per_hour,
        "USD per hour",
        "price",
        f"An hour of {instance.name}",
        offer.sources,
        f"{offer.offer}, {offer.region}",
    )


def hosts(inputs: Inputs, wanted: Wanted) -> Quantity:
    """How many instances host the weights."""
    instance = instance_for(inputs, wanted)
    chip = inputs.accelerator(instance.accelerator)
    sources = chip.sources + instance.sources
    return inputs.work_out(
        "hosts",
        "Instances",
        serving.hosts,
        serving_gb=serving_memory(inputs, wanted),
        host_memory_gb=exactly(
            "host_memory_gb",
            memory_of(inputs, instance),
            "GB",
            "data",
            f"Memory of {instance.name}",
            sources,
        ),
        peak_rate=peak_rate(inputs),
        parameters=weights(inputs),
        request_tokens=total(
            "request_tokens",
            "Tokens read and written per request",
            "tokens",
            [prompt_tokens(inputs, wanted), inputs.of("output_tokens")],
        ),
        host_tflops=exactly(
            "host_tflops",
            chip.tflops * instance.accelerators,
            "TFLOPS",
            "data",
            f"Peak of {instance.name}",
            sources,
        ),
    )


def peak_rate(inputs: Inputs) -> Quantity:
    """Requests per second at the peak."""
    return inputs.work_out("peak_rate", "Requests at the peak", serving.peak_rate)


def serving_memory(inputs: Inputs, wanted: Wanted) -> Quantity:
    """Memory to serve one's own weights at the peak, in GB."""
    concurrent = inputs.work_out(
        "concurrent_answers",
        "Answers in progress at the peak",
        serving.concurrent_answers,
        peak_rate=peak_rate(inputs),
        answer_ms=hosted_answer_ms(inputs, wanted),
    )
    return inputs.work_out(
        "serving_gb",
        "Serving the weights",
        memory.serving_gb,
        parameters=weights(inputs),
        cache_gb=_cache(inputs, wanted),
        concurrent_answers=concurrent,
    )


def hosted_first_ms(inputs: Inputs, wanted: Wanted) -> Quantity:
    """Time until a hosted model writes its first word, in ms."""
    return inputs.work_out(
        "first_token_ms",
        "Until the first word",
        latency.first_token_ms,
        prefill_ms=_prefill(inputs, wanted),
    )


def hosted_answer_ms(inputs: Inputs, wanted: Wanted, **changed: Quantity) -> Quantity:
    """Time of one complete answer of a hosted model, in ms, by the arithmetic of its instance.

    changed: quantities to take in place of the usual ones, such as `bytes_per_weight`.
    """
    return inputs.work_out(
        "answer_ms",
        "A complete answer",
        latency.answer_ms,
        prefill_ms=_prefill(inputs, wanted),
        token_ms=inputs.work_out(
            "token_ms",
            "Writing one token",
            latency.token_ms,
            cache_gb=_cache(inputs, wanted),
            bandwidth_tb_s=_chips(inputs, wanted, "bandwidth_tb_s", "TB/s"),
            **changed,
        ),
    )


def _prefill(inputs: Inputs, wanted: Wanted) -> Quantity:
    return inputs.work_out(
        "prefill_ms",
        "Reading the prompt",
        latency.prefill_ms,
        parameters=weights(inputs),
        prompt_tokens=prompt_tokens(inputs, wanted),
        tflops=_chips(inputs, wanted, "tflops", "TFLOPS"),
    )


def _chips(inputs: Inputs, wanted: Wanted, part: str, unit: str) -> Quantity:
    """What the accelerators of the hosting instance come to together."""
    instance = instance_for(inputs, wanted)
    chip = inputs.accelerator(instance.accelerator)
    count = instance.accelerators
    quantity = exactly(
        part, getattr(chip, part) * count, unit, "data", f"{count} {chip.name} of {instance.name}"
    )
    return quantity._replace(sources=chip.sources + instance.sources)


def _cache(inputs: Inputs, wanted: Wanted) -> Quantity:
    context = total(
        "context_tokens",
        "Context of one answer",
        "tokens",
        [prompt_tokens(inputs, wanted), answer_tokens(inputs, wanted)],
    )
    return inputs.work_out(
        "cache_gb",
        "Attention cache of one answer",
        memory.cache_gb,
        layers=shape(inputs, "layers"),
        key_value_heads=shape(inputs, "key_value_heads"),
        head_size=shape(inputs, "head_size"),
        context_tokens=context,
    )


def shape(inputs: Inputs, part: str) -> Quantity:
    """A part of the shape of the published models that are nearest in size."""
    sizes = weights(inputs).columns
    nearest = [nearest_model(inputs, float(size)) for size in sizes]
    low, likely, high = (float(getattr(model, part)) for model in nearest)
    names = " to ".join(dict.fromkeys((nearest[0].name, nearest[2].name)))
    title = f"{part.replace('_', ' ').capitalize()} of {names}"
    sources = tuple(dict.fromkeys(source for model in nearest for source in model.sources))
    return Quantity(part, low, likely, high, "", "data", title, "", sources)


def nearest_model(inputs: Inputs, size: Amount) -> OpenModel:
    """The published model that is nearest in size."""
    models = inputs.knowledge.model_sizes.values()
    return min(models, key=lambda model: max(model.parameters / size, size / model.parameters))
