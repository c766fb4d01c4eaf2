"""The words of the facts: each says one thing, and services are known by the catalogue's names."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from advisor.documents import knowledge_folder
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.names import choice_names, fact_names, shape
from advisor.facts.words import read_words, words
from advisor.facts.written import NOT_KNOWN
from advisor.knowledge import load_knowledge


def test_spellings_of_the_same_name_have_the_same_shape() -> None:
    for one, other in [
        ("Labelled-Examples", "labeled example"),
        ("KnowledgeSource", "knowledge_source"),
        ("Behaviours", "behavior"),
        ("summarisation", "Summarization"),
        ("labelling", "Labeling"),
        ("Q&A", "q and a"),
        ("Policies", "policy"),
    ]:
        assert shape(one) == shape(other)
    assert shape("N/A") != shape("N")


def test_no_two_facts_share_a_name() -> None:
    named = defaultdict(set)
    for fact, definition in fact_definitions().items():
        said = words()[fact]
        units = [text for texts in said.names_in.values() for text in texts]
        for text in (fact, definition.title, *said.names, *units):
            named[shape(text).replace(" ", "")].add(fact)

    assert {key: facts for key, facts in named.items() if len(facts) > 1} == {}


@pytest.mark.parametrize("fact", [name for name, each in words().items() if each.choices])
def test_no_word_means_two_choices_of_a_fact(fact: str) -> None:
    meant = defaultdict(set)
    for choice, texts in words()[fact].choices.items():
        for text in (choice, *texts):
            meant[shape(text).replace(" ", "")].add(choice)

    assert {key: choices for key, choices in meant.items() if len(choices) > 1} == {}
    # Of people and answers that are "not available" it is known that there are none.
    unknown = {each.replace(" ", "") for each in NOT_KNOWN - {shape("not available")}}
    assert not {*meant} & unknown


@pytest.mark.parametrize("fact", [name for name, each in words().items() if each.maybe])
def test_a_likely_word_is_proposed_and_not_read(fact: str) -> None:
    for choice, texts in words()[fact].maybe.items():
        for text in texts:
            assert choice_names(fact).read(text) is None, text
            assert choice_names(fact).near(text) == choice, text


def test_each_service_of_the_catalogue_is_known_by_its_name() -> None:
    names = choice_names("existing_services")
    for item in load_knowledge().items.values():
        if item.kind == "service":
            found = names.read(item.name)
            assert found is not None, item.id
            assert found.name == item.id
            assert names.read(item.id) is not None
    services = {item.id for item in load_knowledge().items.values() if item.kind == "service"}
    assert set(words()["existing_services"].choices) <= services


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ("Monthly requests", "requests_per_month"),
        ("knowledge_sorce", "knowledge_source"),
        ("Labeled Exampels", "labelled_examples"),
        ("Data Sensitivty", "data_sensitivity"),
    ],
)
def test_a_near_miss_is_proposed(typed: str, fact: str) -> None:
    assert fact_names().near(typed) == fact


def test_an_own_column_resembles_no_fact() -> None:
    for column in ("use_case", "owner", "name", "id", "Department", "Bureau", "Contact"):
        assert fact_names().near(column) is None


def test_a_wrong_file_of_words_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text("tasks:\n  names: [task]\n  choices: {serch: [look up]}\naudiense: {}\n")

    with pytest.raises(BadInput) as refused:
        read_words(path)
    assert [each.place for each in refused.value.problems] == [f"{path}:1", f"{path}:4"]


def test_the_words_lie_beside_the_sections_of_the_questionnaire() -> None:
    files = {path.stem for path in (knowledge_folder() / "data" / "words").glob("*.yaml")}

    assert files == {each.section for each in fact_definitions().values()}
