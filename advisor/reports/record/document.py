"""The decision record: first a page that decides, then an appendix to look things up in.

Headings are those of MADR (Markdown Architectural Decision Records).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.estimates.shapes import Estimates, LimitVerdict, ModelEstimate
from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.reasoning.advice import Advice, CitedSource, ItemShape, PathShape, Reason
from advisor.reasoning.wording import NEED_MET, PATH_VERDICTS, listed, spoken
from advisor.reports import arithmetic, timeline
from advisor.reports.estimates import (
    INDEX_MONTH,
    balanced,
    beside_total,
    beside_totals,
    build_words,
    cheaper_plan,
    is_out,
    lacking,
    misses,
    model_name,
    role_in_words,
    services_lines,
    stronger_beside,
    with_range,
    without_a_part,
    without_times,
)
from advisor.reports.money_charts import charts
from advisor.reports.record.architecture import picture
from advisor.reports.record.blocks import (
    Appendix,
    Block,
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
    in_short,
    typed,
)
from advisor.reports.sentences import (
    how_met,
    left_less_met,
    left_to_find_out,
    path_names,
    policy,
    questions_left,
    reason_without_needs,
    relaxed,
    shares,
    status,
    would_change_it,
)

STATUSES = ("proposed", "accepted", "rejected", "deprecated", "superseded")
"""What MADR calls the states of a decision."""

LONGEST_TITLE = 1_000
"""Characters of a title or of an owner's name; what is longer is cut (our judgement)."""


def decision_record(
    advice: Advice,
    title: str = "",
    owner: str = "",
    decided: str = "proposed",
    on: datetime.date | None = None,
    instead: str = "",
    reason: str = "",
) -> RecordDocument:
    """The record of the decision that an advice supports.

    title: what is decided about; the plan by default. owner: who decides. decided: one of
    STATUSES. on: the day of the decision; the advice's by default. instead, reason: the path that
    was taken against the advice, by its name, and why. Texts that people typed become plain text
    in every format. Equal advices give equal records.
    """
    title = typed(title)[:LONGEST_TITLE] or advice.plan.summary.rstrip(".")
    said = _Said(
        typed(owner)[:LONGEST_TITLE], decided, on or advice.as_of, typed(instead), typed(reason)
    )
    cited = _Cited()
    first = tuple(_first_page(advice, title, said))
    told = tuple(_appendix(advice, cited))
    return RecordDocument(title, (*first, Appendix(), *told, *cited.blocks()))


@dataclass(frozen=True, slots=True)
class _Said:
    """What people said of the decision."""

    owner: str
    decided: str
    on: datetime.date
    instead: str
    reason: str


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
        yield Heading(3, "Sources")
        for number, each in enumerate(self._sources, 1):
            says = f" {each.says}" if each.says else ""
            yield SourceLink(
                number,
                f"{each.title}, {each.where}; read on {each.read_on} "
                f"({each.confidence.replace('_', ' ')}).{says}",
                each.address,
            )


# The first page

_TOLD = 3
"""How many reasons, assumptions, questions, changes and risks the first page tells."""
_ASSUMED_LETTERS = 300
"""Assumptions together take at most so many letters of the first page."""


def _first_page(advice: Advice, title: str, said: _Said) -> Iterator[Block]:
    yield Heading(1, title)
    yield Table(
        ("Status", "Decided by", "Date", "Holds for"),
        ((said.decided.capitalize(), said.owner, said.on.isoformat(), _holds_for(advice)),),
    )
    yield Paragraph(_decision(advice, said), "Decision:")
    yield Heading(2, "Context and Problem Statement", gives_way=5)
    yield Paragraph(_situation(advice))
    yield Heading(2, "Decision Drivers", gives_way=4)
    yield Bullets(tuple(("", text) for text in _drivers(advice)))
    yield Heading(2, "Considered Options", gives_way=2)
    yield _options(advice)
    yield Heading(2, "Decision Outcome")
    yield Heading(3, "Architecture")
    yield picture(advice)
    yield Heading(3, "Cost and time")
    yield from _cost_and_time(advice)
    yield Heading(3, "What it rests on, and what would change it")
    yield Bullets(tuple(_rests_on(advice)))
    yield Heading(3, "Consequences")
    yield Bullets(tuple(_consequences(advice)))
    yield Heading(3, "Steps, in this order", gives_way=1)
    yield Bullets(tuple(_steps(advice)), numbered=True)
    yield Heading(3, "Confirmation", gives_way=3)
    yield Paragraph(_confirmation(advice))
    yield Heading(3, "Sign-off")
    yield Table(("Name", "Agrees or objects", "Date", "Signature"), (("", "", "", ""),) * 2)


