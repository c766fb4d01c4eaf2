"""What a cell of a spreadsheet shows: a number with all that its number format adds to it.

A format has up to four sections: for numbers above zero, below zero, zero, and for text; or each
section has a condition. What stands around the digits counts ("$"0.0"M", 0"‰", ">"0), a comma
behind them divides by a thousand, and a section without digits shows its words alone. Decimals are
not rounded away: 0.304 in the format 0% is 30.4%.

Looked at first: openpyxl and the other readers of workbooks give the format as text; the libraries
that we found which render it (SSF, ExcelNumberFormat) are not for Python.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

NOTHING_SHOWN = "(a number that its format hides)"
"""Stands for a cell that holds a number and shows none: neither the number nor empty."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>General|@|(?:[0#?]|(?<=[0#?])[,./](?=[0#?])|(?<=[0#?.])E[+-](?=0))+\.?)"
    r"|(?P<thousands>(?<=[0#?.]),+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_BELOW_ZERO, _ZERO = 1, 2
"""Which section is for numbers below zero, and which for zero itself."""

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format.

    before, behind: what it shows around the digits; digits: whether it shows any; divided: by
    what the number is divided; condition: for which numbers it is meant, None where it says none.
    """

    before: str
    behind: str
    digits: bool
    divided: float
    condition: tuple[str, float] | None

    @property
    def adds(self) -> bool:
        """Whether it shows more than the number, or another number."""
        return bool(self.before or self.behind) or self.divided != 1 or not self.digits

    def holds_for(self, value: float) -> bool:
        if self.condition is None:
            return True
        sign, bound = self.condition
        return _COMPARED[sign](value, bound)


def shown(value: float, number_format: str) -> str | None:
    """The text that a cell with this number and format shows; None where it shows the number."""
    sections = _sections(number_format)
    section = _for_value(value, sections)
    if not section.adds:
        return None
    if not section.digits:
        return section.before or NOTHING_SHOWN
    # 15 digits, as spreadsheets keep them, and no power of ten.
    number = f"{abs(value) / section.divided:.15g}"
    if "e" in number:
        number = f"{abs(value) / section.divided:.12f}".rstrip("0").rstrip(".")
    # 50,000 shown as $50: without a word, whoever reads the sheet has to know it.
    bare = not any(map(str.isalpha, section.before + section.behind))
    told = " (shown in thousands)" if bare and section.divided > 1 else ""
    sign = "-" if value < 0 else ""
    return f"{sign}{section.before}{number}{section.behind}{told}"


def _for_value(value: float, sections: tuple[_Section, ...]) -> _Section:
    if any(each.condition for each in sections):
        return next((each for each in sections if each.holds_for(value)), sections[-1])
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[_Section, ...]:
    texts: list[str] = []
    at = 0
    while at <= len(number_format):
        found = _SECTIONS.match(number_format, at)
        assert found is not None
        texts.append(found[0])
        # A quotation mark without its pair ends the format.
        at = found.end() + 1
    return tuple(_section(each, number) for number, each in enumerate(texts[:3]))


def _section(text: str, number: int) -> _Section:
    """One section; number: which of them it is, from 0."""
    around = ["", ""]
    digits, divided, condition = False, 1.0, None
    for token in _TOKEN.finditer(text):
        kind, said = token.lastgroup, token[token.lastgroup or 0]
        if kind == "digits":
            # What stands between digits, as in 000-00-0000, says nothing more.
            around[1] = around[1] if any(map(str.isalpha, around[1])) else ""
            digits = True
        elif kind == "thousands":
            divided *= 1000.0 ** len(said)
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(said):
                condition = (found[1], float(found[2]))
            elif said.startswith("$"):
                around[digits] += said[1:].partition("-")[0]
        elif kind == "space":
            around[digits] += " "
        elif kind == "other" and said == "%":
            divided /= 100
            around[digits] += said
        elif number == _ZERO and said == "-":
            # Accounts show a zero as a dash.
            digits = True
        elif number == _BELOW_ZERO and kind != "quoted" and said in "()-":
            # How the sign is shown.
            continue
        elif kind in ("quoted", "escaped") or (kind == "other" and said != ","):
            around[digits] += said
    before, behind = (re.sub(r"\s+", " ", each) for each in around)
    return _Section(before.lstrip(), behind.rstrip(), digits, divided, condition)
