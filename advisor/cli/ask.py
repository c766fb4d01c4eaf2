"""`advisor ask`: the questionnaire in the terminal.

Sections, help, skip = unknown, back; every answer is kept in a file at once, so that an
interruption loses nothing.
"""

from __future__ import annotations

import datetime
import json
import textwrap
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from advisor.cli.options import day_of, tell_read, view_options
from advisor.cli.terminal import coloured, say, standard_input, width
from advisor.documents import read_file
from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import Reading, read_facts, read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.reasoning.advice import Assumption, in_words

if TYPE_CHECKING:  # NumPy is loaded late.
    from advisor.reasoning.infer_many import Decider

_KEYS = "Enter skips (unknown) · b back · ? help · a advice so far · q quit and keep"


@click.command()
@click.argument("file", default="scenario.yaml")
@view_options
@click.option("--all", "every", is_flag=True, help="Ask every question, section by section.")
@click.option("--items", is_flag=True, help="Go on when the plan is final, for the items' sake.")
def ask(file: str, view: str, as_of: str | None, every: bool, items: bool) -> None:
    """Ask for the facts, keep them in FILE, and advise.

    The question comes first whose answer is expected to settle most; it ends when no answer can
    change the plan any more (with --items, when no rule waits any more). Then it asks once whether
    any of the assumptions is asked for.
    Answers already in FILE are kept: an interrupted questionnaire goes on where it stopped.
    """
    standard_input()
    path = Path(file)
    answers = _resume(path)
    day = day_of(as_of)
    if answers:
        say(f"Going on with {len(answers)} answers in {file}.")
    say(coloured(_KEYS, "quiet"))
    history: list[str] = []
    skipped: set[str] = set()
    listed: set[str] = set()
    confirmed: dict[str, Any] = {}
    asked_for: list[str] = []
    while True:
        scenario = read_scenario(answers)
        asking = _asking(scenario, view, as_of=day, every=every, items=items, skipped=skipped)
        order = [*asked_for, *asking.order]
        open_facts = [name for name in order if name not in answers and name not in skipped]
        if not open_facts:
            new = [each for each in asking.assumptions if each.fact not in listed]
            if not new:
                break
            listed |= {each.fact for each in new}
            holding, asked_for = _confirmed(new)
            confirmed |= holding
            answers |= holding
            _keep(path, answers)
            continue
        definition = fact_definitions()[open_facts[0]]
        done = f"{len(answers)} answered, {len(skipped)} skipped, at most {len(open_facts)} more"
        section = definition.section.replace("_", " ")
        say(coloured(f"\n{section}  ({done}){asking.so_far}", "quiet"))
        reply = _question(definition, asking.leads_to.get(definition.name, ()))
        if reply == "q":
            _keep(path, answers)
            say(f"Kept in {file}. `advisor ask {file}` goes on.")
            return
        if reply == "a":
            say(_advice(scenario, view, day))
        elif reply == "b":
            if history:
                last = history.pop()
                answers.pop(last, None)
                skipped.discard(last)
            else:
                say("This is the first question.")
        elif reply == "":
            skipped.add(definition.name)
            history.append(definition.name)
        else:
            reading = _understood(definition, reply)
            if reading is not None:
                for note in reading.read_as:
                    say(coloured(str(note), "quiet"))
                value = reading.scenario.known().get(definition.name)
                if value is None:
                    # "TBD" and its like: known to be unknown, so it is not asked again.
                    skipped.add(definition.name)
                else:
                    answers[definition.name] = value
                history.append(definition.name)
        _keep(path, answers)
    say("")
    if asking.final and not every:
        asked = len(answers.keys() - confirmed.keys()) + len(skipped)
        say(
            f"After {asked} of {len(fact_definitions())} questions nothing that is left to ask can "
            "change the plan while what it assumes holds"
            + (f" and what you skipped stays unknown ({len(skipped)}).\n" if skipped else ".\n")
            + f"`advisor ask --items {file}` asks what decides on items.\n"
        )
    say(_advice(scenario, view, day), nl=False)
    say(f"The answers are in {file}.")


def _advice(scenario: Scenario, view: str, day: datetime.date | None) -> str:
    from advisor.advisor import advise
    from advisor.reports import as_brief

    advice = advise(scenario, view=view, as_of=day, sensitivity=True)  # type: ignore[arg-type]
    return as_brief(advice, coloured)