def _holds_for(advice: Advice) -> str:
    return f"{advice.view} on {advice.as_of}, knowledge {advice.knowledge_version[:12]}"


def _decision(advice: Advice, said: _Said) -> str:
    sure = status(advice)
    sure = f"{sure[:1].lower()}{sure[1:]}"
    if said.instead:
        reason = f" {said.reason.rstrip('.')}." if said.reason else ""
        return (
            f"{said.instead.rstrip('.')}, against the advice.{reason} "
            f"The advice was: {advice.plan.summary} ({sure})"
        )
    cost = ""
    if (services := advice.estimates.services) is not None:
        cost = (
            f" About {services.month.text} a month for its ready services; "
            f"{services.year.text} in a year."
        )
    if advice.estimates.models:
        model = balanced(advice.estimates)
        month = f"{model.month.text} a month with {model.name}{beside_total(model)}"
        cost = f" About {month}; {model.year.text}{lacking(model)} in a year."
        if (other := stronger_beside(advice)) is not None:
            role, _, effort = role_in_words(other).partition(", ")
            measured = f" of {INDEX_MONTH}" if other.index is not None else ""
            thinks = f" ({effort})" if effort else ""
            cost += (
                f" With {other.name}, the {role}{measured}{thinks}, "
                f"{other.month.text} a month"
                f"{beside_total(other, model.without)}; {other.year.text} in a year."
            )
        if is_out(model):
            cost += f" {_another_model(advice, model)}"
    return f"{advice.plan.summary}{cost} The advice is {sure}."


def _another_model(advice: Advice, model: ModelEstimate) -> str:
    """What that model misses of what was stated, and the model of the table that misses less."""
    missed = listed([each.text.removeprefix("Out: ") for each in _out(model)])
    others = [each for each in advice.estimates.models if not is_out(each)]
    if not others:
        return f"That misses what was stated ({missed}), and so does every model listed."
    other = others[0]
    holds = listed(misses(other)) or "holds what was stated"
    cost = f"{other.name} at {other.month.text} a month"
    return f"That misses what was stated ({missed}); {cost} {holds}."


def _out(model: ModelEstimate) -> list[LimitVerdict]:
    return [each for each in model.verdicts if each.verdict == "out"]


_MOST_FACTS = 12


def _situation(advice: Advice) -> str:
    if not advice.scenario:
        return "Which way of adapting a foundation model fits? Nothing is known of the scenario."
    told = [f"{inside_sentence(title)}: {value}" for title, value in _facts(advice)]
    more = len(told) - _MOST_FACTS
    rest = f"; {more} more in the appendix" if more > 0 else ""
    return (
        "Which way of adapting a foundation model fits this use case? Stated: "
        f"{'; '.join(told[:_MOST_FACTS])}{rest}."
    )


def _facts(advice: Advice) -> list[tuple[str, str]]:
    definitions = fact_definitions()
    rows = []
    for name, value in read_scenario(advice.scenario).values():
        unit = definitions[name].unit
        rows.append((definitions[name].title, f"{spoken(value)}{f' {unit}' if unit else ''}"))
    return rows


def _drivers(advice: Advice) -> list[str]:
    needs = sorted(advice.needs, key=lambda need: need.level != "must")
    reasons = {reason.rule: reason.text for need in needs for reason in need.reasons}
    told = [in_short(text, 220) for text in list(reasons.values())[:_TOLD]]
    return told or [reason_without_needs(advice)]


