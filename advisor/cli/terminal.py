"""What the terminal gets: lines that fit it, colour where it is wanted, and no loss unsaid.

NO_COLOR, TERM=dumb and COLUMNS are kept. An address stays whole, so that it can be followed.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import click

from advisor.errors import BadInput, Problem

USUAL_WIDTH = 80
"""Columns of a line where the terminal is no narrower: longer lines are hard to read."""

NARROWEST = 20

NOT_WRITTEN = 4
"""The exit code where the output could not be written."""

_COLOURS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "fg": "cyan"},
    "heading": {"bold": True},
    "quiet": {"dim": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
}


def is_plain() -> bool:
    """Whether the user wants no colours and no moving lines, or her terminal has none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def coloured(text: str, role: str) -> str:
    """Text in the colour of its role; click strips colours where there is no terminal."""
    return text if is_plain() else click.style(text, **_COLOURS.get(role, {}))


def width() -> int:
    """Columns that a line of the output may have."""
    return min(USUAL_WIDTH, _columns(sys.stdout) or USUAL_WIDTH)


def say(text: str, err: bool = False, nl: bool = True, whole: bool = False) -> None:
    """Prints text, its lines folded where they are longer than the terminal.

    whole: not folded where there is no terminal, as errors are not: programs look for it.
    """
    limit = _columns(sys.stderr if err else sys.stdout) if err or whole else width()
    click.echo(text if limit is None else folded(text, limit), err=err, nl=nl)


def folded(text: str, most: int) -> str:
    """The text with no line longer than this, but for a word that is an address."""
    return "\n".join(each for line in text.split("\n") for each in _fold(line, most))


_STYLE = re.compile(r"\s*((?:\x1b\[[0-9;]*m)+)")


def _fold(line: str, most: int) -> list[str]:
    bare = click.unstyle(line)
    if len(bare) <= most:
        return [line]
    deep = min(len(bare) - len(bare.lstrip()), most // 3)
    lines = textwrap.wrap(
        bare.strip(),
        most,
        initial_indent=" " * deep,
        subsequent_indent=" " * (deep + 2),
        break_long_words="://" not in bare,
        break_on_hyphens=False,
    )
    style = _STYLE.match(line)
    return [f"{style[1]}{each}\x1b[0m" for each in lines] if style else lines


def _columns(stream: Any) -> int | None:
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated):
        return max(NARROWEST, int(stated))
    try:
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns)
    except (AttributeError, OSError, ValueError):
        return None


def standard_input() -> Any:
    """The bytes of standard input. Raises BadInput where it is closed."""
    if sys.stdin is None:
        raise BadInput(
            Problem("Standard input is closed.", remedy="Name a file, or pipe the input in.")
        )
    return sys.stdin.buffer


class _Closed(io.StringIO):
    """Stands for a standard output that was closed before the start: writing to it fails."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


_OUTPUT_LOST = {errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EDQUOT}


@contextmanager
def losses_told() -> Iterator[None]:
    """Within, output that cannot be written ends the command with a sentence and `NOT_WRITTEN`."""
    if sys.stdout is None:
        # Else click would write nothing, and the command would end as if all were well.
        sys.stdout = _Closed()
    try:
        yield
    except OSError as error:
        # A file that fails has a name, a stream has none.
        if error.filename is not None or error.errno not in _OUTPUT_LOST:
            raise
        _give_up_output()
        with suppress(OSError):
            click.echo(f"The output cannot be written: {error.strerror}.", err=True)
        raise SystemExit(NOT_WRITTEN) from None


def _give_up_output() -> None:
    # What is still in the buffer would fail once more, with a traceback, when Python ends.
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
