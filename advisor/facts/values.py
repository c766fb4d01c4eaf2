"""Values of facts: flags, choices, counts and amounts, and ranges where only a size is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

THE_WHOLE = 100
"""The most that a share can be, in percent."""

LARGEST_NUMBER = 10**15

"""No count or amount of a scenario may be larger: beyond it lies a slip of the keyboard."""


class NumberRange(BaseModel):
    """A rough size: the number lies between the two bounds, both included.

    Units are those of the fact. At least one bound is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | int | None = None
    at_most: float | int | None = None

    @property
    def low(self) -> float:
        """The lower bound; minus infinity when none is given."""
        return -math.inf if self.at_least is None else self.at_least

    @property
    def high(self) -> float:
        """The upper bound; infinity when none is given."""
        return math.inf if self.at_most is None else self.at_most

    def __str__(self) -> str:
        if self.at_most is None:
            return f"at least {self.at_least:,}"
        if self.at_least is None:
            return f"at most {self.at_most:,}"
        return f"{self.at_least:,} to {self.at_most:,}"


Number: TypeAlias = int | float | NumberRange

FactValue: TypeAlias = bool | str | int | float | NumberRange | tuple[str, ...]


def _number(value: object, whole: bool) -> int | float:
    wanted = "a whole number" if whole else "a number"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError(
            "fact_number",
            "{found} is not {wanted}; give {wanted}, or a range such as "
            "{at_least: 100, at_most: 1000}",
            {"found": quoted(value), "wanted": wanted},
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("fact_number", "{found} is not a size", {"found": str(value)})
    if value < 0:
        raise PydanticCustomError(
            "fact_negative", "{found} is below zero; the least is 0", {"found": f"{value:,}"}
        )
    if value > LARGEST_NUMBER:
        raise PydanticCustomError(
            "fact_too_large",
            "{found} is larger than any real scenario; the most is {most}",
            {"found": f"{value:.3g}", "most": f"{LARGEST_NUMBER:,}"},
        )
    if whole and isinstance(value, float):
        if not value.is_integer():
            raise PydanticCustomError(
                "fact_number", "{found} is not a whole number", {"found": str(value)}
            )
        return int(value)
    # One spelling per number, so that equal scenarios have equal bytes.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number_or_range(value: object, whole: bool) -> Number | None:
    if value is None:
        return None
    if isinstance(value, NumberRange):
        value = value.model_dump(exclude_none=True)
    if not isinstance(value, Mapping):
        return _number(value, whole)
    unknown = sorted(str(key) for key in value if key not in ("at_least", "at_most"))
    if unknown or not any(value.get(key) is not None for key in ("at_least", "at_most")):
        raise PydanticCustomError(
            "fact_range",
            "a range has at_least, at_most or both{extra}",
            {"extra": f"; {quoted(unknown[0])} is neither" if unknown else ""},
        )
    bounds = {key: _number(bound, whole) for key, bound in value.items() if bound is not None}
    if len(bounds) == 2:
        if bounds["at_least"] > bounds["at_most"]:
            raise PydanticCustomError(
                "fact_range",
                "at_least {low} is above at_most {high}; swap them",
                {"low": f"{bounds['at_least']:,}", "high": f"{bounds['at_most']:,}"},
            )
        if bounds["at_least"] == bounds["at_most"]:
            return bounds["at_least"]
    # "At least nothing" says no more than leaving the fact out.
    if bounds == {"at_least": 0}:
        return None
    return NumberRange(**bounds)


def _count(value: object) -> Number | None:
    return _number_or_range(value, whole=True)


def _amount(value: object) -> Number | None:
    return _number_or_range(value, whole=False)


def _percent(value: object) -> Number | None:
    found = _number_or_range(value, whole=False)
    ends = (found.low, found.high) if isinstance(found, NumberRange) else (found or 0,) * 2
    if any(THE_WHOLE < end < math.inf for end in ends):
        raise PydanticCustomError(
            "fact_share", "{found}% is more than the whole; the most is 100%", {"found": str(found)}
        )
    return found


def _flag(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise PydanticCustomError(
        "fact_flag", "{found} is neither true nor false", {"found": quoted(value)}
    )


def _choice(value: object) -> object:
    if isinstance(value, (list, tuple, set)):
        raise PydanticCustomError(
            "fact_one_choice", "this fact takes one value, and a list of them was given", {}
        )
    return value


def _choices(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise PydanticCustomError(
            "fact_choices", "{found} is not a list; write [{found}]", {"found": str(value)[:60]}
        )
    for each in value:
        if not isinstance(each, str):
            raise PydanticCustomError(
                "fact_choices", "{found} in the list is not a word", {"found": quoted(each)}
            )
    return tuple(dict.fromkeys(sorted(value) if isinstance(value, (set, frozenset)) else value))


def quoted(value: object) -> str:
    """A value as a message quotes it, cut where it is long."""
    text = str(value)
    return f'"{text[:60]}..."' if len(text) > 60 else f'"{text}"'


def _number_schema(kind: str, most: int = LARGEST_NUMBER) -> dict[str, Any]:
    number = {"type": kind, "minimum": 0, "maximum": most}
    bounds = {"at_least": number, "at_most": number}
    return {
        "anyOf": [
            number,
            {
                "type": "object",
                "properties": bounds,
                "additionalProperties": False,
                "minProperties": 1,
            },
            {"type": "null"},
        ]
    }


def or_as_written(schema: dict[str, Any]) -> None:
    """Says in a scenario's JSON Schema that each value may be text as people write it."""
    for fact in schema["properties"].values():
        # The last kind is null: not known. The list itself is shared by all facts of a kind.
        *kinds, unknown = fact["anyOf"]
        text = {"type": "string", "description": "As people write it."}
        fact["anyOf"] = [*kinds, text, unknown]


Flag: TypeAlias = Annotated[bool | None, BeforeValidator(_flag)]

Count: TypeAlias = Annotated[
    int | NumberRange | None, BeforeValidator(_count), WithJsonSchema(_number_schema("integer"))
]

Amount: TypeAlias = Annotated[
    int | float | NumberRange | None,
    BeforeValidator(_amount),
    WithJsonSchema(_number_schema("number")),
]

Percent: TypeAlias = Annotated[
    int | float | NumberRange | None,
    BeforeValidator(_percent),
    WithJsonSchema(_number_schema("number", THE_WHOLE)),
]

OneOf = BeforeValidator(_choice)

AnyOf = BeforeValidator(_choices)


def as_data(value: FactValue | None) -> Any:
    """A value as JSON and YAML hold it; None stays None."""
    if isinstance(value, NumberRange):
        return value.model_dump(exclude_none=True)
    return list(value) if isinstance(value, tuple) else value


def spoken(value: FactValue) -> str:
    """A value as a listing shows it."""
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)
