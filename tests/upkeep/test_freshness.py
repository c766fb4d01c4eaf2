"""`advisor freshness`: what has aged is noticed, and only that."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advisor.cli.main import main
from advisor.knowledge import load_knowledge
from advisor.upkeep.freshness import freshness
from advisor.upkeep.freshness.aged import Aged
from advisor.upkeep.freshness.ageing import ending_models, ending_services, old_sources
from advisor.upkeep.freshness.api import api_differences, installed_loader, read_api, read_known
from advisor.upkeep.freshness.online import models_online, prices_online
from advisor.upkeep.freshness.prices import price_differences

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 25)


def said(found: Sequence[Aged]) -> list[str]:
    return [f"{each.subject}: {each.message}" for each in found]


class Changed:
    """The installed definitions, with one service's changed."""

    def __init__(self, service: str, change: Any, services: tuple[str, ...] = ()) -> None:
        self._real = installed_loader()
        self._service, self._change, self._more = service, change, services

    def list_available_services(self, type_name: str) -> Sequence[str]:
        return [*self._real.list_available_services(type_name), *self._more]

    def load_service_model(self, service_name: str, type_name: str) -> Mapping[str, Any]:
        if service_name in self._more:
            return {"operations": {}, "shapes": {}}
        api = json.loads(json.dumps(self._real.load_service_model(service_name, type_name)))
        if service_name == self._service:
            self._change(api)
        return dict(api)


def differences(change: Any, services: tuple[str, ...] = ()) -> list[str]:
    pytest.importorskip("botocore")
    loader = Changed("bedrock", change, services)
    return said(list(api_differences(read_known(), read_api(loader), KNOWLEDGE)))


def test_the_installed_api_holds_nothing_that_nobody_looked_at() -> None:
    assert differences(lambda api: None) == []


def test_a_new_operation_of_a_changed_botocore_model_is_noticed() -> None:
    def change(api: dict[str, Any]) -> None:
        api["operations"]["CreateOracle"] = {"name": "CreateOracle"}

    assert differences(change) == ["bedrock: a new operation: CreateOracle"]


def test_an_operation_that_botocore_no_longer_has_is_noticed() -> None:
    def change(api: dict[str, Any]) -> None:
        del api["operations"]["ListFoundationModels"]

    assert "bedrock: no longer the operation ListFoundationModels" in differences(change)


def test_a_new_value_of_an_enumerated_shape_is_noticed() -> None:
    def change(api: dict[str, Any]) -> None:
        api["shapes"]["FoundationModelLifecycleStatus"]["enum"].append("DREAMT_OF")

    found = differences(change)

    assert found == ["bedrock FoundationModelLifecycleStatus: a new value: DREAMT_OF"]


def test_a_new_service_is_noticed() -> None:
    found = differences(lambda api: None, ("bedrock-dreams",))

    assert found == ["bedrock-dreams: a service that is new to botocore"]


def test_a_model_that_is_new_gone_or_priced_otherwise_is_noticed() -> None:
    first, second, *rest = sorted(KNOWLEDGE.managed_models)
    library: dict[str, dict[str, str | None]] = {each: {} for each in rest}
    library[first] = {"input_usd": "1234.5"}
    library["amazon.nova-dream"] = {}

    found = said(list(price_differences(KNOWLEDGE.managed_models, DAY, library)))

    own = KNOWLEDGE.managed_models[first].input_usd
    assert found == [
        "amazon.nova-dream: a model that is new to genai-prices",
        f"{second}: a model that genai-prices no longer has",
        f"{first}: input usd: {own} here, 1234.5 there",
    ]


def test_a_source_is_due_a_year_after_it_was_read() -> None:
    read = min(source.read_on for source in KNOWLEDGE.sources.values())
    a_year = read + datetime.timedelta(days=365)

    assert not list(old_sources(KNOWLEDGE, a_year - datetime.timedelta(days=1)))
    assert list(old_sources(KNOWLEDGE, a_year))


@pytest.mark.parametrize(("day", "told"), [("2026-10-09", False), ("2026-10-10", True)])
def test_a_model_is_told_within_ninety_days_of_its_end(day: str, told: bool) -> None:
    found = said(list(ending_models(KNOWLEDGE, datetime.date.fromisoformat(day))))

    assert ("anthropic.claude-opus-4-1-20250805-v1:0: ends on 2027-01-08" in found) == told


