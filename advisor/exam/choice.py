"""Read what a learner chose and why; what cannot be read is refused by name.

Paths and items are read by any of their names, facts and needs by name or in her own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.exam.spoken_reasons import SpokenOf
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.names import plain_name, things_by_name
from advisor.reasoning.wording import listed


@dataclass(frozen=True)
class Choice:
    """What was chosen together: paths in the order of the ladder, and items as given."""

    ids: tuple[str, ...]
    paths: tuple[str, ...]
    items: tuple[str, ...]
    name: str


def read_choice(knowledge: Knowledge, ids: str | Sequence[str], place: str = "choice") -> Choice:
    """The choice of what these texts name; "a+b" in one text is a and b together.

    A path or item is named by its id, its name, an abbreviation or a synonym. Raises BadInput.
    """
    texts = [ids] if isinstance(ids, str) else list(ids)
    words = [word.strip() for text in texts for word in str(text).split("+")]
    wanted = tuple(dict.fromkeys(_thing(knowledge, word) for word in words if word))
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


def _thing(knowledge: Knowledge, word: str) -> str:
    """The id of the path or item of this name; the word itself if none has it."""
    if word in knowledge.paths or word in knowledge.items:
        return word
    named = things_by_name(knowledge).get(plain_name(word), ())
    return named[0] if len(named) == 1 else word


def read_reasons(
    knowledge: Knowledge, scenario: Scenario, reasons: Iterable[str]
) -> dict[str, str]:
    """The facts and needs that a learner relied on, each with the words that she gave for it.

    A reason is a fact or a need, by its name or in words that speak of one that the scenario
    states. If reasons are given at all, there is at least one. Raises BadInput.
    """
    if isinstance(reasons, str):
        reasons = [reasons]
    given = [str(reason).strip() for reason in reasons]
    if not given or "" in given:
        raise BadInput(
            Problem(
                "A reason is empty.",
                "because",
                "Name the facts or needs that you relied on, or leave the reasons out.",
            )
        )
    known = {*fact_definitions(), *knowledge.needs}
    read: dict[str, tuple[str, ...]] = {
        reason: (reason,) if reason in known else () for reason in given
    }
    if not all(read.values()):
        spoken_of = SpokenOf(knowledge, scenario)
        read = {reason: found or spoken_of.by(reason) for reason, found in read.items()}
    problems = [
        Problem(
            f'"{reason}" is neither a fact nor a need, and its words name none that is stated.',
            "because",
            f"{did_you_mean(reason, known)} `advisor facts` lists the facts; the needs are "
            f"{listed(knowledge.needs)}.".strip(),
        )
        for reason, found in read.items()
        if not found
    ]
    if problems:
        raise BadInput(problems)
    said: dict[str, str] = {}
    for reason, found in read.items():
        for each in found:
            said.setdefault(each, reason)
    return said


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
