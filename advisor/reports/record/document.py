"""The decision record as a document: headings, paragraphs, lists and tables, with no format yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.reasoning.advice import Advice, CitedSource, ItemShape, PathShape, Reason
from advisor.reasoning.wording import NEED_MET, PATH_VERDICTS, spoken
from advisor.reports.sentences import status


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry is a bold lead (may be empty) and its text."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain texts; every row is as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SourceLink:
    """An entry of the bibliography."""

    number: int
    text: str
    address: str


Block: TypeAlias = Heading | Paragraph | Bullets | Table | SourceLink


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """A record, ready to be told in any format."""

    title: str
    blocks: tuple[Block, ...]

    def texts(self) -> Iterator[str]:
        """Every piece of text in the document, in order."""
        for block in self.blocks:
            match block:
                case Heading() | Paragraph():
                    yield block.text
                case Bullets():
                    for lead, text in block.entries:
                        yield from (each for each in (lead, text) if each)
                case Table():
                    yield from block.head
                    for row in block.rows:
                        yield from (cell for cell in row if cell)
                case SourceLink():
                    yield block.text


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, halves of characters, and what Unicode says is none: XML holds none."""


def decision_record(advice: Advice, title: str = "") -> RecordDocument:
    """The record of the decision that an advice supports.

    title: what is decided about; the plan by default; characters that no document can hold become
    spaces. Equal advices give equal records.
    """
    title = " ".join(_NO_TEXT.sub(" ", title).split())
    cited = _Cited()
    told = tuple(_blocks(advice, title, cited))
    return RecordDocument(title or advice.plan.summary.rstrip("."), (*told, *cited.blocks()))


