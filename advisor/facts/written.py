"""One reader of values: what a text says of a fact, on every face.

Text comes from YAML and JSON, `--set`, the questionnaire, cells of tables, the API, agents and
pages, and is read alike from all of them. What is typed already (a number, true, a range) is
taken as it is. Wherever something had to be interpreted, what was typed and what was read are
told side by side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from advisor.documents import read_text
from advisor.errors import BadInput, Problem
from advisor.facts.asides import against, may_change
from advisor.facts.bands import band_of, bands
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.names import Found, Names, choice_names, shape
from advisor.facts.numbers import read_number
from advisor.facts.values import FactValue, NumberRange, quoted
from advisor.facts.words import words

LONGEST_TEXT = 10_000
"""Characters; no value of a fact comes near."""

NOT_KNOWN = frozenset(
    map(
        shape,
        [
            "unknown",
            " not known",
            " not yet known",
            " n/a",
            " na",
            " n.a.",
            " tbd",
            " tbc",
            " tba",
            " to be determined",
            " to be decided",
            " to be confirmed",
            " to be defined",
            " to be announced",
            " not available",
            " not applicable",
            " not specified",
            " unspecified",
            " not stated",
            " not provided",
            " no answer",
            " unsure",
            " not sure",
            " undecided",
            " unclear",
            " do not know",
            " don't know",
            " no idea",
            " null",
            " nan",
            " nil",
            " pending",
            " open question",
            " #n/a",
            " n.k.",
            " nk",
            " unk",
        ],
    )
)
"""Words with which people say that they do not know, in their `shape`."""

_SIGNS = re.compile(r"[\s?\-‐‑‒–—_./*]*")
_YES_AND = re.compile(
    r"(?P<word>yes|no|y|n|true|false)(?:\s*[,;:(–—]|\s+-|-(?=\s))\s*(?P<more>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_AS_NUMBERS = {"1.0": True, "0.0": False}
"""Yes and no as programs write them in a column that has empty cells too."""

_NONE = frozenset(
    map(
        shape,
        (
            "none",
            "none of these",
            "none of them",
            "none yet",
            "none known",
            "none identified",
            "nothing",
            "nothing yet",
            "no",
        ),
    )
)
_BETWEEN = re.compile(r"\s*[;,|\n•·]\s*")
_ALSO_BETWEEN = tuple(
    re.compile(rf"\s*{mark}\s*", re.IGNORECASE)
    for mark in (r"\b(?:and|plus)\b", "/", r"\+", "&", r"(?:/|\+|&|\band\b)")
)
"""What may also stand between choices. Each is tried alone first: "search and Q&A" are two."""

_ANY_MARK = re.compile(rf"{_BETWEEN.pattern}|{_ALSO_BETWEEN[-1].pattern}", re.IGNORECASE)

_LISTED = re.compile(r"(?:\(?\d{1,2}[.)]|[-*–])\s+")
"""How an item of a list may begin."""

_ASKING = re.compile(r"\s*(?:\?+|\(\s*\?+\s*\))$")
_LONGEST_CHOICE = 4
"""Words in a row that may name a choice."""

_TAIL = re.compile(r"(?P<rest>.*\S)\s*\((?P<aside>[^()]*)\)", re.DOTALL)


class ReadAs(BaseModel):
    """What was typed for a fact, beside what was read.

    name: how the fact was called, where it was not by its own name; typed: the text; read: the
    value, None where it was taken as not known; how: what was done to read it; doubt: why it
    should be looked at once more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str
    name: str = ""
    typed: str = ""
    read: Any = None
    how: str = ""
    doubt: str = ""

    def __str__(self) -> str:
        parts = []
        if self.name:
            parts.append(f'"{self.name}" is taken for the fact {self.fact}.')
        if self.typed:
            how = f" ({self.how})" if self.how else ""
            said = in_words(self.fact, self.read)
            parts.append(f"{self.fact}: {quoted(self.typed)} is read as {said}{how}.")
        if self.doubt:
            parts.append(f"{self.fact}: {self.doubt}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Written:
    """The value that a text has for a fact, as plain data; None: it is not known.

    told: whether something was interpreted, so that it is to be told; how: what was done.
    """

    value: Any
    told: bool = False
    how: str = ""


def in_words(fact: str, value: Any) -> str:
    """A value as it is told beside what was typed, with the unit of its fact."""
    definition = fact_definitions()[fact]
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        value = NumberRange(**value)
    if definition.is_number:
        said = str(value) if isinstance(value, NumberRange) else f"{value:,.15g}"
        gap = "" if definition.unit == "%" else " "
        return f"{said}{gap}{definition.unit}" if definition.unit else said
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none of them"
    return str(value)


def read_value(
    definition: FactDefinition, text: str, *, default: str = "", decimal_comma: bool = False
) -> Written:
    """What a text says of a fact.

    default, decimal_comma: as in `read_number`. Raises BadInput with the fact's name as place:
    on what is no value of the fact, and on what may mean two.
    """
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            Problem(
                f"The text has {len(text):,} characters.",
                definition.name,
                f"At most {LONGEST_TEXT:,} are read; is a quotation mark missing?",
            )
        )
    typed = text.strip()
    if (asking := _ASKING.search(typed)) and not is_unknown(typed):
        read = read_value(
            definition, typed[: asking.start()], default=default, decimal_comma=decimal_comma
        )
        how = "; ".join(filter(None, [read.how, "typed with a question mark"]))
        return Written(read.value, True, how)
    try:
        if definition.is_number:
            return _number(definition, typed, default, decimal_comma)
        if definition.kind == "choices":
            return _several(definition, typed)
        return _one(definition, typed)
    except BadInput as error:
        raise BadInput(replace(each, place=definition.name) for each in error.problems) from None


