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
UNIT_BEHIND = r"(?:ms|s|secs?|seconds?|min|GB|MB)\b"
"""Units that stand right behind their number: 3s, 24GB."""
_DIGITS = (
    r"(?:[$€£]\s?)?\d(?:[\d.,]*\d)?\s?(?:k|m|mn|bn|million|billion|thousand|trillion)?"
    rf"(?:\b|(?={UNIT_BEHIND}))"
)
_ROUGHLY = (
    r"(?:(?:about|some|around|roughly|approximately|approx\.?|ca\.?|circa|max\.?|"
    r"over|more than|at least|up to|at most|under|less than|fewer than|no more than|nearly|"
    r"almost)\s+)?"
)
_TO = rf"(?:\s?(?:-|–|to)\s?{_DIGITS})?"

NUMBER = rf"(?:{_ROUGHLY}(?:{_DIGITS}{_TO}|{_WORDS}))"
"""A number in running text, with what says that it is rough: about 2,000; fifty thousand."""

_HALF = re.compile(r"\bhalf an? (?=[a-z])", re.IGNORECASE)
_QUARTER = re.compile(r"\ba quarter of an? (?=[a-z])", re.IGNORECASE)
_AND_A_HALF = re.compile(rf"\b({'|'.join(_ONES)}|\d+) and a half\b", re.IGNORECASE)
_DOZEN = re.compile(r"\ban? (?=dozen\b)", re.IGNORECASE)
_IN_WORDS = re.compile(rf"\b{_WORDS}(?!\w)", re.IGNORECASE)
_DIGITS_BEFORE = re.compile(r"\d[\d.,]*\s?$")

_TO_NINE = "|".join(_TO_NINETEEN[:9])
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_TO_NINE})\b)?|(?:{'|'.join(_ONES)})\b)"
_BELOW_1000 = rf"(?:(?:(?:an?|{_BELOW_100}) )?hundred(?: (?:and )?{_BELOW_100})?|{_BELOW_100})"
_SCALED = r"(?: (?:thousand|million|billion|trillion))"
_ONE = (
    rf"(?:(?:(?:an?|{_BELOW_1000}){_SCALED}+ (?:and )?)*"
    rf"(?:(?:an?|{_BELOW_1000}){_SCALED}+|{_BELOW_1000}|thousand|[mbtr]+illion))"
)
_ONE_OR_TWO = re.compile(rf"(?P<one>{_ONE})(?:(?P<mark>-| and )(?P<other>{_ONE}))?")
"""A number in words, or two: "two hundred and five", "two-three", "two and three thousand"."""


def in_digits(text: str) -> str:
    """The text with its numbers in digits: "fifty thousand dollars" is "50 thousand dollars".

    A scale that the whole number is counted in stays a word: in "three to five thousand" it holds
    for both. "Half a million" is "0.5 million", and "two-three weeks" are "2-3 weeks". Words that
    make up no number, as in "one two three" and "fifty-fifty", stay words.
    """

    def digits(found: re.Match[str]) -> str:
        # "10 million" is read as it stands.
        if _DIGITS_BEFORE.search(text[: found.start()]):
            return found[0]
        said = re.sub(r"\s+", " ", re.sub(r"\s*-\s*", "-", found[0].lower()))
        parts = _ONE_OR_TWO.fullmatch(said)
        if parts is None:
            return found[0]
        if said in _SCALES and re.search(r"\d", text[: found.start()]):
            # "5 (thousand)" is 5,000.
            return found[0]
        one, mark, other = parts["one"], parts["mark"] or "", parts["other"]
        if other is None:
            return _written(one)
        # "one-two hundred thousand" may be 100,000 to 200,000, "fifty-fifty" is no number.
        last = _words(other)
        if mark == "-" and (one == other or len({*last} & {*_SCALES}) > 1 or "and" in last):
            return found[0]
        return f"{_written(one)}{mark}{_written(other)}"

    text = _QUARTER.sub("0.25 ", _DOZEN.sub("1 ", _HALF.sub("0.5 ", text)))
    text = _AND_A_HALF.sub(_with_half, text)
    return _IN_WORDS.sub(digits, text)


def _with_half(found: re.Match[str]) -> str:
    word = found[1].lower()
    return f"{_ONES.get(word) or int(word)}.5"


def _words(said: str) -> list[str]:
    return re.split(r"[ -]", said)


def _written(said: str) -> str:
    """One number in digits, with a scale that the whole of it is counted in behind it."""
    words = _words(said)
    if len(words) > 1 and words[-1] in _SCALES and not {*words[:-1]} & {*_SCALES} - {"hundred"}:
        return f"{_number(words[:-1])} {words[-1]}"
    return str(_number(words))


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
