"""What guardrails cost: each policy for the texts that it reads, and none where it has no effect.

The filter of prompt attacks reads questions alone. Where a job works through the organization's
own texts, what goes in is not screened. Within one Region most policies read English, French and
Spanish alone, and automated reasoning checks read English alone anywhere: where other languages may
occur, those are not counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from advisor.estimates import safeguards
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import asked_tokens, prompt_tokens
from advisor.estimates.quantities import Quantity, total
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import amount, listed, money

QUESTION, ANSWER = "question", "answer"
_BOTH = frozenset({QUESTION, ANSWER})

POLICIES = {
    "content-filters": ("guardrail_content_filter", _BOTH),
    "prompt-injection-defence": ("guardrail_content_filter", frozenset({QUESTION})),
    "denied-topics": ("guardrail_denied_topics", _BOTH),
    "pii-redaction": ("guardrail_sensitive_information", _BOTH),
    "automated-reasoning-check": ("guardrail_automated_reasoning", _BOTH),
}
"""Recommended controls, the price of the policy that each takes, and what it reads.

That the filter of prompt attacks reads questions and the others read both is our judgement: a
guardrail can be set otherwise.
"""

GROUNDING = "contextual-grounding-check"
"""The policy that is charged for the sources of an answer besides."""

THREE_LANGUAGES = frozenset(
    {
        "content-filters",
        "prompt-injection-defence",
        "denied-topics",
        GROUNDING,
    }
)
"""Policies that read English, French and Spanish alone where data stay in one Region.

That is their Classic tier (source: bedrock-guardrails-languages).
"""

ENGLISH_ALONE = frozenset({"automated-reasoning-check"})
"""Policies that read US English alone, wherever data stay: see the catalogue."""

STANDARD_TIER_STAYS = frozenset({"eu-west-2", "ap-southeast-2"})
"""Regions that the Standard tier need not leave: London and Sydney have profiles of their own."""

NOT_READ = (
    "within one Region this policy reads English, French and Spanish alone, and has no effect in "
    "the other languages that may occur"
)
ENGLISH_READ = (
    "this policy reads US English alone, and has no effect in the other languages that may occur"
)
NOTHING_READ = "its policies cannot read the other languages that may occur"
"""Of a guardrail of which no policy is left to be counted."""

AGAINST_STRANGERS = frozenset({"content-filters", "prompt-injection-defence", "denied-topics"})
"""Policies that read a question because somebody outside may have written it."""

OWN_WORK = frozenset({"content_generation", "translation"})
"""Tasks whose input is the organization's own, in a job. Our judgement."""


def own_texts(wanted: Wanted) -> bool:
    """Whether a job works through the organization's own texts, and nobody outside writes to it.

    Where nobody said whether all input can be trusted, the task tells: our judgement.
    """
    untrusted = wanted.stated.get("untrusted_input")
    if not wanted.in_batches or untrusted is True:
        return False
    tasks = wanted.stated.get("tasks")
    return untrusted is False or (isinstance(tasks, tuple) and bool(tasks) and {*tasks} <= OWN_WORK)


def _many_languages(wanted: Wanted) -> bool:
    return wanted.stated.get("languages") in ("several", "low_resource")


def beyond_filters(wanted: Wanted) -> bool:
    """Whether languages may occur that the filters of one Region do not read.

    The same as the rule beyond-the-languages-of-filters says, by its sources
    (bedrock-guardrails-languages, bedrock-guardrails-tiers, bedrock-guardrail-profiles); a test
    holds both equal.
    """
    bound = wanted.stated.get("data_residency") == "region"
    bound = bound and wanted.stated.get("region") not in STANDARD_TIER_STAYS
    return bound and _many_languages(wanted)


def _not_read(wanted: Wanted) -> Mapping[str, str]:
    """Every policy that has no effect in the languages that may occur, and why."""
    filters = THREE_LANGUAGES if beyond_filters(wanted) else frozenset()
    english = ENGLISH_ALONE if _many_languages(wanted) else frozenset()
    return {**dict.fromkeys(filters, NOT_READ), **dict.fromkeys(english, ENGLISH_READ)}


def unread(wanted: Wanted) -> dict[str, str]:
    """The recommended items that have no effect in the languages that may occur, and why."""
    found = {item: why for item, why in _not_read(wanted).items() if item in wanted.items}
    if "bedrock-guardrails" in wanted.items and not (_controls(wanted) or _grounds(wanted)):
        found["bedrock-guardrails"] = NOTHING_READ
    return found


def _grounds(wanted: Wanted) -> bool:
    """Whether answers are held against their sources, in languages that can be read."""
    return GROUNDING in wanted.items and GROUNDING not in _not_read(wanted)


def _controls(wanted: Wanted) -> frozenset[str]:
    """The recommended controls that a guardrail has a policy for, and that can have an effect."""
    controls = wanted.items & POLICIES.keys()
    if not controls and "bedrock-guardrails" in wanted.items and GROUNDING not in wanted.items:
        # A guardrail has one policy at the least.
        controls = frozenset({"content-filters"})
    return frozenset(controls - _not_read(wanted).keys())


