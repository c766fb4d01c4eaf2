"""Read YAML and JSON text into plain data, remembering the line of every value.

YAML's traps are closed: only `true` and `false` are booleans, a duplicate key is refused, dates
stay text, anchors and tags are refused, and size and depth are bounded. JSON is read as the
subset of YAML that it is.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import BadInput, Problem

_PACKAGE = Path(__file__).resolve().parent
_PACKED = _PACKAGE / "_knowledge"

LARGEST_DOCUMENT_BYTES = 1_000_000
DEEPEST_NESTING = 40

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Place = tuple[str | int, ...]

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9_]*)$")
_DECIMAL = re.compile(r"[-+]?([0-9][0-9_]*)?\.?[0-9]+([eE][-+]?[0-9]+)?$|[-+]?[0-9]+\.$")
_NOT_A_SIZE = re.compile(r"[-+]?\.?(inf|nan|infinity)$", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """Plain data, where it came from, and the line of each value in it."""

    name: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def place(self, where: Place) -> str:
        """`file:line` of the value at this path, or of the nearest one around it."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return f"{self.name}:{self.lines[where[:end]]}"
        return self.name


def knowledge_folder() -> Path:
    """The folder that holds rules/ and data/: inside the package when installed, else beside it."""
    return _PACKED if _PACKED.is_dir() else _PACKAGE.parent


def read_file(path: Path) -> Document:
    """The document in this file. Raises BadInput when it cannot be read or parsed."""
    return read_bytes(content_of(path), str(path))


def content_of(path: Path) -> bytes:
    """The bytes of this file, as far as they are no more than a document's. Raises BadInput."""
    try:
        if path.is_dir():
            raise BadInput(
                Problem("This is a folder, not a file.", str(path), "Name a file inside it.")
            )
        size = path.stat().st_size
        if size > LARGEST_DOCUMENT_BYTES:
            raise BadInput(
                Problem(
                    f"The file has {size:,} bytes; a document has at most "
                    f"{LARGEST_DOCUMENT_BYTES:,}.",
                    str(path),
                    "Check that this is the file that you meant.",
                )
            )
        # A pipe has no size beforehand: read one byte more than is allowed, and no more.
        with path.open("rb") as stream:
            content = stream.read(LARGEST_DOCUMENT_BYTES + 1)
    except BadInput:
        # It is a kind of ValueError, and says already what is wrong.
        raise
    except FileNotFoundError:
        raise BadInput(
            Problem("There is no such file.", str(path), "Check the name and the folder.")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            Problem(f"The file cannot be read: {reason}.", str(path), "Check name and permissions.")
        ) from None
    return content


def read_bytes(content: bytes, name: str) -> Document:
    """The document in these bytes (as `text_of`). name: how error messages call it."""
    return read_text(text_of(content, name), name)