def is_unknown(text: str) -> bool:
    """Whether a text says that something is not known: empty, "N/A", "TBD (May)", "?", "-"."""
    with_tail = _TAIL.fullmatch(text.strip())
    said = with_tail["rest"] if with_tail else text
    return _SIGNS.fullmatch(said) is not None or shape(said) in NOT_KNOWN


def doubt_of(definition: FactDefinition, value: FactValue) -> str:
    """Why a number should be looked at once more; empty where it is an ordinary one."""
    if not definition.is_number:
        return ""
    usual = words()[definition.name].usual
    if usual is None:
        return ""
    low, high = (
        (value.at_least, value.at_most) if isinstance(value, NumberRange) else (value, value)
    )
    ends = [each for each in (low, high) if isinstance(each, (int, float))]
    if 0 not in ends and not any(usual.hold(each, each) for each in ends):
        return f"{in_words(definition.name, value)} is {usual.because}. Is it meant?"
    return ""


def _number(definition: FactDefinition, typed: str, default: str, decimal_comma: bool) -> Written:
    if shape(typed) == "nil":
        raise BadInput(
            Problem(f"{quoted(typed)} may be 0 or not known.", remedy="Write 0, or leave it out.")
        )
    if not typed[:1].isdigit() and is_unknown(typed):
        return Written(None, told=bool(typed))
    if typed.startswith("{"):
        return Written(_braces(definition, typed))
    said = words()[definition.name]
    if shape(typed) == "zero" or (said.none_is_zero and shape(typed) in _NONE):
        return Written(0, told=True)
    found = read_number(
        typed,
        definition.unit,
        whole=definition.kind == "count",
        counted_in=said.counted_in,
        limit=said.limit,
        default=default,
        decimal_comma=decimal_comma,
    )
    return Written(found.value, not found.plainly, "; ".join(found.steps))


def _braces(definition: FactDefinition, typed: str) -> Any:
    try:
        return read_text(typed, definition.name).data
    except BadInput:
        raise BadInput(
            Problem(
                f"{quoted(typed)} is not a range.", remedy="Write {at_least: 100, at_most: 1000}."
            )
        ) from None