class _Cited:
    """The sources in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._sources: list[CitedSource] = []

    def marks(self, sources: tuple[CitedSource, ...]) -> str:
        """The marks of these sources: " [1] [4]"."""
        marks = []
        for source in sources:
            key = (source.id, source.where)
            if key not in self._numbers:
                self._sources.append(source)
                self._numbers[key] = len(self._sources)
            marks.append(f" [{self._numbers[key]}]")
        return "".join(dict.fromkeys(marks))

    def blocks(self) -> Iterator[Block]:
        """The bibliography."""
        if not self._sources:
            return
        yield Heading(2, "Sources")
        for number, each in enumerate(self._sources, 1):
            says = f" {each.says}" if each.says else ""
            yield SourceLink(
                number,
                f"{each.title}, {each.where}; read on {each.read_on} "
                f"({each.confidence.replace('_', ' ')}).{says}",
                each.address,
            )


def _blocks(advice: Advice, title: str, cited: _Cited) -> Iterator[Block]:
    yield Heading(1, title or advice.plan.summary.rstrip("."))
    yield Table(
        ("Status", "View", "Day", "Knowledge"),
        (
            (
                status(advice),
                advice.view,
                advice.as_of.isoformat(),
                advice.knowledge_version,
            ),
        ),
    )
    yield from _context(advice)
    yield from _decision(advice, cited)
    yield from _assumptions(advice)
    yield from _alternatives(advice, cited)
    yield from _consequences(advice, cited)
    yield from _controls(advice)


def _context(advice: Advice) -> Iterator[Block]:
    yield Heading(2, "Context")
    definitions = fact_definitions()
    if not advice.scenario:
        yield Paragraph("Nothing is known of the scenario.")
        return
    scenario = read_scenario(advice.scenario)
    rows = []
    for name, value in scenario.values():
        unit = definitions[name].unit
        rows.append((definitions[name].title, f"{spoken(value)}{f' {unit}' if unit else ''}"))
    yield Table(("Fact", "Stated"), tuple(rows))
    unknown = len(definitions) - len(advice.scenario)
    yield Paragraph(
        f"{unknown} further facts are not known. An unknown fact is never read as no; "
        f"{len(advice.waiting_rules)} rules wait for one."
    )
    asked = tuple(
        (f"{definitions[each.fact].title}.", each.question) for each in advice.next_questions[:5]
    )
    if asked:
        yield Paragraph("Most worth asking next:")
        yield Bullets(asked)


def _assumptions(advice: Advice) -> Iterator[Block]:
    yield Heading(2, "Assumptions")
    if not advice.assumptions:
        yield Paragraph("Nothing that nobody has asked for would change the plan by itself.")
        return
    yield Paragraph("The plan holds while none of these is asked for:")
    definitions = fact_definitions()
    yield Bullets(
        tuple(
            (f"{definitions[each.fact].title}.", f"{each.text} {each.because}")
            for each in advice.assumptions
        )
    )


def _decision(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(2, "Decision")
    yield Paragraph(advice.plan.summary)
    yield Heading(2, "Reasons")
    if not advice.needs:
        yield Paragraph("Nothing that is known asks for more than the cheapest path.")
    names = {path.id: path.short_name for path in advice.paths}
    entries = []
    for need in advice.needs:
        by = f" by {names[need.met_by]}" if need.met_by else ""
        met = f"{NEED_MET[need.coverage]}{by}"
        why = " ".join(_told(reason, cited) for reason in need.reasons)
        covered = f"{need.coverage_reason.strip()}{cited.marks(need.coverage_sources)}"
        entries.append((f"{need.name} ({need.level}, {met}).", f"{why} {covered}".strip()))
    if entries:
        yield Bullets(tuple(entries))
    yield Paragraph(f"Order of choice: {advice.plan.policy_reason.strip()}")


def _told(reason: Reason, cited: _Cited) -> str:
    ours = f" Our judgement: {reason.judgement.strip()}" if reason.judgement else ""
    return f"{reason.text.strip()}{cited.marks(reason.sources)}{ours}"


def _alternatives(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(2, "Alternatives, and why not")
    rows = tuple(
        (path.name, PATH_VERDICTS[path.verdict], _why_not(path, cited))
        for path in advice.paths
        if path.verdict != "chosen"
    )
    yield Table(("Path", "Verdict", "Because"), rows)


def _why_not(path: PathShape, cited: _Cited) -> str:
    text = path.text[:1].upper() + path.text[1:]
    return f"{text.rstrip('.')}.{cited.marks(tuple(s for r in path.reasons for s in r.sources))}"


def _consequences(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(2, "Consequences")
    if advice.relaxations:
        yield Paragraph("A must stays unmet unless something gives way:")
        yield Bullets(tuple(("", each.text) for each in advice.relaxations))
    if advice.warnings:
        yield Bullets(
            tuple(
                (
                    f"{each.title.rstrip('.')}.",
                    each.text.strip()
                    + cited.marks(tuple(s for r in each.reasons for s in r.sources)),
                )
                for each in advice.warnings
            )
        )
    yield Paragraph("What the plan brings with it, by stage of the lifecycle:")
    for stage in advice.stages:
        if stage.items:
            yield Heading(3, stage.name)
            yield Bullets(
                tuple((f"{item.name} ({item.rank}).", _item(item, cited)) for item in stage.items)
            )
    if advice.roadmap:
        yield Heading(3, "If evaluation shows a gap")
        yield Bullets(tuple(("", step.text) for step in advice.roadmap))


def _item(item: ItemShape, cited: _Cited) -> str:
    why = _told(item.reasons[0], cited) if item.reasons else item.purpose
    return f"{why} {item.availability.note or ''}".strip()


def _controls(advice: Advice) -> Iterator[Block]:
    yield Heading(2, "Controls")
    names = {item.id: item.name for stage in advice.stages for item in stage.items}
    if not advice.dimensions:
        yield Paragraph("No fact that is known calls for a control.")
        return
    yield Table(
        ("Dimension of responsible AI", "Served by"),
        tuple(
            (
                each.id.replace("-", " ").capitalize(),
                ", ".join(names.get(item, item) for item in each.items),
            )
            for each in advice.dimensions
        ),
    )