def _options(advice: Advice) -> Table:
    rows = []
    names = path_names(advice)
    chosen = listed([names[path] for path in reversed(advice.plan.paths)])
    cost = balanced(advice.estimates).month.text if advice.estimates.models else ""
    if (services := advice.estimates.services) is not None:
        cost = services.month.text
    met = _met_in_full(advice)
    gives = f"gives {met}" if met else "the cheapest to build; nothing asks for more"
    gives = f"{cost} a month; {gives}" if cost else gives
    rows.append((chosen, "chosen", in_short(gives, 190)))
    leaves = left_less_met(advice)
    cheaper = cheaper_plan(advice.estimates, leaves)
    if cheaper is not None:
        told = " + ".join(names.get(each, each) for each in reversed(cheaper.paths))
        why = f"; {leaves[cheaper.headline]}" if leaves[cheaper.headline] else ""
        rows.append((f"{told} (next cheaper)", "not chosen", f"{cheaper.month.text} a month{why}"))
    rows += [
        (path.short_name, PATH_VERDICTS[path.verdict], in_short(path.text, 110))
        for path in advice.paths
        if path.verdict != "chosen"
    ]
    return Table(("Option", "Verdict", "Because"), tuple(rows), strong=(0,))


def _cost_and_time(advice: Advice) -> Iterator[Block]:
    models = advice.estimates.models
    if not models:
        none = "No cost is estimated: the plan runs no model whose price is known."
        services = [f"{each}." for each in services_lines(advice.estimates)]
        yield from map(Paragraph, (*advice.estimates.warnings, *services) or (none,))
        return
    yield Table(
        ("Model", "Each month (range)", "To build", "Total of 12 months", "An answer takes"),
        tuple(_cost_row(model) for model in models),
        strong=tuple(
            place for place, each in enumerate(models) if each is balanced(advice.estimates)
        ),
    )
    # In one paragraph each: the first page has little room.
    for texts in (advice.estimates.warnings, beside_totals(advice.estimates)):
        if texts:
            yield Paragraph(" ".join(texts))
    verdicts = [
        f"{model.name}: {each.text.rstrip('.')}" for model in models for each in model.verdicts
    ]
    if verdicts:
        yield Paragraph(f"{'; '.join(verdicts)}.", "Against what was stated:")
    if told := timeline.line(advice.estimates.timeline, path_names(advice)):
        yield Paragraph(f"{told}.")


def _cost_row(model: ModelEstimate) -> tuple[str, ...]:
    return (
        model_name(model),
        with_range(model.month),
        build_words(model),
        f"{model.year.text}{lacking(model)}",
        f"{model.times.whole.text}; 95 of 100 in {model.times.whole_95.text}{without_a_part(model)}"
        if model.times
        else without_times(model),
    )


def _rests_on(advice: Advice) -> Iterator[tuple[str, str]]:
    assumed = [in_short(each.text, 160) for each in advice.assumptions[:_TOLD]]
    while len(assumed) > 1 and sum(map(len, assumed)) > _ASSUMED_LETTERS:
        assumed.pop()
    if assumed:
        more = len(advice.assumptions) - len(assumed)
        rest = f" {more} more in the appendix." if more > 0 else ""
        yield "Assumed:", " ".join(assumed) + rest
    questions = [in_short(left_to_find_out(advice, each), 170) for each in questions_left(advice)]
    if not questions and advice.certainty and advice.status == "provisional":
        questions = [in_short(shares(advice), 140)]
    if questions:
        yield "Left to find out:", " ".join(questions[:_TOLD])
    flips = [each.rstrip(".") for each in would_change_it(advice)[:_TOLD]]
    if flips:
        yield "Would change it:", in_short(f"{'; '.join(flips)}.", 330)
    if not (assumed or questions or flips):
        yield "", "Nothing that was not asked for would change the plan by itself."