def _one(definition: FactDefinition, typed: str) -> Written:
    flag = definition.kind == "flag"
    if typed in definition.choices:
        return Written(typed)
    found = choice_names(definition.name).read(typed)
    how = ""
    if found is None and is_unknown(typed):
        return Written(None, told=bool(typed))
    if found is None and not flag and (counted := _counted(definition, typed)) is not None:
        return counted
    if found is None and flag and typed in _AS_NUMBERS:
        return Written(_AS_NUMBERS[typed], told=True)
    if found is None and flag and (with_more := _YES_AND.fullmatch(typed)) is not None:
        found, how = choice_names(definition.name).read(with_more["word"]), "by its first word"
        if found is not None and against(found.name == "yes", with_more["more"]):
            raise BadInput(_unsure(definition, typed, with_more["more"].rstrip(")")))
    elif found is None and (with_tail := _TAIL.fullmatch(typed)) is not None:
        found, how = _without_aside(definition, typed, with_tail)
    if found is None:
        raise BadInput(_no_choice(definition, typed))
    value = found.name == "yes" if flag else found.name
    return Written(value, told=bool(how) or found.ground != "name", how=how)


def _counted(definition: FactDefinition, typed: str) -> Written | None:
    """The band in which a number lies, or how many are listed; None where neither is said."""
    band = band_of(typed, definition.choices)
    if band is not None:
        return Written(band, told=True, how="the band of the number")
    listed = words()[definition.name].listed
    if listed is None:
        return None
    known = {shape(name): at for at, names in enumerate(listed.names) for name in names}
    said = re.sub(r"\s+only$", "", typed, flags=re.IGNORECASE)
    parts = [part for part in _ANY_MARK.split(said) if part.strip()]
    named = {known.get(shape(part)) for part in parts}
    if not named or None in named:
        return None
    how = f"{len(named)} named"
    return Written(listed.one if len(named) == 1 else listed.several, told=True, how=how)


def _without_aside(
    definition: FactDefinition, typed: str, with_tail: re.Match[str]
) -> tuple[Found | None, str]:
    """The choice before the brackets, None where there is none; and what was done to read it.

    Raises BadInput where the brackets may make it another one.
    """
    names = choice_names(definition.name)
    found = names.read(with_tail["rest"])
    aside = with_tail["aside"].strip()
    # "GDPR (yes)" says once more that it holds.
    agrees = found is None or shape(aside) in ("yes", "y") or _same(names, found, aside)
    if found and not agrees and (may_change(aside) or _other_choice(names, found, aside)):
        raise BadInput(_unsure(definition, typed, aside))
    return found, f"without ({aside})"


def _same(names: Names, found: Found, aside: str) -> bool:
    """Whether the brackets name the same choice: "PHI (protected health information)"."""
    again = names.read(aside)
    return again is not None and again.name == found.name


def _other_choice(names: Names, found: Found, aside: str) -> bool:
    """Whether a word of the brackets, or a few in a row, name another choice."""
    said = aside.split()
    parts = (
        " ".join(said[start:end])
        for start in range(len(said))
        for end in range(start + 1, min(start + _LONGEST_CHOICE, len(said)) + 1)
    )
    others = map(names.find, parts)
    return any(each is not None and each.name != found.name for each in others)


def _unsure(definition: FactDefinition, typed: str, aside: str) -> Problem:
    if definition.kind == "flag":
        remedy = "Give true or false (or yes or no) alone, or leave it out when it is not known."
    elif definition.kind == "choices":
        remedy = "List the choices that hold, without brackets, and leave out those that do not."
    else:
        remedy = "Give one value without brackets, or leave it out when it is not known."
    return Problem(
        f'{quoted(typed)} is not read: "{aside}" may make it another value.', remedy=remedy
    )


