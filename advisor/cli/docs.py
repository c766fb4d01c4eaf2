"""`advisor docs`: write the generated pages and schemas."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.terminal import say


@click.command(hidden=True)
@click.argument("folder", default=".")
def docs(folder: str) -> None:
    """Write the generated pages of docs/ and the rule file's schema, below FOLDER."""
    from advisor.upkeep.pages import generated_files

    for name, text in generated_files().items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        say(f"wrote {name}")
