"""`advisor skill`: instructions with which an agent goes from a description to a record."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.terminal import say
from advisor.documents import knowledge_folder
from advisor.errors import BadInput, Problem

NAME = "foundation-model-advice"


@click.command()
@click.argument("folder")
@click.option("--force", is_flag=True, help="Replace the skill if it exists.")
def skill(folder: str, force: bool) -> None:
    """Install the advisor's Agent Skill (SKILL.md) in FOLDER, the agent's folder of skills."""
    path = Path(folder)
    # A skill stands in a folder of its own name.
    target = (path if path.name == NAME else path / NAME) / "SKILL.md"
    if target.exists() and not force:
        raise BadInput(
            Problem(
                "The skill exists already.", str(target), "Name another folder, or add --force."
            )
        )
    text = (knowledge_folder() / "data" / "skill" / NAME / "SKILL.md").read_text(encoding="utf-8")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            Problem(
                f"It cannot be written: {error.strerror}.", str(target), "Check folder and rights."
            )
        ) from None
    say(f"Wrote {target}.", whole=True)
