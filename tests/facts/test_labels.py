"""Every choice has words for a reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of, labels, meaning_of, read_labels

CHOSEN = {name: each for name, each in fact_definitions().items() if each.choices}


@pytest.mark.parametrize("name", CHOSEN)
def test_every_choice_has_a_label_of_its_own_and_a_sentence_that_says_what_it_means(
    name: str,
) -> None:
    """An unlabelled choice is shown as an identifier; two alike cannot be told apart."""
    told = labels()[name]

    assert list(told) == list(CHOSEN[name].choices)
    assert len({each.label.lower() for each in told.values()}) == len(told)
    for choice, each in told.items():
        assert each.meaning.endswith((".", "?")), choice
        assert "_" not in each.label + each.meaning, choice


def test_a_choice_without_a_label_is_told_by_its_own_words() -> None:
    assert label_of("existing_services", "amazon_s3") == "Amazon s3"
    assert meaning_of("existing_services", "amazon_s3") == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("audiense: {}", '"audiense" is not a fact.'),
        ("audience: {interal: [Staff, Us.]}", 'audience has no choice "interal".'),
        ("audience: {internal: Staff}", '"internal" has no label and meaning.'),
    ],
)
def test_a_wrong_label_is_told_with_its_line(tmp_path: Path, written: str, told: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(written)

    with pytest.raises(BadInput) as caught:
        read_labels(file)

    assert told in caught.value.problems[0].problem
    assert caught.value.problems[0].place.endswith(":1")