def text_of(content: bytes, name: str) -> str:
    """The text in these bytes: UTF-8, or UTF-16 with its mark, as PowerShell's > writes it.

    Raises BadInput where they are none, or too many.
    """
    if len(content) > LARGEST_DOCUMENT_BYTES:
        raise BadInput(
            Problem(
                f"The input is larger than {LARGEST_DOCUMENT_BYTES:,} bytes.",
                name,
                "Check that this is the input that you meant.",
            )
        )
    if content.startswith(_UTF_16):
        with suppress(UnicodeDecodeError):
            content = content.decode("utf-16").encode()
    if b"\0" in content:
        raise BadInput(
            Problem("This is binary data, not text.", name, "Give a YAML or JSON text file.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            Problem("The text is not UTF-8.", f"{name}:{line}", "Save the file as UTF-8.")
        ) from None
    return text


def prose_of(content: bytes, name: str) -> tuple[str, str]:
    """The text of somebody's own words, and the code that it was read in where it is not UTF-8.

    UTF-16 with its mark, and else Windows-1252, as word processors save plain text. Raises BadInput
    on what is no plain text, or too large.
    """
    if content.startswith(_UTF_16):
        with suppress(UnicodeDecodeError):
            return text_of(content.decode("utf-16").encode(), name), "UTF-16"
    if b"\0" in content:
        remedy = "Save the description as plain text (.txt)."
        raise BadInput(Problem("This is no plain text.", name, remedy))
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text_of(content.decode("cp1252", "replace").encode(), name), "Windows-1252"
    return text_of(content, name), ""


def read_text(text: str, name: str) -> Document:
    """The document in this text. name: how error messages call it."""
    try:
        return _Builder(name).build(text)
    except yaml.YAMLError as error:
        raise BadInput(_syntax_problem(error, name)) from None


def _syntax_problem(error: yaml.YAMLError, name: str) -> Problem:
    remedy = "One `name: value` a line; put text that holds a colon in quotes."
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Problem(f"The text is not YAML: {error}.", name, remedy)
    what = getattr(error, "problem", None) or "it cannot be understood here"
    return Problem(
        f"The text is not YAML: {what}.", f"{name}:{mark.line + 1}:{mark.column + 1}", remedy
    )


class _Builder:
    """Builds data from the parser's events in a loop: deep nesting cannot exhaust the stack."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}

    def build(self, text: str) -> Document:
        root: list[Any] = []
        # Each open collection: the data, its place, and for a mapping the key that waits.
        open_ones: list[tuple[list[Any] | dict[str, Any], Place]] = [(root, ())]
        waiting: list[str | None] = [None]
        documents = 0
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("A second document starts here.", line, "Keep one document.")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._refuse("Anchors and aliases are not allowed.", line, "Write the value out.")
            elif isinstance(event, yaml.CollectionEndEvent):
                open_ones.pop()
                waiting.pop()
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
                self._take(event, line, open_ones, waiting)
        if not root:
            raise BadInput(
                Problem(
                    "The document is empty.",
                    self.name,
                    "Write at least one `name: value`, or {} where nothing is known.",
                )
            )
        return Document(self.name, root[0], self.lines)

    def _take(
        self,
        event: yaml.ScalarEvent | yaml.CollectionStartEvent,
        line: int,
        open_ones: list[tuple[list[Any] | dict[str, Any], Place]],
        waiting: list[str | None],
    ) -> None:
        tag = event.tag
        if tag is not None and not (isinstance(event, yaml.ScalarEvent) and tag == "!"):
            self._refuse(f"The tag {tag} is not allowed.", line, "Leave the tag out.")
        parent, place = open_ones[-1]
        if isinstance(parent, dict) and waiting[-1] is None:
            waiting[-1] = self._key(event, line, parent, place)
            return
        value = self._value(event, line)
        if isinstance(parent, dict):
            key = waiting[-1]
            assert key is not None
            parent[key] = value
            place = (*place, key)
            waiting[-1] = None
        else:
            # The root's only element has the empty place.
            place = (*place, len(parent)) if len(open_ones) > 1 else ()
            parent.append(value)
        self.lines.setdefault(place, line)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(open_ones) > DEEPEST_NESTING:
                self._refuse(
                    f"The nesting is deeper than {DEEPEST_NESTING}.", line, "Flatten the document."
                )
            open_ones.append((value, place))
            waiting.append(None)

    def _key(self, event: Any, line: int, parent: dict[str, Any], place: Place) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse("A name must be a word.", line, "Write `name: value`.")
        key: str = event.value
        if key in parent:
            first = self.lines.get((*place, key), line)
            self._refuse(
                f'"{key}" is given twice; first in line {first}.', line, "Keep one of the two."
            )
        self.lines[(*place, key)] = line
        return key

    def _value(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        assert isinstance(event, yaml.ScalarEvent)
        # Only plain text may mean something else; quoted text is text.
        return _scalar(event.value) if event.implicit[0] else event.value

    def _refuse(self, problem: str, line: int, remedy: str) -> None:
        raise BadInput(Problem(problem, f"{self.name}:{line}", remedy))


def _scalar(text: str) -> bool | int | float | str | None:
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    if _WHOLE.match(text):
        # Python refuses to convert thousands of digits; as a float it is refused as too large.
        return int(text.replace("_", "")) if len(text) < 400 else float("inf")
    if _DECIMAL.match(text):
        return float(text.replace("_", ""))
    if _NOT_A_SIZE.match(text):
        return float(text.replace(".", ""))
    return text
