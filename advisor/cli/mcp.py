"""`advisor mcp`: the advisor as tools for agents."""

from __future__ import annotations

import click

from advisor.cli.extras import needing
from advisor.cli.terminal import standard_input


@click.command()
def mcp() -> None:
    """Serve the advisor's tools to an agent (Model Context Protocol, standard input and output)."""
    standard_input()
    with needing("mcp"):
        from advisor.mcp import make_server

    make_server().run("stdio")
