"""Reading YAML and JSON: plain data with lines, and every trap closed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents import LARGEST_DOCUMENT_BYTES, read_bytes, read_file, read_text
from advisor.errors import BadInput


def data(text: str) -> Any:
    return read_text(text, "it.yaml").data


def problem(text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadInput) as caught:
        read_bytes(content, "it.yaml")
    return str(caught.value)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "True", "FALSE", "y", "n"])
def test_only_true_and_false_are_booleans(word: str) -> None:
    assert data(f"a: {word}") == {"a": word}


def test_true_and_false_are_booleans() -> None:
    assert data("a: true\nb: false") == {"a": True, "b": False}


@pytest.mark.parametrize("text", ["2026-11-22", "12:30:00", "1e3x", "0x1f", "0o17"])
def test_what_only_looks_like_something_else_stays_text(text: str) -> None:
    assert data(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
    ],
)
def test_numbers_are_numbers(text: str, value: float) -> None:
    assert data(f"a: {text}") == {"a": value}


def test_a_leading_zero_makes_no_octal_number() -> None:
    assert data("a: 010") == {"a": 10}


def test_quoted_text_is_text() -> None:
    assert data("a: 'true'\nb: \"3\"") == {"a": "true", "b": "3"}


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_none(text: str) -> None:
    assert data(f"a: {text}\n") == {"a": None}


def test_each_value_knows_its_line() -> None:
    document = read_text("a: 1\nb:\n  c:\n    - x\n    - y\n", "it.yaml")

    assert document.place(("a",)) == "it.yaml:1"
    assert document.place(("b", "c", 1)) == "it.yaml:5"
    assert document.place(("b", "nowhere")) == "it.yaml:2"


def test_a_mark_at_the_start_of_the_file_is_passed_over() -> None:
    assert read_bytes("a: 1".encode("utf-8-sig"), "it.yaml").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", 'it.yaml:2: "a" is given twice; first in line 1'),
        ("a: &x 1\nb: *x\n", "Anchors and aliases"),
        ("a: !!python/object:os.system x\n", "The tag"),
        ("a: !ruby x\n", "The tag"),
        ("a: 1\n---\nb: 2\n", "A second document"),
        ("", "empty"),
        ("# nothing but a comment\n", "empty"),
        ("[1, 2", "it.yaml:"),
        ("a: b: c\n", "it.yaml:1"),
        ("{[1, 2]: 3}\n", "A name must be a word"),
        ("\ta: 1\n", "it.yaml:1"),
        ("[" * 60 + "]" * 60, "nesting is deeper"),
        (b"a: \x00", "binary data"),
        (b"a: 1\nb: \xff\xfe\n", "it.yaml:2: The text is not UTF-8"),
        (b"a" * (LARGEST_DOCUMENT_BYTES + 1), "larger than"),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_a_trap_is_refused(text: str | bytes, said: str) -> None:
    assert said in problem(text)


def test_a_number_of_thousands_of_digits_is_no_hang() -> None:
    assert data("a: " + "9" * 100_000) == {"a": float("inf")}


def test_a_missing_file_a_folder_and_a_large_file_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: 1\n" * LARGEST_DOCUMENT_BYTES)
    for path, said in [
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "a folder"),
        (large, "bytes"),
        (Path("a\0b"), "cannot be read"),
    ]:
        with pytest.raises(BadInput, match=said):
            read_file(path)


# YAML has no names of a thousand signs. Beyond the first plane JSON writes two escapes for one
# character, which YAML does not know.
WORDS = st.text(st.characters(max_codepoint=0xD7FF), max_size=50)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(WORDS, JSON, min_size=1))
def test_json_is_read_as_it_is(value: Any) -> None:
    assert read_text(json.dumps(value), "it.json").data == value


def problem_or_nothing(reading: Callable[[], object]) -> str:
    try:
        reading()
    except BadInput as error:
        return str(error)
    return "nothing"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert problem_or_nothing(lambda: read_bytes(content, "it")).startswith(("it", "nothing"))


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#, \n\t?%@`\\", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert problem_or_nothing(lambda: read_text(text, "it")).startswith(("it", "nothing"))


def test_utf_16_with_its_mark_is_read_as_powershell_writes_it() -> None:
    assert read_bytes("audience: public\r\n".encode("utf-16"), "a.yaml").data == {
        "audience": "public"
    }


def test_a_folder_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_file(tmp_path)

    assert [each.problem for each in refused.value.problems] == ["This is a folder, not a file."]
