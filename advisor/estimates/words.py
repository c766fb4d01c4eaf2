"""Amounts and names as people write them: round, with their unit, and small inside a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

MOST_DIGITS = 7
"""More tell nobody anything."""


def round_to(value: float, digits: int = 2) -> float:
    """A number with so many digits that count."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def amount(value: float, digits: int = 2) -> str:
    """A number as people write it: 1,400; 12; 0.21; 2.4 million."""
    rounded = round_to(value, digits)
    size = abs(rounded)
    for bound, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= bound:
            return f"{rounded / bound:,.{max(3, digits)}g} {word}"
    if size >= 10**digits or rounded == int(rounded):
        return f"{rounded:,.0f}"
    return f"{rounded:.{max(0, digits - 1 - math.floor(math.log10(size)))}f}"


def counted(value: float, noun: str) -> str:
    """How many of what: 1 request, 1,400 requests. noun: in the singular, with a plural in s."""
    told = amount(value)
    return f"{told} {noun}" if told == "1" else f"{told} {noun}s"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence: "a, b and c"."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def money(value: float, digits: int = 2) -> str:
    """An amount in US dollars: $1,400, $3.40, $0.21; what is less than a cent is said so."""
    if 0 < value < 0.005:
        return "under $0.01"
    rounded = round_to(value, digits)
    if rounded < 1e6:
        return f"${rounded:,.0f}" if rounded == int(rounded) else f"${rounded:,.2f}"
    return f"${amount(value, digits)}"


def duration(milliseconds: float, digits: int = 2) -> str:
    """A time: 640 ms, 2.1 s, 95 s, 4 minutes."""
    rounded = round_to(milliseconds, digits)
    if rounded < 1000:
        return f"{rounded:,.0f} ms"
    seconds = milliseconds / 1000.0
    if seconds < 120:
        return f"{amount(seconds, digits)} s"
    return f"{amount(seconds / 60.0, digits)} minutes"


def weeks(value: float, digits: int = 2) -> str:
    """A time of work: 3 days, 2 weeks, and with more digits 6.14 weeks. A week has five days."""
    days = round(value * 5)
    if days < 5:
        return "1 day" if days == 1 else f"{days} days"
    rounded = round(value) if digits == 2 else round_to(value, digits)
    return "1 week" if rounded == 1 else f"{rounded:g} weeks"


def told_apart(told: Callable[[float, int], str], one: float, other: float) -> tuple[str, str]:
    """Two numbers in words, with so many digits that they do not read alike."""
    for digits in range(2, MOST_DIGITS):
        words = told(one, digits), told(other, digits)
        if words[0] != words[1]:
            return words
    return told(one, MOST_DIGITS), told(other, MOST_DIGITS)


def span(low: str, high: str) -> str:
    """Two ends in words; one word where they read alike. Weeks of both ends are named once."""
    if low == high:
        return low
    if low.endswith(" weeks") and high.endswith(" weeks"):
        low = low.removesuffix(" weeks")
    return f"{low} to {high}"


_ONE_WORD = """
Amazon Bedrock Claude Cognito Comprehend English Guardrails Kendra Kiro Lex Llama Macie Nova
Personalize Polly Redshift Rekognition Textract Titan Transcribe Translate
"""
NAMED_BY_ONE_WORD = frozenset(_ONE_WORD.split())
"""Words that are names by themselves and keep their capital where a sentence goes on with them."""


def inside_sentence(name: str) -> str:
    """A name as it stands inside a sentence: acronyms keep their capitals, and so do services.

    A service stands before a colon: "Amazon Polly: answers as speech". Two words with capitals are
    the name of a product: "Amazon Bedrock". Some products are named by one word: "Bedrock tunes".
    """
    words = name.split()
    if words[:1] == ["A"]:
        return f"a{name[1:]}"
    if words and words[0].split("'")[0] in NAMED_BY_ONE_WORD:
        return name
    before, colon, _ = name.partition(":")
    if (colon and len(before.split()) < 5) or (len(words) > 1 and words[1][:1].isupper()):
        return name
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
