"""Every question passes the gates, and none can be guessed without knowing."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from advisor.advisor import default_advisor
from advisor.exam.practice.alike import near_copies, sequences, share_most
from advisor.exam.practice.bank import answered, asked, bank_of, default_bank, written
from advisor.exam.practice.cards import cards
from advisor.exam.practice.gates import faults
from advisor.exam.practice.naming import guide
from advisor.exam.practice.question import Question
from advisor.exam.practice.sentences import telling_words
from advisor.knowledge import load_knowledge

MADE = ("best", "change", "deciding", "belief", "match", "order")


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return tuple(default_bank().questions.values())


def test_no_question_has_been_overtaken_by_the_knowledge():
    assert default_bank().retired == (), "Make them anew: advisor practise make"


def test_every_question_passes_all_gates(questions):
    assert faults(default_advisor(), questions) == {}


def test_a_wrong_option_that_may_be_right_is_found(questions):
    best = next(each for each in questions if each.kind == "best")
    swapped = best.model_copy(
        update={
            "options": tuple(
                option.model_copy(update={"about": best.choice}) for option in best.options
            )
        }
    )

    assert faults(default_advisor(), [swapped])


def test_a_stem_that_names_the_key_is_found(questions):
    best = next(each for each in questions if each.kind == "best")
    told = best.model_copy(update={"stem": f"{best.stem} {best.options[best.key].text}."})

    assert any("away" in each for each in faults(default_advisor(), [told])[best.id])


def test_a_decisive_fact_left_out_is_found(questions):
    best = next(each for each in questions if each.kind == "best" and len(each.deciding) == 1)
    facts = {name: value for name, value in best.facts.items() if name not in best.deciding}

    assert faults(default_advisor(), [best.model_copy(update={"facts": facts})])


def test_there_are_questions_of_every_kind_and_domain(questions):
    kinds = Counter(each.kind for each in questions)

    assert {*MADE, "card"} == {*kinds}
    assert kinds["card"] == 120
    assert sum(kinds[kind] for kind in MADE) >= 350
    assert {each.domain for each in questions} == {1, 2, 3, 4, 5}
    assert {each.task for each in questions} == {*guide().tasks}


def test_the_place_of_the_key_is_balanced(questions):
    places = Counter(each.key for each in questions)

    assert all(0.2 <= places[place] / len(questions) <= 0.3 for place in range(4))


def right_by(questions, worth) -> float:
    """The share that is right by always taking an option of most worth, one of them by chance."""
    hits = 0.0
    for question in questions:
        values = [worth(question, option) for option in question.options]
        best = [place for place, value in enumerate(values) if value == max(values)]
        hits += (question.key in best) / len(best)
    return hits / len(questions)


def test_guessing_by_the_longest_option_is_right_in_at_most_30_percent(questions):
    assert right_by(questions, lambda question, option: len(option.text)) <= 0.30


def test_guessing_by_the_first_option_is_right_in_at_most_30_percent(questions):
    assert right_by(questions, lambda question, option: option is question.options[0]) <= 0.30


def test_guessing_by_words_shared_with_the_stem_is_right_in_at_most_30_percent(questions):
    def shared(question, option):
        return len(telling_words(option.text) & telling_words(question.text))

    assert right_by(questions, shared) <= 0.30


def test_no_two_questions_are_near_copies(questions):
    assert near_copies(questions) == frozenset()


def test_a_question_with_one_word_changed_is_a_near_copy(questions):
    best = next(each for each in questions if each.kind == "best" and len(each.stem) > 100)
    words = best.stem.split()
    other = " ".join(["Somewhere,", *words[1:]])

    assert share_most(sequences(best.stem), sequences(other))


def test_nothing_shown_before_an_answer_tells_it(questions):
    for each in questions:
        shown = asked(each)
        assert {*shown} == {"id", "kind", "domain", "task", "stem", "ask", "options"}
        assert each.why.reason not in str(shown)


def test_every_wrong_option_is_explained_and_every_key_is_cited(questions):
    bank = default_bank()
    for each in questions:
        verdict = answered(bank, each, 1)
        assert verdict["right"] is (each.key == 0)
        assert all(part["explanation"] for part in verdict["explanations"])
        assert verdict["sources"], each.id
        assert all(
            re.match("https?://", source["address"]) or source["id"] == "lifecycle-document"
            for source in verdict["sources"]
        )


def test_a_changed_rule_retires_its_questions(questions):
    knowledge = load_knowledge()
    made = next(each for each in questions if each.rules)
    name = made.rules[0]
    changed = knowledge.rules[name].model_copy(update={"because": "Something else."})
    bank = bank_of(knowledge.model_copy(update={"rules": {**knowledge.rules, name: changed}}))

    assert made.id in bank.retired
    assert made.id not in bank.questions


def test_the_cards_are_as_they_are_written_by_hand():
    kept = {each.id: each for each in default_bank().questions.values() if each.kind == "card"}

    for card in cards():
        assert kept[card.id].model_copy(update={"knowledge_version": "", "rests_on": ""}) == card


def test_writing_questions_out_and_reading_them_changes_nothing(questions):
    assert written(questions).count("\n") == len(questions) + 2
