"""The gates: what must hold of every question, checked anew on the finished question.

Nothing is taken over from how a question was made: the engines decide again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from advisor.advisor import Advisor
from advisor.exam.practice.agreeing import agree, helps_too, may_be_taken_for, suits
from advisor.exam.practice.completions import Outlooks, outlooks
from advisor.exam.practice.ground import Ground
from advisor.exam.practice.naming import about_equally_long, too_near
from advisor.exam.practice.question import Question
from advisor.exam.practice.sentences import MOST_FACTS, telling_words
from advisor.exam.practice.situations import Facts
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.reasoning.judge import Known, Verdict, reveals


def faults(advisor: Advisor, questions: Iterable[Question]) -> dict[str, list[str]]:
    """What is wrong with each question; those with nothing wrong are left out."""
    ground = Ground(advisor)
    asked = list(questions)
    wanted: list[tuple[Question, list[Scenario]]] = [(each, _situations(each)) for each in asked]
    every = [scenario for _, scenarios in wanted for scenario in scenarios]
    found = outlooks(ground.decider, every) if every else None
    wrong: dict[str, list[str]] = {}
    row = 0
    for question, scenarios in wanted:
        here = [*_of_any(question)]
        if question.facts:
            here += _of_made(ground, question)
        if found is not None and question.kind in _BY_KIND:
            here += _BY_KIND[question.kind](ground, question, found, row)
        if question.kind == "belief":
            here += _of_belief(ground, question)
        row += len(scenarios)
        if here:
            wrong[question.id] = here
    return wrong


def facts_of(question: Question) -> Facts:
    """The facts that a stem states."""
    return dict(read_scenario(dict(question.facts)).values())


def texts_of(question: Question) -> Iterator[str]:
    """Everything of a question that a learner reads, before and after an answer."""
    why = question.why
    told = [question.stem, question.ask, why.decides, why.reason, why.tip, why.taught_and_today]
    for each in question.options:
        told += [each.text, each.purpose, each.explanation, each.lacks]
    yield from (each for each in told if each)


def _situations(question: Question) -> list[Scenario]:
    """The situations that a question speaks of, in the order in which its gate reads them."""
    facts = dict(question.facts)
    if question.kind == "best":
        return [read_scenario(facts)]
    if question.kind == "change":
        edits = [dict(option.edit or {}) for option in question.options]
        return [read_scenario(facts), *(read_scenario({**facts, **edit}) for edit in edits)]
    if question.kind == "deciding":
        left_out = [option.about for option in question.options]
        return [
            read_scenario(facts),
            *(
                read_scenario({name: each for name, each in facts.items() if name != gone})
                for gone in left_out
            ),
        ]
    return []


_ENDS = (".", "!", "?", '"', "'", ")")
"""How a whole sentence may end."""


def _of_any(question: Question) -> Iterator[str]:
    inner = sorted({word for text in texts_of(question) for word in re.findall(r"\w+_\w+", text)})
    if inner:
        yield f"names of the program instead of words: {inner}"
    told = (question.why.reason, *(option.explanation for option in question.options))
    for text in told:
        if text and not text.rstrip().endswith(_ENDS):
            yield f"an explanation that breaks off: {text}"
    texts = [option.text for option in question.options]
    if not about_equally_long(texts):
        yield f"options differ in length by more than a quarter: {texts}"
    if len(question.facts) > MOST_FACTS:
        yield "the stem states more than six facts"
    if question.kind in ("best", "change"):
        for place, option in enumerate(question.options):
            if place != question.key and not option.lacks and option.misconception is None:
                yield f"{option.text}: nothing says what it lacks"


def _of_made(ground: Ground, question: Question) -> Iterator[str]:
    if not question.deciding:
        yield "nothing that the stem states decides"
    if not agree(facts_of(question)):
        yield "the stem tells of what cannot be true together"
    known = ground.knowledge
    if question.kind in ("best", "change", "deciding") and question.choice:
        added = dict(question.options[question.key].edit or {})
        whole = dict(read_scenario({**dict(question.facts), **added}).values())
        if not suits(question.choice, whole):
            yield f"what is stated speaks against {question.choice}"
        others = [str(option.about) for option in question.options]
        for other in others if question.kind != "deciding" else ():
            beside = other in known.items and question.choice in known.items
            if beside and not ground.may_stand_beside(question.choice, other):
                yield f"{other} has long been closed to new customers"
    for name in question.rules[:1]:
        rule = known.rules.get(name)
        if rule is None:
            yield f"there is no rule {name}"
        elif not ground.is_cited(rule):
            yield f"{name} rests on no source that was read, or on our judgement"
    if question.kind in ("best", "deciding") and question.choice:
        rules = [known.rules[each] for each in question.rules if each in known.rules]
        told = telling_words(question.stem) & ground.avoiding([question.choice], rules)
        if told:
            yield f"the stem gives the key away: {sorted(told)}"


def _of_best(ground: Ground, question: Question, found: Outlooks, row: int) -> Iterator[str]:
    key = question.choice or ""
    facts = facts_of(question)
    is_path = key in ground.knowledge.paths
    if is_path:
        if not found.settled[row] or found.paths(row)[-1] != key:
            yield f"{key} is not the plan under every completion"
    elif not found.is_sure(row, key):
        yield f"{key} is not right under every completion"
    if ground.standing(facts, key).state != "right":
        yield f"{key} does not stand as right"
    teaching = 0
    for place, option in enumerate(question.options):
        if place == question.key:
            continue
        other = str(option.about)
        teaching += option.sort in ("misconception", "one_fact")
        if {key, other} in too_near():
            yield f"{other} may be defended beside {key}"
        if other in ground.kin(key):
            yield f"{other} is a parent or part of the key"
        if other in ground.knowledge.items and found.is_possible(row, other):
            yield f"{other} may be right for some completion"
        if other in ground.knowledge.paths and other in found.paths(row):
            yield f"{other} is part of the plan"
        if ground.is_denied(other, facts):
            yield f"a sentence of the stem rules {other} out in words"
        if helps_too(other, facts):
            yield f"{other} may be defended as a help as well"
        for fact, value in dict(read_scenario(dict(option.edit or {})).values()).items():
            if not ground.may_name(other, fact, value):
                yield f"{fact} is not what brings {other}"
        if ground.standing(facts, other).state != "wrong":
            yield f"{other} does not stand as wrong"
    if teaching < 2:
        yield "fewer than two wrong options show a misconception or lack one fact"


def _of_change(ground: Ground, question: Question, found: Outlooks, row: int) -> Iterator[str]:
    key = question.choice or ""
    for place, option in enumerate(question.options):
        if {key, option.about} in too_near():
            yield f"{option.about} may be defended beside {key}"
        edit = dict(read_scenario(dict(option.edit or {})).values())
        for fact, value in edit.items() if place != question.key else ():
            if ground.speaks_too(key, fact, value):
                yield f"{fact} may be taken for a reason for {key}"
            if (ground.brought_by(fact, value) or (option.about,))[:1] != (option.about,):
                yield f"{fact} brings something else before {option.about}"
        changed = read_scenario({**dict(question.facts), **dict(option.edit or {})})
        if not agree(dict(changed.values())):
            yield f"after the change of {option.about} the stem cannot be true"
        for fact in option.edit or ():
            if may_be_taken_for(fact, question.deciding[0]):
                yield f"{fact} may be taken for {question.deciding[0]}"
            if _is_told(ground, question, fact):
                yield f"the change of {fact} is about what a sentence of the stem says"
    if found.is_possible(row, key):
        yield f"{key} may be right before any change"
    for place in range(len(question.options)):
        here = row + 1 + place
        if place == question.key:
            if not found.is_sure(here, key):
                yield f"{key} is not right for sure after the change that is the key"
        elif found.is_possible(here, key):
            yield f"option {place + 1} may make {key} right too"


def _is_told(ground: Ground, question: Question, fact: str) -> bool:
    """Whether a stem says something of a fact, which is then not to be changed."""
    facts = facts_of(question)
    return fact in facts and any(
        sentence in question.stem
        for industry in ground.said.industries
        for sentence in ground.said.said(industry, fact, facts[fact])
    )


def _of_deciding(ground: Ground, question: Question, found: Outlooks, row: int) -> Iterator[str]:
    key = question.choice or ""
    for option in question.options:
        if may_be_taken_for(str(option.about), question.deciding[0]):
            yield f"{option.about} may be taken for {question.deciding[0]}"
    if not found.is_sure(row, key):
        yield f"{key} is not right under every completion"
    for place in range(len(question.options)):
        here = row + 1 + place
        if place == question.key:
            if found.is_here(here, key):
                yield f"{key} is right without the detail that is said to decide"
        elif not found.is_sure(here, key):
            yield f"{key} hangs on option {place + 1} as well"


def _of_belief(ground: Ground, question: Question) -> Iterator[str]:
    known = Known(read_scenario(dict(question.facts)), {"view": "exam"})
    choice = (question.choice or "",)
    for place, option in enumerate(question.options):
        misconception = ground.knowledge.misconceptions[str(option.about)]
        verdict = reveals(misconception, choice, known)
        if place == question.key and verdict is not Verdict.MET:
            yield f"the choice does not reveal {misconception.id}"
        if place != question.key and verdict is not Verdict.NOT_MET:
            yield f"the choice may reveal {misconception.id} too"


_Gate = Callable[[Ground, Question, Outlooks, int], Iterator[str]]
_BY_KIND: dict[str, _Gate] = {"best": _of_best, "change": _of_change, "deciding": _of_deciding}
