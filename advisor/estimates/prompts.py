"""How long prompts and answers are, by what a plan puts into them."""

from __future__ import annotations

from advisor.estimates import tokens
from advisor.estimates.formulas import anywhere
from advisor.estimates.inputs import Inputs
from advisor.estimates.load_numbers import KNOWLEDGE_IN_PROMPT
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.served import Served, card_of
from advisor.estimates.wanted import Wanted


def with_stated_prefix(inputs: Inputs) -> Inputs:
    """The same, with prompts that hold at least the beginning that is stated of them.

    Where that beginning is stated and the length of a prompt is not, a prompt is taken as the
    beginning and a question, or a document where documents are read.
    """
    prefix = inputs.facts.get("shared_prefix_tokens")
    known = "input_tokens" in inputs.facts or "input_tokens" in inputs.given
    if prefix is None or known or not anywhere(prefix.high):
        return inputs
    question = inputs.of(inputs.instead.get("input_tokens", "question_tokens"))
    length = inputs.work_out(
        "input_tokens",
        "Tokens of a prompt: its shared beginning and a question",
        tokens.prefixed_tokens,
        shared_prefix_tokens=prefix,
        question_tokens=question,
    )
    return inputs.with_own({"input_tokens": length, _ASKED: question})


_ASKED = "asked_tokens"


def asked_tokens(inputs: Inputs) -> Quantity:
    """What is asked, said or read in one request: its prompt without the beginning that all share.

    Nobody screens, embeds, hears or reads that beginning anew; where nobody states one, it is the
    whole prompt.
    """
    asked = inputs.own.get(_ASKED)
    if asked is not None:
        return asked
    whole, prefix = inputs.of("input_tokens"), inputs.facts.get("shared_prefix_tokens")
    if prefix is None or not anywhere(prefix.high):
        return whole
    return inputs.work_out(
        _ASKED,
        "Tokens of a prompt without its shared beginning",
        tokens.asked_tokens,
        input_tokens=whole,
        shared_prefix_tokens=prefix,
    )


def prompt_tokens(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What the model reads in one call, before anything that an agent's tools add."""
    title = "Tokens of one prompt"
    if wanted.retrieves:
        return inputs.work_out("prompt_tokens", title, tokens.retrieval_prompt_tokens)
    knowledge = knowledge_in_prompt(inputs, wanted)
    if knowledge is not None:
        return inputs.work_out(
            "prompt_tokens", title, tokens.whole_prompt_tokens, knowledge_tokens=knowledge
        )
    return inputs.of("input_tokens")


def knowledge_in_prompt(inputs: Inputs, wanted: Wanted) -> Quantity | None:
    """The knowledge that stands in every prompt; None where there is none, or it is retrieved."""
    if wanted.retrieves:
        return None
    knowledge = inputs.facts.get(KNOWLEDGE_IN_PROMPT)
    if knowledge is None or not anywhere(knowledge.high):
        return None
    return knowledge


def read_tokens(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What the model reads for one request, over all calls."""
    prompt = prompt_tokens(inputs, wanted)
    if not wanted.acts:
        return prompt
    return inputs.work_out(
        "read_tokens", "Tokens read per request", tokens.agent_prompt_tokens, prompt_tokens=prompt
    )


def answer_tokens(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What the model writes for one request, over all calls."""
    if wanted.acts:
        return inputs.work_out(
            "answer_tokens", "Tokens written per request", tokens.agent_answer_tokens
        )
    return inputs.of("output_tokens")


def context_needed(inputs: Inputs, wanted: Wanted) -> float:
    """The most tokens that one call must hold: prompt, what tools returned, and answer."""
    prompt, answer = prompt_tokens(inputs, wanted), inputs.of("output_tokens")
    most = float(_most(prompt) + answer.high)
    if wanted.acts:
        most += float(inputs.of("agent_steps").high * inputs.of("tool_tokens").high)
    return most


def _most(quantity: Quantity) -> float:
    if quantity.function is None:
        return float(quantity.high)
    return float(quantity.function(*(_most(each) for each in quantity.inputs)))


def cached_tokens(inputs: Inputs, wanted: Wanted) -> Quantity | None:
    """The prefix that a cache holds, where caching is recommended and the prefix is known."""
    if "prompt-caching" not in wanted.items:
        return None
    shared = inputs.facts.get("shared_prefix_tokens")
    knowledge = knowledge_in_prompt(inputs, wanted)
    title = "Prefix held by the cache"
    if shared is None:
        return knowledge.named("cached_tokens") if knowledge is not None else None
    held = inputs.work_out("cached_tokens", title, tokens.held_tokens, shared_prefix_tokens=shared)
    if knowledge is None:
        return held
    return inputs.work_out(
        "cached_tokens",
        title,
        tokens.whole_prompt_tokens,
        input_tokens=held,
        knowledge_tokens=knowledge,
    )


def shortest_cached(inputs: Inputs, wanted: Wanted, model: Served) -> int | None:
    """From how many tokens a model caches, where what is stated is too short for it, else None.

    What a rule weighs states nothing here, and is taken as long enough.
    """
    card = card_of(inputs.knowledge, model.model)
    cached = cached_tokens(inputs, wanted)
    if card is None or card.cache_from_tokens is None or cached is None:
        return None
    if not any(each in dict(wanted.stated.facts) for each in _CACHED):
        return None
    return card.cache_from_tokens if _most(cached) < card.cache_from_tokens else None


def shortest_is_unknown(inputs: Inputs, model: Served) -> bool:
    """Whether no source here says from how many tokens a model caches."""
    card = card_of(inputs.knowledge, model.model)
    return card is None or card.cache_from_tokens is None


_CACHED = ("shared_prefix_tokens", "knowledge_tokens")
"""What a cache may hold."""

NOTHING_CACHED = exactly("cached_tokens", 0.0, "tokens", "data", "Nothing is cached")
