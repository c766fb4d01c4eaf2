"""How sure the answer is, on the page: what is said, and what a click does."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.what_if import default_sensitivities
from advisor.what_if.sweep import sweep
from tests.patience import PATIENCE
from ui.link import Shared, from_text, to_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels
from advisor.reasoning.wording import percent
from ui.certainty import plan_name, telling_facts
from ui.drawings.plan_map import groups, in_words, plan_map
from ui.drawings.shares import shares
from ui.drawings.words import fact_title, fact_value

SCREEN = Path(ui.panels.__file__).parents[1] / "screens" / "how_sure.py"
DAY = datetime.date(2026, 11, 22)
KNOWN = load_knowledge()
POLICY_DESK = dict(KNOWN.scenarios["policy-desk"].facts)
# Here a choice settles most; and here the number of examples decides.
SLOW_SUMMARIES = {
    "tasks": ["summarization"],
    "symptoms": ["slow"],
    "current_path": "prompt_engineering",
}
BRAND_TEXTS = {
    "tasks": ["content_generation"],
    "output_consistency": "brand_voice",
    "training_allowed": True,
}


def opened(facts: dict[str, object]) -> AppTest:
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    test.query_params["s"] = to_text(Shared(read_scenario(facts), as_of=DAY))
    test.run()
    assert not test.exception, test.exception
    assert "could not be shown" not in shown(test)
    return test


def shown(test: AppTest) -> str:
    parts = [each.proto.body for each in test.get("html")]
    return "\n".join(parts + [each.value for each in test.markdown])


def held(test: AppTest) -> dict[str, object]:
    text = test.query_params["s"]
    return from_text(text if isinstance(text, str) else text[0]).scenario.known()


def button(test: AppTest, key: str):
    return next(each for each in test.button if each.key == key)


def test_a_provisional_answer_says_what_one_answer_can_change_and_what_else_it_could_be():
    found = default_sensitivities().of(read_scenario(POLICY_DESK), "production")
    page = shown(opened(POLICY_DESK))

    assert not found.final
    alone = found.certainty.by_one_answer
    if alone:
        assert f"Provisional: {len(alone)} question" in page
        assert fact_title(alone[0]).lower() in page
    else:
        assert "Of the open questions, only several together could change the plan" in page
    assert found.assumptions[0].text in page
    assert percent(found.agreement) in page
    assert KNOWN.paths[found.runners_up[0].headline].short_name in page


def test_a_final_answer_says_so():
    facts = {"system_kind": "classical_model", "exact_rules_suffice": True}
    assert default_sensitivities().of(read_scenario(facts), "production").final

    assert "No answer to what is not known can change the plan." in shown(opened(facts))


def test_one_click_makes_the_change_that_leads_to_another_path_and_one_takes_it_back():
    flip = default_sensitivities().flips(read_scenario(POLICY_DESK), "production")[0]
    test = opened(POLICY_DESK)
    before = held(test)

    button(test, f"flip:{flip.path}").click().run()
    assert held(test) == {**before, **{each.fact: each.to for each in flip.changes}}
    assert KNOWN.paths[flip.path].name in shown(test)

    button(test, "flip:back").click().run()
    assert held(test) == before


def test_several_changes_are_taken_back_one_by_one():
    test = opened(POLICY_DESK)
    seen = [held(test)]
    for path in ("preference-alignment", "continued-pre-training"):
        button(test, f"flip:{path}").click().run()
        seen.append(held(test))
    assert seen[0] != seen[1] != seen[2]

    button(test, "flip:back").click().run()
    assert held(test) == seen[1]
    button(test, "flip:back").click().run()
    assert held(test) == seen[0]


def test_another_scenario_has_nothing_to_take_back():
    test = opened(POLICY_DESK)
    button(test, "flip:continued-pre-training").click().run()
    test.query_params["s"] = to_text(Shared(read_scenario({"knowledge_change": "daily"})))
    test.run()

    assert held(test) == {"knowledge_change": "daily"}
    assert not [each for each in test.button if each.key == "flip:back"]


def test_a_number_that_was_known_roughly_is_rough_again_when_its_answer_is_taken_back():
    facts = {**BRAND_TEXTS, "labelled_examples": {"at_least": 10, "at_most": 5000}}
    test = opened(facts)
    asked = 0
    while not [each for each in test.text_input if each.key.endswith(":labelled_examples")]:
        button(test, "short:next").click().run()
        asked += 1
        assert asked < 40, "the rough number was never asked for"
    field = next(each for each in test.text_input if each.key.endswith(":labelled_examples"))
    field.set_value("40").run()
    button(test, "short:next").click().run()
    assert held(test)["labelled_examples"] == 40

    button(test, "short:back").click().run()
    assert held(test) == read_scenario(facts).known()


def test_the_plan_with_each_answer_stands_beside_the_question():
    facts = {"knowledge_source": "private_documents"}
    first = default_sensitivities().of(read_scenario(facts), "production").questions[0]
    page = shown(opened(facts))

    for each in first.leads_to:
        assert plan_name(each.plan, KNOWN) in page


def test_an_amount_is_told_with_the_figures_that_are_of_use():
    told = {
        "build_budget_usd": (2.2032284333916086, "about 2.2 USD"),
        "tuned_variants": (1, "1 model"),
        "requests_per_month": (1500, "1,500 requests/month"),
        "preference_pairs": ({"at_least": 1}, "at least 1 pair"),
        "labelled_examples": ({"at_most": 99}, "under 100 examples"),
    }

    assert {name: fact_value(name, value) for name, (value, _) in told.items()} == {
        name: said for name, (_, said) in told.items()
    }


def test_facts_that_cannot_matter_are_named():
    page = opened(POLICY_DESK)

    assert any("Cannot change the plan" in each.label for each in page.expander)


def test_a_share_is_never_rounded_to_none_or_all():
    assert [percent(each) for each in (0, 0.001, 0.5, 0.999, 1)] == [
        "0%",
        "under 1%",
        "50%",
        "over 99%",
        "100%",
    ]


def test_a_name_never_becomes_markup():
    assert "<b>" not in shares([("<b>", 0.5, True)])


def pills(test: AppTest, name: str):
    return next(each for each in test.get("button_group") if (each.key or "").endswith(f":{name}"))


def test_the_short_way_asks_one_question_the_one_that_settles_most():
    first = default_sensitivities().of(read_scenario(POLICY_DESK), "production").questions[0]
    test = opened(POLICY_DESK)
    fields = [*test.get("button_group"), *test.text_input]
    asked = [each.key for each in fields if (each.key or "").startswith("ask:")]

    assert [key.rsplit(":", 1)[1] for key in asked] == [first.fact]
    assert "The plan would be" in shown(test)


def test_an_answer_on_the_short_way_leads_to_the_next_question_and_can_be_taken_back():
    test = opened(SLOW_SUMMARIES)
    first = default_sensitivities().of(read_scenario(SLOW_SUMMARIES), "production").questions[0]
    choices = fact_definitions()[first.fact].choices
    pills(test, first.fact).set_value(choices[0] if choices else "yes").run()

    assert held(test)[first.fact] == (choices[0] if choices else True)
    assert "1 asked so far" in shown(test)

    button(test, "short:back").click().run()
    assert held(test) == read_scenario(SLOW_SUMMARIES).known()
    assert "0 asked so far" in shown(test)


def test_what_is_not_known_on_the_short_way_stays_unknown_and_the_way_goes_on():
    test = opened(POLICY_DESK)
    button(test, "short:next").click().run()

    assert held(test) == read_scenario(POLICY_DESK).known()
    assert "1 asked so far" in shown(test)


def test_the_short_way_ends_where_nothing_more_can_change_the_plan():
    test = opened({"system_kind": "classical_model"})

    assert "Nothing more can change the plan." in shown(test)
    assert not [each for each in test.button if each.key == "short:next"]


NAMES = {path.id: path.short_name for path in KNOWN.paths.values()}
TWO_FACTS = ("knowledge_source", "knowledge_change")


def swept(*facts: str):
    return sweep(default_sensitivities(), read_scenario(POLICY_DESK), "production", facts)


MANY_VALUES = ("tasks", "labelled_examples")


@pytest.mark.parametrize("facts", [TWO_FACTS, TWO_FACTS[:1], MANY_VALUES])
def test_every_combination_has_one_place_on_the_map_and_the_present_one_is_marked(facts):
    found = swept(*facts)
    drawn = plan_map(found, NAMES, list(NAMES))
    columns, rows = groups(found)

    assert sorted(place for group in columns for place in group) == list(
        range(len(found.across.values))
    )
    assert sorted(place for group in rows for place in group) == list(range(len(found.plans)))
    for row in rows:
        for column in columns:
            headlines = {found.plans[one][two][-1] for one in row for two in column}
            assert len(headlines) == 1, (row, column)
    assert drawn.count('class="plan"') + drawn.count('class="now"') == len(rows) * len(columns)
    assert drawn.count('class="now"') == 1


def test_values_that_lead_to_the_same_are_drawn_as_one_and_the_present_value_stands_alone():
    found = swept(*MANY_VALUES)
    columns, rows = groups(found)

    assert found.down is not None
    assert len(columns) < len(found.across.values) / 2
    assert (found.across.present,) in columns
    assert (found.down.present,) in rows


def test_of_numbers_only_neighbours_are_drawn_as_one():
    rows = groups(swept(*MANY_VALUES))[1]

    assert all(list(group) == list(range(group[0], group[-1] + 1)) for group in rows)


def test_every_value_that_a_heading_leaves_out_is_named_below_the_map():
    found = swept(*MANY_VALUES)
    drawn = plan_map(found, NAMES, list(NAMES))

    for place in range(len(found.across.values)):
        assert found.across.label(place) in drawn


def test_the_map_says_in_words_what_is_so_now():
    found = swept(*TWO_FACTS)
    row = 0 if found.down is None else found.down.present
    headline = found.plans[row][found.across.present][-1]

    assert f"Now: {NAMES[headline]}." in in_words(found, NAMES)


def test_every_path_on_the_map_stands_there_by_its_name():
    found = swept(*TWO_FACTS)
    drawn = plan_map(found, NAMES, list(NAMES))

    for path in {path for row in found.headlines() for path in row}:
        assert f"<span>{NAMES[path]}" in drawn


def test_the_map_begins_with_two_facts_over_which_the_plan_changes():
    for identifier in ("policy-desk", "due-dates"):
        facts = read_scenario(dict(KNOWN.scenarios[identifier].facts))
        pair = telling_facts(to_text(Shared(facts, as_of=DAY)))
        headlines = sweep(default_sensitivities(), facts, "production", pair).headlines()

        assert len({path for row in headlines for path in row}) > 1, identifier


def test_the_map_follows_the_facts_that_are_chosen():
    test = opened(POLICY_DESK)
    for key, fact in zip(("map:across", "map:down"), TWO_FACTS, strict=True):
        next(each for each in test.selectbox if each.key == key).set_value(fact).run()

    assert in_words(swept(*TWO_FACTS), NAMES).split(".")[0] in shown(test)
    assert "could not be shown" not in shown(test)


def test_where_every_outcome_is_the_plan_no_question_is_asked():
    test = opened(dict(KNOWN.scenarios["help-desk-with-hard-questions"].facts))
    page = shown(test)

    assert "No single question can change it; only the assumptions beside can" in page
    assert "There is nothing left to ask." in page
    assert "0% of the doubt" not in page


def test_examples_of_which_there_are_none_are_not_asked_for():
    facts = {**BRAND_TEXTS, "labels_exist": "none"}
    found = default_sensitivities().of(read_scenario(facts), "production")
    counted = [each for flip in found.flips for each in flip.changes]

    assert "labelled_examples" not in {each.fact for each in found.questions}
    assert "labelled_examples" not in found.certainty.open_facts
    if any(each.fact == "labelled_examples" for each in counted):
        assert "Labelled examples: None" in shown(opened(facts))
