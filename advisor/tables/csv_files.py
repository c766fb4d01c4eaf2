"""Tables as text with separators: CSV and its kin, as spreadsheets of all countries write them."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.tables.layout import (
    LARGEST_SIDEWAYS,
    LOOKED_AT,
    Found,
    Layout,
    find_header,
    find_questions,
    header_and_above,
    header_remark,
    names_of,
    turned,
)
from advisor.tables.problems import RowProblem, is_utf8
from advisor.tables.sources import GivenRow, Source, header_of, other_width

LONGEST_LINE = 1_000_000
"""Characters of one of the first lines; no header is as long."""

_MARKS = ",;\t|"
_NAMED_MARK = re.compile(r"sep=(.)\r?\n?")
"""Excel's own first line: it names the mark."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_separated(path: Path, layout: Layout | None = None) -> Source:
    """The file, its header read. Raises BadInput where it has none or is no text."""
    encoding, remarks = _encoding(path)
    # Bytes that are no UTF-8 pass as surrogates: only the cell that holds them is refused.
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    stream = path.open(encoding=encoding, errors=errors, newline="")
    first = stream.readline(LONGEST_LINE)
    named = _NAMED_MARK.fullmatch(first.lstrip("\ufeff"))
    if named is None:
        stream.seek(0)
        if first.startswith("\ufeff"):
            stream.read(1)
    # A file that tells its position cannot be read by lines at the same time.
    lines = list(itertools.islice(iter(stream.readline, ""), LOOKED_AT))
    mark = named[1] if named else _mark(lines)
    above = _parsed(lines, mark)
    header = _header(above, layout)
    decimal_comma = mark == ";"
    questions = find_questions(above, header)
    if questions is not None and not (layout and layout.header_row):
        whole = _parsed(itertools.chain(lines, itertools.islice(stream, LARGEST_SIDEWAYS[0])), mark)
        return sideways(whole, questions, str(path), remarks, decimal_comma)
    counted = _Counted(itertools.chain(lines, stream))
    if named:
        counted.bytes = len(first)
    reader = csv.reader(counted, delimiter=mark)
    try:
        found, upper = header_and_above(reader, header, str(path))
        spelt, told = names_of(found or (), upper or (), str(path))
        names = header_of(spelt, path)
    except csv.Error as error:
        raise BadInput(
            Problem(f"The header cannot be read: {error}.", str(path), _QUOTES)
        ) from None
    if not all(map(is_utf8, names)):
        raise BadInput(Problem("The header is not UTF-8.", str(path), _SAVE))
    rows = _rows(reader, counted, len(names), header.row + 2)
    remarks += header_remark(header, str(path)) + told
    size = path.stat().st_size
    # Where the comma is the decimal mark, spreadsheets separate with semicolons.
    return Source(unquoted(names), size, "B", rows, str(path), decimal_comma, remarks)


_SAVE = "Save the table as UTF-8 (in Excel: CSV UTF-8)."
_QUOTES = "Check its separators and quotation marks."


def sideways(
    rows: Sequence[Sequence[object]],
    questions: int,
    place: str,
    remarks: tuple[Problem, ...],
    decimal_comma: bool = False,
) -> Source:
    """A sheet of questions as a table: one row for each column of answers."""
    found = turned(rows, questions)
    told = Problem(
        f"The facts stand below one another in column {questions + 1}: each column of answers is "
        f"one scenario ({len(found.rows)} found).",
        place,
        "The row number of an answer is the number of its column.",
    )
    given = (GivenRow(number, list(cells), None, number) for number, _, cells in found.rows)
    names = header_of(found.names, place)
    return Source(names, len(found.rows), "row", given, place, decimal_comma, (*remarks, told))


