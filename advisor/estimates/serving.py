"""The arithmetic of hosting one's own weights, and of units of a managed service."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, ceiling, formula, larger


@formula("USD per month")
def storage_cost(tuned_variants: Amount, custom_model_storage: Amount) -> Amount:
    """What keeping tuned models costs each month in USD."""
    return tuned_variants * custom_model_storage


@formula("requests per second", lowered_by=("hours_per_month",))
def peak_rate(requests_per_month: Amount, peak_factor: Amount, hours_per_month: Amount) -> Amount:
    """Requests per second at the peak."""
    return requests_per_month * peak_factor / (hours_per_month * 3600.0)


@formula("answers")
def concurrent_answers(peak_rate: Amount, answer_ms: Amount) -> Amount:
    """Answers in progress at once at the peak (Little's law), at least one."""
    return larger(1.0, peak_rate * answer_ms / 1000.0)


@formula("hosts", lowered_by=("host_memory_gb", "host_tflops", "serving_utilization"))
def hosts(
    serving_gb: Amount,
    host_memory_gb: Amount,
    peak_rate: Amount,
    parameters: Amount,
    request_tokens: Amount,
    host_tflops: Amount,
    serving_utilization: Amount,
) -> Amount:
    """Instances that hold the memory and do the arithmetic of the peak: the larger of the two.

    Arithmetic: 2 FLOPs per weight and token, read or written.
    """
    for_memory = ceiling(serving_gb / host_memory_gb)
    work = peak_rate * 2.0 * parameters * request_tokens
    return larger(for_memory, ceiling(work / (host_tflops * 1e12 * serving_utilization)))


@formula("USD per month")
def hosting_cost(hosts: Amount, usd_per_host_hour: Amount, hosting_hours: Amount) -> Amount:
    """What hosting one's own weights costs each month in USD."""
    return hosts * usd_per_host_hour * hosting_hours


@formula("requests per month", lowered_by=("request_cost",))
def break_even(hosting_cost: Amount, request_cost: Amount) -> Amount:
    """Requests a month at which a fixed monthly cost equals paying by the token.

    It holds while the same hosts, or units, bear the load.
    """
    return hosting_cost / request_cost


@formula("USD per month")
def provisioned_cost(bedrock_model_unit_hour: Amount, hours_per_month: Amount) -> Amount:
    """What one reserved model unit costs each month in USD."""
    return bedrock_model_unit_hour * hours_per_month


@formula("USD per month")
def units_cost(tuned_variants: Amount, unit_hour_usd: Amount, hours_per_month: Amount) -> Amount:
    """What the units of tuned models cost each month in USD: one for each, all hours."""
    return tuned_variants * unit_hour_usd * hours_per_month


@formula("share of hours", lowered_by=("on_demand_usd_per_hour",))
def reserved_break_even(reserved_usd_per_hour: Amount, on_demand_usd_per_hour: Amount) -> Amount:
    """The share of all hours from which a reserved instance costs less than one on demand."""
    return reserved_usd_per_hour / on_demand_usd_per_hour
