"""Prices that the user gives.

A price file is YAML: `prices`, `instances` (USD per hour), `models` (USD per million tokens),
`assumptions` and `references`, each by the names that data/ uses. What it gives takes the place
of the project's own; what it leaves out stays.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.documents import read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.inputs import read_given
from advisor.knowledge.base import Citation, Source
from advisor.knowledge.figures import (
    MANAGED_MODELS_CITATION,
    ManagedModel,
    Offer,
    Price,
)
from advisor.knowledge.knowledge import Knowledge

USER_SOURCE = "given-prices"
_PARTS = ("prices", "instances", "models", "assumptions", "references")


@dataclass(frozen=True)
class GivenPrices:
    """What a price file gives.

    prices: USD in the unit of the price; instances: USD per hour; models: USD per million
    tokens, as `input_usd` and `output_usd`; given: assumptions and references, as in `estimate`.
    """

    name: str
    prices: Mapping[str, float] = field(default_factory=dict)
    instances: Mapping[str, float] = field(default_factory=dict)
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)


def read_prices(path: Path, knowledge: Knowledge) -> GivenPrices:
    """The prices in a file. Raises BadInput, with file and line, on what is no name or price."""
    document = read_file(path)
    data = document.data
    if not isinstance(data, dict):
        raise BadInput(
            Problem(
                "A price file has names and prices.",
                f"{document.name}:1",
                f"It begins with one of: {', '.join(_PARTS)}.",
            )
        )
    problems: list[Problem] = []

    def refuse(problem: str, where: tuple[str | int, ...], remedy: str = "") -> None:
        problems.append(Problem(problem, document.place(where), remedy))

    known: Mapping[str, Iterable[str]] = {
        "prices": knowledge.prices,
        "instances": knowledge.instances,
        "models": knowledge.managed_models,
        "assumptions": knowledge.assumptions,
        "references": knowledge.references,
    }
    for part, entries in data.items():
        if part not in _PARTS:
            refuse(f'"{part}" is not known here.', (part,), did_you_mean(part, _PARTS))
        elif not isinstance(entries, dict):
            refuse(f"{part} holds names and values.", (part,))
        else:
            for name, value in entries.items():
                where = (part, name)
                if part != "models" and name not in known[part]:
                    remedy = did_you_mean(name, known[part])
                    refuse(f'There is no "{name}" in {part}.', where, remedy)
                elif part in ("prices", "instances") and not _is_price(value):
                    refuse(f"{name} is not a price: {value}.", where, "Give USD as a number.")
                elif part == "models":
                    _check_model(name, value, where, refuse)
                elif part in ("assumptions", "references"):
                    _check_given(knowledge, name, value, where, refuse)
    if problems:
        raise BadInput(problems)
    return GivenPrices(
        document.name,
        data.get("prices", {}),
        data.get("instances", {}),
        data.get("models", {}),
        {**data.get("assumptions", {}), **data.get("references", {})},
    )


_MODEL_KEYS = tuple(key for key in ManagedModel.model_fields if key not in ("id", "sources"))


def _check_model(
    name: str, value: Any, where: tuple[str | int, ...], refuse: Callable[..., None]
) -> None:
    if not isinstance(value, dict):
        refuse(f"{name} has prices by name.", where, "input_usd, output_usd")
        return
    for key, price in value.items():
        if key not in _MODEL_KEYS:
            refuse(f'"{key}" is not known here.', (*where, key), did_you_mean(key, _MODEL_KEYS))
        elif key == "name":
            if not isinstance(price, str) or not price.strip():
                refuse(f"The name of {name} is not text: {price}.", (*where, key), "Quote it.")
        elif not _is_price(price):
            refuse(f"{key} is not a price: {price}.", (*where, key), "Give USD as a number.")


def _check_given(
    knowledge: Knowledge,
    name: str,
    value: object,
    where: tuple[str | int, ...],
    refuse: Callable[..., None],
) -> None:
    try:
        read_given(knowledge, {name: value})
    except BadInput as error:
        for each in error.problems:
            refuse(each.problem, where, each.remedy)


def _is_price(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e12


def with_prices(knowledge: Knowledge, given: GivenPrices, day: datetime.date) -> Knowledge:
    """The knowledge with what was given in the place of its own; its version tells them apart.

    Raises BadInput on assumptions that are none.
    """
    if not (given.prices or given.instances or given.models or given.given):
        return knowledge
    source = Source(
        id=USER_SOURCE,
        title="Prices given by the user",
        publisher="the user",
        address=given.name,
        read_on=day,
    )

    def cite(where: str) -> tuple[Citation, ...]:
        return (Citation(source=USER_SOURCE, where=where, confidence="read"),)

    prices = dict(knowledge.prices)
    for name, usd in given.prices.items():
        old = prices[name]
        prices[name] = Price(
            id=name, name=old.name, unit=old.unit, usd=usd, note=old.note, sources=cite(name)
        )
    instances = dict(knowledge.instances)
    for name, usd in given.instances.items():
        offer = Offer(offer="given", region="as given", usd_per_hour=usd, sources=cite(name))
        instances[name] = instances[name].model_copy(update={"hourly": (offer,)})
    models = dict(knowledge.managed_models)
    for name, values in given.models.items():
        own = models.get(name) or ManagedModel(id=name, name=name)
        models[name] = own.model_copy(update={**values, "sources": cite(name)})
    quantities, chosen = read_given(knowledge, given.given)
    assumptions = dict(knowledge.assumptions)
    for name in quantities.keys() & assumptions.keys():
        low, likely, high = quantities[name].columns
        because = f"Given in {given.name}."
        changed = {"low": low, "likely": likely, "high": high, "because": because, "sources": ()}
        assumptions[name] = assumptions[name].model_copy(update=changed)
    references = dict(knowledge.references)
    for name, value in chosen.items():
        changed = {"value": value, "because": f"Given in {given.name}."}
        references[name] = references[name].model_copy(update=changed)
    everything = [given.prices, given.instances, given.models, given.given]
    digest = hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()[:8]
    return knowledge.model_copy(
        update={
            "version": f"{knowledge.version}+prices-{digest}",
            "sources": {**knowledge.sources, USER_SOURCE: source},
            "prices": prices,
            "instances": instances,
            "managed_models": models,
            "assumptions": assumptions,
            "references": references,
        }
    )


def price_file_text(knowledge: Knowledge, data: Mapping[str, Any] | None = None) -> str:
    """A price file: what was read, or the prices in use; what is lacking stands as a comment."""
    prices = dict(data["prices"]) if data else {}
    instances = dict(data["instances"]) if data else {}
    models = dict(data.get("models", {})) if data else {}
    if data is None:
        prices = {name: each.usd for name, each in knowledge.prices.items() if each.usd is not None}
        instances = {
            name: min(offer.usd_per_hour for offer in each.hourly)
            for name, each in knowledge.instances.items()
        }
        models = {name: _priced(each) for name, each in knowledge.managed_models.items()}
    lines = ["# Prices in USD. What is left out stays as the advisor has it."]
    lines.append("prices:" if prices else "# prices:")
    for name, price in knowledge.prices.items():
        mark = "  " if name in prices else "#   "
        day = _day(knowledge, price.sources)
        lines.append(f"{mark}{name}: {prices.get(name, '')}".rstrip() + f"  # {price.unit}{day}")
    lines.append("instances:" if instances else "# instances:")
    for name, instance in knowledge.instances.items():
        mark = "  " if name in instances else "#   "
        usd = instances.get(name, "")
        day = _day(knowledge, instance.hourly[0].sources)
        told = f"  # USD per hour of {instance.name}{day}"
        lines.append(f"{mark}{name}: {usd}".rstrip() + told)
    day = _day(knowledge, (MANAGED_MODELS_CITATION,))
    lines.append(f"{'models:' if models else '# models:'}  # USD per million tokens{day}")
    for name, values in models.items():
        told = ", ".join(f"{key}: {usd}" for key, usd in values.items())
        lines.append(f'  "{name}": {{{told}}}')
    return "\n".join(lines) + "\n"


def _priced(model: ManagedModel) -> dict[str, float]:
    """The prices of a model, by name."""
    return {
        name: usd
        for name in _MODEL_KEYS
        if "_usd" in name and (usd := getattr(model, name)) is not None
    }


def _day(knowledge: Knowledge, citations: Iterable[Citation]) -> str:
    """The day of a price in use: when its source was published, else read."""
    days = [
        source.published or source.read_on
        for each in citations
        if (source := knowledge.sources.get(each.source))
    ]
    return f"; in use that of {max(days)}" if days else ""
