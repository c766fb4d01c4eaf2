"""The questions as they are asked: loaded, and retired where the knowledge has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from advisor.documents import knowledge_folder, read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.exam.practice.naming import guide
from advisor.exam.practice.question import KIND_TITLES, Question
from advisor.exam.practice.signing import rests_on
from advisor.knowledge import Knowledge, load_knowledge
from advisor.knowledge.base import Citation, Source

_QUESTIONS = TypeAdapter(tuple[Question, ...])


def questions_folder() -> Path:
    """Where the questions that were made are kept, a file for each domain."""
    return knowledge_folder() / "data" / "practice" / "questions"


def write_questions(questions: Iterable[Question]) -> None:
    """Keeps these questions in the place of all that were made before."""
    folder = questions_folder()
    folder.mkdir(exist_ok=True)
    by_domain: dict[int, list[Question]] = {}
    for each in questions:
        by_domain.setdefault(each.domain, []).append(each)
    for file in folder.glob("domain-*.json"):
        file.unlink()
    for domain, several in by_domain.items():
        file = folder / f"domain-{domain}.json"
        file.write_text(written(several), encoding="utf-8")


def written(questions: Iterable[Question]) -> str:
    """Questions as the text of such a file, one question a line."""
    lines = (
        json.dumps(
            each.model_dump(mode="json", exclude_defaults=True, by_alias=True), ensure_ascii=False
        )
        for each in questions
    )
    return "[\n" + ",\n".join(lines) + "\n]\n"


@dataclass(frozen=True)
class Bank:
    """The questions that hold, by id, and how many had to be retired.

    A question is retired where a rule, item, misconception or source that it rests on has changed
    since it was made.
    """

    questions: Mapping[str, Question]
    retired: tuple[str, ...]
    sources: Mapping[str, Source]

    def question(self, identity: str) -> Question:
        """The question of this id. Raises BadInput."""
        found = self.questions.get(identity)
        if found is None:
            why = (
                "It was retired: what it rests on has changed."
                if identity in self.retired
                else did_you_mean(identity, self.questions)
            )
            raise BadInput(Problem(f'There is no question "{identity}".', "question", why))
        return found

    def chosen(
        self,
        domain: int | None = None,
        task: str | None = None,
        kind: str | None = None,
    ) -> tuple[Question, ...]:
        """The questions of a domain, task statement and kind. Raises BadInput on unknown ones."""
        _known("domain", domain, guide().domains)
        _known("task", task, guide().tasks)
        _known("kind", kind, KIND_TITLES)
        return tuple(
            each
            for each in self.questions.values()
            if (domain is None or each.domain == domain)
            and (task is None or each.task == task)
            and (kind is None or each.kind == kind)
        )

    def cited(self, citation: Citation) -> dict[str, Any]:
        """A source as a reader needs it: title, address, clause, and when it was read."""
        source = self.sources[citation.source]
        return {
            "id": source.id,
            "title": source.title,
            "address": source.address,
            "where": citation.where,
            "read_on": source.read_on.isoformat(),
        }


def _known(name: str, value: object, known: Iterable[object]) -> None:
    if value is not None and value not in {*known}:
        raise BadInput(
            Problem(
                f'There is no {name} "{value}".',
                name,
                f"It is one of {', '.join(str(each) for each in known)}.",
            )
        )


def bank_of(knowledge: Knowledge) -> Bank:
    """The questions that hold by this knowledge."""
    files = sorted(questions_folder().glob("domain-*.json"))
    made = [each for file in files for each in _QUESTIONS.validate_json(file.read_bytes())]
    holding = {each.id: each for each in made if each.rests_on == rests_on(knowledge, each)}
    retired = tuple(each.id for each in made if each.id not in holding)
    return Bank(holding, retired, {**knowledge.sources, **_own_sources()})


def _own_sources() -> dict[str, Source]:
    data = read_file(knowledge_folder() / "data" / "practice" / "sources.yaml").data
    return {name: Source.model_validate({"id": name, **each}) for name, each in data.items()}


@lru_cache(maxsize=1)
def default_bank() -> Bank:
    """The questions over the project's own knowledge; loaded once per process."""
    return bank_of(load_knowledge())


# What is shown


def asked(question: Question) -> dict[str, Any]:
    """A question as it is shown before an answer is given: nothing in it tells the answer."""
    return {
        "id": question.id,
        "kind": question.kind,
        "domain": question.domain,
        "task": question.task,
        "stem": question.stem,
        "ask": question.ask,
        "options": [option.text for option in question.options],
    }


def answered(bank: Bank, question: Question, choice: int) -> dict[str, Any]:
    """What is shown once an answer is given. choice: the place of the option, from 1 to 4."""
    if not 1 <= choice <= len(question.options):
        raise BadInput(Problem(f"There is no option {choice}.", "choice", "Choose from 1 to 4."))
    return {
        **asked(question),
        "choice": choice,
        "right": choice - 1 == question.key,
        "key": question.key + 1,
        "why": question.why.model_dump(),
        "explanations": [
            {
                "option": place,
                "text": option.text,
                "right": option.sort == "key",
                "explanation": option.explanation,
                "lacks": option.lacks,
                "misconception": option.misconception,
            }
            for place, option in enumerate(question.options, start=1)
        ],
        "rules": list(question.rules),
        "sources": [bank.cited(each) for each in question.sources],
        "knowledge_version": question.knowledge_version,
    }