def _encoding(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """How the text is encoded; the remark where it is not UTF-8."""
    with path.open("rb") as octets:
        start = octets.read(4096)
        if start[:2] in _UTF_16:
            return _UTF_16[start[:2]], ()
        if start.count(b"\0") > len(start) // 4:
            # Without its mark, UTF-16 shows itself by every other byte of plain letters.
            even = start[0::2].count(0) > start[1::2].count(0)
            return ("utf-16-be" if even else "utf-16-le"), ()
        if b"\0" in start:
            raise BadInput(Problem("This is no text, so no table.", str(path), _SAVE))
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", ()
        octets.seek(0)
        good = bad = line = 0
        bad_line = 0
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        while part := octets.read(1 << 20):
            text = decoder.decode(part)
            if not text.isascii():
                strange = sum("\udc80" <= letter <= "\udcff" for letter in text)
                good += sum(letter > "\x7f" for letter in text) - strange
                if strange and not bad:
                    at = next(
                        at for at, letter in enumerate(text) if "\udc80" <= letter <= "\udcff"
                    )
                    bad_line = line + text.count("\n", 0, at) + 1
                bad += strange
            line += text.count("\n")
    # Whole letters of UTF-8 beside a few broken ones: the file was UTF-8, and is damaged.
    if bad <= good:
        return "utf-8-sig", ()
    told = Problem(
        "The file is not UTF-8; it was read as Windows-1252, the code of Western Europe.",
        f"{path}, line {bad_line}",
        'Where letters look wrong, save it as "CSV UTF-8".',
    )
    return "cp1252", (told,)


def _parsed(lines: Iterable[str], mark: str) -> list[list[str]]:
    """The cells of some lines, as far as they can be taken apart."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(csv.reader(lines, delimiter=mark))
    return rows


def _mark(lines: Sequence[str]) -> str:
    """The mark with which a row names most facts; else the one that the first line uses most."""
    found = {mark: find_header(_parsed(lines, mark)) for mark in _MARKS}
    first = next((line for line in lines if line.strip()), "")
    return max(_MARKS, key=lambda mark: (found[mark].facts, first.count(mark)))


def _header(above: Sequence[Sequence[object]], layout: Layout | None) -> Found:
    if layout is None or layout.header_row is None:
        return find_header(above)
    return Found(layout.header_row - 1, 0)


class _Counted:
    """The lines of a stream, and how many bytes they are."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.bytes += len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))
        return line


def _rows(reader: Any, counted: _Counted, width: int, first: int) -> Iterator[GivenRow]:
    line = reader.line_num
    for number in itertools.count(first):
        wrong = ""
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wrong = f"The row cannot be read: {error}."
        lines, line = reader.line_num - line, reader.line_num
        more = (
            "" if lines == 1 else f" Lines {line - lines + 1} to {line} were read as this one row."
        )
        if wrong:
            problem = RowProblem(number, "", wrong + more, _QUOTES)
            yield GivenRow(number, None, problem, counted.bytes)
            continue
        # A spreadsheet writes as many cells as its widest row has.
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) == width:
            yield GivenRow(number, unquoted(cells), None, counted.bytes)
        else:
            cells = list(unquoted(cells))
            yield other_width(number, cells, width, _QUOTES, counted.bytes, more)


# Text that a spreadsheet would run

_RUNS = re.compile(r"[=+@\t\r-]")
_NUMBER = re.compile(r"[+-][\d.,]+")


def quoted(cell: object) -> object:
    """A cell as it is written: text that a spreadsheet would take for a formula gets a mark.

    The mark is the one that spreadsheets themselves use, an apostrophe before the text;
    `unquoted` takes it away again.
    """
    if not isinstance(cell, str) or not (_RUNS.match(cell) or _QUOTED.match(cell)):
        return cell
    return cell if _NUMBER.fullmatch(cell) or len(cell) == 1 else f"'{cell}"


_QUOTED = re.compile(r"'+(?:[=+@\t\r-])")


def unquoted(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells as they were before `quoted`."""
    return tuple(cell[1:] if _QUOTED.match(cell) else cell for cell in cells)
