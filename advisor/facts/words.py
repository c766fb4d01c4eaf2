"""What people call facts and choices: the words of data/words/, one file a section.

Read once, and only when a name or a value is not written as the facts have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.documents import knowledge_folder, read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions


class Bounds(BaseModel):
    """Numbers between which a fact lies, both included, in its unit; and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | None = None
    at_most: float | None = None
    because: str

    def hold(self, low: float, high: float) -> bool:
        """Whether some number from low to high lies between the bounds."""
        return (self.at_least is None or high >= self.at_least) and (
            self.at_most is None or low <= self.at_most
        )


class Listed(BaseModel):
    """Names that people list where the choices say how many: languages, one or several.

    names: the spellings of each; one, several: the choices that one of them and more of them mean.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    one: str
    several: str
    names: tuple[tuple[str, ...], ...]


class FactWords(BaseModel):
    """Other words for one fact; data/words/use_case.yaml says what each key means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...] = ()
    maybe_names: tuple[str, ...] = ()
    speaks_of: tuple[str, ...] = ()
    names_in: Mapping[str, tuple[str, ...]] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    maybe: Mapping[str, tuple[str, ...]] = {}
    listed: Listed | None = None
    counted_in: tuple[str, ...] = ()
    none_is_zero: bool = False
    limit: bool = False
    usual: Bounds | None = None


@cache
def words() -> Mapping[str, FactWords]:
    """The words of every fact; a fact without an entry has none.

    Raises BadInput that names file and line where a file of words is wrong.
    """
    found: dict[str, FactWords] = {}
    for path in sorted((knowledge_folder() / "data" / "words").glob("*.yaml")):
        found |= read_words(path)
    return {name: found.get(name, FactWords()) for name in fact_definitions()}


def read_words(path: Path) -> dict[str, FactWords]:
    """The words in one file, by fact. Raises BadInput with file and line."""
    document = read_file(path)
    found: dict[str, FactWords] = {}
    problems: list[Problem] = []
    for name, entry in document.data.items():
        definition = fact_definitions().get(name)
        place = document.place((name,))
        if definition is None:
            hint = did_you_mean(name, fact_definitions())
            problems.append(Problem(f'"{name}" is not a fact.', place, hint))
            continue
        try:
            found[name] = FactWords.model_validate(entry)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = first["loc"]
            told = document.place((name, *where))
            problems.append(Problem(f"{where[0]}: {first['msg']}.", told))
            continue
        # The services of the catalogue are known further up; a test holds them together.
        choices = ("yes", "no") if definition.kind == "flag" else definition.choices
        listed = found[name].listed
        meant = (listed.one, listed.several) if listed else ()
        for choice in (*found[name].choices, *found[name].maybe, *meant):
            if choices and choice not in choices:
                hint = did_you_mean(choice, choices)
                problems.append(Problem(f'{name} has no choice "{choice}".', place, hint))
    if problems:
        raise BadInput(problems)
    return found
