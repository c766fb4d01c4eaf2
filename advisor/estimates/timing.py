"""How long an answer takes: of managed models as measured, of hosted ones by arithmetic."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from advisor.estimates import latency
from advisor.estimates.checks import guardrail_checks, holds_back, judging_ms, model_first_ms
from advisor.estimates.hosting import hosted_answer_ms, hosted_first_ms
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import prompt_tokens
from advisor.estimates.quantities import Quantity, total
from advisor.estimates.querying import query_ms
from advisor.estimates.ranges import SET_ASIDE, Workings, range_of
from advisor.estimates.served import Served, measured
from advisor.estimates.wanted import Wanted

LENGTHS = frozenset({"input_tokens", "question_tokens", "document_tokens", "output_tokens"})
"""Of prompts and answers."""


class Times(NamedTuple):
    """Until the first word and until the whole answer, in ms: of half, and of 95 of 100."""

    first: Quantity
    first_95: Quantity
    whole: Quantity
    whole_95: Quantity

    def usual(self) -> tuple[Quantity, Quantity]:
        """First word and whole answer of half of them, with their ranges: each end is one case.

        How long prompts and answers are, where nobody says, is set aside, as it is told which
        length is taken.
        """
        return _together(self.first, self.whole, SET_ASIDE | LENGTHS)

    def slow(self) -> tuple[Quantity, Quantity]:
        """The same of 95 of 100, among which the long prompts and answers are."""
        return _together(self.first_95, self.whole_95, SET_ASIDE)

    def ranged(self) -> Times:
        """All four with their ranges."""
        (first, whole), (first_95, whole_95) = self.usual(), self.slow()
        return Times(first, first_95, whole, whole_95)


def _together(
    first: Quantity, whole: Quantity, aside: Collection[str]
) -> tuple[Quantity, Quantity]:
    """Both with their ranges: each end is one case for the two."""
    workings = Workings(total("times", "", "ms", (first, whole)))
    found = range_of(workings, aside=aside)
    first, whole = workings.laid_out(found.best, found.worst).inputs
    return first, whole


def times(inputs: Inputs, wanted: Wanted, model: Served | None) -> Times | None:
    """The times of a plan with a model; None where it was not measured, and in a batch.

    What checks an answer before it is shown is in them, and a call that writes a query before it.
    Where the whole answer is held back until it is judged, its first word shows when all of it
    does. model: None where weights of one's own are hosted: no queue is counted there.
    """
    if wanted.in_batches:
        return None
    search = [_search(inputs)] if wanted.retrieves else []
    query = query_ms(inputs, wanted, model)
    if query is not None:
        search.append(query)
    asked = guardrail_checks(inputs, wanted)
    if model is None:
        first, whole = hosted_first_ms(inputs, wanted), hosted_answer_ms(inputs, wanted)
        judged = judging_ms(inputs, wanted, None)
        first = total("first_ms", FIRST, "ms", [*search, *asked, first])
        whole = total("whole_ms", WHOLE, "ms", [*search, *asked, whole, *judged])
        slow = _slowed(inputs, whole, "writing_spread", "95 of 100 answers within")
        if holds_back(wanted):
            return Times(whole.named("first_ms"), slow.named("first_95_ms"), whole, slow)
        return Times(
            first,
            _slowed(inputs, first, "first_word_spread", "95 of 100 first words within"),
            whole,
            slow,
        )
    speed = measured(model, "tokens_per_second")
    if speed is None:
        return None
    before = [*search, *asked]
    if wanted.acts:
        before.append(
            inputs.work_out(
                "steps_ms",
                "Steps of the agent before the last",
                latency.steps_ms,
                step_first_ms=model_first_ms(inputs, model, prompt_tokens(inputs, wanted)),
                tokens_per_second=speed,
            )
        )
    held = holds_back(wanted)
    # What is held back begins before anybody sees it.
    name, title = ("begun_ms", "Until the model begins to answer") if held else ("first_ms", FIRST)
    first = total(
        name,
        title,
        "ms",
        [*before, model_first_ms(inputs, model, prompt_tokens(inputs, wanted))],
    )
    writing = inputs.work_out(
        "writing_ms", "Writing the answer", latency.writing_ms, tokens_per_second=speed
    )
    judged = judging_ms(inputs, wanted, model)
    slow_first = _slowed(inputs, first, "first_word_spread", "95 of 100 first words within")
    slow_writing = _slowed(inputs, writing, "writing_spread", "95 of 100 written within")
    slow_judged = [
        _slowed(inputs, each, "writing_spread", "95 of 100 judged within") for each in judged
    ]
    whole = total("whole_ms", WHOLE, "ms", [first, writing, *judged])
    slow = total(
        "whole_95_ms", "95 of 100 answers within", "ms", [slow_first, slow_writing, *slow_judged]
    )
    if held:
        return Times(whole.named("first_ms"), slow.named("first_95_ms"), whole, slow)
    return Times(first, slow_first, whole, slow)


FIRST, WHOLE = "Until the first word", "Until the whole answer"


def _search(inputs: Inputs) -> Quantity:
    return inputs.of("retrieval_ms")


def _slowed(inputs: Inputs, usual: Quantity, spread: str, title: str) -> Quantity:
    return inputs.work_out(
        usual.name.replace("_ms", "_95_ms"),
        title,
        latency.slowed_ms,
        usual_ms=usual,
        spread=inputs.of(spread),
    )
