"""Prices: the compiled ones are current, the user's own take their place, AWS's can be read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advisor.advisor import advise
from advisor.cli import main
from advisor.errors import BadInput
from advisor.estimates.estimate import estimate
from advisor.estimates.inputs import CHEAPEST
from advisor.estimates.price_list import _of_one_model, changed, refreshed
from advisor.estimates.prices import GivenPrices, price_file_text, read_prices, with_prices
from advisor.knowledge import knowledge_folder, load_knowledge

DAY = datetime.date(2026, 11, 22)
KNOWLEDGE = load_knowledge()
LOAD = {"requests_per_month": 100_000, "input_tokens": 500, "output_tokens": 300}


@pytest.mark.golden
def test_the_managed_models_are_those_of_the_installed_price_library(
    recorded: Callable[[Path, str], None],
) -> None:
    pytest.importorskip("genai_prices", reason="`make test` installs genai-prices")
    from advisor.upkeep.managed_models import managed_models_text

    recorded(knowledge_folder() / "data" / "managed_models.yaml", managed_models_text())


def test_every_model_card_belongs_to_a_model_with_a_price() -> None:
    bare = {
        identity.removeprefix("global.").removeprefix("regional.")
        for identity in KNOWLEDGE.managed_models
    }

    assert set(KNOWLEDGE.models) == bare


def test_every_reference_names_something_that_is_known() -> None:
    known = {
        "instance": KNOWLEDGE.instances,
        "accelerator": KNOWLEDGE.accelerators,
        "model": KNOWLEDGE.managed_models,
        "open model": KNOWLEDGE.model_sizes,
    }
    for reference in KNOWLEDGE.references.values():
        assert reference.value in known[reference.of] or reference.value == CHEAPEST
    for instance in KNOWLEDGE.instances.values():
        assert instance.accelerator in KNOWLEDGE.accelerators


def write(folder: Path, text: str) -> Path:
    path = folder / "prices.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_price_file_takes_the_place_of_the_prices_that_it_names(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "prices: {bedrock_tuning_million_tokens: 8}\n"
        "instances: {p5-48xlarge: 40}\n"
        "assumptions: {tuning_runs: 2}\n"
        "references: {serving_instance: p4d-24xlarge}\n",
    )
    own = estimate(LOAD, as_of=DAY)
    given = estimate(LOAD, as_of=DAY, prices=read_prices(path, KNOWLEDGE))
    full, adapters = given.of("full-fine-tuning"), given.of("parameter-efficient-fine-tuning")
    assert full is not None
    assert adapters is not None
    hour = [
        each
        for figure in given.figures.values()
        for each in figure.inputs
        if each.name == "usd_per_accelerator_hour" and "p5" in each.title
    ]

    assert {each.likely for each in hour} == {5.0}
    assert adapters.managed_tuning is not None
    assert {each.id for each in own.lacking} - {each.id for each in given.lacking} == {
        "bedrock_tuning_million_tokens"
    }
    assert {each.value for each in given.references if each.id == "serving_instance"} == {
        "p4d-24xlarge"
    }


def test_a_given_price_cites_the_file_it_came_from() -> None:
    given = GivenPrices("mine.yaml", prices={"bedrock_model_unit_hour": 20})
    estimates = estimate(LOAD, as_of=DAY, prices=given)
    cited = [each for each in estimates.sources.values() if each.id == "given-prices"]

    assert [each.address for each in cited] == ["mine.yaml"]
    assert "provisioned_break_even" in estimates.break_evens


def test_given_prices_reach_the_rules(tmp_path: Path) -> None:
    dear = write(tmp_path, "instances: {p5-48xlarge: 5504}\n")
    facts = {"build_budget_usd": 2_000_000, "control": "own_architecture"}
    own, given = advise(facts, as_of=DAY), advise(facts, as_of=DAY, prices=dear)

    assert "budget-below-pre-training" not in own.rules_fired
    assert "budget-below-pre-training" in given.rules_fired


def test_a_wrong_assumption_is_told_with_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, "prices: {}\nassumptions:\n  tuning_runs: -4\n")

    with pytest.raises(BadInput, match=r"prices\.yaml:3: tuning_runs: -4 is not a size"):
        read_prices(file, load_knowledge())


def test_given_assumptions_reach_the_rules(tmp_path: Path) -> None:
    small = write(tmp_path, "assumptions: {parameters: 1000000000}\n")
    facts = {"accelerator_memory_gb": 24, "labelled_examples": 5000}
    own, given = advise(facts, as_of=DAY), advise(facts, as_of=DAY, prices=small)

    assert "memory-below-full-tuning" in own.rules_fired
    assert "memory-below-full-tuning" not in given.rules_fired


def test_given_prices_give_the_knowledge_another_version() -> None:
    priced = with_prices(KNOWLEDGE, GivenPrices("mine", instances={"p5-48xlarge": 40}), DAY)

    assert priced.version != KNOWLEDGE.version
    assert with_prices(KNOWLEDGE, GivenPrices("mine"), DAY) is KNOWLEDGE


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("prices:\n  bedrock_tunning_million_tokens: 3\n", ":2", "Did you mean"),
        ("prices:\n  labelled_example: -3\n", ":2", "not a price"),
        ("instance:\n  p5-48xlarge: 3\n", ":1", "Did you mean"),
        ("models:\n  my-model: {input: 3}\n", ":2", "Did you mean"),
        ("models:\n  my-model:\n    name: 5\n", ":3", "not text"),
        ("models:\n  my-model:\n    name: ' '\n", ":3", "not text"),
        ("models:\n  my-model:\n    id: other\n", ":3", "not known here"),
        ("- 3\n", ":1", "names and prices"),
    ],
)
def test_a_wrong_price_file_is_refused_with_its_line(
    tmp_path: Path, text: str, place: str, says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_prices(write(tmp_path, text), KNOWLEDGE)

    assert place in str(refused.value)
    assert says in str(refused.value)


def test_the_printed_price_file_can_be_read_back(tmp_path: Path) -> None:
    given = read_prices(write(tmp_path, price_file_text(KNOWLEDGE)), KNOWLEDGE)

    assert given.prices["custom_model_storage"] == 1.95
    assert given.instances["p5-48xlarge"] == 55.04


# The AWS Price List API, by the shapes that it answers with


def product(usage: str, usd: str, unit: str = "Hrs") -> str:
    return json.dumps(
        {
            "product": {
                "productFamily": "Compute Instance",
                "attributes": {"usagetype": usage, "regionCode": "us-east-1"},
                "sku": "ABCDEFGHIJKLMNOP",
            },
            "serviceCode": "AmazonEC2",
            "terms": {
                "OnDemand": {
                    "ABCDEFGHIJKLMNOP.JRTCKXETXF": {
                        "priceDimensions": {
                            "ABCDEFGHIJKLMNOP.JRTCKXETXF.6YS6EN2CT7": {
                                "unit": unit,
                                "pricePerUnit": {"USD": usd},
                            }
                        }
                    }
                }
            },
        }
    )


@pytest.fixture
def stubbed() -> Iterator[tuple[Any, Any]]:
    session = pytest.importorskip("botocore.session")
    from botocore.stub import ANY, Stubber

    client = session.get_session().create_client(
        "pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stubber:
        yield client, (stubber, ANY)


def test_of_several_models_the_price_of_the_usual_one_is_read_and_never_the_least() -> None:
    found = {"USE1-TitanLite-Customization-Training": 0.4, "USE1-Nova2Lite-Customization": 3.78}

    assert _of_one_model(found, "nova2lite") == 3.78
    assert _of_one_model(found, "novapro") is None
    assert _of_one_model({"USE1-Any": 2.0}, "novapro") == 2.0


def test_prices_that_changed_are_named_with_both() -> None:
    own = KNOWLEDGE.prices["vector_queries_million"].usd
    data = {"prices": {"vector_queries_million": 3.0}, "instances": {"p5-48xlarge": 55.04}}

    assert changed(KNOWLEDGE, data) == {"vector_queries_million": (own, 3.0)}


def test_a_price_file_shows_the_day_of_each_price_in_use() -> None:
    text = price_file_text(KNOWLEDGE)

    assert "p5-48xlarge: 55.04  # USD per hour of p5.48xlarge; in use that of 2026-11-09" in text
    assert "models:  # USD per million tokens; in use that of 2026-11-22" in text
    assert '"amazon.nova-micro-v1:0": {input_usd: 0.035, output_usd: 0.14' in text


def test_prices_are_read_from_the_price_list_over_all_its_pages(stubbed: Any) -> None:
    client, (stubber, anything) = stubbed

    def answer(service: str, products: list[str], token: str | None = None, **more: str) -> None:
        page: dict[str, Any] = {"FormatVersion": "aws_v1", "PriceList": products}
        if token:
            page["NextToken"] = token
        wanted = {"ServiceCode": service, "Filters": anything, **more}
        stubber.add_response("get_products", page, wanted)

    for instance in KNOWLEDGE.instances.values():
        service = "AmazonSageMaker" if instance.name.startswith("ml.") else "AmazonEC2"
        if instance.name == "p5.48xlarge":
            # A product of price zero is a reservation's, and the cheapest of two pages counts.
            first = [product("BoxUsage:p5.48xlarge", "0"), product("BoxUsage:p5.48xlarge", "50")]
            answer(service, first, "next")
            answer(service, [product("BoxUsage:p5.48xlarge", "49.5")], NextToken="next")
        else:
            answer(service, [])
    tuning = product("USE1-NovaLite-Customization-Training", "0.002", "1K tokens")
    reading = product("USE1-NovaLite-input-tokens", "0.00007", "1K tokens")
    writing = product("USE1-Llama3-1-8B-output-tokens", "0.00022", "1K tokens")
    batch = product("USE1-NovaPro-input-tokens-batch", "0.0004", "1K tokens")
    answer("AmazonBedrock", [tuning, reading, writing, batch])

    found = refreshed(client, KNOWLEDGE)

    assert found["instances"] == {"p5-48xlarge": 49.5}
    assert found["prices"] == {"bedrock_tuning_million_tokens": 2.0}
    assert found["models"] == {
        "amazon.nova-lite-v1:0": {"input_usd": 0.07},
        "meta.llama3-1-8b-instruct-v1:0": {"output_usd": 0.22},
    }
    assert changed(KNOWLEDGE, found)["amazon.nova-lite-v1:0 input_usd"] == (0.06, 0.07)
    assert "meta.llama3-1-8b-instruct-v1:0 output_usd" not in changed(KNOWLEDGE, found)
    stubber.assert_no_pending_responses()


# Commands


def test_the_command_prints_only_estimates_and_takes_variations(tmp_path: Path) -> None:
    scenario = tmp_path / "case.yaml"
    scenario.write_text("labelled_examples: 5000\nrequests_per_month: 10000\n", encoding="utf-8")
    shown = [
        CliRunner().invoke(main, ["estimate", str(scenario), "--format", "json", *more])
        for more in ([], ["--model-size", "70"], ["--tokens", "1e9"], ["--assume", "epochs=9"])
    ]

    assert [each.exit_code for each in shown] == [0, 0, 0, 0]
    costs = [json.loads(each.output)["figures"]["flops"]["likely"] for each in shown]
    assert len(set(costs)) == 4


def test_a_wrong_assumption_is_one_clear_message(tmp_path: Path) -> None:
    scenario = tmp_path / "case.yaml"
    scenario.write_text("labelled_examples: 5000\n", encoding="utf-8")
    shown = CliRunner().invoke(main, ["estimate", str(scenario), "--assume", "epoch=9"])

    assert shown.exit_code == 2
    assert 'There is no assumption "epoch".' in shown.output
    assert "Did you mean" in shown.output


def test_the_prices_of_all_models_are_read_from_the_installed_library() -> None:
    pytest.importorskip("genai_prices", reason="`make test` installs genai-prices")
    shown = CliRunner().invoke(main, ["prices", "--refresh", "--from", "genai-prices"])

    assert shown.exit_code == 0
    assert shown.output.count("input_usd") >= 100
    assert "\n# prices:\n" in shown.output


def test_the_prices_in_use_are_printed_as_a_price_file() -> None:
    shown = CliRunner().invoke(main, ["prices"])

    assert shown.exit_code == 0
    assert "custom_model_storage: 1.95" in shown.output
