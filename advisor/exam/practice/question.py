"""A question of the practice: stem, four options, the key, and why each is right or wrong."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from advisor.knowledge.base import Citation, Frozen, Slug, Text

Kind: TypeAlias = Literal["best", "change", "deciding", "belief", "order", "match", "card"]

KIND_TITLES: Mapping[Kind, str] = {
    "best": "The best choice for a situation",
    "change": "Look-alikes: which change makes it right",
    "deciding": "The detail that decides",
    "belief": "The fault in the reasoning",
    "order": "The order of the stages",
    "match": "Names and purposes",
    "card": "Definitions and notions",
}

Sort: TypeAlias = Literal["key", "misconception", "one_fact", "related", "neighbour", "other"]
"""Why an option stands there.

key: it is right. misconception: somebody with a named misconception chooses it. one_fact: exactly
one stated fact keeps it from being right. related: like the key in kind and stage. neighbour: next
to the key on the ladder of paths. other: a further value, order or pairing.
"""


class Option(Frozen):
    """An option: its text, and why it is right or wrong here.

    about: the path, item, fact or misconception that it stands for; purpose: what that is for;
    lacks: the one thing that would have to be otherwise for it to be right.
    """

    text: Text
    sort: Sort
    about: str | None = None
    purpose: str | None = None
    explanation: Text
    lacks: str | None = None
    misconception: Slug | None = None
    edit: Mapping[str, Any] | None = None


class Why(Frozen):
    """Why the key is right: what decides, the rule's reason, the exam tip, taught and today."""

    decides: str | None = None
    reason: Text
    tip: str | None = None
    taught_and_today: str | None = None


class Question(Frozen):
    """A question with its answer. What is shown before an answer is given is `asked`.

    id: stands for rule, key and deciding facts, and stays while these do; domain, task: of the
    exam guide; facts: what the stem states; choice: what the key stands for; deciding: the stated
    facts without which the key would not follow; rules: those that it rests on; made_from: the
    version of the knowledge, and a digest of everything in it that the question rests on.
    """

    id: Slug
    kind: Kind
    domain: Annotated[int, Field(ge=1, le=5)]
    task: Annotated[str, Field(pattern=r"^[1-5]\.[1-6]$")]
    stem: str
    ask: Text
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=4)]
    key: Annotated[int, Field(ge=0, le=3)]
    why: Why
    facts: Mapping[str, Any] = Field(default_factory=dict)
    choice: str | None = None
    deciding: tuple[str, ...] = ()
    rules: tuple[Slug, ...] = ()
    misconceptions: tuple[Slug, ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    knowledge_version: str = ""
    rests_on: str = ""
    checked_on: datetime.date | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Question:
        for place, option in enumerate(self.options):
            if (option.sort == "key") != (place == self.key):
                raise ValueError("the key is the one option of the sort key")
        if len({option.text for option in self.options}) < len(self.options):
            raise ValueError("two options read the same")
        return self

    @property
    def text(self) -> str:
        """Stem and question together."""
        return f"{self.stem} {self.ask}".strip()
