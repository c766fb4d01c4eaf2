"""Numbers as people write them: 5,000; 50k; $1.5M; 30%; 2 s; 3 months; 100-1000; over 1,000.

A number is read in the unit that its fact is asked in. Whatever had to be worked out for that is
told: "6,000 a day x 30 days". What may mean two things is asked about, never guessed.

Looked at first: price-parser finds one price and its currency, no ranges, scales or units;
quantulum3 guesses units from running text; Babel reads a number of one known country. None says
where it is unsure, so numbers are read here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.asides import may_change
from advisor.facts.names import shape
from advisor.facts.number_heads import read_head, scale_and_money
from advisor.facts.number_units import (
    ADVERBS,
    BYTES,
    DOLLARS,
    EXPLAINED,
    FILE_KINDS,
    OTHER_MONEY,
    PER,
    PERIODS,
    SCALES,
    TOKENS,
    UNITS,
    Unit,
)
from advisor.facts.number_words import in_digits
from advisor.facts.values import NumberRange

LONGEST = 500
"""Characters of a number; a longer text is no number."""


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """What a text says of a number.

    value: a number, or a range {"at_least": low, "at_most": high} of which either may be missing;
    steps: what was done to read it, in order, in words; plainly: whether it was written as such
    a number is everywhere, so that there is nothing to tell.
    """

    value: int | float | dict[str, int | float]
    steps: tuple[str, ...] = ()
    plainly: bool = False


_ABOUT = re.compile(
    r"^(?:~|≈|±|(?:approximately|approx|about|around|circa|roughly|nearly|almost|ca|est|estimated|"
    r"an estimated|some|c)\b(?!\$)\.?)\s*|"
    r"\s*\(?\b(?:approximately|approx|estimated|est|or so)\b\.?\)?$"
)
_LOW = re.compile(
    r"^(?:>=|=>|≥|>|at least|from|over|more than|greater than|above|exceeding|min(?:imum)?"
    r"(?: of)?\b\.?|no (?:less|fewer) than|not (?:less|fewer) than|upwards of)\s*(?P<rest>.+)$"
)
_HIGH = re.compile(
    r"^(?:<=|=<|≤|<|at most|up to|under|less than|fewer than|below|within|max(?:imum)?"
    r"(?: of)?\b\.?|(?:no|not) (?:more|longer) than|not over)\s*(?P<rest>.+)$"
)
_OR_MORE = re.compile(
    r"^(?P<rest>.+?)\s*(?:\+|(?:or|and) (?:more|over|above|up)|minimum|at least)$"
)
_OR_LESS = re.compile(
    r"^(?P<rest>.+?)\s*(?:(?:or|and) (?:less|fewer|below|under)|max(?:imum)?\.?|at most)$"
)
_STRICT = re.compile(r"^(?:>(?!=)|<(?!=)|over|more|greater|above|exceeding|under|less|fewer|below)")
_BETWEEN = re.compile(r"^(?:between|from)\s+")
_TO = re.compile(r"\s*(?:-|\.\.+|\bto\b)\s*")
_TO_OR_AND = re.compile(r"\s*(?:-|\.\.+|\bto\b|\band\b)\s*")
"""Between 500 and 700; without the first word they may be two numbers."""
_TIMES = re.compile(
    r"^(?P<one>\d.*?)\s*(?P<mark>×|\*|(?<=[\d\s])x(?=[\d\s])|\btimes\b|\bof\b|\bwith\b)\s*"
    r"(?:about |~)?(?P<other>\d.*?)(?:\s+each)?$"
)
_EACH = re.compile(r"^(?P<one>\d.*?[a-z]), (?:with )?(?:about |~)?(?P<other>\d.*?) each$")
"""900 documents, 10 pages each."""

_DIGITS = re.compile(r"[-+]?(?:\d(?:[\d.,_'’ ]*\d)?|\.\d+)(?:\.(?!\d))?(?:e[+-]?\d{1,3})?")
_GROUPED = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
_SPACED = re.compile(r"\d{1,3}(?:([ _'’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_PLAIN_ONE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?"
_PLAINLY = re.compile(
    rf"{_PLAIN_ONE}(?:\s?(?:-|to)\s?{_PLAIN_ONE})?|(?:>=|<=|at least|at most)\s?{_PLAIN_ONE}"
)
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]")
_RATE = re.compile(r"(?:\b(?:per|an?|each|every)\s|/)\s*([a-z]+)\b")
_FOR_EACH = re.compile(r"(?:\b(?:per|an?|each|every|apiece)\b|/(?= ?[a-z])) ?([a-z]*)")
_SHARE = re.compile(r"(?P<part>[\d.,]+) ?(?:/|\bout of\b|\bof\b|\bin\b) ?(?P<whole>[\d.,]+)")
"""312/400, 3 out of 10, one in three."""

_FRACTIONS = {
    **dict.fromkeys(("half", "a half", "one half"), 50.0),
    **dict.fromkeys(("a quarter", "one quarter", "quarter"), 25.0),
    **dict.fromkeys(("a third", "one third"), 100 / 3),
    "two thirds": 200 / 3,
    "three quarters": 75.0,
}
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)(\.\d+)?")
_AND = r"(?: ?, ?| and | )"
_LONGER_AND_SHORTER = re.compile(rf"(?P<one>[\d.]+ ?[a-z]+){_AND}(?P<other>[\d.]+ ?[a-z]+)")
"""1 min 30 s."""
_TAIL = re.compile(r"^(?P<rest>.*\S)\s*(?P<tail>\([^()]*\))$")


@dataclass(frozen=True, slots=True)
class _Amount:
    """One number with its scale, in the unit asked for.

    steps: how it was worked out; sized: whether a unit or period stands behind it; counted:
    whether a noun does.
    """

    number: float
    scale: float
    factor: float
    steps: tuple[str, ...] = ()
    unit: str = ""
    sized: bool = False
    counted: bool = False

    @property
    def value(self) -> float:
        return self.number * self.scale * self.factor


def read_number(
    typed: str,
    unit: str | None,
    *,
    whole: bool,
    counted_in: Iterable[str] = (),
    limit: bool = False,
    default: str = "",
    decimal_comma: bool = False,
) -> WrittenNumber:
    """What a text says of a number that is asked for in this unit.

    unit: as in the definition of the fact; whole: whether only whole numbers count; counted_in:
    nouns that may stand behind the number; limit: whether the number itself says how much there
    may be at most, as a budget does: "up to 50k" is then 50k; default: the unit of a number that
    names none ("s", "a day"), as the head of a column says it; decimal_comma: whether it comes from
    where the comma is the decimal mark. Raises BadInput on what cannot be read, what may mean
    two things, and on sums in another currency, with the remedy.
    """
    return _Reader(typed, unit or "", whole, counted_in, limit, default, decimal_comma).read()


def write_number(value: Any) -> str:
    """A number or range as it could have been typed; empty for None."""
    if value is None:
        return ""
    if isinstance(value, NumberRange):
        value = value.model_dump(exclude_none=True)
    if not isinstance(value, dict):
        return f"{value:,}"
    low, high = value.get("at_least"), value.get("at_most")
    if high is None:
        return f">= {low:,}"
    return f"<= {high:,}" if low is None else f"{low:,} - {high:,}"


_ON_WORKING_DAYS = re.compile(
    r"\b(?:a|per|each|every) day,? (?:but )?(?:only )?(?:(?:on|from) )?"
    r"(?:(?:working|business|work|week)[ -]?days(?: only)?|monday (?:to|till|through) friday)\b"
)
_PER_SHIFT = re.compile(
    r"^(?P<one>.*?) ?\b(?:a|per|each|every) shift,? ?(?:with |in |at |and |of )?"
    r"(?P<other>\d+) shifts (?:a|per|each|every) (?P<rest>day|week|(?:working|business) day)$"
)


def _tidy(text: str) -> str:
    """The text in lower case, with one kind of space and of dash."""
    plain = unicodedata.normalize("NFKC", text).replace("⁄", "/")
    plain = re.sub(r"[‐‑‒–—−]", "-", plain)
    plain = re.sub(r"\s+", " ", plain).strip().lower()
    plain = re.sub(r"\bper cent\b", "percent", plain)
    return _ON_WORKING_DAYS.sub("per working day", plain)


@lru_cache(maxsize=1000)
def _nouns(unit: str, counted_in: tuple[str, ...]) -> frozenset[str]:
    """What may stand behind a number, in its shape; a phrase counts as a whole.

    Of an amount that each request has, "per request" says nothing new.
    """
    _, _, each = unit.partition("/")
    said = [*counted_in, *unit.split("/"), *([f"per {each}"] if each else [])]
    return _FILL.union(filter(None, map(shape, said)))


@lru_cache(maxsize=1000)
def _only(nouns: frozenset[str]) -> re.Pattern[str]:
    """Matches a text that is made of these nouns alone."""
    longest = sorted(nouns, key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, longest))})(?: |$))*")


class _Reader:
    """Reads one text; its methods take parts of it that are tidied already."""

    def __init__(
        self,
        typed: str,
        unit: str,
        whole: bool,
        counted_in: Iterable[str],
        limit: bool,
        default: str,
        decimal_comma: bool,
    ) -> None:
        self.typed = typed.strip()
        self.asked = unit
        self.unit = UNITS.get(unit, Unit(unit))
        self.whole = whole
        self.limit = limit
        self.nouns = _nouns(unit, tuple(counted_in))
        self.head = read_head(default, self.unit, self.nouns)
        self.decimal_comma = decimal_comma

    def read(self) -> WrittenNumber:
        if len(self.typed) > LONGEST:
            raise self._unclear()
        if self.head.unclear:
            raise BadInput(
                Problem(
                    f'"{self._short()}" is not read: its name says '
                    f'"{self.head.said}", and "{self.head.unclear}" may change the number.',
                    remedy=f"Name the fact alone, or with a unit. {self._remedy()}",
                )
            )
        if _RAISED.search(self.typed):
            raise BadInput(
                Problem(
                    f'"{self._short()}": the raised digit may be a power or a note.',
                    remedy=f"Write the number out, without the note. {self._remedy()}",
                )
            )
        tidy = _tidy(self.typed)
        said = in_digits(tidy)
        steps = [] if said == tidy else ["in digits"]
        for _ in range(3):
            bare = _ABOUT.sub("", said)
            tail = _TAIL.match(bare)
            steps += ["about"] if bare != said else []
            if tail and self._counts(tail["tail"]):
                # "500 (per day)" says what "500 per day" says.
                said = f"{tail['rest']} {tail['tail'][1:-1].strip()}"
                continue
            if bare == said and tail is None:
                break
            if tail and self._changes(tail["tail"][1:-1]):
                raise self._aside(tail["tail"])
            steps += [f"without {tail['tail']}"] if tail else []
            said = tail["rest"] if tail else bare
        if shifts := _PER_SHIFT.match(said):
            said = f"{shifts['other']} x {shifts['one']} per {shifts['rest']}"
        found = self._number(said)
        plainly = not steps and self._plainly(said)
        return replace(found, steps=(*dict.fromkeys(steps), *found.steps), plainly=plainly)

    def _counts(self, tail: str) -> bool:
        """Whether what stands in brackets is a scale, a unit, a period or a currency."""
        if any(letter.isdigit() for letter in tail):
            return False
        words = re.findall(r"us\$|[a-z]{0,2}\$|[€£¥₹%]|[^\W\d_]+", tail)
        money = {*OTHER_MONEY, *DOLLARS}
        if self.unit.money and any(word in OTHER_MONEY for word in words):
            return True
        if (self.unit.money or self.unit.period) and any(
            found[1] in PERIODS for found in _RATE.finditer(tail)
        ):
            return True
        said = {*SCALES, *self.unit.sizes, *self.unit.letters, *ADVERBS, *money, *_BOUND_WORDS}
        return any(word in said for word in words) and all(
            word in said or word in self.nouns for word in words
        )

    def _changes(self, aside: str) -> bool:
        """Whether what stands in brackets may make it another number."""
        words = shape(aside).split()
        opposite = any(word.startswith("un") and word[2:] in self.nouns for word in words)
        return opposite or may_change(aside) or any(word in SCALES for word in words)

    def _plainly(self, said: str) -> bool:
        if _PLAINLY.fullmatch(said) is None or self.head.said:
            return False
        marked = "." in said or "," in said
        # "1.125" is a little over one, and 1,125 where points stand between thousands.
        unclear = re.search(r"\.\d{3}(?!\d)", said) is not None
        return (
            not (marked and self.decimal_comma) and not ("." in said and self.whole) and not unclear
        )

    def _number(self, said: str) -> WrittenNumber:
        alone = self._share(said) or self._clock(said) or self._amount(said) or self._longer(said)
        if alone is not None:
            return WrittenNumber(self._plain(alone.value, alone.factor), alone.steps)
        for pattern, end in _BOUNDS:
            if found := pattern.match(said):
                amount = self._amount(_ABOUT.sub("", found["rest"]))
                if amount is not None:
                    return self._bound(amount, end, said)
        if found := _TIMES.match(said):
            return self._product(found["one"], found["mark"], found["other"])
        if found := _EACH.match(said):
            return self._product(found["one"], "x", found["other"])
        inside = _BETWEEN.sub("", said)
        for mark in (_TO if inside == said else _TO_OR_AND).finditer(inside):
            low, high = self._end(inside[: mark.start()]), self._end(inside[mark.end() :])
            if low is not None and high is not None:
                return self._between(low, high)
        raise self._unclear()

    def _end(self, said: str) -> _Amount | None:
        """One end of a range; None where it is none: "01-02" has a mark too many."""
        return None if said.strip().startswith("-") else self._amount(said)

    def _bound(self, amount: _Amount, end: str, said: str) -> WrittenNumber:
        number = self._plain(amount.value, amount.factor)
        if self.limit and end == "at_most" and not _MARKED.match(said):
            return WrittenNumber(number, (*amount.steps, "taken as the limit"))
        # Whole numbers and sums are rough here: whether the bound itself counts says little.
        strict = ("the bound itself included",) if _STRICT.match(said) else ()
        return WrittenNumber({end: number}, (*amount.steps, *strict))

    def _between(self, low: _Amount, high: _Amount) -> WrittenNumber:
        # "2-3 s", "5-10k a day": what is said once, behind the second, holds for both.
        shared = low.scale == 1 and low.number <= high.number
        scale = high.scale if shared else low.scale
        factor = low.factor if low.sized or not high.sized else high.factor
        least = self._plain(low.number * scale * factor, factor)
        most = self._plain(high.value, high.factor)
        if least > most:
            raise BadInput(
                Problem(
                    f'"{self.typed}": {least:,} is above {most:,}.',
                    remedy="Write the smaller number first, as in 100-1000.",
                )
            )
        value = {"at_least": least, "at_most": most}
        return WrittenNumber(value if least < most else least, high.steps)

    def _product(self, one: str, mark: str, other: str) -> WrittenNumber:
        """What "900 documents of 10 pages" and "2 x 24 GB" come to."""
        first, several = _DIGITS.match(one), self._amount(other)
        if first is None or several is None or (mark in ("of", "with") and not several.unit):
            raise self._unclear()
        # What the head says of the scale holds for the second number, and counts once.
        scale, noun = self._scale(one[first.end() :].strip(), 1)
        number = self._digits(first[0], scaled=scale != 1)
        if number is None or not re.fullmatch(r"[a-z ]*", noun):
            raise self._unclear()
        if number == 0:
            raise self._unclear()
        if noun and not (several.unit or several.sized or several.counted or self._names(noun)):
            # "200 users x 5": of what, and how often?
            raise self._rate(f"{noun} {mark} {other}")
        times = f"{number * scale:,.12g} {noun}".strip()
        each = f"{several.number * several.scale:,.12g} {several.unit}".strip()
        step = " x ".join([times, *(several.steps or (each,))])
        return WrittenNumber(self._plain(number * scale * several.value, several.factor), (step,))

    def _amount(self, said: str) -> _Amount | None:
        """One number with whatever stands around it; None where the text is no such thing."""
        said, money = self._money_before(self._one_unit(said.strip()))
        found = _DIGITS.match(said)
        if found is None:
            return None
        scale, rest = self._scale(said[found.end() :].strip(), self.head.scale)
        rest, money_behind = self._money_behind(rest)
        rest, period = self._period(rest)
        sized = self._unit_of(rest)
        self._check_money(money, money_behind or self.head.currency.lower())
        if sized is None:
            each = _FOR_EACH.search(rest)
            if each and each[1] not in PERIODS and not any(map(str.isdigit, rest)):
                raise self._rate(rest)
            return None
        factor, unit, counted = sized
        in_parts = factor != 1 or unit in BYTES
        number = self._digits(found[0].lstrip("-+"), scaled=scale != 1, in_parts=in_parts)
        if number is None:
            return None
        if found[0].startswith("-"):
            raise BadInput(
                Problem(f'"{self.typed}" is below zero; the least is 0.', remedy=self._remedy())
            )
        said = unit.upper() if unit in BYTES and len(unit) < 3 else unit
        steps = self._worked_out(number * scale, factor, said)
        amount = _Amount(number, scale, factor, steps, said, bool(unit), counted)
        return self._monthly(amount, period)

    def _one_unit(self, said: str) -> str:
        """The number first: "in 2 weeks" is 2 weeks, "a fortnight" is 1 fortnight."""
        if not self.unit.sizes:
            return said
        said = re.sub(r"^in (?=\d)", "", said)
        alone = re.fullmatch(r"an? ([a-z]+)", said)
        return f"1 {alone[1]}" if alone and alone[1] in self.unit.sizes else said

    def _share(self, said: str) -> _Amount | None:
        """Of percentages: "3 out of 10", "a third"."""
        if self.asked != "%":
            return None
        if said in _FRACTIONS:
            return _Amount(_FRACTIONS[said], 1, 1, (f"{said} of 100%",), "%", True)
        found = _SHARE.fullmatch(said)
        if found is None:
            return None
        part, whole = self._digits(found["part"]), self._digits(found["whole"])
        if part is None or not whole or part > whole:
            raise self._unclear()
        return _Amount(100 * part / whole, 1, 1, (f"{part:,g} of {whole:,g}",), "%", True)

    def _clock(self, said: str) -> _Amount | None:
        """Of times: hours, minutes and seconds as a spreadsheet shows them, "00:00:02"."""
        found = _CLOCK.fullmatch(said)
        second = self.unit.sizes.get("sec")
        if found is None or second is None:
            return None
        hours, minutes, seconds = (int(each) for each in found.groups()[:3])
        many = 3600 * hours + 60 * minutes + seconds + float(found[4] or 0)
        return _Amount(many, 1, second, (f"{many:,g} s, as hours:minutes:seconds",), "s", True)

    def _longer(self, said: str) -> _Amount | None:
        """What "1 min 30 s" and "1 year 6 months" come to."""
        found = _LONGER_AND_SHORTER.fullmatch(said)
        if found is None or self.unit.sizes is TOKENS or self.unit.sizes.keys() & BYTES.keys():
            return None
        one, other = self._amount(found["one"]), self._amount(found["other"])
        if one is None or other is None or not (one.unit and other.unit):
            return None
        if other.value >= one.factor:
            raise self._unclear()
        step = f"{one.number:,g} {one.unit} + {other.number:,g} {other.unit}"
        return _Amount(one.value + other.value, 1, 1, (step,), one.unit, True)

    # The parts of an amount

    def _digits(self, text: str, scaled: bool = False, in_parts: bool = False) -> float | None:
        """The number that these digits and marks write; None where they write none.

        in_parts: whether there is half of its unit though the fact itself is a whole number:
        1.5 s in milliseconds, 1.5 GB.
        """
        head, e, power = text.partition("e")
        joined = re.sub(r"[ _'’]", "", head) if _SPACED.fullmatch(head) else head
        if re.search(r"[ _'’]", joined):
            return None
        marks = [letter for letter in joined if not letter.isdigit()]
        plain = self._point(joined, marks, scaled or bool(e), in_parts)
        if plain is None:
            return None
        return float(plain + (f"e{power}" if e else ""))

    def _point(self, number: str, marks: list[str], scaled: bool, in_parts: bool) -> str | None:
        """The digits with a point as the decimal mark, and no mark between thousands."""
        if not marks:
            return number
        if len(marks) > 1 and len(set(marks)) == 1:
            if _GROUPED.fullmatch(number) or _INDIAN.fullmatch(number):
                return re.sub("[,.]", "", number)
            return None
        head, _, tail = number.rpartition(marks[-1])
        if len(marks) > 1:
            # The last mark is the decimal one, the others stand between thousands.
            if marks[-1] in marks[:-1] or not _GROUPED.fullmatch(head):
                return None
            return f"{re.sub('[,.]', '', head)}.{tail}"
        grouped = _GROUPED.fullmatch(number) is not None and not head.startswith("0")
        if not grouped or scaled:
            return f"{head or '0'}.{tail or '0'}"
        if self.whole and not in_parts:
            # A whole number has no decimals: the mark stands between thousands.
            return head + tail
        if self.decimal_comma or (marks[0] == "." and (in_parts or tail.endswith("0"))):
            raise self._two(f"{float(f'{head}.{tail}'):g}", head + tail, in_parts)
        return head + tail if marks[0] == "," else f"{head}.{tail}"

    def _two(self, one: str, other: str, in_parts: bool) -> BadInput:
        unit = ", with its unit" if in_parts else ""
        return BadInput(
            Problem(
                f'"{self.typed}" may be {one} or {int(other):,}.',
                remedy=f"Write {one} or {other}{unit}.",
            )
        )

    def _money_before(self, said: str) -> tuple[str, str]:
        found = re.match(r"(usd\$?|[a-z]{0,3}\$|[€£¥₹]|[a-z]{2,3}(?=\s?\d)|zł)\s*", said)
        word = found[1] if found else ""
        if found and (word in DOLLARS or word in OTHER_MONEY):
            return said[found.end() :], word
        return said, ""

    def _money_behind(self, rest: str) -> tuple[str, str]:
        found = re.match(r"([a-z]{0,3}\$|[€£¥₹]|zł|[a-z]+)(?![a-z])\s*", rest)
        word = found[1] if found else ""
        if found and (word in DOLLARS or word in OTHER_MONEY):
            return rest[found.end() :], word
        return rest, ""

    def _check_money(self, *words: str) -> None:
        """Raises BadInput on a sum where none is asked for, and in another currency than USD."""
        if any(words) and not self.unit.money:
            raise BadInput(
                Problem(
                    f'"{self.typed}" is a sum of money; {self._wanted()} is asked for.',
                    remedy=self._remedy(),
                )
            )
        # "$50k CAD" are other dollars.
        for word in words:
            if word in OTHER_MONEY:
                raise BadInput(
                    Problem(
                        f'"{self.typed}" is in {OTHER_MONEY[word]}; the sum is asked for in USD.',
                        remedy="How much is it in US dollars? No rate is assumed here.",
                    )
                )

    def _scale(self, rest: str, unsaid: float) -> tuple[float, str]:
        """What the number is to be multiplied by, as its next word says, and what is left.

        unsaid: by what it is multiplied where no word says it.
        """
        found = re.match(r"([a-z]+)\.?(?![a-z])\s*", rest)
        word = found[1] if found else ""
        head, money = scale_and_money(word)
        if found and money and self.unit.money and head not in self.unit.letters:
            return SCALES[head], money + rest[len(word) :]
        if found and word == "grand" and self.unit.money:
            return SCALES["thousand"], rest[found.end() :]
        word = head if money else word
        if not found or word in self.unit.sizes or word not in SCALES:
            return unsaid, rest
        if word in self.unit.letters:
            raise BadInput(
                Problem(
                    f'"{self.typed}": "{word}" may stand for {self.unit.doubt}.',
                    remedy=f"Write the unit or the number out. {self._remedy()}",
                )
            )
        return SCALES[word], rest[found.end() :]

    def _period(self, rest: str) -> tuple[str, str]:
        """What is left without the period that it ends with, and the period."""
        if found := PER.search(rest):
            word = found[1]
            single = word.removesuffix("s") if len(word) > 3 else word
            for each in (word, single):
                if each in PERIODS:
                    return rest[: found.start()].strip(), each
        *before, last = rest.split(" ")
        if last in ADVERBS:
            return " ".join(before), ADVERBS[last]
        return rest, ""

    def _unit_of(self, rest: str) -> tuple[float, str, bool] | None:
        """Of the unit and the nouns behind a number how many of ours it is, and its name.

        And whether a noun of ours stands there. None where anything else does.
        """
        left: list[str] = []
        factor, unit = 1.0, ""
        if re.search(r"[^\w\s%./,]", rest):
            return None
        for word in re.findall(r"%|[^\W_]+", rest.replace("/", " per ")):
            if not unit and word in self.unit.sizes and left[-1:] != ["per"]:
                unit, factor = word, self.unit.sizes[word]
            else:
                left.append(word)
        if unit and self.unit.sizes is TOKENS:
            # "3500 pages pdf": of what kind the files are says nothing of their size.
            left = [word for word in left if word not in FILE_KINDS]
        if not unit and self.head.size:
            unit, factor = self.head.size, self.unit.sizes[self.head.size]
        return (factor, unit, bool(left)) if self._names(" ".join(left)) else None

    def _names(self, text: str) -> bool:
        """Whether a text is made of what is counted here."""
        return _only(self.nouns).fullmatch(shape(text)) is not None

    def _worked_out(self, number: float, factor: float, unit: str) -> tuple[str, ...]:
        """How a number in this unit comes to ours; empty where it is ours."""
        if not unit or factor == 1:
            return ()
        how = next((each for key, each in EXPLAINED.items() if key in unit), "")
        if not how and self.unit.sizes is TOKENS:
            how = EXPLAINED["byte"]
        return (f"{number:,.12g} {unit}{how and ' '}{how}",)

    def _monthly(self, amount: _Amount, period: str) -> _Amount | None:
        """The amount by the month, where that is asked for."""
        if not period and not amount.unit:
            period = self.head.period
        if not period:
            return amount
        each_period = f"an {period}" if period == "hour" else f"a {period}"
        if self.unit.money and not self.unit.period:
            raise BadInput(
                Problem(
                    f'"{self.typed}" is a sum {each_period}; a sum paid once is asked for.',
                    remedy="Write the whole sum in USD.",
                )
            )
        if not self.unit.period:
            return None
        factor, said = PERIODS[period]
        if factor == 1:
            return replace(amount, sized=True)
        each = f"{amount.value:,.12g} {each_period}"
        how = f"x {factor:,.3g} {said}" if factor > 1 else f"over {1 / factor:.0f} months"
        how = f"x {factor:,.0f} {said}" if factor >= 1000 else how
        steps = (*amount.steps, f"{each} {how}")
        return replace(amount, factor=amount.factor * factor, steps=steps, sized=True)

    def _plain(self, number: float, factor: float = 1) -> int | float:
        if not math.isfinite(number):
            raise BadInput(Problem(f"{self._short()} is not a size.", remedy=self._remedy()))
        # What was worked out from another unit is rough: 2 months are 8.67 weeks.
        rounded = round(number) if self.whole and factor != 1 else round(number, 9)
        return int(rounded) if float(rounded).is_integer() else rounded

    # What is told

    def _wanted(self) -> str:
        what = "a whole number" if self.whole else "a number"
        return f"{what} in {self.asked}" if self.asked else what

    def _remedy(self) -> str:
        return f"Type it as {self.unit.examples}."

    def _short(self) -> str:
        return self.typed if len(self.typed) <= 60 else f"{self.typed[:60]}..."

    def _aside(self, tail: str) -> BadInput:
        return BadInput(
            Problem(
                f'"{self._short()}": what stands in the brackets, {tail}, may change the number.',
                remedy=f"Write the number that is meant, without brackets. {self._remedy()}",
            )
        )

    def _rate(self, rest: str) -> BadInput:
        return BadInput(
            Problem(
                f'"{self._short()}" is a number for each of several: "{rest.strip()}".',
                remedy=f"Give the total, {self._wanted()}. {self._remedy()}",
            )
        )

    def _unclear(self) -> BadInput:
        what = "a whole number" if self.whole else "a number"
        return BadInput(
            Problem(f'"{self._short()}" is not {what} that can be read.', remedy=self._remedy())
        )


_BOUNDS = ((_LOW, "at_least"), (_OR_MORE, "at_least"), (_HIGH, "at_most"), (_OR_LESS, "at_most"))
_MARKED = re.compile(r"<=|=<|≤|at most")
_FILL = frozenset({"of", "and", "in", "total", "for"})
"""Words behind a number that say nothing of it."""

_BOUND_WORDS = frozenset({"max", "maximum", "min", "minimum"})