def _sides(controls: Iterable[str], own: bool) -> dict[str, frozenset[str]]:
    """By the price of each policy, what it reads. own: whether all input is one's own."""
    found: dict[str, frozenset[str]] = {}
    for each in POLICIES:
        if each not in controls:
            continue
        price, reads = POLICIES[each]
        if own and each in AGAINST_STRANGERS:
            reads -= {QUESTION}
        found[price] = found.get(price, frozenset()) | reads
    return found


def screened_sides(wanted: Wanted) -> frozenset[str]:
    """What guardrails screen: questions, answers, both or nothing."""
    return frozenset().union(*_sides(_controls(wanted), own_texts(wanted)).values())


def judges_the_whole(wanted: Wanted) -> bool:
    """Whether a guardrail judges the answer as a whole: against its sources, or by logic.

    Whether an answer is relevant is known once all of it was read, and automated reasoning takes no
    streams (sources: bedrock-guardrails-contextual-grounding and
    bedrock-guardrails-automated-reasoning).
    """
    return _grounds(wanted) or bool(ENGLISH_ALONE & _controls(wanted))


def guardrail_parts(inputs: Inputs, wanted: Wanted) -> list[Quantity]:
    """What guardrails cost each month, in USD: policies that read the same texts together."""
    sides = _sides(_controls(wanted), own_texts(wanted))
    parts = []
    for reads in (_BOTH, frozenset({QUESTION}), frozenset({ANSWER})):
        prices = [price for price, those in sides.items() if those == reads]
        if prices:
            parts.append(_screening(inputs, reads, prices))
    if _grounds(wanted):
        parts.append(_grounding(inputs, wanted))
    return parts


def _screening(inputs: Inputs, reads: Collection[str], prices: Iterable[str]) -> Quantity:
    screening_usd = total(
        "screening_usd",
        "All policies together",
        "USD per 1,000 text units",
        [inputs.priced(each) for each in prices],
    )
    if len(reads) == len(_BOTH):
        return inputs.work_out(
            "screening_cost",
            "Screening questions and answers",
            safeguards.screening_cost,
            question_units=_question_units(inputs),
            answer_units=_answer_units(inputs),
            screening_usd=screening_usd,
        )
    asked = QUESTION in reads
    return inputs.work_out(
        "question_screening_cost" if asked else "answer_screening_cost",
        "Screening questions for prompt attacks" if asked else "Screening answers",
        safeguards.one_side_screening_cost,
        screened_units=_question_units(inputs) if asked else _answer_units(inputs),
        screening_usd=screening_usd,
    )


def _grounding(inputs: Inputs, wanted: Wanted) -> Quantity:
    source = inputs.work_out(
        "source_units",
        "Text units of sources and question",
        safeguards.text_units,
        tokens=prompt_tokens(inputs, wanted),
    )
    return inputs.work_out(
        "grounding_cost",
        "Holding answers against their sources",
        safeguards.grounding_cost,
        source_units=source,
        answer_units=_answer_units(inputs),
        guardrail_grounding=inputs.priced("guardrail_grounding"),
    )


GROUNDING_LIMITS = {"a question": 1_000, "a source": 100_000, "an answer": 5_000}
"""The most characters that the check against sources takes (source:
bedrock-guardrails-contextual-grounding, note on sizes)."""


def beyond_grounding(inputs: Inputs, wanted: Wanted) -> str | None:
    """What the check against sources cannot take of what is likely asked, read or answered."""
    if not _grounds(wanted):
        return None
    characters = float(inputs.of("characters_per_token").likely)
    lengths = {
        "a question": asked_tokens(inputs),
        "a source": prompt_tokens(inputs, wanted),
        "an answer": inputs.of("output_tokens"),
    }
    longer = [
        f"{GROUNDING_LIMITS[part]:,} characters of {part} ({amount(float(tokens.likely))} tokens: "
        f"about {amount(float(tokens.likely) * characters)})"
        for part, tokens in lengths.items()
        if float(tokens.likely) * characters > GROUNDING_LIMITS[part]
    ]
    if not longer:
        return None
    # Where nothing is looked up, the text that is worked on stands in the request.
    remedy = (
        "give it the question alone"
        if wanted.retrieves
        else "mark the text as its source and what is asked of it as the question"
    )
    return f"The grounding check takes {listed(longer)}: {remedy}, or split it."


def questions_not_screened(inputs: Inputs, wanted: Wanted) -> str | None:
    """What screening what goes in would cost, where it is one's own; None where it is counted."""
    if not own_texts(wanted):
        return None
    controls = _controls(wanted)
    counted, whole = _sides(controls, True), _sides(controls, False)
    prices = [each for each in whole if QUESTION in whole[each] - counted[each]]
    if not prices:
        return None
    cost = float(_screening(inputs, {QUESTION}, prices).likely)
    return (
        "Screening the input is not counted, because the texts are taken to be your own. If "
        "strangers' texts can reach the prompt (untrusted_input), add about "
        f"{money(cost)} a month"
    )


def _question_units(inputs: Inputs) -> Quantity:
    return _units_of(inputs, "question_units", "Text units of a question", asked_tokens(inputs))


def _answer_units(inputs: Inputs) -> Quantity:
    return _units_of(inputs, "answer_units", "Text units of an answer", inputs.of("output_tokens"))


def _units_of(inputs: Inputs, name: str, title: str, of: Quantity) -> Quantity:
    return inputs.work_out(name, title, safeguards.text_units, tokens=of)
