"""What rules conclude in the first phase, gathered: for one scenario, or for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from advisor.knowledge.base import Degree
from advisor.knowledge.rule import Rule

Ground = TypeVar("Ground")
"""What a conclusion rests on: for one scenario the rules that fired, for many where they did."""


class Gathered(NamedTuple, Generic[Ground]):
    """Everything that was concluded, and on what ground. What nobody concluded is left out.

    musts: needs concluded as a must; needs: at either level; limits: by path; coverage: by path,
    need and degree.
    """

    musts: dict[str, Ground]
    needs: dict[str, Ground]
    limits: dict[str, Ground]
    coverage: dict[tuple[str, str, Degree], Ground]
    signals: dict[str, Ground]


def gather(
    fired: Iterable[tuple[Rule, Ground]], together: Callable[[Ground, Ground], Ground]
) -> Gathered[Ground]:
    """What these rules conclude.

    fired: each rule and the ground that it gives; together: two grounds for the same conclusion
    as one.
    """
    found: Gathered[Ground] = Gathered({}, {}, {}, {}, {})

    def add(kind: dict[Key, Ground], key: Key, ground: Ground) -> None:
        kind[key] = together(kind[key], ground) if key in kind else ground

    for rule, ground in fired:
        concludes = rule.concludes
        for need in concludes.needs:
            add(found.needs, need.need, ground)
            if need.level == "must":
                add(found.musts, need.need, ground)
        for path in concludes.limits:
            add(found.limits, path, ground)
        for each in concludes.coverage:
            add(found.coverage, (each.by, each.cover, each.degree), ground)
        for signal in concludes.signals:
            add(found.signals, signal, ground)
    return found


Key = TypeVar("Key", str, tuple[str, str, Degree])
