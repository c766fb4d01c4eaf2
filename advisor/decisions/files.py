"""Write a file whole, or leave what was there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from advisor.errors import BadInput, Problem


def write_whole(path: Path, lines: Iterable[str]) -> int:
    """Writes lines to a file, which is replaced only when all of them are on the disk.

    Gives how many there were. Raises BadInput where they cannot be written; the file that was
    there stays.
    """
    count = 0
    unfinished = ""
    try:
        handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            for line in lines:
                stream.write(line)
                count += 1
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(unfinished)
        raise BadInput(
            Problem(
                f"It cannot be written: {error.strerror}.",
                str(path),
                "Check folder, rights and room; a file that was there is unchanged.",
            )
        ) from None
    return count
