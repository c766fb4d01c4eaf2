"""How many questions there are by domain and task statement, beside the guide's weights."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from advisor.exam.practice.bank import Bank
from advisor.exam.practice.naming import guide


class Row(NamedTuple):
    """A domain or task statement. share, weight: percent of all questions, and of the exam.

    The guide weighs domains only: for a task statement both are None.
    """

    area: str
    title: str
    questions: int
    share: float | None
    weight: int | None


def coverage(bank: Bank) -> tuple[Row, ...]:
    """Each domain, and below it its task statements."""
    domains = Counter(each.domain for each in bank.questions.values())
    tasks = Counter(each.task for each in bank.questions.values())
    rows: list[Row] = []
    for domain, (title, weight) in guide().domains.items():
        share = round(100 * domains[domain] / max(1, len(bank.questions)), 1)
        rows.append(Row(str(domain), title, domains[domain], share, weight))
        rows += [
            Row(task, name, tasks[task], None, None)
            for task, name in guide().tasks.items()
            if task.startswith(str(domain))
        ]
    return tuple(rows)
