"""What went wrong, where, and the remedy.

Every refusal of the advisor is a `BadInput` with one or more `Problem`s: a sentence that says
what is wrong, the place, and what to do. Front ends print them; none shows a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    problem: a sentence; place: a file with line, a JSON pointer or an option (may be empty);
    remedy: what to do about it (may be empty).
    """

    problem: str
    place: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        # A problem that names its fact needs no second mention of it as the place.
        told = not self.place or self.problem.lstrip('"').startswith(self.place)
        head = self.problem if told else f"{self.place}: {self.problem}"
        return f"{head}\n  {self.remedy}" if self.remedy else head


class BadInput(ValueError):
    """An input that cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        # An error is made anew from its text; this one from its problems, in another process too.
        return type(self), (self.problems,)


class EngineError(RuntimeError):
    """The inference engine failed: a defect of the advisor, never of the user's input."""


def did_you_mean(word: object, known: Iterable[str], likeness: float = 0.55) -> str:
    """'Did you mean "x"?' for the known word that is nearest, or an empty string.

    likeness: from which on a word is near (0 to 1).
    """
    names = sorted(known)
    wanted = str(word).strip().lower().replace(" ", "_")
    by_shape = {name.lower().replace("-", "_"): name for name in names}
    near = difflib.get_close_matches(wanted.replace("-", "_"), by_shape, n=1, cutoff=likeness)
    if near:
        return f'Did you mean "{by_shape[near[0]]}"?'
    shared = [name for name in names if _shares_a_word(wanted, name)]
    return f'Did you mean "{shared[0]}"?' if shared else ""


def _shares_a_word(wanted: str, name: str) -> bool:
    # "knowledge_age" is far from "knowledge_change" by letters and near by words.
    words = {word for word in wanted.replace("-", "_").split("_") if len(word) > 3}
    return bool(words & set(name.replace("-", "_").split("_")))