def _resume(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    data = read_file(path).data
    reading = read_facts(data if isinstance(data, dict) else {})
    tell_read(reading.read_as)
    return reading.scenario.known()


class _Asking(NamedTuple):
    """Which facts to ask for, the first first; the plan so far; whether it is final.

    leads_to: for the first questions the headline with each answer; assumptions: what nobody has
    asked for and would change the plan.
    """

    order: Sequence[str]
    so_far: str = ""
    final: bool = False
    leads_to: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({})
    assumptions: Sequence[Assumption] = ()


_Answered = tuple[FactValue, Sequence[str]]
"""An answer and the plan with it."""


def _with_each_choice(
    decider: Decider, scenario: Scenario, view: str, facts: Sequence[str]
) -> Mapping[str, Sequence[_Answered]]:
    """For each of these facts that has choices: every choice alone, and the plan with it.

    The outlook gives one answer for all that lead to the same.
    """
    answers: list[tuple[str, FactValue]] = []
    for fact in facts:
        definition = fact_definitions()[fact]
        several = definition.kind == "choices"
        answers += [(fact, (each,) if several else each) for each in definition.choices]
    if not answers:
        return {}
    variants = [scenario.with_facts(**{fact: answer}) for fact, answer in answers]
    plans = decider.plans(decider.vocabulary.columns(variants), view)  # type: ignore[arg-type]
    found: dict[str, list[_Answered]] = {}
    for (fact, answer), plan in zip(answers, plans.tolist(), strict=True):
        found.setdefault(fact, []).append((answer, decider.planner.plans[plan]))
    return found


def _asking(
    scenario: Scenario, view: str, as_of: Any, every: bool, items: bool, skipped: Collection[str]
) -> _Asking:
    if every:
        return _Asking(tuple(fact_definitions()))
    # Imported late: a wrong day or a broken file is told before NumPy is loaded.
    from advisor.what_if import default_sensitivities

    sensitivities = default_sensitivities()
    outlook = sensitivities.outlook(scenario, view, skipped)  # type: ignore[arg-type]
    paths = sensitivities.decider.knowledge.paths
    so_far = f"  so far: {paths[outlook.plan[-1]].short_name}{', final' * outlook.final}"
    each_choice = _with_each_choice(
        sensitivities.decider, scenario, view, [each.fact for each in outlook.questions]
    )
    leads_to = {
        question.fact: [
            (in_words(answer), paths[plan[-1]].short_name)
            for answer, plan in each_choice.get(question.fact, ())
            or [(each.answer, each.plan) for each in question.leads_to]
        ]
        for question in outlook.questions
    }
    order = [question.fact for question in outlook.questions]
    if items:
        from advisor.advisor import advise

        advice = advise(scenario, view=view, as_of=as_of)  # type: ignore[arg-type]
        order += [question.fact for question in advice.next_questions]
    assumptions = sensitivities.assumptions(scenario, view)  # type: ignore[arg-type]
    return _Asking(tuple(dict.fromkeys(order)), so_far, outlook.final, leads_to, assumptions)


def _confirmed(assumptions: Sequence[Assumption]) -> tuple[dict[str, Any], list[str]]:
    """The assumptions that hold, as answers, and the facts of those that do not."""
    say(coloured("\nThe plan holds unless any of these is asked for:", "heading"))
    for number, each in enumerate(assumptions, start=1):
        unless = each.text.removeprefix("Holds unless ")
        say(
            textwrap.fill(
                unless, width(), initial_indent=f"  {number:>2}  ", subsequent_indent=" " * 6
            )
        )
    while True:
        try:
            reply = click.prompt(
                "numbers, with commas; Enter: none of them", default="", show_default=False
            )
        except click.Abort:
            # Nobody has confirmed anything: they stay assumptions.
            say("")
            return {}, []
        places = [part.strip() for part in reply.split(",") if part.strip()]
        wrong = [
            each for each in places if not (each.isdigit() and 0 < int(each) <= len(assumptions))
        ]
        if not wrong:
            break
        say(f'"{wrong[0]}" is none of the numbers 1 to {len(assumptions)}.')
    denied = {assumptions[int(place) - 1].fact for place in places}
    return (
        {
            each.fact: each.value
            for each in assumptions
            if each.fact not in denied and each.value is not None
        },
        [each.fact for each in assumptions if each.fact in denied],
    )


def _question(definition: FactDefinition, leads_to: Sequence[tuple[str, str]]) -> str:
    say(coloured(textwrap.fill(definition.question, width()), "heading"))
    for number, choice in enumerate(definition.choices, start=1):
        say(f"  {number:>2}  {choice.replace('_', ' ')}")
    while True:
        prompt = _prompt(definition)
        try:
            reply: str = click.prompt(prompt, default="", show_default=False).strip()
        except click.Abort:
            # Control-C or a closed input: what was answered is on disk already.
            say("")
            return "q"
        if reply != "?":
            return reply
        say(f"  {_help(definition)}")
        for answer, headline in leads_to:
            say(f"  {answer} -> {headline}")


def _prompt(definition: FactDefinition) -> str:
    match definition.kind:
        case "flag":
            return "yes or no"
        case "choice":
            return "number or word"
        case "choices":
            return "numbers or words, with commas"
        case _:
            return f"number or range such as 5k or 100-1000 [{definition.unit}]"


def _help(definition: FactDefinition) -> str:
    from advisor.knowledge import load_knowledge

    readers = [rule for rule in load_knowledge().rules.values() if definition.name in rule.facts]
    titles = "\n    ".join(rule.title for rule in readers[:5])
    return f"{len(readers)} rules read this, among them:\n    {titles}"


def _understood(definition: FactDefinition, reply: str) -> Reading | None:
    """What a reply says; None, with a message, when it cannot be read."""
    try:
        return read_facts({definition.name: _by_number(definition, reply)})
    except BadInput as error:
        say(str(error))
        return None


def _by_number(definition: FactDefinition, reply: str) -> str:
    """The reply with choices in the place of the numbers under which they are listed."""
    if not definition.choices:
        return reply
    parts = [part.strip() for part in reply.split(",")]
    return ", ".join(
        definition.choices[int(part) - 1]
        if part.isdigit() and 1 <= int(part) <= len(definition.choices)
        else part
        for part in parts
    )


def _keep(path: Path, answers: dict[str, Any]) -> None:
    lines = [f"{name}: {json.dumps(value)}" for name, value in answers.items()]
    aside = path.with_name(f".{path.name}.new")
    aside.write_text("\n".join(lines) + "\n" if lines else "{}\n", encoding="utf-8")
    aside.replace(path)
