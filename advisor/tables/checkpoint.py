"""What is kept of a run beside its result: the folder OUT.part, one file a chunk.

A chunk is there whole or not at all, whatever ended the run. One process at a time may write.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import BadInput, Problem
from advisor.tables.chunks import kept_in

if TYPE_CHECKING:
    import pyarrow

_STATE = "state.json"
_WORDS: Mapping[str, str] = {
    "input": "another input",
    "kind": "another kind of input",
    "view": "another view",
    "as_of": "another day (--as-of)",
    "keep_columns": "another --keep-columns",
    "mapping": "another mapping, sheet or header row",
    "in_words": "another --in-words",
    "rows_at_once": "other chunks",
    "knowledge": "other rules or prices",
    "advisor": "another version of the advisor",
}
"""What may differ between two runs, as a sentence names it."""


@dataclass(frozen=True)
class Part:
    """The stored chunks of a run; `held` gives it to one process at a time."""

    folder: Path

    def store(self, number: int, table: pyarrow.Table) -> None:
        """Keeps a chunk, so that it outlasts a process that is killed and a machine that stops."""
        from pyarrow import parquet

        being_written = self.folder / "chunk-being-written"
        with being_written.open("wb") as stream:
            parquet.write_table(table, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(being_written, self._chunk(number))

    def tables(self) -> Iterator[pyarrow.Table]:
        """The chunks in order. Raises OSError at one that cannot be read."""
        import pyarrow
        from pyarrow import parquet

        for path in self._paths():
            try:
                table = parquet.ParquetFile(path).read()
            except pyarrow.ArrowException as error:
                raise OSError(f"{path.name} cannot be read: {error}") from None
            yield table

    def kept(self) -> list[str]:
        """The columns that were kept, of all chunks, in the order in which they came."""
        from pyarrow import parquet

        names: dict[str, None] = {}
        for path in self._paths():
            names.update(dict.fromkeys(kept_in(parquet.read_schema(path))))
        return list(names)

    def clear(self) -> None:
        """Forgets all chunks."""
        for each in self.folder.glob("chunk-*"):
            each.unlink()

    def _paths(self) -> Iterator[Path]:
        return itertools.takewhile(Path.exists, map(self._chunk, itertools.count()))

    def _chunk(self, number: int) -> Path:
        return self.folder / f"chunk-{number:06}.parquet"


@contextmanager
def held(folder: Path, asked: Mapping[str, object], note: Callable[[str], None]) -> Iterator[Part]:
    """The part of a run that asks this, for this process alone.

    What a run that asked something else has left is cleared, and `note` called with a sentence
    on it. Raises BadInput where another process holds the folder, or when it cannot be written.
    """
    part = Part(folder)
    try:
        folder.mkdir(exist_ok=True)
        with _alone(folder):
            state, text = folder / _STATE, json.dumps(asked, indent=2)
            before = state.read_text(encoding="utf-8") if state.exists() else ""
            if before != text:
                if differing := _differing(before, asked):
                    note(f"Begun anew: the interrupted run had {' and '.join(differing)}.")
                part.clear()
                state.write_text(text, encoding="utf-8")
            yield part
    except OSError as error:
        raise BadInput(
            Problem(
                f"The run stopped: {error.strerror or error}.",
                str(folder),
                "Check folder, rights and space; the same command goes on where it stopped.",
            )
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    # Beside the folder: Windows removes nothing that is open, and the folder is removed in the end.
    path = folder.with_name(f"{folder.name}.lock")
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise BadInput(
            Problem(
                "Another run writes this file.",
                str(folder),
                "Wait for it, or name another file.",
            )
        ) from None
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            path.unlink()


def _differing(before: str, asked: Mapping[str, object]) -> list[str]:
    try:
        asked_before = json.loads(before)
    except ValueError:
        return []
    return [word for key, word in _WORDS.items() if asked_before.get(key) != asked.get(key)]