def _met_in_full(advice: Advice) -> str:
    """The needs that the plan meets in full, each with its condition in brackets."""
    return listed(
        f"{inside_sentence(need.name)} (if {need.provided})"
        if need.provided
        else inside_sentence(need.name)
        for need in advice.needs
        if need.coverage == "full"
    )


def _consequences(advice: Advice) -> Iterator[tuple[str, str]]:
    if met := _met_in_full(advice):
        yield "Good, because", f"it fully gives {met}."
    partly = [inside_sentence(need.name) for need in advice.needs if need.coverage == "partial"]
    if partly:
        yield "Neutral, because", f"it gives only in part: {listed(partly)}."
    for each in advice.relaxations:
        yield "Bad, because", in_short(relaxed(each), 180)
    risks = [
        f"{each.title.rstrip('.')}: {in_short(each.text, 130)}" for each in advice.warnings[:_TOLD]
    ]
    more = len(advice.warnings) - len(risks)
    if more > 0:
        risks[-1] += f" {more} more in the appendix."
    for text in risks:
        yield "Risk:", text
    if not risks:
        yield "Risks:", "no rule warns of anything in what is known."
    controls = _controls(advice)
    yield "Controls:", f"{_some(controls, 420)}." if controls else "no known fact calls for one."


def _controls(advice: Advice) -> list[str]:
    """The controls that are in the plan, by name, each once."""
    return list(
        dict.fromkeys(
            item.name
            for stage in advice.stages
            for item in stage.items
            if item.kind == "control" or item.id == "bedrock-guardrails"
        )
    )


def _steps(advice: Advice) -> Iterator[tuple[str, str]]:
    for stage in advice.stages:
        names = [item.name for item in stage.items if item.rank != "consider"]
        if names:
            yield f"{stage.name}:", f"{_some(names, 190)}."


def _some(names: Sequence[str], most: int) -> str:
    """As many names as fit into so many characters, and how many more there are."""
    told = list(names)
    while len(", ".join(told)) > most and len(told) > 1:
        told.pop()
    more = len(names) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _confirmation(advice: Advice) -> str:
    measures = [
        item.name
        for stage in advice.stages
        for item in stage.items
        if item.kind == "evaluation" and item.rank != "consider"
    ]
    checked = f"Measured by: {_some(list(dict.fromkeys(measures)), 150)}. " if measures else ""
    return f"{checked}The command advisor recheck says when a reason for it has fallen away."


# The appendix


