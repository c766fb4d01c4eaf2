"""`advisor freshness`: what has aged, and what soon will."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needing
from advisor.cli.options import day_of, format_option
from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    import datetime

    from advisor.upkeep.freshness import Freshness
    from advisor.upkeep.freshness.aged import Aged


@click.command()
@click.option("--as-of", metavar="DATE", help="The day to look from. Default: today.")
@click.option(
    "--online",
    is_flag=True,
    help="Also ask AWS for its models and prices, with your credentials.",
)
@click.option(
    "--region",
    default="us-east-1",
    show_default=True,
    help="The Region that --online asks.",
)
@click.option(
    "--accept",
    is_flag=True,
    help="Record the installed botocore's API as looked at, and end.",
)
@click.option(
    "--all",
    "all_",
    is_flag=True,
    help="Also tell what is not due: judgements, and what no item names.",
)
@format_option("text", "json")
def freshness(
    as_of: str | None, online: bool, region: str, accept: bool, all_: bool, format_: str
) -> None:
    """Tell what has aged: AWS's API, prices, models and services that end, sources, judgements.

    Without --online nothing is asked of the network.
    Exit codes: 0 nothing is due, 1 something is due, 2 bad input.
    """
    from advisor.upkeep.freshness import freshness as look

    if accept:
        _accept()
        return
    day = day_of(as_of)
    found = look(day, online=_online(day, region) if online else ())
    if format_ == "json":
        click.echo(json.dumps(found.to_data(), indent=2, ensure_ascii=False))
    else:
        _tell(found, all_)
    raise SystemExit(1 if found.due else 0)


def _tell(found: Freshness, all_: bool) -> None:
    from advisor.reports.checked_reasoning import wrapped
    from advisor.upkeep.freshness.aged import KIND_NAMES

    told = [each for each in found.aged if all_ or each.due]
    for kind, group in groupby(told, key=lambda each: each.kind):
        say(KIND_NAMES[kind])
        for each in group:
            remedy = f" {each.remedy}" if each.remedy else ""
            text = f"{each.subject}: {each.message}"
            say("\n".join(wrapped(text + ("" if text.endswith(".") else ".") + remedy, "  ")))
    for each_skipped in found.skipped:
        say(f"Not looked at: {each_skipped}")
    read = ", ".join(f"{name} {version}" for name, version in found.read.items())
    kept = len(found.aged) - len(found.due)
    say(f"On {found.day}, with {read or 'nothing installed to compare with'}: ", nl=False)
    say(f"{len(found.due)} due; {kept} for the record{'' if all_ else ' (--all)'}.")


def _accept() -> None:
    from advisor.upkeep.freshness import api

    with needing("dev"):
        text = api.known_text(api.read_api(api.installed_loader()))
    try:
        api.KNOWN_FILE.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(
            Problem(
                f"{api.KNOWN_FILE.name} cannot be written: {error.strerror}.",
                str(api.KNOWN_FILE),
                "Run it in a checkout of the project.",
            )
        ) from None
    say(f"Written: {api.KNOWN_FILE.name}")


def _online(day: datetime.date, region: str) -> tuple[Aged, ...]:
    with needing("prices"):
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    from advisor.knowledge import load_knowledge
    from advisor.upkeep.freshness.online import models_online, prices_online

    knowledge = load_knowledge()
    if region not in knowledge.regions:
        from advisor.errors import did_you_mean

        raise BadInput(
            Problem(
                f'"{region}" is no Region of Amazon Bedrock.',
                "--region",
                did_you_mean(region, knowledge.regions) or "`advisor facts region` lists them.",
            )
        )
    try:
        bedrock = boto3.client("bedrock", region_name=region)
        pricing = boto3.client("pricing", region_name="us-east-1")
        return (
            *models_online(bedrock, knowledge, day, region),
            *prices_online(pricing, knowledge, region),
        )
    except (BotoCoreError, ClientError) as error:
        raise BadInput(
            Problem(
                f"AWS did not answer: {error}",
                "--online",
                "Check your credentials, and that they may list foundation models and prices.",
            )
        ) from None
