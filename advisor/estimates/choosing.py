"""Which models the table shows: the cheapest that fits, a balanced one, the strongest.

Of the models that fit the plan, those that were measured come first, and where somebody waits,
those whose first word does not keep her waiting; where every measured one does, those that were
not measured stand beside them. Confidential data and data about people, of which nobody says where
they stay, are not routed world-wide while another model is to be had. Quality is the Intelligence
Index of the way of thinking that answers soonest. Balanced is the strongest of those that cost no
more than halfway, in powers, from the cheapest to the strongest, and whose first word does not keep
anybody waiting who would not wait for the strongest. Where pages are read, it reads them too, if
one does. Where guardrails or a log of prompts are recommended, a model on whose endpoint they do
not work is shown only if there is no other, and so is one whose calls AWS reviews where data are
guarded. Where Knowledge Bases retrieve, they answer with the balanced one if they do with any but
the cheapest. Where calls are throttled, the balanced one's written tokens take as little of the
quota as those of any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from advisor.estimates.page_readers import READERS_OF_PAGES
from advisor.estimates.served import Served
from advisor.estimates.shapes import Role
from advisor.estimates.shortlist import GUARDED
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import counted, listed

PATIENCE_MS = 10_000.0
"""Longer than this nobody waits for a first word. Our judgement: the limit at which people turn to
something else."""


class Candidate(NamedTuple):
    """A model that fits, and what its tokens cost each month at likely values, in USD.

    With them, a service that reads pages before it, where it cannot.
    """

    likely: float
    model: Served


def choose(
    candidates: Sequence[Candidate],
    wanted: Wanted,
    sees: Callable[[Served], bool],
    quota: Callable[[Served], int | None],
    guarded: Callable[[Served], bool] = lambda _: True,
    answers: Callable[[Served], bool] = lambda _: True,
) -> list[tuple[Role, Served]]:
    """Up to three models with their roles, cheapest first.

    candidates: those that fit, cheapest first; sees: whether a model reads pictures of pages;
    quota: how many tokens of the quota one written token takes, None where it is not known;
    guarded: whether what guards its calls works where it is called, and nobody reviews what is
    confidential; answers: whether the service that retrieves answers with it.
    """
    candidates = [each for each in candidates if guarded(each.model)] or candidates
    staying = [each for each in candidates if _stays(each, wanted)]
    pool = _pool(staying, wanted) or _pool(candidates, wanted) or staying or list(candidates)
    if not pool:
        return []
    cheapest = pool[0]
    strongest = max(pool, key=lambda each: (_index(each) or 0.0, -each.likely))
    halfway = (max(cheapest.likely, 1e-9) * max(strongest.likely, 1e-9)) ** 0.5
    longest = max(PATIENCE_MS, _first_word(strongest))
    between = [
        each
        for each in pool
        if each.likely <= max(halfway, cheapest.likely) and _first_word(each) <= longest
    ] or [cheapest]
    if READERS_OF_PAGES & wanted.items:
        between = [each for each in between if sees(each.model)] or between
    answering = [each for each in between if answers(each.model)]
    if any(each is not cheapest for each in answering):
        between = answering
    if is_throttled(wanted):
        between = _sparing(between, quota)
    balanced = max(between, key=lambda each: (_index(each) or 0.0, -each.likely))
    found: list[tuple[Role, Served]] = []
    for role, each in (("cheapest", cheapest), ("balanced", balanced), ("strongest", strongest)):
        if all(each.model is not other for _, other in found):
            found.append((role, each.model))  # type: ignore[arg-type]
    return found


def _sparing(candidates: list[Candidate], quota: Callable[[Served], int | None]) -> list[Candidate]:
    """Those whose written tokens take the least of the quota; all where it is known of none."""
    known = [(taken, each) for each in candidates if (taken := quota(each.model)) is not None]
    least = min((taken for taken, _ in known), default=None)
    return [each for taken, each in known if taken == least] or candidates


def _pool(candidates: Sequence[Candidate], wanted: Wanted) -> list[Candidate]:
    """Those measured that answer soon, with an index where any has one; none where none is."""
    soon = [each for each in candidates if _is_measured(each) and _is_soon(each, wanted)]
    return [each for each in soon if _index(each) is not None] or soon


def _stays(candidate: Candidate, wanted: Wanted) -> bool:
    """Whether a model may be shown first where data are guarded and nobody says where they stay."""
    worldwide = candidate.model.model.id.startswith("global.")
    return not (worldwide and _is_unsettled(wanted) and not wanted.is_tuned)


def _is_unsettled(wanted: Wanted) -> bool:
    """Whether data are confidential or about people, and nobody says where they stay."""
    guarded = wanted.stated.get("data_sensitivity") in GUARDED
    return guarded and wanted.stated.get("data_residency") is None


def routed_world_wide(models: Sequence[Served], wanted: Wanted) -> str | None:
    """What to settle first where guarded data would be routed world-wide; None where nothing is."""
    names = [each.model.name for each in models if each.model.id.startswith("global.")]
    if not names or not _is_unsettled(wanted) or wanted.is_tuned:
        return None
    return (
        f"Requests to {listed(names)} are routed world-wide, and nobody said where the data "
        "may be: settle their residency first."
    )


def _is_measured(candidate: Candidate) -> bool:
    return candidate.model.variant is not None


def kept_waiting(candidates: Sequence[Candidate], wanted: Wanted) -> str | None:
    """What to know where every measured model lets somebody wait; None where one does not."""
    measured = [each for each in candidates if _is_measured(each)]
    if not measured or any(_is_soon(each, wanted) for each in measured):
        return None
    region, residency = wanted.stated.get("region"), wanted.stated.get("data_residency")
    which = "that fits"
    if residency in ("region", "geography"):
        place = region if residency == "region" and region else f"its {residency}"
        which = f"that stays in {place}"
    return (
        f"No measured model {which} writes its first word within {PATIENCE_MS / 1000:g} s, the "
        "limit that is our judgement. Time the others, which were not measured, before you choose."
    )


def cheaper_of_unknown_quality(
    candidates: Sequence[Candidate], wanted: Wanted, guarded: Callable[[Served], bool]
) -> str | None:
    """What to try where a model of unknown quality fits at less than the cheapest that is shown.

    candidates: those that fit, cheapest first; guarded: as in `choose`. None where no measured
    model answers soon: the others are told of then.
    """
    candidates = [each for each in candidates if guarded(each.model)]
    candidates = [each for each in candidates if _stays(each, wanted)]
    pool = _pool(candidates, wanted)
    if not pool or _index(candidates[0]) is not None or candidates[0].likely >= pool[0].likely:
        return None
    name = candidates[0].model.model.name
    return (
        f"{name} fits too and costs less than {pool[0].model.model.name}, the cheapest of which a "
        f"source here measures the quality: try {name} beside."
    )


def _first_word(candidate: Candidate) -> float:
    """Until the first word, in ms; where it was not measured, nothing is held against it."""
    variant = candidate.model.variant
    return float(variant.first_word_ms[1]) if variant else 0.0


def is_throttled(wanted: Wanted) -> bool:
    """Whether calls of a managed model are refused today."""
    symptoms = wanted.stated.get("symptoms")
    return not wanted.is_hosted and isinstance(symptoms, tuple) and "throttled" in symptoms


def quota_of_written_tokens(
    models: Sequence[Served], wanted: Wanted, quota: Callable[[Served], int | None]
) -> str | None:
    """What an output token uses of the quota with each model, where calls are throttled."""
    if not is_throttled(wanted) or not models:
        return None
    taking: dict[int | None, list[str]] = {}
    for each in models:
        taking.setdefault(quota(each), []).append(each.model.name)
    known = sorted((taken, names) for taken, names in taking.items() if taken is not None)
    told = "Calls are throttled."
    if known:
        (least, names), *more = known
        uses = [f"{counted(least, 'token')} of the quota with {listed(names)}"]
        uses += [f"{taken} with {listed(names)}" for taken, names in more]
        # A comma before the last too: the names of models are joined by "and" themselves.
        used = ", ".join([*uses[:-1], f"and {uses[-1]}"] if more else uses)
        told += f" On the bedrock-runtime endpoint each output token uses {used}."
    if unknown := taking.get(None):
        told += (
            f" How many it uses with {listed(unknown)} is not known here: look it up before you "
            "choose."
        )
    return told


def _index(candidate: Candidate) -> float | None:
    variant = candidate.model.variant
    return variant.index if variant else None


def _is_soon(candidate: Candidate, wanted: Wanted) -> bool:
    if wanted.stated.get("serving_mode") in ("batch", "asynchronous"):
        return True
    variant = candidate.model.variant
    return variant is not None and variant.first_word_ms[1] <= PATIENCE_MS


def tier_of(wanted: Wanted) -> str:
    """The tier of service that the recommended items come to.

    A tuned model is asked on demand: no source here names one that is offered in another tier.
    """
    if wanted.is_tuned:
        return "on_demand"
    mode = wanted.stated.get("serving_mode")
    if "batch-inference" in wanted.items and mode != "interactive":
        return "batch"
    if "service-tiers" in wanted.items and mode in ("asynchronous", "batch"):
        return "flex"
    return "on_demand"
