"""`advisor decisions`: decisions of a team, kept in a store with their history."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.cli.extras import needing
from advisor.cli.options import (
    day_of,
    format_option,
    models_option,
    read_scenario_file,
    set_option,
    view_options,
)
from advisor.cli.terminal import coloured, say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from advisor.decisions import KeptDecision
    from advisor.decisions.store import Decision, DecisionStore

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class _Where:
    """Which store, whose part of it, and who writes."""

    url: str | None
    team: str
    actor: str

    def open(self) -> DecisionStore:
        with needing("decisions"):
            from advisor.decisions.store import DecisionStore, default_url
        return DecisionStore(self.url or default_url())


@click.group()
@click.option(
    "--store",
    "url",
    metavar="URL",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME. Default: the variable ADVISOR_STORE, "
    "else a SQLite file in your data folder.",
)
@click.option("--team", default="main", show_default=True, help="Whose decisions.")
@click.option("--as", "actor", metavar="NAME", help="Who acts. Default: your user name.")
@click.pass_context
def decisions(context: click.Context, url: str | None, team: str, actor: str | None) -> None:
    """Keep decisions in a store, with their history.

    A decision is named by its id, or by the first letters of it. Exit codes: 0 done, 1 (recheck)
    something changed, 2 bad input, or the store cannot do it.
    """
    context.obj = _Where(url, team, actor or _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _version_option(command: F) -> F:
    return click.option(
        "--if-version",
        "version",
        type=click.IntRange(1),
        metavar="N",
        help="Only if the decision is still at this version, the one that you have seen.",
    )(command)


@decisions.command("list")
@click.option("--status", type=click.Choice(["proposed", "accepted", "overridden", "superseded"]))
@click.option("--changed-since", type=click.IntRange(0), metavar="REVISION")
@format_option("text", "json")
@click.pass_obj
def list_(where: _Where, status: str | None, changed_since: int | None, format_: str) -> None:
    """List the decisions, with their status and whether they still hold."""
    store = where.open()
    found = list(store.all(where.team, status=status, changed_since=changed_since))
    if format_ == "json":
        click.echo(json.dumps([_data(each) for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        say(f"{each.id}  {each.status:<10}  {_holds(each):<24}  {each.title}")
    if not found:
        say("No decision is kept here. `advisor decisions add FILE` keeps one.", err=True)


def _holds(decision: Decision) -> str:
    from advisor.decisions.recheck import VERDICTS

    if decision.status == "superseded":
        return ""
    return VERDICTS[decision.verdict] if decision.verdict else "not checked again"


def _data(decision: Decision) -> dict[str, Any]:
    return decision.model_dump(mode="json")


@decisions.command()
@click.argument("identity", metavar="ID")
@format_option("text", "json", "markdown")
@click.pass_obj
def show(where: _Where, identity: str, format_: str) -> None:
    """Show a decision with its history, or its record in Markdown."""
    store = where.open()
    found = store.get(identity, where.team)
    if format_ == "markdown":
        click.echo(_record(found), nl=False)
        return
    history = store.history(found.id, where.team)
    if format_ == "json":
        events = [each.model_dump(mode="json") for each in history]
        click.echo(json.dumps({**_data(found), "history": events}, indent=2, ensure_ascii=False))
        return
    say("\n".join(_told(found)))
    say("")
    say(coloured("History", "heading"))
    for event in history:
        say(
            f"  {event.version}. {event.at:%Y-%m-%d %H:%M} UTC, {event.actor}: {event.verb}"
            f"{_what(event.data)} (knowledge {event.knowledge[:12]})"
        )


def _told(decision: Decision) -> Iterator[str]:
    yield coloured(decision.title, "title")
    yield f"{decision.id}, version {decision.version}, {decision.status}"
    if decision.owner:
        yield f"Owner: {decision.owner}"
    kept = decision.kept
    yield f"Plan: {', '.join(reversed(kept.basis.plan))} ({kept.view} on {kept.day})"
    if decision.instead:
        yield f"Chosen instead: {decision.instead}, because: {decision.reason}"
    if decision.superseded_by:
        yield f"Superseded by: {decision.superseded_by}"
    if decision.verdict:
        yield f"On {decision.checked_on}: {decision.verdict_text}"


def _what(data: dict[str, Any]) -> str:
    if "instead" in data:
        return f" by {data['instead']}, because: {data['reason']}"
    if "by" in data:
        return f" by {data['by']}"
    if "result" in data:
        return f": {data['result']['text']}"
    return f": {data['note']}" if data.get("note") else ""


def _record(decision: Decision) -> str:
    from advisor.advisor import default_advisor
    from advisor.decisions.store.records import markdown

    return markdown(default_advisor(), decision)


@decisions.command()
@click.argument("file", metavar="FILE|-")
@click.option("--title", default="", help="What is decided about. Default: the plan.")
@click.option("--owner", default="", help="Who decides.")
@click.option("--to", "identity", metavar="ID", help="Keep it as a new answer for this decision.")
@set_option
@view_options
@models_option
@_version_option
@click.pass_obj
def add(
    where: _Where,
    file: str,
    title: str,
    owner: str,
    identity: str | None,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    models: tuple[str, ...],
    version: int | None,
) -> None:
    """Keep the answer to the scenario in FILE, or the decision of a record (.md).

    Prints its id.
    """
    if version is not None and identity is None:
        raise click.UsageError("--if-version goes with --to.")
    kept = (
        _of_record(file, title, owner)
        if file.lower().endswith((".md", ".markdown"))
        else _of_scenario(file, title, owner, changes, view, as_of, models)
    )
    store = where.open()
    if identity is None:
        done = store.add(kept, where.actor, where.team)
        if kept.status.startswith("accepted"):
            done = store.accept(done.id, where.actor, where.team, f"as {file} says", done.version)
    else:
        done = store.revise(identity, kept, where.actor, where.team, version)
    click.echo(done.id)


def _of_record(file: str, title: str, owner: str) -> KeptDecision:
    from advisor.decisions import read_record

    kept = read_record(Path(file))
    given = {name: text for name, text in (("title", title), ("owner", owner)) if text}
    return kept.model_copy(update=given)


def _of_scenario(
    file: str,
    title: str,
    owner: str,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    models: tuple[str, ...],
) -> KeptDecision:
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    from advisor.advisor import default_advisor
    from advisor.decisions import kept_decision

    advisor = default_advisor()
    advice = advisor.with_models(models).advise(
        scenario,
        view,  # type: ignore[arg-type]
        day,
        sensitivity=True,
    )
    return kept_decision(advice, advisor.knowledge, title, owner, models=models)


@decisions.command()
@click.argument("identity", metavar="ID")
@click.option("--note", default="", help="What is worth remembering of it.")
@_version_option
@click.pass_obj
def accept(where: _Where, identity: str, note: str, version: int | None) -> None:
    """Follow the advice."""
    done = where.open().accept(identity, where.actor, where.team, note, version)
    say(f"{done.id} is accepted (version {done.version}).")


@decisions.command()
@click.argument("identity", metavar="ID")
@click.option("--instead", required=True, help="The path that was chosen instead.")
@click.option("--reason", required=True, help="Why: those who keep the rules learn from it.")
@_version_option
@click.pass_obj
def override(where: _Where, identity: str, instead: str, reason: str, version: int | None) -> None:
    """Decide otherwise than advised."""
    done = where.open().override(identity, instead, reason, where.actor, where.team, version)
    say(f"{done.id} is overridden: {done.instead} (version {done.version}).")


@decisions.command()
@click.argument("identity", metavar="ID")
@click.option("--by", required=True, help="The decision that takes its place.")
@_version_option
@click.pass_obj
def supersede(where: _Where, identity: str, by: str, version: int | None) -> None:
    """Let another decision take the place of this one."""
    done = where.open().supersede(identity, by, where.actor, where.team, version)
    say(f"{done.id} is superseded by {done.superseded_by} (version {done.version}).")


@decisions.command()
@click.argument("identities", metavar="[ID]...", nargs=-1)
@click.option("--as-of", metavar="DATE", help="The day to check on. Default: today.")
@format_option("text", "json", "markdown")
@click.option("--dry-run", is_flag=True, help="Tell, and keep nothing of it.")
@click.pass_obj
def recheck(
    where: _Where, identities: tuple[str, ...], as_of: str | None, format_: str, dry_run: bool
) -> None:
    """Advise anew on these decisions, or on all, and keep what came of it.

    Exit codes: 0 all hold, 1 something changed, 2 one could not be checked; the others were.
    """
    day = day_of(as_of)
    store = where.open()
    found = (
        [store.get(each, where.team) for each in identities]
        if identities
        else [each for each in store.all(where.team) if each.status != "superseded"]
    )
    from advisor.advisor import default_advisor
    from advisor.decisions import recheck as recheck_one
    from advisor.decisions import recheck_reports

    advisor = default_advisor()
    checked = []
    problems: list[Problem] = []
    for each in found:
        try:
            result = recheck_one(advisor, each.kept, day)
            if not dry_run:
                store.note_recheck(each.id, result, where.actor, where.team, each.version)
        except BadInput as error:
            problems += [replace(one, place=one.place or each.id) for one in error.problems]
            continue
        checked.append((each.id, result))
    if format_ == "json":
        click.echo(json.dumps(recheck_reports.as_data(checked), indent=2, ensure_ascii=False))
    elif format_ == "markdown":
        click.echo(recheck_reports.as_markdown(checked), nl=False)
    else:
        say(recheck_reports.as_text(checked, coloured), nl=False)
    if problems:
        raise BadInput(problems)
    if any(each.changed for _, each in checked):
        raise SystemExit(1)


@decisions.command()
@click.option("--all-teams", is_flag=True, help="Of every team of the store.")
@format_option("text", "json")
@click.pass_obj
def overrides(where: _Where, all_teams: bool, format_: str) -> None:
    """List what was decided otherwise, how often and why, for those who keep the rules."""
    found = where.open().overrides(None if all_teams else where.team)
    if format_ == "json":
        click.echo(json.dumps([each.model_dump() for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        times = "once" if each.times == 1 else f"{each.times} times"
        say(f"{each.advised}: decided otherwise {times}, for {each.instead}, because")
        for reason in each.reasons:
            say(f"  - {reason}")
    if not found:
        say("Every decision here follows the advice.", err=True)


@decisions.command()
@click.option("--all-teams", is_flag=True, help="Of every team of the store.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output.",
)
@click.pass_obj
def export(where: _Where, all_teams: bool, output: Path | None) -> None:
    """Write everything that was ever done, one event a line (JSON Lines)."""
    lines = where.open().export(None if all_teams else where.team)
    if output is None:
        for line in lines:
            click.echo(line)
        return
    from advisor.decisions.files import write_whole

    written = write_whole(output, (f"{line}\n" for line in lines))
    say(f"Wrote {written:,} events to {output}.", err=True, whole=True)


@decisions.command("import")
@click.argument("file", metavar="FILE|-")
@click.pass_obj
def import_(where: _Where, file: str) -> None:
    """Take in an export: all of it, or nothing. What is here already is passed over."""
    store = where.open()
    if file == "-":
        taken, here = store.bring_in(sys.stdin, "standard input")
    else:
        try:
            with Path(file).open(encoding="utf-8-sig") as stream:
                taken, here = store.bring_in(stream, file)
        except UnicodeDecodeError:
            raise BadInput(
                Problem("The text is not UTF-8.", file, "Save the file as UTF-8.")
            ) from None
        except OSError as error:
            raise BadInput(
                Problem(
                    f"The file cannot be read: {error.strerror}.", file, "Check name and rights."
                )
            ) from None
    say(f"Took in {taken:,} events; {here:,} were here already.")
