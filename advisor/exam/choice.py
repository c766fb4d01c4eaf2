"""Read what a learner chose and why: paths, items, facts and needs, each refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.wording import listed


@dataclass(frozen=True)
class Choice:
    """What was chosen together: paths in the order of the ladder, and items as given."""

    ids: tuple[str, ...]
    paths: tuple[str, ...]
    items: tuple[str, ...]
    name: str


def read_choice(knowledge: Knowledge, ids: str | Sequence[str], place: str = "choice") -> Choice:
    """The choice that these ids name; "a+b" in one text is a and b together. Raises BadInput."""
    texts = [ids] if isinstance(ids, str) else list(ids)
    words = [word.strip() for text in texts for word in str(text).split("+")]
    wanted = tuple(dict.fromkeys(word for word in words if word))
    known = {path.id: path.name for path in knowledge.paths.values()}
    known |= {item.id: item.name for item in knowledge.items.values()}
    if not wanted:
        raise BadInput(
            Problem(
                "Nothing was chosen.",
                place,
                "Name a path or an item of the catalogue; `advisor catalogue` lists the items.",
            )
        )
    problems = [
        Problem(
            f'"{word}" is neither a path nor an item of the catalogue.',
            place,
            f"{did_you_mean(word, known)} `advisor catalogue` lists the items; the paths are "
            f"{listed(knowledge.paths)}.".strip(),
        )
        for word in wanted
        if word not in known
    ]
    if problems:
        raise BadInput(problems)
    ladder = knowledge.ladder
    return Choice(
        ids=wanted,
        paths=tuple(path.id for path in ladder if path.id in wanted),
        items=tuple(word for word in wanted if word in knowledge.items),
        name=listed(known[word] for word in wanted),
    )


def read_reasons(knowledge: Knowledge, reasons: Iterable[str]) -> tuple[str, ...]:
    """The facts and needs that a learner relied on, each once. Raises BadInput.

    Where reasons are given at all, there is at least one, and each is a fact or a need.
    """
    if isinstance(reasons, str):
        reasons = [reasons]
    wanted = tuple(dict.fromkeys(str(reason).strip() for reason in reasons))
    if not wanted or "" in wanted:
        raise BadInput(
            Problem(
                "A reason is empty.",
                "because",
                "Name the facts or needs that you relied on, or leave the reasons out.",
            )
        )
    known = {*fact_definitions(), *knowledge.needs}
    problems = [
        Problem(
            f'"{reason}" is neither a fact nor a need.',
            "because",
            f"{did_you_mean(reason, known)} `advisor facts` lists the facts; the needs are "
            f"{listed(knowledge.needs)}.".strip(),
        )
        for reason in wanted
        if reason not in known
    ]
    if problems:
        raise BadInput(problems)
    return wanted


def read_options(
    knowledge: Knowledge, options: Sequence[str], choice: Choice
) -> tuple[Choice, ...]:
    """The options to choose from, each once; the choice is one of them. Raises BadInput."""
    read = []
    problems: list[Problem] = []
    for option in options:
        try:
            read.append(read_choice(knowledge, option, "options"))
        except BadInput as error:
            problems.extend(error.problems)
    if problems:
        raise BadInput(problems)
    by_ids = {frozenset(option.ids): option for option in read}
    if by_ids and frozenset(choice.ids) not in by_ids:
        raise BadInput(
            Problem(
                f'The choice "{"+".join(choice.ids)}" is not among the options.',
                "options",
                "Name it as an option too, or choose one of those that are given.",
            )
        )
    return tuple(by_ids.values())
