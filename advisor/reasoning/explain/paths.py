"""Every path on the ladder: in the plan and for what, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from advisor.estimates.words import inside_sentence
from advisor.knowledge.path import Path
from advisor.reasoning.advice import PathShape
from advisor.reasoning.coverage import falls_short_of
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.infer import Inference
from advisor.reasoning.wording import PathVerdict, listed


class PathFinding(NamedTuple):
    """What is said of one path: the verdict, why, the musts that it leaves, the rules behind."""

    verdict: PathVerdict
    text: str
    leaves: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def paths(reasons: Reasons) -> Iterator[PathShape]:
    """All paths, cheapest to build first."""
    knowledge = reasons.knowledge

    def names(needs: Iterable[str]) -> str:
        return listed(inside_sentence(knowledge.needs[need].name) for need in needs)

    for path in knowledge.ladder:
        found = _found(reasons, path, names)
        yield PathShape(
            id=path.id,
            name=path.name,
            short_name=path.short_name,
            verdict=found.verdict,
            text=found.text,
            leaves=found.leaves,
            reasons=reasons.of(found.rules),
        )


def _found(reasons: Reasons, path: Path, names: Callable[[Iterable[str]], str]) -> PathFinding:
    inference = reasons.inference
    if path.id in inference.plan.paths:
        return _chosen(inference, path.id, names)
    if path.id in inference.limits:
        rules = inference.limits[path.id]
        # Each title is a sentence, some with an "and" of their own.
        titles = "; ".join(inside_sentence(reasons.knowledge.rules[rule].title) for rule in rules)
        return PathFinding("ruled_out", titles, rules=rules)
    return _passed_over(inference, path.id, names)


def _chosen(inference: Inference, path: str, names: Callable[[Iterable[str]], str]) -> PathFinding:
    gives = [need for need, by in inference.coverage.items() if by[path] == "full"]
    partly = [
        need
        for need, by in inference.coverage.items()
        if by[path] == inference.met[need] == "partial"
    ]
    parts = (
        f"gives {names(gives)}" if gives else "",
        f"gives part of {names(partly)}" if partly else "",
    )
    text = ", ".join(filter(None, parts)) or "the cheapest path to begin with"
    return PathFinding("chosen", text, rules=_deciding(inference, gives))


def _passed_over(
    inference: Inference, path: str, names: Callable[[Iterable[str]], str]
) -> PathFinding:
    best = inference.planned.best_with(path)
    if path in inference.planned.not_considered or best is None:
        return PathFinding("not_needed", "nothing that was stated says that it would be enough")
    musts = [need for need, level in inference.needs.items() if level == "must"]
    with_it = {need: inference.coverings.of_plan(best.paths, need) for need in musts}
    leaves = tuple(need for need in musts if falls_short_of(with_it[need], inference.met[need]))
    if leaves:
        rules = _deciding(inference, leaves)
        return PathFinding("does_not_meet", f"does not meet: {names(leaves)}", leaves, rules)
    helps = [need for need in musts if inference.coverage[need][path] in ("full", "partial")]
    if not helps:
        harms = [need for need in musts if inference.coverage[need][path] == "harms"]
        but = f", and it harms: {names(harms)}" if harms else ""
        return PathFinding("not_needed", f"no must asks for it{but}")
    gains = [need for need in musts if falls_short_of(inference.met[need], with_it[need])]
    if gains:
        policy = inside_sentence(inference.policy.name)
        text = f"would give more of {names(gains)}, and costs more ({policy})"
        return PathFinding("costs_more", text)
    return PathFinding("costs_more", f"the plan gives {names(helps)} without it")


def _deciding(inference: Inference, needs: Iterable[str]) -> tuple[str, ...]:
    return tuple(rule for need in needs for rule in inference.deciding_rules[need])