def _no_choice(definition: FactDefinition, typed: str) -> Problem:
    names = choice_names(definition.name)
    if definition.kind == "flag":
        remedy = "Give true or false (or yes or no), or leave it out when it is not known."
        if typed.startswith("#"):
            remedy = "Leave the cell empty where it is not known, or mend the formula."
        return Problem(f"{quoted(typed)} is neither true nor false.", remedy=remedy)
    parts = [part for part in _BETWEEN.split(typed) if part]
    if len(parts) > 1 and all(names.read(part) for part in parts):
        return Problem(
            f"{definition.name} takes one value, and {len(parts)} were given: {quoted(typed)}.",
            remedy="Keep the one that matters most, or leave it out.",
        )
    # A number on the bound of two bands, or in several, is near to none of them.
    banded = bands(definition.choices) and any(map(str.isdigit, typed))
    hint = "" if banded else names.suggestion(typed, definition.choices)
    return Problem(
        f"{definition.name} cannot be {quoted(typed)}.",
        remedy=f"{hint} It is one of: {', '.join(definition.choices)}.".strip(),
    )


def _several(definition: FactDefinition, typed: str) -> Written:
    names = choice_names(definition.name)
    if typed in definition.choices:
        return Written([typed])
    if typed == "[]":
        return Written([])
    if shape(typed) in _NONE and names.read(typed) is None:
        return Written([], told=True)
    if is_unknown(typed):
        return Written(None, told=bool(typed))
    if typed.startswith("["):
        return read_words(definition, _listed(typed))
    whole = names.read(typed)
    if whole is not None:
        return Written([whole.name], told=whole.ground != "name")
    parts = [_LISTED.sub("", part, count=1) for part in _BETWEEN.split(typed)]
    return read_words(definition, [part for part in parts if part])


def _listed(typed: str) -> Sequence[Any]:
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        if not typed.endswith("]"):
            raise BadInput(
                Problem(f"{quoted(typed)} is a list that does not end.", remedy="Close it with ].")
            ) from None
        found = [part.strip(" \t'\"") for part in _BETWEEN.split(typed[1:-1])]
    return [each for each in found if each != ""]


def read_words(definition: FactDefinition, given: Sequence[Any]) -> Written:
    """The choices that these words name, each as text; what is no text is left as it is."""
    values: list[Any] = []
    told = False
    left_out: list[str] = []
    problems: list[Problem] = []
    for each in given:
        if not isinstance(each, str) or each in definition.choices:
            values.append(each)
            continue
        try:
            several, how = _choices_in(definition, each)
        except BadInput as error:
            problems += error.problems
            continue
        left_out += [how] if how else []
        if several:
            values += [part.name for part in several]
            told = told or any(part.ground != "name" for part in several)
        elif not definition.choices:
            # Services: the catalogue, which knows them all, is asked later.
            values.append(re.sub(r"[\s_]+", "-", each.strip().lower()))
        elif is_unknown(each):
            told = True
        else:
            problems.append(_no_choice(definition, each.strip()))
    if problems:
        raise BadInput(problems)
    read = list(dict.fromkeys(values)) if _hashable(values) else values
    return Written(read, told, "; ".join(left_out))


def _choices_in(definition: FactDefinition, text: str) -> tuple[list[Found], str]:
    """The choices that a text names: one, or several with a mark or "and" between; else none.

    And what was left out to read them. Raises BadInput where brackets may make it another one.
    """
    names = choice_names(definition.name)
    found, how = names.read(text), ""
    with_tail = _TAIL.fullmatch(text)
    if found is None and with_tail is not None:
        found, how = _without_aside(definition, text, with_tail)
        found = replace(found, ground="synonym") if found else None
    if found is not None and "?" in text:
        return [replace(found, ground="synonym")], how or "typed with a question mark"
    if found is not None:
        return [found], how
    for mark in _ALSO_BETWEEN:
        parts = [names.read(part) for part in mark.split(text)]
        several = [part for part in parts if part is not None]
        if len(parts) > 1 and len(several) == len(parts):
            return several, ""
    return [], ""


def _hashable(values: Sequence[Any]) -> bool:
    return all(isinstance(each, (str, int, float)) for each in values)
