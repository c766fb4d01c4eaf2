"""Questions made of hand-written parts and the knowledge: faulty beliefs, names and purposes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.documents import knowledge_folder, read_file
from advisor.exam.practice.asking import Asker, finished, what_decides
from advisor.exam.practice.ground import Ground, drawn, plain
from advisor.exam.practice.naming import (
    about_equally_long,
    called,
    in_a_sentence,
    is_plural,
    thing,
)
from advisor.exam.practice.question import Option, Question, Why
from advisor.exam.practice.situations import Facts, scenario_of
from advisor.facts.read import read_scenario
from advisor.knowledge.base import Citation
from advisor.knowledge.catalogue import Item
from advisor.knowledge.learning import Misconception
from advisor.reasoning.judge import Known, Verdict, reveals


def _read(name: str) -> Any:
    return read_file(knowledge_folder() / "data" / "practice" / f"{name}.yaml").data


# Faulty beliefs


def beliefs(ground: Ground, asker: Asker) -> Iterator[Question]:
    """For each misconception a question that asks for the fault in what a colleague says."""
    told = _read("beliefs")
    for misconception in ground.knowledge.misconceptions.values():
        if misconception.beside or misconception.id not in told:
            continue
        for facts, choice in _situations(ground, misconception):
            question = _belief(ground, asker, misconception, facts, choice, told)
            if question is not None:
                yield question
                break


def _situations(ground: Ground, misconception: Misconception) -> Iterator[tuple[Facts, str]]:
    """Situations in which a choice reveals the misconception, in facts that can be said."""
    for example in misconception.examples:
        if example.expect != "fires":
            continue
        scenario = read_scenario(example.facts)
        facts = dict(scenario.values())
        sayable = {
            fact: value
            for fact, value in facts.items()
            if fact in ground.said.facts and ground.said.can_say(fact, value)
        }
        for number, choice in itertools.product(
            range(len(sayable), 0, -1), (*example.choice, *misconception.choice)
        ):
            for few in itertools.combinations(sayable, number):
                yield {fact: sayable[fact] for fact in few}, choice
    for condition in misconception.conditions:
        for value in ground.said.values(str(condition.fact)):
            yield {str(condition.fact): value}, misconception.choice[0]


def _belief(
    ground: Ground,
    asker: Asker,
    misconception: Misconception,
    facts: Facts,
    choice: str,
    told: Mapping[str, Mapping[str, str]],
) -> Question | None:
    scenario = scenario_of(facts)
    if scenario is None or len(facts) > 5:
        return None
    known = Known(scenario, {"view": "exam"})
    if reveals(misconception, (choice,), known) is not Verdict.MET:
        return None
    if ground.standing(facts, choice).state != "wrong":
        return None
    others = [
        each
        for each in ground.knowledge.misconceptions.values()
        if each.id in told
        and choice not in each.choice
        and reveals(each, (choice,), known) is Verdict.NOT_MET
    ]

    def nearness(other: Misconception) -> tuple[int, int]:
        same_facts = {each.fact for each in other.conditions} & {
            each.fact for each in misconception.conditions
        }
        kinds = {type(thing(ground.knowledge, each)) for each in other.choice}
        alike = type(thing(ground.knowledge, choice)) in kinds
        return -2 * bool(same_facts) - alike, drawn(misconception.id + other.id)

    others.sort(key=nearness)
    fault = told[misconception.id]["fault"]
    name = f"belief-{misconception.id}"
    for trio in itertools.combinations(others[:9], 3):
        texts = [fault, *(told[each.id]["fault"] for each in trio)]
        if about_equally_long(texts):
            break
    else:
        return None
    said = asker.told(facts, frozenset(), name, ("-",))
    if said is None:
        return None
    proposal = in_a_sentence(ground.knowledge, choice)
    quote = told[misconception.id]["says"]
    options = [
        Option(
            text=fault,
            sort="key",
            about=misconception.id,
            explanation=" ".join(misconception.correction.split()),
            misconception=misconception.id,
        )
    ]
    for text, other in zip(texts[1:], trio, strict=True):
        wrongly = " or ".join(in_a_sentence(ground.knowledge, each) for each in other.choice[:2])
        options.append(
            Option(
                text=text,
                sort="misconception",
                about=other.id,
                explanation=f'That is the fault in another belief: "{other.title}".',
                lacks=f"It would be the fault if the colleague had proposed {wrongly}.",
                misconception=other.id,
            )
        )
    first = misconception.instead[0]
    task = ground.guide.task_of(ground.knowledge, first) or ground.guide.task_of(
        ground.knowledge, choice
    )
    if task is None:
        return None
    instead = " or ".join(
        called(ground.knowledge, each) for each in _fitting(ground, facts, misconception)
    )
    read = {condition.fact for condition in misconception.conditions}
    return finished(
        name,
        "belief",
        task,
        options,
        stem=f'{said.stem} A colleague suggests using {proposal}: "{quote}"',
        ask="What is the fault in this reasoning?",
        why=Why(
            decides=what_decides(
                sentence
                for fact, sentence in said.said.items()
                if fact in read or not read & {*said.said}
            ),
            reason=f"{' '.join(misconception.correction.split())} What fits: {instead}.",
        ),
        facts=plain(facts),
        choice=choice,
        deciding=tuple(facts),
        misconceptions=(misconception.id, *(each.id for each in trio)),
        sources=misconception.sources,
    )


def _fitting(ground: Ground, facts: Facts, misconception: Misconception) -> list[str]:
    """Of what helps in place of a misconception, what the rules call for under these facts."""
    states = {each: ground.standing(facts, each).state for each in misconception.instead}
    for wanted in ({"right"}, {*states.values()} - {"wrong"}, {*states.values()}):
        fitting = [each for each, state in states.items() if state in wanted]
        if fitting:
            break
    return fitting


# Names and purposes


def pairings(ground: Ground) -> Iterator[Question]:
    """Questions that match three names to what each is for."""
    for entry in _read("pairings"):
        names: dict[str, str] = entry["of"]
        items = [ground.knowledge.items[each] for each in names if each in ground.knowledge.items]
        tasks = [ground.guide.task_of(ground.knowledge, each.id) for each in items]
        task = entry.get("task") or next((each for each in tasks if each), None)
        sources = tuple(
            each for item in items for each in item.sources if each.confidence == "read"
        )
        if len(items) < len(names) or task is None or not sources:
            continue
        yield _pairing(ground, entry["title"], items, [*names.values()], task, sources[:6])


def _pairing(
    ground: Ground,
    title: str,
    items: Sequence[Item],
    purposes: Sequence[str],
    task: str,
    sources: tuple[Citation, ...],
) -> Question:
    name = "match-" + title.lower().replace(" ", "-")
    orders = sorted(itertools.permutations(range(3)), key=lambda order: drawn(f"{name} {order}"))
    wrong = [order for order in orders if order != (0, 1, 2)][:3]
    names = [called(ground.knowledge, each.id) for each in items]
    truth = " ".join(
        f"{called_so}: {ground.purpose(each.id)}"
        for called_so, each in zip(names, items, strict=True)
    )
    options = [Option(text="; ".join(purposes), sort="key", explanation=truth)]
    for order in wrong:
        place = next(i for i in range(3) if order[i] != i)
        item = items[place]
        within = in_a_sentence(ground.knowledge, item.id)
        verb = "are" if is_plural(ground.knowledge, item.id) else "is"
        options.append(
            Option(
                text="; ".join(purposes[each] for each in order),
                sort="other",
                about=item.id,
                explanation=f"{names[place]} {verb} for something else: {ground.purpose(item.id)}",
                lacks=f'With {within} belongs "{purposes[place]}".',
            )
        )
    return finished(
        name,
        "match",
        task,
        options,
        stem="",
        ask=f"Match each to its purpose: {' / '.join(names)}.",
        why=Why(reason=truth),
        choice=items[0].id,
        deciding=tuple(each.id for each in items),
        sources=sources,
    )