def test_a_reference_that_rests_on_a_model_which_is_no_longer_active_is_told() -> None:
    card = KNOWLEDGE.models["amazon.nova-2-lite-v1:0"].model_copy(update={"legacy": DAY})
    changed = KNOWLEDGE.model_copy(update={"models": {**KNOWLEDGE.models, card.id: card}})

    assert any(each.startswith("usual_model:") for each in said(list(ending_models(changed, DAY))))


def test_a_service_that_closes_within_ninety_days_is_told() -> None:
    found = said(list(ending_services(KNOWLEDGE, datetime.date(2026, 7, 1))))

    assert "amazon-kendra: closes to new customers on 2026-07-30" in found


def test_judgements_are_told_and_never_due() -> None:
    kinds = {each.kind: each.due for each in freshness(DAY).aged if each.kind == "judgement"}

    assert kinds == {"judgement": False}


class Bedrock:
    """A stub of boto3's client for "bedrock"."""

    def __init__(self, *summaries: dict[str, Any]) -> None:
        self._summaries = summaries

    def list_foundation_models(self) -> dict[str, Any]:
        return {"modelSummaries": list(self._summaries)}


def summary(identity: str, status: str = "ACTIVE") -> dict[str, Any]:
    return {
        "modelId": identity,
        "modelLifecycle": {"status": status},
        "outputModalities": ["TEXT"],
    }


def online(*summaries: dict[str, Any]) -> list[str]:
    return said(list(models_online(Bedrock(*summaries), KNOWLEDGE, DAY, "us-east-1")))


def test_a_model_that_aws_calls_legacy_and_its_card_active_is_told() -> None:
    found = online(summary("amazon.nova-lite-v1:0", "LEGACY"))

    assert "amazon.nova-lite-v1:0: AWS calls it legacy in us-east-1; its card, active" in found


def test_a_model_without_a_card_is_told() -> None:
    assert "amazon.nova-9-v1:0: offered in us-east-1, and no card names it" in online(
        summary("amazon.nova-9-v1:0")
    )


def test_a_model_that_aws_no_longer_lists_in_the_region_is_told() -> None:
    told = "amazon.nova-lite-v1:0: its card offers it in us-east-1; AWS does not list it there"

    assert told in online(summary("amazon.nova-micro-v1:0"))
    assert told not in online(summary("amazon.nova-lite-v1:0"))


def test_a_model_is_found_at_aws_by_the_id_that_a_call_names() -> None:
    found = online(summary("anthropic.claude-opus-4-5-20251101-v1:0"))

    assert not any("claude-opus-4-5" in each for each in found)


class Pricing:
    """A stub of boto3's client for "pricing": every product costs the same."""

    def get_products(self, **asked: Any) -> dict[str, Any]:
        term = {"priceDimensions": {"one": {"pricePerUnit": {"USD": "99"}}}}
        product = {
            "product": {"attributes": {"usagetype": "any"}},
            "terms": {"OnDemand": {"one": term}},
        }
        return {"PriceList": [json.dumps(product)]}


def test_a_price_that_the_price_list_gives_otherwise_is_told() -> None:
    found = said(list(prices_online(Pricing(), KNOWLEDGE, "us-east-1")))

    assert any("99 USD in AWS's price list of us-east-1" in each for each in found)


def test_the_command_ends_with_one_when_something_is_due_and_tells_it_as_json() -> None:
    result = CliRunner().invoke(main, ["freshness", "--as-of", "2026-11-25", "--format", "json"])

    told = json.loads(result.stdout)
    assert result.exit_code == (1 if told["due"] else 0)
    assert told["day"] == "2026-11-25"
    assert told["due"] == sum(each["due"] for each in told["findings"])
    assert any(each["subject"].startswith("anthropic.claude-opus-4-1") for each in told["findings"])


def test_the_command_ends_with_nought_when_nothing_is_due(monkeypatch: Any) -> None:
    from advisor.upkeep.freshness import report

    monkeypatch.setattr(report, "ending_models", lambda *_: ())

    result = CliRunner().invoke(main, ["freshness", "--as-of", "2026-11-25"])

    assert result.exit_code == 0, result.output
    assert "0 due" in result.output


def test_a_region_that_is_none_is_refused_with_the_nearest() -> None:
    pytest.importorskip("boto3")
    result = CliRunner().invoke(main, ["freshness", "--online", "--region", "eu-central-9"])

    assert result.exit_code == 2
    assert 'Did you mean "eu-central-' in result.output


def test_the_record_of_what_was_looked_at_is_the_text_that_accept_writes() -> None:
    from advisor.upkeep.freshness.api import KNOWN_FILE, known_text

    assert KNOWN_FILE.read_text("utf-8") == known_text(read_known())
    assert Path(KNOWN_FILE).is_file()
