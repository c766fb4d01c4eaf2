"""Values in words with something beside them: what may be left out, and what is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.facts.asides import may_change
from advisor.facts.definitions import fact_definitions
from advisor.facts.names import choice_names
from advisor.facts.written import Written, read_value

DENIALS = ["no", "not needed", "none", "n/a", "not applicable", "does not apply", "never"]
ASIDES = [*DENIALS, "out of scope", "but not yet", "phase 2", "from 2027", "planned", "TBD"]
CHOICES = [(each, name) for each in fact_definitions().values() for name in each.choices]


def read(fact: str, typed: str) -> Written:
    return read_value(fact_definitions()[fact], typed)


def value(fact: str, typed: str) -> Any:
    return read(fact, typed).value


def asked(fact: str, typed: str) -> str:
    with pytest.raises(BadInput) as refused:
        read(fact, typed)
    return str(refused.value)


@given(st.sampled_from(CHOICES), st.sampled_from(ASIDES))
def test_no_choice_is_read_from_before_brackets_that_may_change_it(
    choice: tuple[Any, str], aside: str
) -> None:
    definition, name = choice
    again = choice_names(definition.name).read(aside)
    # "none (no)" says none twice.
    assume(again is None or again.name != name)

    assert f'"{aside}"' in asked(definition.name, f"{name} ({aside})")


@given(st.sampled_from(CHOICES), st.sampled_from(["so far", "2026", "as of 2026", "our own"]))
def test_brackets_that_change_nothing_are_left_out_and_told(
    choice: tuple[Any, str], aside: str
) -> None:
    definition, name = choice
    found = read(definition.name, f"{name} ({aside})")

    assert found.value == ([name] if definition.kind == "choices" else name)
    assert found.told
    assert found.how == f"without ({aside})"


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        ("regulations", "GDPR (no), HIPAA (yes)"),
        ("knowledge_change", "weekly (daily in season)"),
        ("actions", "none (creates transactions)"),
        ("human_review", "none (low confidence)"),
        ("data_sensitivity", "internal (incl. patient records)"),
        ("data_sensitivity", "internal (patient records)"),
        ("data_sensitivity", "Personal Data (GDPR Art. 9)"),
        ("existing_services", "S3 (planned), Lambda"),
        ("data_sensitivity", "Unclassified"),
        ("labelled_examples", "nil"),
    ],
)
def test_what_may_be_another_value_is_asked_about(fact: str, typed: str) -> None:
    asked(fact, typed)


def test_brackets_that_say_the_same_again_change_nothing() -> None:
    assert value("regulations", "GDPR (yes)") == ["gdpr"]
    assert value("data_sensitivity", "PHI (protected health information)") == "special_category"


def test_a_question_mark_in_brackets_is_told() -> None:
    assert "question mark" in read("data_sensitivity", "personal (?)").how
    assert "question mark" in read("regulations", "GDPR (?), HIPAA").how


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yes, always", True),
        ("yes (for customers)", True),
        ("no, never", False),
        ("no (not needed)", False),
        ("No - we looked into it", False),
    ],
)
def test_a_yes_or_no_with_a_reason_is_read_by_its_first_word(typed: str, meant: bool) -> None:
    assert value("citations_required", typed) is meant


@pytest.mark.parametrize(
    "typed",
    [
        *("yes: no", "yes (not needed)", "true (false for managers)", "no (actually yes)"),
        *("no, not yet decided", "no, TBD", "no, but for managers yes", "yes, except for minors"),
    ],
)
def test_a_yes_or_no_that_is_taken_back_is_asked_about(typed: str) -> None:
    assert "true or false" in asked("citations_required", typed)


def test_a_year_is_no_number_beside_a_value() -> None:
    assert not any(map(may_change, ["2026", "as of 2026", "in 2025", "so far", "our own"]))
    assert all(map(may_change, ["from 2027", "2000 in May", "per 24 h", "isn't", "if asked"]))


# Numbers and names that say which choice it is


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7 billion", "1_to_10_billion"),
        ("405B", "over_100_billion"),
        ("500M parameters", "under_1_billion"),
        ("7-8B", "1_to_10_billion"),
        ("thirteen billion", "10_to_100_billion"),
        ("1B", "1_to_10_billion"),
        ("100B", "10_to_100_billion"),
    ],
)
def test_a_number_is_the_band_in_which_it_lies(typed: str, meant: str) -> None:
    found = read("wanted_model_size", typed)

    assert found == Written(meant, told=True, how="the band of the number")


@pytest.mark.parametrize("typed", ["10 billion", "5-50B", "7", "over 5B", "7B (or 70B)"])
def test_a_number_in_no_one_band_is_asked_about_without_a_hint(typed: str) -> None:
    assert "Did you mean" not in asked("wanted_model_size", typed)


@given(st.integers(1, 10**4), st.sampled_from([("M", 10**6), ("B", 10**9)]))
def test_no_number_of_parameters_is_read_as_another_band(many: int, unit: tuple[str, int]) -> None:
    letter, scale = unit
    ends = {
        "under_1_billion": (0, 10**9 - 1),
        "1_to_10_billion": (10**9, 10**10),
        "10_to_100_billion": (10**10, 10**11),
        "over_100_billion": (10**11 + 1, 10**15),
    }
    within = [name for name, (low, high) in ends.items() if low <= many * scale <= high]

    if len(within) == 1:
        assert value("wanted_model_size", f"{many}{letter}") == within[0]
    else:
        asked("wanted_model_size", f"{many}{letter}")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("German", "one_common"),
        ("French only", "one_common"),
        ("English/EN", "one_common"),
        ("EN, DE", "several"),
        ("English and French", "several"),
        ("English, German & Spanish", "several"),
    ],
)
def test_languages_that_are_listed_are_one_or_several(typed: str, meant: str) -> None:
    found = read("languages", typed)

    assert found.value == meant
    assert found.told


@pytest.mark.parametrize(
    "typed", ["Swahili", "English, Swahili", "English + 3 others", "not German"]
)
def test_a_language_that_may_be_rare_is_asked_about(typed: str) -> None:
    asked("languages", typed)


def test_never_changes_is_never() -> None:
    assert value("knowledge_change", "never changes") == "never"
