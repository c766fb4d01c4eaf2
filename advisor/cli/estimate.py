"""`advisor estimate`: only the estimates, with assumptions varied at will; `advisor prices`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.extras import needing
from advisor.cli.options import (
    day_of,
    format_option,
    models_option,
    prices_option,
    read_scenario_file,
    set_option,
    view_options,
)
from advisor.cli.terminal import say
from advisor.documents import read_text
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge


@click.command()
@click.argument("file", metavar="FILE|-")
@set_option
@view_options
@prices_option
@click.option("--model-size", type=float, metavar="BILLIONS", help="Weights of the model, in 10^9.")
@click.option("--tokens", type=float, metavar="TOKENS", help="Tokens of one training run.")
@models_option
@click.option("--instance", metavar="ID", help="The instance that trains, such as p5-48xlarge.")
@click.option(
    "--assume",
    "assumed",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set an assumption: a number, or [low, likely, high]. May be repeated.",
)
@format_option("text", "json")
@click.option("--arithmetic", is_flag=True, help="Add every figure's formula and inputs.")
def estimate(
    file: str,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    prices_file: str | None,
    model_size: float | None,
    tokens: float | None,
    models: tuple[str, ...],
    instance: str | None,
    assumed: tuple[str, ...],
    format_: str,
    arithmetic: bool,
) -> None:
    """Estimate cost, memory and time of every path for the scenario in FILE.

    Exit codes: 0 estimated, 2 bad input.
    """
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    given = _assumptions(assumed)
    if model_size is not None:
        given["parameters"] = given["pre_training_parameters"] = model_size * 1e9
    if tokens is not None:
        given["training_tokens"] = tokens
    if instance is not None:
        given |= dict.fromkeys(("training_instance", "adapter_instance"), instance)
    from advisor.estimates.prices import read_prices
    from advisor.estimates.served import with_models
    from advisor.knowledge import load_knowledge
    from advisor.reasoning.infer import Reasoner
    from advisor.reasoning.other_plans import estimates_of
    from advisor.reports import estimates as estimates_report

    knowledge = with_models(load_knowledge(), models)
    prices = read_prices(Path(prices_file), knowledge) if prices_file else None
    reasoner = Reasoner(knowledge)
    inference = reasoner.infer(scenario, view, day)  # type: ignore[arg-type]
    estimates = estimates_of(reasoner, inference, given, prices)
    if format_ == "json":
        click.echo(estimates.model_dump_json(indent=2))
    else:
        names = {path.id: path.short_name for path in knowledge.paths.values()}
        say(estimates_report.as_text(estimates, names, arithmetic), nl=False)


def _assumptions(assumed: tuple[str, ...]) -> dict[str, object]:
    given: dict[str, object] = {}
    for text in assumed:
        name, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise BadInput(
                Problem(f'"{text}" sets nothing.', "--assume", "Write it as name=value.")
            )
        given[name.strip()] = read_text(value, f"--assume {name.strip()}").data
    return given


@click.command()
@click.option("--refresh", is_flag=True, help="Read today's prices, and name those that changed.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["aws", "genai-prices"]),
    default="aws",
    show_default=True,
    help="Where --refresh reads: AWS's Price List API, or models in the installed genai-prices.",
)
@click.option("--region", default="us-east-1", show_default=True, help="The Region to ask for.")
@click.option("--output", metavar="FILE", help="Where to write the price file. Default: print it.")
def prices(refresh: bool, source: str, region: str, output: str | None) -> None:
    """Print the prices in use as a price file, or today's, read with your AWS credentials.

    What it prints can be edited and given to `advisor estimate --prices FILE`.
    Exit codes: 0 printed, 2 bad input, no credentials, or no answer.
    """
    from advisor.estimates.prices import price_file_text
    from advisor.knowledge import load_knowledge

    knowledge = load_knowledge()
    data = None
    if refresh:
        data = _of_library() if source == "genai-prices" else _of_aws(knowledge, region)
    text = price_file_text(knowledge, data)
    if data is not None:
        from advisor.estimates.price_list import changed

        for name, (before, now) in changed(knowledge, data).items():
            text += f"# changed: {name} was {before:g}, is {now:g}\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            Problem(f"It cannot be written: {error.strerror}.", output, "Check folder and rights.")
        ) from None
    say(f"Wrote {output}.", whole=True)


def _of_aws(knowledge: Knowledge, region: str) -> dict[str, Any]:
    from advisor.estimates.price_list import refreshed

    with needing("prices"):
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    try:
        # The Price List API answers in a few Regions only, for all of them.
        client = boto3.client("pricing", region_name="us-east-1")
        return refreshed(client, knowledge, region)
    except (BotoCoreError, ClientError) as error:
        raise BadInput(
            Problem(
                f"AWS gave no prices: {error}",
                "advisor prices --refresh",
                "It needs credentials that may call pricing:GetProducts.",
            )
        ) from None


def _of_library() -> dict[str, Any]:
    from advisor.upkeep.managed_models import library_models

    with needing("estimates"):
        found = library_models(datetime.date.today())
    models = {
        identity: {
            name: float(text)
            for name, text in values.items()
            if text is not None and "_usd" in name
        }
        for identity, values in found.items()
    }
    return {"prices": {}, "instances": {}, "models": models}
