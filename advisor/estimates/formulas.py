"""Formulas: a function is the one place of each, and the text that is shown is read from its code.

A function of this package computes one amount from named amounts, each a number or a NumPy array
of one shape. What it returns is plain arithmetic, so that its own code, made readable, is the text
by which a reader checks a figure by hand.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ParamSpec, TypeAlias

Amount: TypeAlias = Any
"""A number, or a NumPy array of numbers; a formula's amounts have one shape."""

P = ParamSpec("P")


@dataclass(frozen=True)
class Formula:
    """How a figure is worked out.

    function: computes it; unit: of the result; inputs: names of what it is worked out from;
    lowered_by: inputs of which more makes the result less.
    """

    function: Callable[..., Amount]
    unit: str
    inputs: tuple[str, ...]
    lowered_by: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The arithmetic over the names of the inputs, read from the function's own code."""
        return _told(_returned(self.function))


FORMULAS: dict[str, Formula] = {}
"""Every formula by the name of its function."""


def formula(
    unit: str, lowered_by: tuple[str, ...] = ()
) -> Callable[[Callable[P, Amount]], Callable[P, Amount]]:
    """Make a function a formula: its unit, and the inputs of which more makes it less."""

    def put(function: Callable[P, Amount]) -> Callable[P, Amount]:
        inputs = tuple(inspect.signature(function).parameters)
        FORMULAS[function.__name__] = Formula(function, unit, inputs, lowered_by)
        return function

    return put


def ceiling(amount: Amount) -> Amount:
    """The next whole number; for numbers and arrays."""
    if isinstance(amount, (int, float)):
        return -(-amount // 1)
    import numpy

    return numpy.ceil(amount)


def larger(one: Amount, other: Amount) -> Amount:
    """The larger of two amounts; of arrays, place by place."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return max(one, other)
    import numpy

    return numpy.maximum(one, other)


def anywhere(amount: Amount) -> bool:
    """Whether a number is not 0; of an array, whether any is."""
    return bool(amount) if isinstance(amount, (int, float)) else bool(amount.any())


def smaller(one: Amount, other: Amount) -> Amount:
    """The smaller of two amounts; of arrays, place by place."""
    return -larger(-one, -other)


# From code to text


_SHOWN = {"ceiling": "ceil", "larger": "max", "smaller": "min"}


@lru_cache(maxsize=32)
def _functions(module: str) -> Mapping[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


def _returned(function: Callable[..., Amount]) -> ast.expr:
    """What a function returns, with what it worked out on the way put in its place."""
    named: dict[str, ast.expr] = {}
    for step in _functions(function.__module__)[function.__name__].body:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                named[name] = _Readable(named).visit(value)
            case ast.Return(value=ast.expr() as value):
                return _Readable(named).visit(value)  # type: ignore[no-any-return]
    raise ValueError(f"{function.__name__} returns nothing")


class _Readable(ast.NodeTransformer):
    """Puts steps in their place, and names functions as a reader does."""

    def __init__(self, named: Mapping[str, ast.expr]) -> None:
        self._named = named

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._named.get(node.id) or ast.Name(_SHOWN.get(node.id, node.id), ast.Load())


def _told(node: ast.expr) -> str:
    return ast.unparse(_WithNumbers().visit(node))


class _WithNumbers(ast.NodeTransformer):
    """Writes numbers as people do: 2 for 2.0, 1e9 for 1000000000.0."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, (int, float)):
            return node
        short = f"{node.value:g}".replace("e+0", "e").replace("e+", "e")
        exact = short if float(short) == node.value else f"{node.value:.0f}"
        return ast.Name(exact, ast.Load())


# From text to a number


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
