"""`advisor new`: begin a rule, a fact, an item, a path, a source or a misconception."""

from __future__ import annotations

import click

from advisor.cli.terminal import say


@click.command()
@click.argument(
    "kind", type=click.Choice(["rule", "fact", "item", "path", "source", "misconception"])
)
@click.argument("identity", metavar="ID")
@click.option(
    "--in",
    "part",
    metavar="PART",
    help="The kind of a rule, the section of a fact, or the file of an item or a source.",
)
def new(kind: str, identity: str, part: str | None) -> None:
    """Begin a piece of the knowledge: writes a file with blanks, and names them.

    ID is its name, such as audit-logs-are-kept; that of a fact is written with underscores. Works
    in a checkout of the project. No file is overwritten.
    """
    from typing import cast

    from advisor.errors import BadInput, Problem
    from advisor.knowledge import knowledge_folder
    from advisor.upkeep.new import Kind, begin, parts_of

    root = knowledge_folder()
    if not (root / "advisor" / "facts").is_dir():
        raise BadInput(
            Problem(
                "This advisor is installed as a package, which is not to be changed.",
                str(root),
                "Call `advisor new` in a checkout of the project.",
            )
        )
    chosen = cast(Kind, kind)
    try:
        begun = begin(chosen, identity, root, part)
    except OSError as error:
        raise BadInput(
            Problem(
                f"It cannot be written: {error.strerror}.", str(root), "Check folder and rights."
            )
        ) from None
    say(f"{'Added to' if begun.added else 'Wrote'} {begun.file}. Fill in:")
    wide = max(len(name) for _, name, _ in begun.blanks)
    for line, name, wanted in begun.blanks:
        say(f"  line {line:<4} {name:<{wide}}  {wanted}")
    others = parts_of(chosen, root)
    if part is None and others:
        say(f"It is in {others[0]}; `--in` says otherwise: {', '.join(others[1:])}.")
    say("`advisor check` says what is still missing.")
    say(begun.then)
