"""What a document is made of: headings, paragraphs, lists, tables, a picture; no format yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from advisor.reports.chart import Chart
from advisor.reports.record.picture import Picture


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title.

    gives_way: where a page cannot hold all that is to stand on it, the part below this heading
    stands in the appendix instead, 1 before 2; 0 for a part that stays.
    """

    level: int
    text: str
    gives_way: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text. lead: stands before it, bold; may be empty."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry is a bold lead (may be empty) and its text. numbered: in this order."""

    entries: tuple[tuple[str, str], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain texts; every row is as long as the head. An empty cell is to be filled in.

    strong: rows that stand out, by their place.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLink:
    """An entry of the bibliography."""

    number: int
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """Here the first page ends; what follows is to look things up in."""


Block: TypeAlias = Heading | Paragraph | Bullets | Table | SourceLink | Picture | Chart | Appendix


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """A record, ready to be told in any format."""

    title: str
    blocks: tuple[Block, ...]

    def texts(self) -> Iterator[str]:
        """Every piece of text in the document, in order."""
        for block in self.blocks:
            match block:
                case Heading():
                    yield block.text
                case Paragraph():
                    yield from (each for each in (block.lead, block.text) if each)
                case Bullets():
                    for lead, text in block.entries:
                        yield from (each for each in (lead, text) if each)
                case Table():
                    yield from block.head
                    for row in block.rows:
                        yield from (cell for cell in row if cell)
                case SourceLink():
                    yield block.text
                case Picture():
                    yield block.caption
                case Chart():
                    yield from (block.title, *block.said)
                case Appendix():
                    pass

    def first_page(self) -> tuple[Block, ...]:
        """The blocks before the appendix."""
        for place, block in enumerate(self.blocks):
            if isinstance(block, Appendix):
                return self.blocks[:place]
        return self.blocks

    def appendix(self) -> tuple[Block, ...]:
        """The blocks after the first page."""
        return self.blocks[len(self.first_page()) + 1 :]


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, halves of characters, and what Unicode says is none: XML holds none."""

_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: with them a text reads otherwise than it is."""

_SCHEME = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*:)(?=//|[^\s:])")
_LINKED = re.compile(r"(?i)^(?:https?|ftp|file|mailto|data|javascript|xmpp|tel|sms|vbscript):")
_WEB_NAME = re.compile(r"(?i)\bwww\.(?=\S)")
_AT = re.compile(r"\s*@(?=\S)")


def typed(text: str) -> str:
    """What somebody typed, as a line that every format holds and no reader makes a link of.

    Readers of Markdown, Word and PDF turn addresses into links by themselves: a space after the
    scheme, or "(at)" in an e-mail address, keeps them what they are, a text.
    """
    plain = _TURNING.sub("", _NO_TEXT.sub(" ", text))
    plain = _SCHEME.sub(_parted, plain)
    plain = _WEB_NAME.sub(lambda found: f"{found[0][:-1]} .", plain)
    plain = _AT.sub(" (at) ", plain)
    return " ".join(plain.split())


def _parted(found: re.Match[str]) -> str:
    here = found.string[found.start() :]
    return (
        f"{found[1]} " if _LINKED.match(found[1]) or here[len(found[1]) :][:2] == "//" else found[0]
    )


# A text stands on the first page in short, and in the appendix whole.


def in_short(text: str, most: int) -> str:
    """The first sentences of a text that fit into so many characters; at least a part of one."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = ""
    for sentence in re.split(r"(?<=[.;!?])\s+", text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > most:
            break
        kept = longer
    if kept:
        return f"{kept[:-1]}." if kept.endswith(";") else kept
    return f"{text[: most - 2].rsplit(' ', 1)[0].rstrip(',;:')} …"
