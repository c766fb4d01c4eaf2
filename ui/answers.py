"""The answers that the pages show: every one from `advise`, remembered while it is in use."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import lru_cache

from advisor.advisor import Advisor, default_advisor, read_day
from advisor.estimates.shapes import Estimates
from advisor.facts.read import read_scenario
from advisor.knowledge import Knowledge
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice
from advisor.what_if.compare import Comparison, compare
from ui.link import Shared, from_text, to_text


@dataclass(frozen=True)
class Answered:
    """A question with its answer and the knowledge that it rests on; what panels draw."""

    question: Shared
    advice: Advice
    knowledge: Knowledge


@lru_cache(maxsize=1)
def _advisor() -> Advisor:
    """The advisor, made once. The collector of garbage passes over what it holds from then on."""
    advisor = default_advisor()
    gc.collect()
    gc.freeze()
    return advisor


def knowledge() -> Knowledge:
    """Everything that the advisor knows."""
    return _advisor().knowledge


def answer(question: Shared) -> Answered:
    """The answer to a question, as `advisor advise` gives it."""
    return Answered(question, _advice(to_text(question)), knowledge())


# Some answers of a visit are asked for again and again; an answer is up to a megabyte.
@lru_cache(maxsize=24)
def _advice(text: str) -> Advice:
    asked = from_text(text)
    assert asked.as_of is not None
    return _advisor().advise(asked.scenario, asked.view, asked.as_of)


def in_full(answered: Answered) -> Advice:
    """The advice with how sure it is and what would change it: what a record tells."""
    return _in_full(to_text(answered.question))


@lru_cache(maxsize=8)
def _in_full(text: str) -> Advice:
    asked = from_text(text)
    return _advisor().sensitivities.completed(_advice(text), asked.scenario, ())


def with_model(answered: Answered, model: str) -> Estimates:
    """The estimates of an answer with a managed model of one's choice; the rules read them too."""
    return _with_model(to_text(answered.question), model)


@lru_cache(maxsize=8)
def _with_model(question: str, model: str) -> Estimates:
    asked = from_text(question)
    assert asked.as_of is not None
    advisor = _advisor().with_models([model])
    return advisor.advise(asked.scenario, asked.view, asked.as_of).estimates


def difference(before: Answered, after: Answered) -> Comparison:
    """What differs between two answers."""
    return compare(before.advice, after.advice, before.knowledge)


def other_view(question: Shared) -> Shared:
    """The same question in the other view."""
    view: View = "exam" if question.view == "production" else "production"
    return Shared(question.scenario, view, question.as_of)


@lru_cache(maxsize=1)
def rules_on_worked_scenarios() -> dict[str, tuple[str, ...]]:
    """For each rule, the worked scenarios on which it fires; some seconds of work, once."""
    found: dict[str, list[str]] = {}
    reasoner = _advisor().reasoner
    for identifier in knowledge().scenarios:
        asked = worked_question(identifier)
        assert asked.as_of is not None
        # The rules that fire are asked for, not the whole answer: a tenth of the work.
        reached = reasoner.infer(asked.scenario, asked.view, asked.as_of)
        for rule in sorted(reached.first.fired | reached.second.fired):
            found.setdefault(rule, []).append(identifier)
    return {rule: tuple(scenarios) for rule, scenarios in found.items()}


def worked_question(identifier: str) -> Shared:
    """A worked scenario as a question. Its day is that of its file, else today."""
    worked = knowledge().scenarios[identifier]
    return Shared(read_scenario(dict(worked.facts)), worked.view, read_day(worked.as_of))
