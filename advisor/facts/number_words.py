"""Numbers in words, "fifty thousand", in digits as the reader of numbers takes them."""

from __future__ import annotations

import re

_TO_NINETEEN = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ONES = {word: number for number, word in enumerate(_TO_NINETEEN, 1)}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_WORD = "|".join((*_ONES, *_TENS, *_SCALES))
_WORDS = (
    r"(?:an?\s+(?=hundred|thousand|million|billion))?"
    rf"(?:(?:{_WORD})\b(?:[\s-]+(?:and\s+)?(?={_WORD}))?)+"
)
_DIGITS = r"(?:[$€£]\s?)?\d(?:[\d.,]*\d)?\s?(?:k|m|mn|bn|million|billion|thousand|trillion)?\b"
_ROUGHLY = (
    r"(?:(?:about|some|around|roughly|approximately|over|more than|at least|up to|at most|"
    r"under|less than|fewer than|no more than|nearly|almost)\s+)?"
)
_TO = rf"(?:\s?(?:-|–|to)\s?{_DIGITS})?"

NUMBER = rf"(?:{_ROUGHLY}(?:{_DIGITS}{_TO}|{_WORDS}))"
"""A number in running text, with what says that it is rough: about 2,000; fifty thousand."""

_HALF = re.compile(r"\bhalf an? (?=[a-z])", re.IGNORECASE)
_DOZEN = re.compile(r"\ban? (?=dozen\b)", re.IGNORECASE)
_IN_WORDS = re.compile(rf"\b{_WORDS}(?!\w)", re.IGNORECASE)
_DIGITS_BEFORE = re.compile(r"[\d.,]\s?$")


def in_digits(text: str) -> str:
    """The text with its numbers in digits: "fifty thousand dollars" is "50 thousand dollars".

    A scale that the whole number is counted in stays a word: in "three to five thousand" it holds
    for both. "Half a million" is "0.5 million".
    """

    def digits(found: re.Match[str]) -> str:
        # "10 million" is read as it stands.
        if _DIGITS_BEFORE.search(text[: found.start()]):
            return found[0]
        words = re.split(r"[\s-]+", found[0].lower())
        if len(words) > 1 and words[-1] in _SCALES and not {*words[:-1]} & {*_SCALES} - {"hundred"}:
            return f"{_number(words[:-1])} {words[-1]}"
        return str(_number(words))

    text = _DOZEN.sub("1 ", _HALF.sub("0.5 ", text))
    return _IN_WORDS.sub(digits, text)


def _number(words: list[str]) -> int:
    """The number that these words say: "two hundred thousand and five" is 200,005."""
    total = group = 0
    for word in words:
        if word in _ONES or word in _TENS:
            group += _ONES.get(word) or _TENS[word]
        elif word in ("a", "an"):
            group = max(group, 1)
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = 0
    return total + group
