"""Every question passes the gates, and none can be guessed without knowing."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from advisor.advisor import default_advisor
from advisor.exam.practice.agreeing import agree, helps_too, may_be_added, suits
from advisor.exam.practice.alike import (
    MOST_OF_ONE_KEY,
    near_copies,
    sequences,
    share_most,
    too_many_alike,
)
from advisor.exam.practice.asking import ASKS, BY_THE_GUIDE, NEUTRAL_ASKS
from advisor.exam.practice.bank import answered, asked, bank_of, default_bank, written
from advisor.exam.practice.cards import cards
from advisor.exam.practice.gates import facts_of, faults, texts_of
from advisor.exam.practice.naming import (
    brings,
    called,
    guide,
    in_a_sentence,
    is_plural,
    names_of,
    speaks_too,
)
from advisor.exam.practice.question import Question
from advisor.exam.practice.sentences import sentences, telling_words
from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of
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
    assert kinds["card"] >= 120
    assert sum(kinds[kind] for kind in MADE) >= 350
    assert {each.domain for each in questions} == {1, 2, 3, 4, 5}
    assert {each.task for each in questions} == {*guide().tasks}


def test_each_domain_has_about_its_share_of_the_exam(questions):
    domains = Counter(each.domain for each in questions)

    for domain, (_, weight) in guide().domains.items():
        assert abs(100 * domains[domain] / len(questions) - weight) <= 3, f"domain {domain}"


def test_no_more_than_four_questions_have_the_same_key(questions):
    keys = Counter(each.choice for each in questions if each.kind in ("best", "change", "deciding"))

    assert max(keys.values()) <= MOST_OF_ONE_KEY


def test_of_questions_beyond_the_most_of_one_key_those_of_several_kinds_stay(questions):
    best = next(each for each in questions if each.kind == "best")
    many = [best.model_copy(update={"id": f"best-{number}"}) for number in range(6)]
    other = best.model_copy(update={"id": "change-it", "kind": "change"})

    assert too_many_alike([*many, other]) == {"best-3", "best-4", "best-5"}


def test_no_name_of_the_program_is_shown_to_a_learner(questions):
    knowledge = load_knowledge()
    words = {each for item in knowledge.items.values() for each in item.name.lower().split()}
    inner = {*knowledge.items, *knowledge.rules, *knowledge.misconceptions, *fact_definitions()}
    inner = {each for each in inner if re.search("[-_]", each)} - words
    for each in questions:
        for text in texts_of(each):
            shown = {*re.findall(r"[a-z0-9]+(?:[-_][a-z0-9]+)+", text)}
            assert not shown & inner, f"{each.id}: {shown & inner}"
            assert not re.search(r"\w_\w", text), f"{each.id}: {text}"


def test_a_name_of_the_program_is_found(questions):
    best = next(each for each in questions if each.kind == "best")
    why = best.why.model_copy(update={"reason": "They are private_documents."})
    found = faults(default_advisor(), [best.model_copy(update={"why": why})])

    assert any("private_documents" in each for each in found[best.id])


def test_an_explanation_that_breaks_off_is_found(questions):
    order = next(each for each in questions if each.kind == "order")
    first, *others = order.options
    cut = first.model_copy(update={"explanation": "Before a cause is sought"})

    (found,) = faults(
        default_advisor(), [order.model_copy(update={"options": (cut, *others)})]
    ).values()

    assert any("breaks off: Before a cause is sought" in each for each in found)


def test_a_belief_is_answered_by_what_fits_the_situation(questions):
    tone = next(each for each in questions if each.id == "belief-retrieval-for-tone")

    assert "few-shot" not in (tone.why.reason or "").lower().partition("what fits:")[2]


def test_an_explanation_says_a_value_in_prose(questions):
    seen = {each.id: each.why.reason or "" for each in questions if "symptoms" in each.facts}

    assert any(
        reason.startswith("The system suffers from biased output") for reason in seen.values()
    )
    assert not [identity for identity, reason in seen.items() if "biased_output" in reason]


def test_no_explanation_quotes_a_label_of_the_questionnaire(questions):
    labels = {
        label_of(name, value)
        for name, fact in fact_definitions().items()
        for value in fact.choices or ()
    }
    for each in questions:
        quoted = {*re.findall('"([^"]+)"', each.why.reason or "")}
        assert not quoted & labels, each.id


def test_what_decides_is_quoted_from_the_stem(questions):
    for each in questions:
        if each.kind in ("best", "deciding"):
            quoted = re.findall('"([^"]+)"', each.why.decides or "")
            assert quoted, each.id
            assert all(sentence in each.stem for sentence in quoted), each.id


@pytest.mark.parametrize(
    "facts",
    [
        {"current_path": "classical_model", "symptoms": ("wrong_style",)},
        {"system_kind": "classical_model", "output_consistency": "brand_voice"},
        {"tasks": ("classification",), "citations_required": True},
        {"knowledge_source": "general", "symptoms": ("irrelevant_retrieval",)},
        {"tasks": ("content_generation",), "exact_rules_suffice": True},
        {"lifecycle_stage": "idea", "symptoms": ("slow",)},
        {"serving_mode": "batch", "traffic": "scheduled_peaks"},
        {"tasks": ("intent_dialogue",), "languages": "several"},
        {"tasks": ("speech_to_text",), "modalities": ("text",)},
        {"system_kind": "ready_service", "governance_needs": ("model_documentation",)},
        {"system_kind": "ready_service", "data_tasks": ("cleaning",)},
        {"system_kind": "ready_service", "unlabelled_tokens": 100_000},
        {"traffic": "intermittent", "p95_latency_ms": 500},
        {"data_tasks": ("finding_sensitive_data",), "data_sensitivity": "internal"},
        {"training_allowed": False, "current_path": "full_fine_tuning"},
        {"knowledge_source": "general", "current_path": "full_fine_tuning"},
        {"audience": "customers", "access_control": "per_role"},
        {"knowledge_source": "live_data", "access_control": "per_role"},
        {"decision_impact": "low", "symptoms": ("leaks_sensitive_data",)},
        {"current_path": "classical_model", "tasks": ("classification",)},
        {"current_path": "classical_model", "control": "managed_api"},
        {"current_path": "classical_model", "labelled_examples": 0},
        {"knowledge_source": "general", "data_tasks": ("cleaning",)},
        {"tasks": ("classification",), "symptoms": ("toxic_output",)},
        {"tasks": ("classification",), "copyright_concern": True},
        {"tasks": ("classification",), "processing_seconds": 7200},
        {"tasks": ("translation",), "citations_required": True},
        {"tasks": ("search",), "knowledge_source": "live_data"},
        {"tasks": ("content_generation",), "symptoms": ("exact_terms_missed",)},
        {"knowledge_source": "live_data", "symptoms": ("exact_terms_missed",)},
        {"tasks": ("classification", "extraction", "image_analysis")},
        {"tasks": ("content_generation",), "processing_seconds": 7200},
        {"system_kind": "ready_service", "deployment_target": "on_premises"},
        {"tasks": ("content_generation",), "decision_impact": "high"},
        {"current_path": "classical_model", "labelled_examples": 99},
    ],
)
def test_a_stem_does_not_tell_of_what_cannot_be_true_together(facts):
    assert not agree(facts)


def test_what_goes_together_may_stand_in_one_stem():
    assert agree({"system_kind": "classical_model", "tasks": ("tabular_prediction",)})
    assert agree({"tasks": ("question_answering",), "citations_required": True})
    assert agree({"tasks": ("sentiment_and_entities",), "languages": "several"})
    assert agree({"system_kind": "ready_service", "governance_needs": ("audit_evidence",)})
    assert agree({"traffic": "intermittent", "p95_latency_ms": 10_000})
    assert agree({"knowledge_source": "private_documents", "access_control": "per_role"})
    assert agree({"decision_impact": "low", "symptoms": ("slow",)})
    assert agree({"current_path": "classical_model", "tasks": ("tabular_prediction",)})
    assert agree({"knowledge_source": "private_documents", "data_tasks": ("cleaning",)})
    assert agree({"tasks": ("image_generation",), "copyright_concern": True})
    assert agree({"tasks": ("question_answering",), "symptoms": ("exact_terms_missed",)})
    assert agree({"system_kind": "ready_service", "deployment_target": "aws_region"})
    assert agree({"tasks": ("question_answering",), "decision_impact": "high"})
    assert agree({"current_path": "classical_model", "labelled_examples": 100})


@pytest.mark.parametrize(
    ("key", "against", "beside"),
    [
        ("chain-of-thought-prompting", {"p95_latency_ms": 500}, {"p95_latency_ms": 10_000}),
        ("quality-filtering", {"training_allowed": False}, {"training_allowed": True}),
        (
            "access-filtered-retrieval",
            {"knowledge_source": "live_data"},
            {"knowledge_source": "private_documents"},
        ),
        (
            "metadata-filtering",
            {"tasks": ("text_to_query",)},
            {"tasks": ("question_answering",)},
        ),
        ("max-tokens", {"symptoms": ("output_truncated",)}, {"symptoms": ("output_too_long",)}),
        ("prompt-template", {"tasks": ("conversation",)}, {"tasks": ("summarization",)}),
        ("amazon-q-business", {"tasks": ("translation",)}, {"tasks": ("question_answering",)}),
        (
            "sagemaker-model-monitor",
            {"tasks": ("translation",)},
            {"tasks": ("tabular_prediction",)},
        ),
    ],
)
def test_a_key_is_not_asked_for_where_the_stem_speaks_against_it(key, against, beside):
    assert not suits(key, against)
    assert suits(key, beside)


def test_a_key_that_the_stem_speaks_against_is_found(questions):
    slow = next(
        each
        for each in questions
        if each.kind == "best" and each.choice == "chain-of-thought-prompting"
    )
    hurried = slow.model_copy(update={"facts": {**slow.facts, "p95_latency_ms": 500}})

    assert any("speaks against" in each for each in faults(default_advisor(), [hurried])[slow.id])


@pytest.mark.parametrize(
    ("other", "facts"),
    [
        ("max-tokens", {"symptoms": ("slow",)}),
        ("stop-sequences", {"symptoms": ("expensive",)}),
        ("larger-model", {"teacher_available": True}),
        ("batch-inference", {"symptoms": ("expensive",)}),
        ("llm-as-judge", {"evaluation_aspects": ("fluency",)}),
    ],
)
def test_what_may_be_defended_as_a_help_is_no_option(questions, other, facts):
    assert helps_too(other, facts)
    assert not helps_too(other, {"symptoms": ("too_repetitive",), "teacher_available": False})
    for each in questions:
        wrong = {option.about for place, option in enumerate(each.options) if place != each.key}
        if each.kind == "best" and other in wrong:
            assert not helps_too(other, facts_of(each)), each.id


def test_who_waits_is_not_helped_by_a_run_at_night():
    assert not helps_too(
        "batch-inference", {"symptoms": ("expensive",), "serving_mode": "interactive"}
    )


def test_what_prepares_data_or_trains_is_not_asked_for_as_the_first_try(questions):
    for each in questions:
        if each.choice in ("deduplication", "distillation", "supervised-fine-tuning"):
            assert "first" not in each.ask, each.id


def test_a_name_within_a_sentence_has_no_capital_article(questions):
    for each in questions:
        for text in texts_of(each):
            assert not re.search(r"[a-z,] (?:A|An) [a-z]", text), f"{each.id}: {text}"


def test_a_circumstance_that_says_too_much_is_not_added():
    assert not may_be_added({}, "knowledge_source", "live_data")
    assert not may_be_added({}, "teacher_available", False)
    assert may_be_added({}, "knowledge_source", "private_documents")


def test_what_is_asked_rules_no_option_out(questions):
    items = load_knowledge().items
    mixed = 0
    for each in questions:
        if each.kind == "best":
            kinds = {items[option.about].kind for option in each.options if option.about in items}
            if "service" in kinds and len(kinds) > 1:
                mixed += 1
                assert each.ask.removeprefix(f"{BY_THE_GUIDE} ") in NEUTRAL_ASKS, each.id
    assert mixed
    assert not any("ontrol" in ask or "ractice" in ask for ask in NEUTRAL_ASKS)


def test_a_setting_or_way_of_serving_is_asked_for_where_the_key_is_one(questions):
    asked_so = [each for each in questions if "way of serving" in each.ask]

    assert any("way of serving" in ask for ask in ASKS["optimization"])
    assert not {"distillation", "quantization"} & {each.choice for each in asked_so}


def test_a_requirement_names_the_same_item_in_every_question_on_changes(questions):
    named: dict[str, set[str | None]] = {}
    for each in questions:
        if each.kind == "change":
            for place, option in enumerate(each.options):
                if place != each.key:
                    named.setdefault(str(sorted((option.edit or {}).items())), set()).add(
                        option.about
                    )
    assert {edit: items for edit, items in named.items() if len(items) > 1} == {}


def test_what_a_requirement_brings_speaks_of_known_items_and_values():
    said, knowledge = sentences(), load_knowledge()
    for fact, values in brings().items():
        assert {*values} <= {*said.facts[fact]}, fact
        assert {item for items in values.values() for item in items} <= {*knowledge.items}, fact
    for key, facts in speaks_too().items():
        assert key in knowledge.items
        assert all({*values} <= {*said.facts[fact]} for fact, values in facts.items()), key


def test_a_requirement_that_is_a_reason_for_the_key_as_well_is_found(questions):
    change = next(each for each in questions if each.kind == "change")
    options = list(change.options)
    place = next(place for place in range(4) if place != change.key)
    options[place] = options[place].model_copy(update={"edit": {"copyright_concern": True}})
    told = change.model_copy(update={"options": tuple(options), "choice": "amazon-titan"})

    assert any("reason for amazon-titan" in each for each in faults_of(told))


def test_an_item_that_a_requirement_does_not_bring_is_found(questions):
    best = next(each for each in questions if each.kind == "best")
    options = list(best.options)
    place = next(place for place in range(4) if place != best.key)
    update = {"about": "robustness-testing", "edit": {"symptoms": ["input_drift"]}}
    options[place] = options[place].model_copy(update=update)
    told = best.model_copy(update={"options": tuple(options)})

    assert any("not what brings robustness-testing" in each for each in faults_of(told))


def faults_of(question: Question) -> list[str]:
    return faults(default_advisor(), [question])[question.id]


def test_no_requirement_adds_what_is_there_already(questions):
    for each in questions:
        if each.kind == "change":
            for option in each.options:
                assert not {"current_path", "system_kind", "tried"} & {*(option.edit or {})}


def test_an_item_may_have_a_closer_name_where_a_rule_recommends_it():
    knowledge = load_knowledge()
    own = names_of(knowledge, "system-prompt", "mend-terms-by-glossary")

    assert all("glossary" in name for name in own)
    assert called(knowledge, "system-prompt", "mend-terms-by-glossary") in own
    assert "glossary" not in " ".join(names_of(knowledge, "system-prompt"))


def test_what_differs_today_is_named(questions):
    told = [each.why.taught_and_today for each in questions if each.why.taught_and_today]

    assert told
    assert not any("may be another" in each for each in told)


def test_a_change_of_what_the_stem_says_is_found(questions):
    said = sentences()
    change, fact = next(
        (each, fact)
        for each in questions
        if each.kind == "change"
        for fact in each.deciding
        if isinstance(each.facts.get(fact), str)
    )
    sentence = next(said.said(said.industries[0], fact, change.facts[fact]))
    told = change.model_copy(update={"stem": f"{change.stem} {sentence}"})

    assert any(
        "sentence of the stem" in each for each in faults(default_advisor(), [told])[told.id]
    )


def test_what_is_closed_to_new_customers_is_no_option_beside_what_is_not(questions):
    items = load_knowledge().items
    best = next(
        each
        for each in questions
        if each.kind == "best" and each.choice in items and not items[each.choice].closing
    )
    place = next(place for place in range(4) if place != best.key)
    options = list(best.options)
    options[place] = options[place].model_copy(update={"about": "amazon-forecast"})
    told = best.model_copy(update={"options": tuple(options)})

    assert any("closed" in each for each in faults(default_advisor(), [told])[best.id])


def test_a_fault_is_explained_by_what_its_misconception_reads(questions):
    knowledge = load_knowledge()
    few = 0
    for each in questions:
        if each.kind == "belief":
            conditions = knowledge.misconceptions[each.misconceptions[0]].conditions
            read = {condition.fact for condition in conditions} & {*each.facts}
            quoted = re.findall('"([^"]+)"', each.why.decides or "")
            few += len(read) < len(each.facts)
            assert len(quoted) == len(read or each.facts), each.id
    assert few


def test_a_verb_agrees_with_a_plural_name():
    knowledge = load_knowledge()

    assert is_plural(knowledge, "word-filters")
    assert not is_plural(knowledge, "bias-detection")
    assert not is_plural(knowledge, "bedrock-guardrails")
    assert is_plural(knowledge, "amazon-titan")
    assert is_plural(knowledge, "latency-and-throughput")
    assert not is_plural(knowledge, "amazon-lex")


def test_a_name_in_a_sentence_has_its_article():
    knowledge = load_knowledge()

    assert in_a_sentence(knowledge, "max-tokens") == "an output length limit"
    assert in_a_sentence(knowledge, "real-time-inference") == "a real-time endpoint"


def test_an_option_that_the_stem_rules_out_in_words_is_found(questions):
    best = next(
        each
        for each in questions
        if each.kind == "best" and "untrusted_input" not in each.facts and len(each.facts) < 6
    )
    place = next(place for place in range(4) if place != best.key)
    options = list(best.options)
    options[place] = options[place].model_copy(update={"about": "prompt-injection-defence"})
    denied = best.model_copy(
        update={"options": tuple(options), "facts": {**best.facts, "untrusted_input": False}}
    )

    assert any("in words" in each for each in faults(default_advisor(), [denied])[best.id])


def test_a_change_after_which_the_stem_cannot_be_true_is_found(questions):
    change = next(each for each in questions if each.kind == "change")
    options = list(change.options)
    place = next(place for place in range(4) if place != change.key)
    options[place] = options[place].model_copy(
        update={"edit": {"governance_needs": ["model_documentation"]}}
    )
    facts = {"system_kind": "ready_service"}
    told = change.model_copy(update={"options": tuple(options), "facts": facts})

    assert any("cannot be true" in each for each in faults(default_advisor(), [told])[change.id])


def test_hipaa_is_told_only_where_health_is_at_stake():
    said = sentences()
    bank, hospital = (
        next(each for each in said.industries if each.id == name) for name in ("bank", "hospital")
    )
    facts = {"regulations": ("hipaa",)}

    assert said.stem(bank, facts, ()) is None
    assert said.stem(hospital, facts, ()) is not None


def test_hipaa_is_no_option_where_no_health_is_at_stake(questions):
    told = [each for each in questions if any("HIPAA" in option.text for option in each.options)]

    assert all(
        "hospital" in each.stem or "insurer" in each.stem for each in told if each.kind == "change"
    )


def test_a_key_may_have_sentences_of_its_own():
    said = sentences()
    industry = said.industries[0]
    task = ("data_tasks", ("finding_sensitive_data",))

    assert {*said.said(industry, *task, key="amazon-comprehend")}.isdisjoint(
        said.said(industry, *task)
    )


def test_sentences_of_a_key_speak_of_known_items_and_values():
    said = sentences()
    knowledge = load_knowledge()
    for key, facts in said.of_keys.items():
        assert key in knowledge.items
        for fact, values in facts.items():
            assert {*values} <= {*said.facts[fact]}, f"{key}: {fact}"


def test_a_detail_that_may_be_taken_for_the_decisive_one_is_found(questions):
    asked_of = next(
        each for each in questions if each.kind == "deciding" and each.deciding == ("data_tasks",)
    )
    place = next(place for place in range(4) if place != asked_of.key)
    options = list(asked_of.options)
    options[place] = options[place].model_copy(update={"about": "data_quality"})
    found = faults(default_advisor(), [asked_of.model_copy(update={"options": tuple(options)})])

    assert any("may be taken for" in each for each in found[asked_of.id])


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
