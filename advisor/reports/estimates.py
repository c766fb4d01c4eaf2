"""Tell estimates as text for a terminal of 80 columns, and as Markdown tables."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping

from advisor.estimates.page_readers import AS_PICTURES
from advisor.estimates.shapes import (
    Estimates,
    FigureShape,
    ModelEstimate,
    ModelTimes,
    PartShape,
    PathEstimate,
    PlanCost,
    Spread,
)
from advisor.estimates.words import inside_sentence
from advisor.reasoning.advice import Advice
from advisor.reasoning.wording import listed
from advisor.reports import timeline

WIDTH = 80


def amount(value: float) -> str:
    """A number with three digits that count: 1,290,000; 12.3; 0.0451."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e9:
        for bound, word in ((1e12, "trillion"), (1e9, "billion")):
            if size >= bound:
                return f"{float(f'{value / bound:.3g}'):,g} {word}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:.10g}"


def span(figure: FigureShape | None) -> str:
    """Low, likely and high in words: "1.2 to 3.4, likely 2"; a dash where there is none."""
    if figure is None:
        return "-"
    if amount(figure.low) == amount(figure.high):
        return amount(figure.likely)
    return f"{amount(figure.low)} to {amount(figure.high)}, likely {amount(figure.likely)}"


def short_table(
    estimates: Estimates, names: dict[str, str], leaves: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The plan with each model of the table, what is not counted, what moves it; for an advice.

    leaves: by path, the needs that a plan with it as its costliest path leaves less met; a plan
    whose costliest path is not there is not told.
    """
    yield from estimates.warnings
    yield from services_lines(estimates)
    for model in estimates.models:
        yield model_line(model)
        yield from (f"{_FACTS[each.fact]}: {each.text}" for each in model.verdicts)
    yield from beside_totals(estimates)
    if estimates.models:
        chosen = balanced(estimates)
        parts = parts_line(chosen)
        if len(chosen.month_parts) > 1:
            yield f"A month with {chosen.name}: {parts}"
        for text in swings_lines(estimates, 1):
            yield f"What moves it most: {text}"
        if estimates.taken:
            yield f"Not stated, and taken as: {'; '.join(estimates.taken)}"
        if chosen.not_counted:
            yield f"Not counted: {'; '.join(chosen.not_counted)}"
    if (cheaper := cheaper_plan(estimates, leaves)) is not None:
        yield cheaper_line(cheaper, names, (leaves or {}).get(cheaper.headline, ""))
    if told := timeline.line(estimates.timeline, names):
        yield told


def services_lines(estimates: Estimates) -> Iterator[str]:
    """What the ready services of a plan without a foundation model cost, in sentences."""
    services = estimates.services
    if services is None:
        return
    yield (
        f"Ready services, without a foundation model: {with_range(services.month)} a month, "
        f"12 months {services.year.text}"
    )
    yield from (f"{_FACTS[each.fact]}: {each.text}" for each in services.verdicts)
    if services.without:
        yield f"Without {listed(services.without)}, which may cost more than all the rest"
    parts = (f"{inside_sentence(each.name)} {each.text}" for each in services.month_parts)
    yield f"A month: {', '.join(parts)}"
    if services.taken:
        yield f"Not stated, and taken as: {'; '.join(services.taken)}"
    if services.not_counted:
        yield f"Not counted: {'; '.join(services.not_counted)}"


_FACTS = {
    "build_budget_usd": "Build budget",
    "monthly_budget_usd": "Monthly budget",
    "p95_latency_ms": "Time of 95 of 100 answers",
}


def balanced(estimates: Estimates) -> ModelEstimate:
    """The balanced model of the table; the first where none is."""
    return next((each for each in estimates.models if each.role == "balanced"), estimates.models[0])


def stronger_beside(advice: Advice) -> ModelEstimate | None:
    """The strongest model, where its price belongs beside the one that is told first.

    That is where errors weigh heavily, so that the price alone does not choose, and where no
    model lies between the cheapest and the strongest. None where it is told already.
    """
    models = advice.estimates.models
    chosen = balanced(advice.estimates)
    strict = any(advice.scenario.get(fact) == value for fact, value in _ERRORS_WEIGH)
    strongest = next((each for each in models if each.role == "strongest"), None)
    if strongest is None or strongest is chosen:
        return None
    return strongest if strict or chosen.role == "cheapest" else None


_ERRORS_WEIGH = (("hallucination_tolerance", "none"), ("decision_impact", "high"))


def beside_total(model: ModelEstimate, said: Collection[str] = ()) -> str:
    """What to know beside a total, in words that follow it; "" where there is nothing.

    What the total is without, where that may be most; and what else than the model is most of it.
    said: what a total before was told to be without.
    """
    told = ""
    if (most := _most(model)) is not None:
        told = f", {most.text} of it for {_payee(most)}"
    if without := [each for each in model.without if each not in said]:
        told += f", without {listed(without)}, which may cost more than all the rest"
    return told


def beside_totals(estimates: Estimates) -> list[str]:
    """The same for all models of a table, as sentences."""
    if not estimates.models:
        return []
    chosen, told = balanced(estimates), []
    if (most := _most(chosen)) is not None:
        told.append(f"With {chosen.name}, most of it is for {_payee(most)}: {most.text} a month.")
    if chosen.month.low == chosen.month.high:
        seen = any(AS_PICTURES in each for each in chosen.not_counted)
        told.append(
            f"A month with {chosen.name} has no range: what it follows from is stated, and the "
            f"prices are list prices{_UNLESS_TEXT if seen else ''}."
        )
    if chosen.without:
        names = listed(chosen.without)
        told.append(f"All without {names}, which may cost more than all the rest.")
    return told


_UNLESS_TEXT = "; if that is the length of the text alone, pages read as pictures may cost more"


def _most(model: ModelEstimate) -> PartShape | None:
    """The part besides the model's own that is more than half of a month; None where none is."""
    return next(
        (
            each
            for each in model.month_parts
            if each.kind not in _OF_THE_MODEL and each.likely > model.month.likely / 2
        ),
        None,
    )


def _payee(part: PartShape) -> str:
    """The service that a part is paid for; else what is paid, inside a sentence."""
    return inside_sentence(part.name).partition(":")[0]


_OF_THE_MODEL = ("read", "cached", "written", "steps", "hosting")


def misses(model: ModelEstimate) -> list[str]:
    """The stated limits that a model misses, or may miss, in words that follow its name."""
    return [
        _MISSED[each.fact][each.verdict == "out"]
        for each in model.verdicts
        if each.verdict in ("out", "tight")
    ]


_MISSED = {
    "monthly_budget_usd": ("may exceed the monthly budget", "over the monthly budget"),
    "build_budget_usd": ("may exceed the budget for building", "over the budget for building"),
    "p95_latency_ms": ("may be too slow", "too slow"),
}
"""For each limit: what a model may miss, and what it does."""


def is_out(model: ModelEstimate) -> bool:
    """Whether a model misses a stated limit for certain."""
    return any(each.verdict == "out" for each in model.verdicts)


def model_line(model: ModelEstimate) -> str:
    """A model of the table in one sentence."""
    build = f"building {model.build.text}{lacking(model)}, " if model.build else ""
    return (
        f"{model_name(model)}: {with_range(model.month)} a month, {build}"
        f"12 months {model.year.text}{lacking(model)}; {time_words(model)}"
    )


def build_words(cost: ModelEstimate | PlanCost) -> str:
    """What building costs, and what is not in it."""
    if cost.build is None:
        return cost.unpriced or "nothing"
    return f"{cost.build.text}{lacking(cost)}"


def lacking(cost: ModelEstimate | PlanCost) -> str:
    """What building and twelve months lack, in words that follow them; "" for nothing."""
    return f" ({cost.unpriced})" if cost.unpriced else ""


def model_name(model: ModelEstimate) -> str:
    """A model with the reason for which it is listed."""
    hosted = f" on {model.instance}" if model.instance else ""
    return f"{model.name}{hosted} ({role_in_words(model)})"


INDEX_MONTH = "August 2026"
"""The month of the Intelligence Index that is kept with the measured models."""


def role_in_words(model: ModelEstimate) -> str:
    """Why a model is listed; of the strongest, by which measure, and how much each thinks.

    Quality, time and cost are of that effort: a model that thinks more is better, slower and
    dearer.
    """
    told: list[str] = [model.role]
    if model.role == "strongest" and model.index is not None:
        told = [f"{model.role} by Intelligence Index"]
    if model.variant is not None and "effort" in model.variant:
        told.append(model.variant.removeprefix("thinking, "))
    return ", ".join(told)


def with_range(spread: Spread) -> str:
    """The likely amount with its range: "$1,400 ($1,200 to $1,900)"."""
    return spread.text if spread.range == spread.text else f"{spread.text} ({spread.range})"


def time_words(model: ModelEstimate) -> str:
    """How fast a model answers."""
    if model.in_batches:
        return "how long the whole job takes is not estimated"
    if model.times is None:
        return "its speed was not measured"
    times = model.times
    if times.first.likely == times.whole.likely:
        return (
            f"the answer is held back until it is checked, and shows after {times.whole.text}, "
            f"{_most_answers(times)}{without_a_part(model)}"
        )
    return (
        f"first word after {times.first.text}, whole answer after {times.whole.text}, "
        f"{_most_answers(times)}{without_a_part(model)}"
    )


def _most_answers(times: ModelTimes) -> str:
    """In what time 95 of 100 answers are complete, and why it may be less than a usual answer's."""
    told = f"95 of 100 within {times.whole_95.range}"
    if times.whole_95.low < times.whole.likely:
        told += ", by the length of the answers"
    return told


def without_a_part(model: ModelEstimate) -> str:
    """What is in none of a model's times, in words that follow them; "" for nothing."""
    left = model.times.without if model.times else ""
    return f", without {left}" if left else ""


def without_times(model: ModelEstimate) -> str:
    """What stands in the place of a time that is not told."""
    return "not estimated: a batch" if model.in_batches else "not measured"


def parts_line(model: ModelEstimate) -> str:
    """What a month consists of, in words; parts of one kind and name together."""
    return ", ".join(f"{inside_sentence(each.name)} {each.text}" for each in model.month_parts)


def swings_lines(estimates: Estimates, most: int) -> list[str]:
    """The unknowns that move the month most, in words."""
    return [each.text for each in estimates.swings[:most]]


def cheaper_plan(estimates: Estimates, leaves: Mapping[str, str] | None = None) -> PlanCost | None:
    """The dearest of the plans that cost less than the chosen one over a year.

    leaves: by headline, what the plans to choose from leave less met; every plan where None.
    """
    chosen = next((each for each in estimates.plans if each.chosen), None)
    less = [
        each
        for each in estimates.plans
        if chosen
        and each.year.likely < chosen.year.likely
        and each.month.likely < chosen.month.likely
        and set(each.paths) < set(chosen.paths)
        and (leaves is None or each.headline in leaves)
    ]
    return max(less, key=lambda each: each.year.likely, default=None)


def cheaper_line(plan: PlanCost, names: dict[str, str], leaves: str) -> str:
    """The next cheaper plan and what it would not meet."""
    told = " + ".join(names.get(each, each) for each in reversed(plan.paths))
    left = f"; it {leaves}" if leaves else ""
    of = f" ({plan.consists_of})" if plan.consists_of else ""
    if plan.without:
        of += f", without {listed(plan.without)}"
    return (
        f"Next cheaper plan: {told} with {plan.model}, {plan.month.text} a month{of}, 12 months "
        f"{plan.year.text}{lacking(plan)}{_held(plan)}{left}"
    )


def _held(plan: PlanCost) -> str:
    """A plan against what was stated, in words."""
    return "".join(f"; {_FACTS[each.fact].lower()}: {each.text}" for each in plan.verdicts)


def _likely(estimates: Estimates, identity: str) -> float:
    figure = estimates.figure(identity)
    return figure.likely if figure else 0.0


def as_text(estimates: Estimates, names: dict[str, str], arithmetic: bool = False) -> str:
    """All estimates for a terminal. arithmetic adds every figure's formula and inputs."""
    return "\n".join(_text(estimates, names, arithmetic)) + "\n"


def _text(estimates: Estimates, names: dict[str, str], arithmetic: bool) -> Iterator[str]:
    for warning in estimates.warnings:
        yield from (*_wrap(warning, ""), "")
    for line in services_lines(estimates):
        yield from (*_wrap(line, "", 4), "")
    if estimates.models:
        yield from _models(estimates, names)
        yield ""
    yield "Each path with one usual model: likely, and from low to high; * is in the plan"
    for title, unit, part in _PARTS:
        yield ""
        yield f"{title} [{unit}]"
        for path in estimates.paths:
            figure = estimates.figure(getattr(path, part))
            if figure is not None:
                mark = "*" if path.in_plan else " "
                yield f"  {mark} {names.get(path.path, path.path):<34}{span(figure)}"
    yield ""
    yield "Memory for training [GB]"
    told: set[str] = set()
    for path in estimates.paths:
        for identity in path.training_memory:
            figure = estimates.figure(identity)
            if figure is not None and identity not in told:
                told.add(identity)
                yield f"    {figure.title:<44}{span(figure)}"
    against = list(dict.fromkeys(each.text for path in estimates.paths for each in path.against))
    if against:
        yield from ("", "What was stated, held against them")
        for text in against:
            yield from _wrap(text, "    ")
    if estimates.remedies:
        yield from ("", "What shortens an answer [ms]")
        for remedy in estimates.remedies:
            yield f"    {remedy.text:<34}{span(estimates.figure(remedy.figure))}"
    if estimates.break_evens:
        yield from ("", "Break-even [requests a month]")
        for identity in estimates.break_evens:
            figure = estimates.figure(identity)
            if figure is not None:
                yield from _wrap(f"{figure.title}: {span(figure)}", "    ")
    yield from ("", "Managed models that fit the plan, cheapest first [USD a month]")
    for model in estimates.shortlist.models:
        notes = f"  {' '.join(model.notes)}" if model.notes else ""
        cost = amount(_likely(estimates, model.monthly_usd))
        called = f"; call it as {model.call_as}" if model.call_as else ""
        yield from _wrap(f"{cost:>10}  {model.name} ({model.id}{called}){notes}", "    ", 16)
    others = len(estimates.shortlist.excluded)
    yield from _wrap(f"{others} others are left out; --format json tells each reason.", "    ")
    yield from _wrap(f"Asked of a model: {'; '.join(estimates.shortlist.criteria)}", "    ")
    yield from ("", "Assumed (set with --assume NAME=VALUE)")
    for each in estimates.assumptions:
        columns = " ".join(amount(value) for value in (each.low, each.likely, each.high))
        given = ", given" if each.given else ""
        yield from _wrap(f"{each.id}: {columns} {each.unit}{given}. {each.because}", "    ", 6)
    for reference in estimates.references:
        yield from _wrap(f"{reference.id}: {reference.value}. {reference.because}", "    ", 6)
    if estimates.lacking:
        yield from ("", "Lacking: no source gave these prices; --prices FILE can")
        for price in estimates.lacking:
            yield from _wrap(f"{price.id} [{price.unit}]: {price.name}. {price.note}", "    ", 6)
    if arithmetic:
        yield from ("", "Arithmetic")
        for figure in estimates.figures.values():
            yield from _arithmetic(figure)
    yield ""
    for note in estimates.notes:
        yield from _wrap(note, "")


def _models(estimates: Estimates, names: dict[str, str]) -> Iterator[str]:
    """The plan with each model of the table, for a terminal."""
    yield "The plan with each model"
    head = f"  {'':<26} {'month':>8} {'build':>8} {'12 months':>13} {'answer':>8} {'95 of 100':>10}"
    yield head.rstrip()
    for model in estimates.models:
        times = model.times
        build = model.build.text if model.build else "-"
        whole = times.whole.text if times else "-"
        slow = times.whole_95.text if times else "-"
        name = model.name if len(model.name) <= 25 else f"{model.name[:24]}…"
        month, year = model.month.text, model.year.text
        yield f"  {name:<26} {month:>8} {build:>8} {year:>13} {whole:>8} {slow:>10}"
    for text in beside_totals(estimates):
        yield from _wrap(text, "  ", 4)
    for model in estimates.models:
        yield ""
        yield from _wrap(f"{model_line(model)}.", "  ", 4)
        if model.variant:
            index = f", Intelligence Index {model.index:g}" if model.index is not None else ""
            yield from _wrap(f"Measured {model.variant}{index}.", "    ")
        for part in model.month_parts:
            yield f"    {part.name:<48}{part.text:>10} a month"
        for part in model.build_parts:
            yield f"    {part.name:<48}{part.text:>10} once"
        for verdict in model.verdicts:
            yield from _wrap(f"{_FACTS[verdict.fact]}: {verdict.text}", "    ", 6)
        for text in model.not_counted:
            yield from _wrap(f"not counted: {text}", "    ", 6)
    if estimates.taken:
        yield ""
        yield from _wrap(f"Not stated, and taken as: {'; '.join(estimates.taken)}.", "  ", 4)
    if estimates.swings:
        yield from ("", f"What moves a month of {balanced(estimates).name} most")
        for text in swings_lines(estimates, 5):
            yield from _wrap(text, "    ", 6)
    if estimates.plans:
        yield from ("", "Whole plans; > is the plan of the answer")
        for plan in estimates.plans:
            mark = ">" if plan.chosen else " "
            told = " + ".join(names.get(each, each) for each in reversed(plan.paths))
            yield from _wrap(
                f"{plan.month.text} a month, 12 months {plan.year.text}{lacking(plan)}: {told}, "
                f"{plan.model}"
                f"{', without ' + listed(plan.without) if plan.without else ''}"
                f"{_held(plan)}",
                f"  {mark} ",
                6,
            )
    if estimates.points:
        yield from ("", "Where another way of paying is cheaper")
        for point in estimates.points:
            yield from _wrap(point.text, "    ", 6)


_PARTS = (
    ("Building it, once", "USD", "build_cost"),
    ("Running it, each month", "USD a month", "monthly_cost"),
    ("A complete answer", "ms", "latency"),
    ("Memory for serving", "GB", "serving_memory"),
)


def _arithmetic(figure: FigureShape) -> Iterator[str]:
    yield from _wrap(f"{figure.id} = {figure.formula}", "  ", 6)
    columns = " | ".join(f"{value:.6g}" for value in (figure.low, figure.likely, figure.high))
    yield f"      = {columns} {figure.unit}"
    for each in figure.inputs:
        columns = " | ".join(f"{value:.6g}" for value in (each.low, each.likely, each.high))
        origin = f"see {each.figure}" if each.figure else each.origin
        yield from _wrap(f"{each.name}: {columns} {each.unit} ({origin})", "      ", 10)


def _wrap(text: str, prefix: str, indent: int | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix if indent is None else " " * indent,
        break_on_hyphens=False,
    )


def as_markdown(
    estimates: Estimates, names: dict[str, str], leaves: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The tables of a decision record: models, parts, plans, the assumptions, what is lacking."""
    for warning in estimates.warnings:
        yield from (warning, "")
    for line in services_lines(estimates):
        yield from (f"{line}.", "")
    if estimates.models:
        yield from _models_in_markdown(estimates, names, leaves)
        yield ""
    yield "| path, usual model | building once, USD | running each month, USD | an answer, ms |"
    yield "|---|---|---|---|"
    for path in estimates.paths:
        name = names.get(path.path, path.path)
        yield f"| {f'**{name}**' if path.in_plan else name} | {_cells(estimates, path)} |"
    models = estimates.shortlist.models
    if models:
        yield from ("", "| model that fits | USD each month | context, tokens |", "|---|---|---|")
        for model in models:
            cost = amount(_likely(estimates, model.monthly_usd))
            context = f"{model.context_tokens:,}" if model.context_tokens else "not known"
            yield f"| {model.name} | {cost} | {context} |"
    assumed = [each for each in estimates.assumptions if each.stands_for or each.given]
    if assumed:
        yield ""
        for each in assumed:
            columns = f"{amount(each.low)}, {amount(each.likely)}, {amount(each.high)}"
            yield f"- assumed: {inside_sentence(each.name)} {columns} {each.unit}. {each.because}"
    for price in estimates.lacking:
        yield f"- lacking: {price.name} ({price.unit})"
    yield from ("", *estimates.notes)


def _models_in_markdown(
    estimates: Estimates, names: dict[str, str], leaves: Mapping[str, str] | None
) -> Iterator[str]:
    yield "| model | each month | building | 12 months | whole answer | 95 of 100 | verdict |"
    yield "|---|---|---|---|---|---|---|"
    for model in estimates.models:
        times = model.times
        cells = (
            model_name(model),
            with_range(model.month),
            build_words(model),
            f"{model.year.text}{lacking(model)}",
            times.whole.text if times else without_times(model),
            times.whole_95.range if times else without_times(model),
            "; ".join(each.text for each in model.verdicts) or "no budget or limit stated",
        )
        yield f"| {' | '.join(cells)} |"
    chosen = balanced(estimates)
    yield from ("", *beside_totals(estimates))
    yield from ("", f"A month with {chosen.name}: {parts_line(chosen)}.")
    if estimates.taken:
        yield f"- not stated, and taken as: {'; '.join(estimates.taken)}"
    yield from (f"- not counted: {text}" for text in chosen.not_counted)
    yield from (f"- moves it most: {text}" for text in swings_lines(estimates, 3))
    if (cheaper := cheaper_plan(estimates, leaves)) is not None:
        yield f"- {cheaper_line(cheaper, names, (leaves or {}).get(cheaper.headline, ''))}"
    yield from (f"- {point.text}" for point in estimates.points)
    if told := timeline.line(estimates.timeline, names):
        yield f"- {told}"


def _cells(estimates: Estimates, path: PathEstimate) -> str:
    parts = (path.build_cost, path.monthly_cost, path.latency)
    return " | ".join(span(estimates.figure(each)) for each in parts)
