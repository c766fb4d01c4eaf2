"""Answers that an agent can afford to read: in short, and never above 25 kB.

What is left out is named, with how to get it: nothing disappears without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from advisor.reasoning.advice import Advice

MOST_BYTES = 25_000
"""An answer in short is at most this long, as JSON. Ours: clients cut what is much longer."""

MOST_QUESTIONS = 5
"""Questions told at once: the first matters most."""

Answer: TypeAlias = dict[str, Any]
Step: TypeAlias = tuple[str, Callable[[Answer], None]]
"""What is left out, in words, and what leaves it out."""

_REASON = {"title", "conditions", "follows_from", "sources"}
_IN_SHORT = {
    "scenario": True,
    "needs": {
        "__all__": {"coverage_sources": True, "by_path": True, "reasons": {"__all__": _REASON}}
    },
    "paths": {"__all__": {"reasons": {"__all__": _REASON}}},
    "stages": {"__all__": {"items": {"__all__": {"reasons": {"__all__": _REASON}}}}},
    "not_recommended": {"__all__": {"reasons": {"__all__": _REASON}}},
    "diagnosis": {"__all__": {"reasons": {"__all__": _REASON}}},
    "warnings": {"__all__": {"reasons": True}},
    "estimates": True,
    "waiting_rules": True,
    "rules_fired": True,
}
"""What an answer in short leaves out."""

CHECKED_IN_SHORT = {
    "scenario": True,
    "reasons": {"__all__": _REASON},
    "because": {"__all__": {"reasons": {"__all__": _REASON}}},
    "options": {"__all__": {"reasons": {"__all__": _REASON}}},
}
"""What a checked choice leaves out."""


def size(answer: Mapping[str, Any]) -> int:
    """How long an answer is, in bytes of JSON."""
    return len(json.dumps(answer))


def advice_in_short(advice: Advice, parts: Iterable[str] = ()) -> Answer:
    """The advice without conditions and sources; parts: those that are given whole."""
    answer = advice.model_dump(mode="json", exclude=_IN_SHORT)  # type: ignore[arg-type]
    whole = advice.model_dump(mode="json", include=set(parts))
    steps = [step for step in _ADVICE_STEPS if re.split("[ :]", step[0])[0] not in whole]
    return shortened(
        {**answer, **whole}, steps, MOST_BYTES + size(whole), "Ask for them with `parts`."
    )


def shortened(answer: Answer, steps: Iterable[Step], most: int, remedy: str) -> Answer:
    """The answer, with step after step left out until it is short enough.

    `left_out` names what is gone and says how to get it.
    """
    gone: list[str] = []
    for what, leave_out in steps:
        if size(answer) <= most:
            break
        leave_out(answer)
        gone.append(what)
        answer["left_out"] = f"Left out for length: {', '.join(gone)}. {remedy}"
    return answer


def without(*parts: str) -> list[Step]:
    """Steps that leave out these parts, the first one first."""
    return [(part, lambda answer, part=part: answer.pop(part, None)) for part in parts]  # type: ignore[misc]


def fewer(part: str, most: int) -> Step:
    """A step that keeps the first of a list."""

    def leave_out(answer: Answer) -> None:
        answer[part] = answer[part][:most]

    return f"{part} after the first {most}", leave_out


def _questions_alone(answer: Answer) -> None:
    for question in answer["next_questions"]:
        question.pop("leads_to")


def _items(answer: Answer) -> Iterable[Answer]:
    return (item for stage in answer["stages"] for item in stage["items"])


def _purposes(answer: Answer) -> None:
    for item in _items(answer):
        item.pop("purpose")
        item.pop("dimensions")


def _exam_tips(answer: Answer) -> None:
    for item in _items(answer):
        for reason in item["reasons"]:
            reason.pop("exam_tip", None)


def _further_reasons(answer: Answer) -> None:
    for item in _items(answer):
        del item["reasons"][1:]


def _reasons_of(*ranks: str) -> Callable[[Answer], None]:
    def leave_out(answer: Answer) -> None:
        for item in _items(answer):
            if item["rank"] in ranks:
                item["reasons"] = [{"rule": reason["rule"]} for reason in item["reasons"]]

    return leave_out


def _further(answer: Answer) -> None:
    for stage in answer["stages"]:
        stage.pop("further")


def _names_alone(answer: Answer) -> None:
    for stage in answer["stages"]:
        stage["items"] = [
            {key: item[key] for key in ("id", "name", "rank")} for item in stage["items"]
        ]


_ADVICE_STEPS: tuple[Step, ...] = (
    ("stages: exam tips", _exam_tips),
    ("stages: purposes and dimensions of items", _purposes),
    ("stages: an item's reasons after the first", _further_reasons),
    fewer("next_questions", MOST_QUESTIONS),
    ("stages: reasons of what is only to be considered", _reasons_of("consider")),
    ("next_questions: what each answer leads to", _questions_alone),
    ("stages: reasons of what is recommended", _reasons_of("recommended")),
    ("stages: further items", _further),
    *without("irrelevant_for_items", "irrelevant_facts", "dimensions"),
    ("stages: all but the items' names", _names_alone),
    *without("not_recommended", "diagnosis", "roadmap", "next_questions", "stages", "paths"),
)
"""What an advice gives up first when it is too long: what an agent can best ask for later."""
