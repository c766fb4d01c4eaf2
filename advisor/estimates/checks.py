"""What is checked before an answer is shown, and how long that takes.

A guardrail reads the question before the model does, and the answer before it is shown: piece by
piece where it is streamed. What judges an answer as a whole, a second call of a model, the check
against the sources or the one by logic, holds all of it back until it is judged.
"""

from __future__ import annotations

from advisor.estimates import latency
from advisor.estimates.hosting import hosted_answer_ms
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import prompt_tokens
from advisor.estimates.quantities import Quantity, total
from advisor.estimates.screening import ANSWER, QUESTION, judges_the_whole, screened_sides
from advisor.estimates.served import Served, measured
from advisor.estimates.wanted import CHECKED_BY_MODEL, Wanted


def holds_back(wanted: Wanted) -> bool:
    """Whether an answer is shown only once all of it was judged.

    That it is held back for the check against the sources, which may also run over a stream, is
    our judgement: whether an answer is to the point is known at its end alone.
    """
    return CHECKED_BY_MODEL in wanted.items or judges_the_whole(wanted)


def guardrail_checks(inputs: Inputs, wanted: Wanted) -> list[Quantity]:
    """What guardrails take, in ms: over the question, and over the answer or its first piece."""
    sides = screened_sides(wanted)
    if judges_the_whole(wanted):
        sides |= {ANSWER}
    titles = ((QUESTION, "Screening the question"), (ANSWER, "Screening the answer"))
    return [
        inputs.of("guardrail_ms")._replace(title=title) for side, title in titles if side in sides
    ]


def judging_ms(inputs: Inputs, wanted: Wanted, model: Served | None) -> list[Quantity]:
    """What a second call takes that judges question and answer, in ms; nothing without one.

    It cannot begin before the answer is written, and it thinks as the first call does.
    """
    if CHECKED_BY_MODEL not in wanted.items:
        return []
    title = "Judging the answer by a second call"
    if model is None:
        verdict = inputs.of("judge_tokens")
        return [hosted_answer_ms(inputs, wanted, output_tokens=verdict)._replace(title=title)]
    word, speed = measured(model, "first_word_ms"), measured(model, "tokens_per_second")
    assert word is not None
    assert speed is not None
    first = inputs.work_out(
        "judge_first_ms",
        "First word of the verdict",
        latency.judge_first_ms,
        first_word_ms=word,
        judged_tokens=total(
            "judged_tokens",
            "Prompt and answer that are judged",
            "tokens",
            [prompt_tokens(inputs, wanted), inputs.of("output_tokens")],
        ),
        tokens_per_second=speed,
    )
    return [
        inputs.work_out(
            "judging_ms",
            title,
            latency.judging_ms,
            judge_first_ms=first,
            tokens_per_second=speed,
        )
    ]


def model_first_ms(inputs: Inputs, model: Served, prompt: Quantity) -> Quantity:
    """Until a measured model writes the first word after it read a prompt, in ms."""
    first, speed = measured(model, "first_word_ms"), measured(model, "tokens_per_second")
    assert first is not None
    assert speed is not None
    return inputs.work_out(
        "model_first_ms",
        "First word of the model",
        latency.managed_first_ms,
        first_word_ms=first,
        prompt_tokens=prompt,
        tokens_per_second=speed,
    )
