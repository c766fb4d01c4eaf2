"""`advisor ui`: the front end in the browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import advisor
from advisor.cli.extras import needing
from advisor.heaps import bound_heaps_of_children


@click.command()
@click.option("--host", default="localhost", show_default=True, help="The address to listen on.")
@click.option("--port", default=8501, show_default=True, help="The port to listen on.")
@click.option("--no-browser", is_flag=True, help="Only serve; open no browser.")
def ui(host: str, port: int, no_browser: bool) -> None:
    """Open the front end in the browser."""
    with needing("ui"):
        import streamlit  # noqa: F401
    folder = _front_end()
    # The pages import `ui` and `advisor`, from wherever the command was started.
    paths = [str(folder.parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    bound_heaps_of_children(os.environ)
    arguments = ["--server.address", host, "--server.port", str(port)]
    arguments += ["--server.headless", str(no_browser).lower(), "--server.fileWatcherType", "none"]
    # Otherwise the first start on a machine waits for an address to be typed.
    arguments += ["--server.showEmailPrompt", "false"]
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py"), *arguments]
    os.execv(sys.executable, command)


def _front_end() -> Path:
    """The folder `ui`: inside the installed package, else beside the package in the checkout."""
    package = Path(advisor.__file__).parent
    packed = package / "_ui" / "ui"
    return packed if packed.is_dir() else package.parent / "ui"
