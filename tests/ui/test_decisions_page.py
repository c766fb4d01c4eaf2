"""The page Decisions, without a browser: what is kept, what is told, what survives."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("sqlalchemy")
from streamlit.testing.v1 import AppTest

import ui.decisions
from advisor.decisions.store import DecisionStore
from advisor.keys import add_key
from tests.patience import PATIENCE
from tests.ui.test_pages import FOLDER, link_to, shown

IS_HERE = ui.decisions.is_here


@pytest.fixture(autouse=True)
def at_this_machine(monkeypatch) -> None:
    # Without a browser there is no address to tell it by.
    monkeypatch.setattr("ui.decisions.is_here", lambda: True)


@pytest.fixture
def url(tmp_path, monkeypatch) -> str:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    monkeypatch.setenv("ADVISOR_STORE", url)
    monkeypatch.delenv("ADVISOR_KEYS_FILE", raising=False)
    return url


def opened(**address: str) -> AppTest:
    script = str(FOLDER / "screens" / "decisions.py")
    test = AppTest.from_file(script, default_timeout=PATIENCE)
    for key, value in address.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def button(test: AppTest, label: str):
    return next(each for each in test.button if each.label == label)


def field(test: AppTest, label: str):
    fields = [*test.text_input, *test.text_area]
    return next(each for each in fields if each.label.startswith(label))


def held(test: AppTest, key: str) -> str:
    value = test.query_params[key]
    return value if isinstance(value, str) else value[0]


def kept(title: str = "Owners", worked: str = "suppliers-and-their-owners") -> AppTest:
    test = opened(s=link_to(worked))
    field(test, "What is decided").set_value(title).run()
    button(test, "Keep this answer").click().run()
    assert not test.exception, test.exception
    return test


def test_a_page_without_a_case_asks_for_one(url):
    said = shown(opened())

    assert "then its answer can be kept" in said
    assert "No decision is kept yet" in said


def test_an_answer_is_kept_with_its_title_and_listed(url):
    test = kept()

    (decision,) = DecisionStore(url).all("main")
    assert decision.title == "Owners"
    assert decision.kept.day.isoformat() == "2026-11-22"
    assert f"Kept: Owners ({decision.id})." in shown(test)
    assert "not checked again" in shown(test)


def test_a_plan_that_was_chosen_against_the_advice_is_kept_with_its_reason(url):
    chosen = "parameter-efficient-fine-tuning"
    test = opened(s=link_to("policy-desk"), o=chosen, w="Our vendor tunes it.")
    button(test, "Keep this answer").click().run()
    assert not test.exception, test.exception

    (decision,) = DecisionStore(url).all("main")
    assert (decision.instead, decision.reason) == ("PEFT", "Our vendor tunes it.")


def test_accept_and_override_are_kept_with_who_and_why(url):
    test = kept()
    button(test, "Accept the advice").click().run()
    assert "Accepted: Owners." in shown(test)

    field(test, "Which path").set_value("Agents").run()
    field(test, "Why").set_value("We have one").run()
    button(test, "Decide otherwise").click().run()

    store = DecisionStore(url)
    (decision,) = store.all("main")
    assert (decision.status, decision.instead, decision.reason) == (
        "overridden",
        "Agents",
        "We have one",
    )
    assert [each.verb for each in store.history(decision.id, "main")] == [
        "added",
        "accepted",
        "overridden",
    ]


def test_an_override_without_a_reason_is_refused_and_what_was_typed_stays(url):
    test = kept()
    field(test, "Which path").set_value("Agents").run()
    button(test, "Decide otherwise").click().run()

    assert "It was not kept; what you typed is still here." in shown(test)
    assert field(test, "Which path").value == "Agents"
    assert next(iter(DecisionStore(url).all("main"))).version == 1


def test_what_was_typed_and_not_kept_survives_a_reload(url):
    test = opened(s=link_to("policy-desk"))
    field(test, "What is decided").set_value("Half a title").run()

    again = opened(**{key: held(test, key) for key in test.query_params})

    assert field(again, "What is decided").value == "Half a title"


def test_what_is_kept_is_forgotten_as_a_draft(url):
    test = kept()

    assert "kt" not in test.query_params
    assert field(test, "What is decided").value == ""


def test_all_are_checked_again_and_what_changed_is_told(url):
    from advisor.advisor import default_advisor
    from advisor.decisions import kept_decision
    from tests.decisions.conftest import DAY

    advisor = default_advisor()
    facts = advisor.knowledge.scenarios["suppliers-and-their-owners"].facts
    answer = kept_decision(
        advisor.advise(facts, "production", DAY), advisor.knowledge, "Owners of January"
    )
    DecisionStore(url).add(answer, "ana", "main")
    test = opened()
    button(test, "Check all again").click().run()

    assert "1 decision checked again; for 1 something changed." in shown(test)
    assert "would be decided otherwise" in shown(test)


def test_two_versions_are_compared(url):
    test = kept()
    other = opened(s=link_to("policy-desk"), kd=held(test, "kd"))
    button(other, "Keep the present answer as its new version").click().run()

    (decision,) = DecisionStore(url).all("main")
    assert decision.version == 2
    assert any(each.label == "Compare versions" for each in other.expander)
    assert "Version 1" in shown(other)


def test_somebody_elses_change_in_the_meantime_is_told(url):
    test = kept()
    (decision,) = DecisionStore(url).all("main")
    DecisionStore(url).override(decision.id, "Agents", "Policy", "bo", "main")

    button(test, "Accept the advice").click().run()

    assert "was changed in the meantime" in shown(test)
    assert next(iter(DecisionStore(url).all("main"))).status == "overridden"


def test_with_keys_a_visitor_says_who_she_is_and_sees_her_teams(url, tmp_path, monkeypatch):
    key = add_key(tmp_path / "keys", "portal", "claims")
    monkeypatch.setenv("ADVISOR_KEYS_FILE", str(tmp_path / "keys"))
    test = opened(s=link_to("policy-desk"))
    assert "Enter your key" in shown(test)
    assert not [each for each in test.button if each.label == "Keep this answer"]

    test.text_input(key="decisions:ask").set_value("wrong").run()
    assert "This key is not known." in shown(test)
    test.text_input(key="decisions:ask").set_value(key).run()
    button(test, "Keep this answer").click().run()

    (decision,) = DecisionStore(url).all("claims")
    assert decision.created_by == "portal"


def test_a_page_that_others_reach_keeps_nothing_and_says_what_is_needed(url, monkeypatch):
    monkeypatch.setattr("ui.decisions.is_here", lambda: False)

    said = shown(opened(s=link_to("policy-desk")))

    assert "Others can reach this page" in said
    assert "ADVISOR_KEYS_FILE" in said


@pytest.mark.parametrize(
    ("url", "address", "here"),
    [
        ("http://localhost:8501/decisions", None, True),
        ("http://127.0.0.1:8501/decisions", None, True),
        ("http://advisor.example/decisions", None, False),
        ("http://advisor.example/decisions", "10.0.0.7", False),
        ("http://localhost:8501/decisions", "10.0.0.7", False),
    ],
)
def test_a_visitor_is_at_this_machine_by_name_and_address(monkeypatch, url, address, here):
    context = SimpleNamespace(url=url, ip_address=address)
    monkeypatch.setattr(ui.decisions, "st", SimpleNamespace(context=context))

    assert IS_HERE() is here


def test_a_store_that_fails_is_told_and_the_page_stands(tmp_path, monkeypatch):
    (tmp_path / "notes.db").write_text("Dear diary, " * 1000)
    monkeypatch.setenv("ADVISOR_STORE", str(tmp_path / "notes.db"))

    assert "This file is no store" in shown(opened(s=link_to("policy-desk")))
