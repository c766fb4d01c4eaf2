"""`advisor serve` and `advisor key`: the JSON API, and the keys that it asks for."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.cli.extras import needing


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes one that is free.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that answer; one that dies is replaced.",
)
@click.option(
    "--keys-file",
    type=click.Path(path_type=Path),
    help="The file of API keys. With it, every route but health asks for one.",
)
@click.option("--no-auth", is_flag=True, help="Let others reach the service without a key.")
@click.option(
    "--allow-host", multiple=True, metavar="NAME", help="A name of the service. May be repeated."
)
@click.option(
    "--allow-origin",
    multiple=True,
    metavar="ORIGIN",
    help="A web origin whose pages may call the service. May be repeated.",
)
@click.option(
    "--store",
    metavar="URL",
    help="Where decisions are kept: sqlite:///FILE or postgresql://USER@HOST/NAME.",
)
@click.option(
    "--root-path",
    metavar="PATH",
    help="The path under which a proxy shows the service, such as /advisor.",
)
def serve(
    host: str,
    port: int,
    workers: int,
    keys_file: Path | None,
    no_auth: bool,
    allow_host: tuple[str, ...],
    allow_origin: tuple[str, ...],
    store: str | None,
    root_path: str | None,
) -> None:
    """Serve the JSON API; the front page documents it.

    Limits are set by environment variables (ADVISOR_API_MAX_BODY_BYTES and the like; see
    docs/api.md). Ends on Ctrl+C or SIGTERM when every request under way is answered.

    Exit codes: 0 told to end, 2 bad settings, 3 the service could not start.
    """
    with needing("api"):
        from advisor.api import serving
        from advisor.api.logs import log_to_stderr
        from advisor.api.settings import Settings
        from advisor.keys import read_keys

    environment = dict(os.environ)
    if root_path is not None:
        environment["ADVISOR_API_ROOT_PATH"] = root_path
    given = Settings.from_environment(environment)
    changes = {
        "keys_file": keys_file or given.keys_file,
        "store": store or given.store,
        "cors_origins": allow_origin or given.cors_origins,
    }
    if allow_host:
        changes["allowed_hosts"] = allow_host
    elif "allowed_hosts" not in given.model_fields_set:
        changes["allowed_hosts"] = serving.implied_hosts(host)
    settings = given.model_copy(update=changes)
    if settings.keys_file:
        read_keys(settings.keys_file)
    serving.check_exposure(host, settings, no_auth)
    log_to_stderr()
    raise SystemExit(serving.serve(settings, host, port, workers))


@click.command()
@click.argument("name")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file of keys; it is made where there is none.",
)
@click.option("--team", default="", help="Whose decisions the key sees. Default: main.")
def key(name: str, file: Path, team: str) -> None:
    """Make an API key called NAME, and print it once.

    The file keeps only its hash. Delete a line of the file to withdraw that key; a running
    service notices within a second.
    """
    with needing("api"):
        from advisor.keys import add_key

    click.echo(add_key(file, name, team))
