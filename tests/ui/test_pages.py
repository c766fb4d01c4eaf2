"""Every page and the ways through it, without a browser."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.patience import PATIENCE
from tests.ui import test_browser
from tests.worked import worked_advice
from ui.link import Shared, from_text, to_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels
from ui.doors import PRODUCT, screens
from ui.keeping import read_scenario_file, scenario_file

FOLDER = Path(ui.panels.__file__).parents[1]
PAGES = sorted(path.stem for path in (FOLDER / "screens").glob("[a-z]*.py"))
DAY = datetime.date(2026, 11, 22)
WORKED = load_knowledge().scenarios


def opened(page: str = "advise", **address: str) -> AppTest:
    test = AppTest.from_file(str(FOLDER / "screens" / f"{page}.py"), default_timeout=PATIENCE)
    for key, value in address.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def shown(test: AppTest) -> str:
    """Everything that the page says as markup or text."""
    parts = [each.proto.body for each in test.get("html")]
    parts += [each.value for each in test.markdown]
    return "\n".join(parts)


def link_to(identifier: str) -> str:
    worked = WORKED[identifier]
    return to_text(Shared(read_scenario(dict(worked.facts)), worked.view, worked.as_of or DAY))


def asked(test: AppTest) -> Shared:
    """The question that the address holds."""
    held = test.query_params["s"]
    return from_text(held if isinstance(held, str) else held[0])


def pills(test: AppTest, name: str):
    """The choices of a fact; goes on through the questions until it is asked for."""
    for _ in fact_definitions():
        for each in test.get("button_group"):
            if (each.key or "").endswith(f":{name}"):
                return each
        ahead = [each for each in test.button if (each.key or "").startswith("next:")]
        assert ahead, f"{name} is not asked for"
        assert not ahead[-1].disabled, f"{name} is not asked for"
        ahead[-1].click().run()
    raise AssertionError(f"{name} is not asked for")


def choose(test: AppTest, key: str, value: str) -> None:
    """Choose in a row of choices."""
    next(each for each in test.get("button_group") if each.key == key).set_value(value).run()
    assert not test.exception


def test_every_page_can_be_reached_and_is_walked_through_in_a_browser():
    assert sorted(screens()) == PAGES
    assert sorted(path or "advise" for path in test_browser.PAGES) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_nothing_known_and_has_one_h1(page):
    assert shown(opened(page)).count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_a_shared_link(page):
    test = opened(page, s=link_to("policy-desk"))

    assert "could not be" not in shown(test)


def test_an_answer_changes_the_plan_at_once():
    test = opened(at="all")
    pills(test, "knowledge_source").set_value("private_documents").run()

    assert '<strong class="plan">RAG with prompting</strong>' in shown(test)
    assert asked(test).scenario.knowledge_source == "private_documents"


def test_taking_an_answer_back_makes_the_fact_unknown():
    general = Shared(read_scenario({"knowledge_source": "general"}), as_of=DAY)
    test = opened(s=to_text(general), at="all")
    pills(test, "knowledge_source").set_value(None).run()

    assert f"0 of {len(fact_definitions())} facts known" in shown(test)


def test_the_questionnaire_asks_for_every_fact():
    test = opened(at="all")
    asked = set()
    for _ in range(9):
        keys = [
            each.key or ""
            for kind in ("button_group", "text_input", "multiselect")
            for each in test.get(kind)
        ]
        asked |= {key.rsplit(":", 1)[1] for key in keys if key.startswith("ask:")}
        ahead = next(each for each in test.button if each.key == "next:s")
        if ahead.disabled:
            break
        ahead.click().run()
        assert not test.exception

    assert asked == set(fact_definitions())


def test_going_on_and_back_loses_nothing():
    test = opened(s=link_to("policy-desk"), at="all")
    before = test.query_params["s"]
    for key in ("next:s", "next:s", "back:s", "back:s"):
        next(each for each in test.button if each.key == key).click().run()

    assert test.query_params["s"] == before
    assert f"16 of {len(fact_definitions())} facts known" in shown(test)


def test_a_number_is_taken_as_people_type_it():
    test = opened(at="all")
    field = next(each for each in test.text_input if each.key.endswith(":labelled_examples"))
    field.set_value("5-10k").run()

    held = asked(test).scenario.known()["labelled_examples"]
    assert held == {"at_least": 5000, "at_most": 10000}


def test_a_number_that_cannot_be_read_is_told_and_what_was_known_stays():
    forty = Shared(read_scenario({"labelled_examples": 40}), as_of=DAY)
    test = opened(s=to_text(forty), at="all")
    field = next(each for each in test.text_input if each.key.endswith(":labelled_examples"))
    field.set_value("a few").run()

    assert "is not a whole number that can be read." in shown(test)
    assert "It stays 40." in shown(test)
    assert asked(test).scenario.labelled_examples == 40


def test_an_address_that_lags_behind_brings_no_old_answer_back():
    test = opened(at="all")
    pills(test, "knowledge_source").set_value("private_documents").run()
    before = to_text(asked(test))
    pills(test, "domain_need").set_value("terminology").run()
    # The browser had not heard of the last answer yet when it sent the next.
    test.query_params["s"] = before
    pills(test, "quality_target").set_value("high").run()

    assert asked(test).scenario.known() == {
        "knowledge_source": "private_documents",
        "domain_need": "terminology",
        "quality_target": "high",
    }


def test_a_broken_link_is_told_and_the_page_stands():
    test = opened(s="nonsense")

    assert "The link could not be read" in shown(test)
    assert PRODUCT in shown(test)


def test_the_other_view_says_what_it_changes():
    test = opened(s=link_to("policy-desk"))
    choose(test, "more", "The other view")
    assert "Production and exam view" in shown(test)

    choose(test, "frame:view", "exam")

    assert "Exam and production view" in shown(test)
    assert asked(test).view == "exam"


def test_a_panel_that_fails_leaves_the_others_standing(monkeypatch):
    def broken(answered):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(ui.panels, "HEAD", (broken, *ui.panels.HEAD))
    test = opened("how_sure", s=link_to("policy-desk"))

    assert "This part could not be shown." in shown(test)
    assert "Retrieval-augmented generation (RAG), with prompt engineering" in shown(test)
    assert "on purpose" not in shown(test)


def test_a_copy_can_be_changed_and_shows_what_differs():
    test = opened("compare", s=link_to("policy-desk"))
    next(each for each in test.button if "copy" in each.label).click().run()
    assert "The same plan, needs and items." in shown(test)

    pills(test, "knowledge_source").set_value("general").run()

    assert "Knowledge source" in shown(test)
    assert "b" in test.query_params
    assert asked(test).scenario.knowledge_source == "private_documents"


def test_four_scenarios_stand_side_by_side_and_no_fifth():
    test = opened("compare", s=link_to("policy-desk"))
    for _ in range(3):
        next(each for each in test.button if "copy" in each.label).click().run()

    assert next(each for each in test.button if "copy" in each.label).disabled
    assert set(test.query_params) == {"s", "b", "c", "d"}


def test_the_rule_book_finds_a_rule_by_its_words():
    rules = load_knowledge().rules
    first, wanted = next(iter(rules)), "current-knowledge"
    test = opened("rule_book")
    assert f"<code>{first}</code>" in shown(test)
    assert f"<code>{wanted}</code>" not in shown(test)

    test.text_input[0].set_value("trained saw store current").run()

    assert not test.exception
    assert f"<code>{first}</code>" not in shown(test)
    assert f"<code>{wanted}</code>" in shown(test)


def test_a_search_without_a_match_says_so():
    test = opened("rule_book")
    test.text_input[0].set_value("zebra crossing").run()

    assert "No rule matches" in shown(test)


@pytest.mark.parametrize("part", ["Paths and needs", "Catalogue", "Lifecycle", "Sources"])
def test_every_part_of_the_rule_book_opens(part):
    test = opened("rule_book")
    next(each for each in test.get("button_group") if each.key == "book").set_value(part).run()

    assert not test.exception
    assert "could not be shown" not in shown(test)


def test_a_scenario_file_comes_back_as_it_went():
    for worked in WORKED.values():
        scenario = read_scenario(dict(worked.facts))
        assert read_scenario_file(scenario_file(scenario), "scenario.yaml") == scenario


def test_a_worked_scenarios_file_is_read_too():
    content = yaml.safe_dump({"title": "x", "facts": {"knowledge_change": "weekly"}}).encode()

    assert read_scenario_file(content, "x.yaml").knowledge_change == "weekly"


@pytest.mark.parametrize("identifier", list(WORKED))
def test_what_the_page_says_is_what_advise_says(identifier):
    advice = worked_advice(identifier)
    test = opened(s=link_to(identifier))
    from ui.drawings.markup import text

    page = shown(test)
    choose(test, "more", "Needs")
    page += shown(test)
    told = [text(advice.plan.summary.partition(". Not fully met")[0].rstrip("."))]
    told += [text(need.name) for need in advice.needs]
    told += [text(path.short_name) for path in advice.paths]
    told += [text(item.name) for stage in advice.stages for item in stage.items]
    told += [text(each.title) for each in advice.warnings]
    told += [text(each.text) for each in advice.roadmap]
    told += [text(r.text.strip()) for need in advice.needs for r in need.reasons]
    page = " ".join(page.split())
    assert [each for each in told if " ".join(each.split()) not in page] == []
    assert f'class="status {advice.status}"' in page
