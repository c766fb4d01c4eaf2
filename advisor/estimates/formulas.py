"""Formulas as they are shown: the text beside a function, and a way to work the text out.

A function of this package computes one amount from named amounts, each a number or a NumPy array
of one shape. The text beside it says the same in plain arithmetic, so that a reader can check a
figure by hand; a test works out every text and holds it against its function.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeAlias

Amount: TypeAlias = Any
"""A number, or a NumPy array of numbers; a formula's amounts have one shape."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Formula:
    """How a figure is worked out.

    text: the arithmetic over the names of the inputs; unit: of the result; lowered_by: inputs
    of which more makes the result less; inputs: their names.
    """

    text: str
    unit: str
    inputs: tuple[str, ...]
    lowered_by: tuple[str, ...] = ()


FORMULAS: dict[str, Formula] = {}
"""Every formula by the name of its function."""


def shown_as(
    text: str, unit: str, lowered_by: tuple[str, ...] = ()
) -> Callable[[Callable[P, Amount]], Callable[P, Amount]]:
    """Put the text, unit and falling inputs of a formula beside the function that computes it."""

    def put(function: Callable[P, Amount]) -> Callable[P, Amount]:
        inputs = tuple(inspect.signature(function).parameters)
        FORMULAS[function.__name__] = Formula(text, unit, inputs, lowered_by)
        return function

    return put


def ceiling(amount: Amount) -> Amount:
    """The next whole number; for numbers and arrays."""
    return -(-amount // 1)


def larger(one: Amount, other: Amount) -> Amount:
    """The larger of two amounts; of arrays, place by place."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return max(one, other)
    import numpy

    return numpy.maximum(one, other)


def smaller(one: Amount, other: Amount) -> Amount:
    """The smaller of two amounts; of arrays, place by place."""
    return -larger(-one, -other)


_OPERATIONS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"ceil": math.ceil, "max": max, "min": min}


def work_out_text(text: str, values: Mapping[str, float]) -> float:
    """What the arithmetic of a text comes to: numbers, names, + - * /, ceil, max and min.

    values: a number for each name. Raises ValueError on anything else in the text, KeyError on
    a name without a value.
    """
    return float(_value(ast.parse(text, mode="eval").body, values))


def _value(node: ast.expr, values: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(each, values) for each in arguments))
    raise ValueError(f"not plain arithmetic: {ast.unparse(node)}")