def _appendix(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(2, "Pros and Cons of the Options")
    yield Paragraph(f"Order of choice ({policy(advice)}): {advice.plan.policy_reason.strip()}")
    yield Table(
        ("Option", "Verdict", "Because"),
        tuple(
            (path.name, PATH_VERDICTS[path.verdict], _why_not(path, cited)) for path in advice.paths
        ),
    )
    yield Heading(2, "More Information")
    yield from _known(advice)
    yield from _reasons(advice, cited)
    yield from _assumptions(advice)
    yield from _changes(advice)
    yield from _risks(advice, cited)
    yield from _items(advice, cited)
    yield from _dimensions(advice)
    yield from _money(advice)


def _known(advice: Advice) -> Iterator[Block]:
    yield Heading(3, "Facts")
    if advice.scenario:
        yield Table(("Fact", "Stated"), tuple(_facts(advice)))
    unknown = len(fact_definitions()) - len(advice.scenario)
    yield Paragraph(
        f"{unknown} further facts are not known. An unknown fact is never read as no; "
        f"{len(advice.waiting_rules)} rules wait for one."
    )


def _reasons(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(3, "Reasons and rules")
    if not advice.needs:
        yield Paragraph(reason_without_needs(advice))
        return
    names = path_names(advice)
    entries = []
    for need in advice.needs:
        met = how_met(NEED_MET[need.coverage], need, names)
        why = " ".join(f"{each.title}: {_told(each, cited)}" for each in need.reasons)
        covered = f"{need.coverage_reason.strip()}{cited.marks(need.coverage_sources)}"
        entries.append((f"{need.name} ({need.level}, {met}).", f"{why} {covered}".strip()))
    yield Bullets(tuple(entries))


def _told(reason: Reason, cited: _Cited) -> str:
    ours = f" Our judgement: {reason.judgement.strip()}" if reason.judgement else ""
    return f"{reason.text.strip()}{cited.marks(reason.sources)}{ours}"


def _why_not(path: PathShape, cited: _Cited) -> str:
    text = path.text[:1].upper() + path.text[1:]
    return f"{text.rstrip('.')}.{cited.marks(tuple(s for r in path.reasons for s in r.sources))}"


def _assumptions(advice: Advice) -> Iterator[Block]:
    yield Heading(3, "Assumptions")
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


def _changes(advice: Advice) -> Iterator[Block]:
    if changes := would_change_it(advice):
        yield Heading(3, "What would change it")
        yield Bullets(tuple(("", each) for each in changes))
    asked = tuple(("", left_to_find_out(advice, each)) for each in advice.next_questions[:5])
    if asked:
        yield Heading(3, "Most worth finding out")
        yield Bullets(asked)
    if advice.roadmap:
        yield Heading(3, "If evaluation shows a gap")
        yield Bullets(tuple(("", step.text) for step in advice.roadmap))


def _risks(advice: Advice, cited: _Cited) -> Iterator[Block]:
    if advice.warnings:
        yield Heading(3, "Risks")
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


def _items(advice: Advice, cited: _Cited) -> Iterator[Block]:
    yield Heading(3, "What the plan brings with it, by stage")
    for stage in advice.stages:
        if stage.items:
            yield Heading(4, stage.name)
            yield Bullets(
                tuple((f"{item.name} ({item.rank}).", _item(item, cited)) for item in stage.items)
            )


def _item(item: ItemShape, cited: _Cited) -> str:
    why = _told(item.reasons[0], cited) if item.reasons else item.purpose
    return f"{why} {item.availability.note or ''}".strip()


def _dimensions(advice: Advice) -> Iterator[Block]:
    names = {item.id: item.name for stage in advice.stages for item in stage.items}
    rows = [
        (
            each.id.replace("-", " ").capitalize(),
            ", ".join(names[item] for item in each.items if item in names),
        )
        for each in advice.dimensions
    ]
    rows = [row for row in rows if row[1]]
    if rows:
        yield Heading(3, "Responsible AI")
        yield Table(("Dimension", "Served by"), tuple(rows))


def _money(advice: Advice) -> Iterator[Block]:
    estimates = advice.estimates
    if estimates.services is not None:
        yield from _money_of_services(estimates)
    if not estimates.models:
        return
    yield Heading(3, "Where the money goes")
    model = balanced(estimates)
    rows = [(part.name, f"{part.text} a month") for part in model.month_parts]
    rows += [(part.name, f"{part.text} once") for part in model.build_parts]
    rows.append((f"Total of 12 months with {model.name}", f"{model.year.text}{lacking(model)}"))
    yield Table(("Part", "Likely"), tuple(rows), strong=(len(rows) - 1,))
    notes = [("Not stated, and taken as:", each) for each in estimates.taken]
    notes += [("Not counted:", each) for each in model.not_counted]
    if notes:
        yield Bullets(tuple(notes))
    yield from charts(estimates)
    by_week = timeline.chart(estimates.timeline, path_names(advice))
    if by_week is not None:
        yield by_week


def _money_of_services(estimates: Estimates) -> Iterator[Block]:
    """What ready services are paid for, and how it is worked out."""
    services = estimates.services
    assert services is not None
    yield Heading(3, "Where the money goes")
    rows = [(part.name, f"{part.text} a month") for part in services.month_parts]
    rows.append(("Total of 12 months", services.year.text))
    yield Table(("Part", "Likely"), tuple(rows), strong=(len(rows) - 1,))
    for _, lines in arithmetic.of_services(estimates):
        yield Paragraph(arithmetic.LEGEND_OF_SERVICES, "How it is worked out:")
        yield Bullets(tuple(("", each) for each in lines))
