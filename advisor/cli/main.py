"""The `advisor` command: its subcommands are imported when they are called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import click

from advisor import __version__
from advisor.cli.terminal import losses_told, say
from advisor.errors import BadInput, EngineError, did_you_mean

_HOMES: Mapping[str, str] = {
    "advise": "advisor.cli.advise",
    "ask": "advisor.cli.ask",
    "read": "advisor.cli.read",
    "record": "advisor.cli.record",
    "recheck": "advisor.cli.recheck",
    "decisions": "advisor.cli.decisions",
    "compare": "advisor.cli.compare",
    "check-reasoning": "advisor.cli.exam",
    "misconceptions": "advisor.cli.exam",
    "practise": "advisor.cli.practise",
    "batch": "advisor.cli.batch",
    "sweep": "advisor.cli.sweep",
    "bench": "advisor.cli.bench",
    "estimate": "advisor.cli.estimate",
    "prices": "advisor.cli.estimate",
    "init": "advisor.cli.init",
    "facts": "advisor.cli.knowledge",
    "rules": "advisor.cli.knowledge",
    "sources": "advisor.cli.knowledge",
    "catalogue": "advisor.cli.knowledge",
    "scenarios": "advisor.cli.knowledge",
    "check": "advisor.cli.check",
    "freshness": "advisor.cli.freshness",
    "new": "advisor.cli.new",
    "docs": "advisor.cli.docs",
    "ui": "advisor.cli.ui",
    "serve": "advisor.cli.serve",
    "key": "advisor.cli.serve",
    "mcp": "advisor.cli.mcp",
    "skill": "advisor.cli.skill",
}
"""Where each command lives. A command is imported only when it is asked for: quick to start."""


def _placed(error: BadInput) -> BadInput:
    """The same with the options of a command where a service has fields of a body."""
    return BadInput(
        [
            replace(each, place="--model") if each.place.startswith("models/") else each
            for each in error.problems
        ]
    )


class Commands(click.Group):
    """Subcommands that are imported on use, and errors that read as one clear message."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """As click does; output that is lost is told, and ends with a code of its own."""
        with losses_told():
            return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        if cmd_name not in _HOMES:
            return None
        command: click.Command = getattr(
            import_module(_HOMES[cmd_name]), cmd_name.replace("-", "_")
        )
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is no such command."""
        if args and args[0] not in _HOMES and not args[0].startswith("-"):
            hint = did_you_mean(args[0], _HOMES)
            raise click.UsageError(f'There is no command "{args[0]}". {hint}'.strip(), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what was wrong with the input is told without a traceback."""
        try:
            return super().invoke(ctx)
        except BadInput as error:
            say(str(_placed(error)), err=True)
            ctx.exit(2)
        except EngineError as error:
            say(f"The inference engine failed: {error}\n  Please report this.", err=True)
            ctx.exit(3)
        except KeyboardInterrupt:
            # click would end with 1, which some commands use for a finding.
            say("Interrupted.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # The reader (head, less) has seen enough.
            if sys.stderr is not None:
                sys.stderr.close()
            ctx.exit(0)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog='Completion: eval "$(_ADVISOR_COMPLETE=bash_source advisor)" (or zsh_, fish_source).',
)
@click.version_option(__version__, prog_name="advisor")
def main() -> None:
    """Which way of adapting a foundation model fits a scenario, and why.

    Start with `advisor ask`, or with `advisor init my-case.yaml` and `advisor advise my-case.yaml`.
    """
