"""The text beside every formula says what the formula computes."""

from __future__ import annotations

from types import ModuleType

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.estimates import latency, memory, ready, safeguards, serving, storing, tokens, training
from advisor.estimates.formulas import FORMULAS, larger, smaller, work_out_text

MODULES: tuple[ModuleType, ...] = (
    training,
    memory,
    latency,
    serving,
    storing,
    ready,
    safeguards,
    tokens,
)
FUNCTIONS = {
    name: getattr(module, name) for module in MODULES for name in FORMULAS if hasattr(module, name)
}
amounts = st.floats(1, 1e6)


def test_every_formula_has_its_function() -> None:
    assert set(FUNCTIONS) == set(FORMULAS)


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_the_text_of_a_formula_comes_to_what_its_function_gives(
    name: str, data: st.DataObject
) -> None:
    values = {each: data.draw(amounts) for each in FORMULAS[name].inputs}

    assert work_out_text(FORMULAS[name].text, values) == pytest.approx(FUNCTIONS[name](**values))


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_each_input_moves_a_formula_the_way_it_says(name: str, data: st.DataObject) -> None:
    formula = FORMULAS[name]
    values = {each: data.draw(amounts) for each in formula.inputs}
    moved = data.draw(st.sampled_from(formula.inputs))
    before = FUNCTIONS[name](**values)
    after = FUNCTIONS[name](**{**values, moved: values[moved] * 2})

    if moved in formula.lowered_by:
        assert after <= before * (1 + 1e-12)
    else:
        assert after >= before * (1 - 1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_takes_arrays_and_gives_the_same_place_by_place(name: str) -> None:
    inputs = FORMULAS[name].inputs
    columns = {each: numpy.array([1.0, 2.5, 40.0]) + place for place, each in enumerate(inputs)}

    found = FUNCTIONS[name](**columns)

    for row in range(3):
        one = FUNCTIONS[name](**{each: float(column[row]) for each, column in columns.items()})
        assert found[row] == pytest.approx(one)


def test_the_larger_and_the_smaller_of_two_arrays_place_by_place() -> None:
    one, other = numpy.array([1.0, 5.0]), numpy.array([3.0, 2.0])

    assert list(larger(one, other)) == [3.0, 5.0]
    assert list(smaller(one, other)) == [1.0, 2.0]


@pytest.mark.parametrize("text", ["__import__('os')", "a.b", "[1]", "open(1)", "'a'"])
def test_only_plain_arithmetic_is_worked_out(text: str) -> None:
    with pytest.raises(ValueError, match="not plain arithmetic"):
        work_out_text(text, {"a": 1.0})
