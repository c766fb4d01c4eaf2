"""Walks through "How sure" in a real Chromium: what a number means, and what a click does."""

from __future__ import annotations

import datetime
import re

import pytest

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.what_if import default_sensitivities
from tests.ui.walking import (
    SIZES,
    change_page,
    every_violation,
    go,
    held,
    open_everything,
    picture,
    seen_as,
    settled,
    wider_than_the_window,
)
from ui.link import Shared, to_text

pytestmark = pytest.mark.browser

DAY = datetime.date(2026, 11, 22)
MAP = ".adv-map"


def facts_of(identifier: str, number: int | None = None) -> dict[str, object]:
    return dict(list(load_knowledge().scenarios[identifier].facts.items())[:number])


def link(facts: dict[str, object]) -> str:
    return f"how_sure?s={to_text(Shared(read_scenario(facts), as_of=DAY))}"


def fully_known() -> dict[str, object]:
    """The policy desk with some answer to every further question."""
    facts = facts_of("policy-desk")
    for name, each in fact_definitions().items():
        least: object = each.choices[0] if each.kind == "choice" else []
        value = False if each.kind == "flag" else 50 if each.is_number else least
        facts.setdefault(name, value)
    return facts


CASES = {
    "empty": {},
    "half known": facts_of("policy-desk", 7),
    "final": facts_of("due-dates"),
    "a must unmet": facts_of("ward-notes-in-dialect"),
    "fully known": fully_known(),
}
# A case in which several questions are left, the first of them with two choices.
SLOW_SUMMARIES = {
    "tasks": ["summarization"],
    "symptoms": ["slow"],
    "current_path": "prompt_engineering",
}
ON_A_PHONE = ("half known", "a must unmet")


def look(page, name: str) -> list[str]:
    """What is wrong with the page as it stands, all of it opened."""
    open_everything(page)
    picture(page, name)
    cut_off = page.evaluate(
        "() => [...document.querySelectorAll('.adv-map th, .adv-map td')]"
        ".filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.innerText)"
    )
    wrong = [*every_violation(page), *(f"cut off: {each}" for each in cut_off)]
    if wider_than_the_window(page) > 0:
        wrong.append("the page scrolls sideways")
    return [f"{name}: {each}" for each in wrong]


@pytest.mark.parametrize("size", SIZES)
def test_how_sure_fits_and_has_no_violation_with_everything_opened(page, size):
    seen_as(page, size)
    wrong = []
    for name in CASES if size == "wide" else ON_A_PHONE:
        go(page, link(CASES[name]) if CASES[name] else "how_sure", MAP)
        assert page.locator("text=could not be shown").count() == 0
        wrong += look(page, f"how-sure-{name.replace(' ', '-')}-{size}")
    # The fact with the most values, over one whose values are long words.
    for label, fact in (("Across", "Domain need"), ("Down", "Build budget")):
        field = page.get_by_role("combobox", name=re.compile(label))
        field.click()
        field.fill(fact)
        page.get_by_role("option", name=fact, exact=True).click()
        settled(page)
    page.wait_for_selector(f"{MAP} th:has-text('Domain need')")
    wrong += look(page, f"how-sure-map-{size}")

    assert wrong == []


def flip(facts: dict[str, object], path: str):
    found = default_sensitivities().flips(read_scenario(facts), "production")
    return next(each for each in found if each.path == path)


def make_the_change(page, path: str):
    return page.locator(f"[class*=st-key-flip-card-{path}]").get_by_role(
        "button", name="Make this change"
    )


def take_back(page):
    return page.locator(".st-key-flip-back button")


def test_a_change_clicked_twice_is_one_step_and_can_be_taken_back(page):
    facts = facts_of("policy-desk")
    path = "preference-alignment"
    go(page, link(facts), MAP)
    before = held(page)
    make_the_change(page, path).dblclick()
    page.wait_for_selector(".st-key-flip-back button")
    settled(page)
    picture(page, "how-sure-changed")

    changed = {each.fact: each.to for each in flip(facts, path).changes}
    assert held(page).scenario.known() == {**before.scenario.known(), **changed}

    take_back(page).dblclick()
    page.wait_for_selector("text=Taken back")
    settled(page)

    assert held(page) == before
    assert take_back(page).count() == 0


def test_what_was_edited_on_another_page_since_a_change_stays_when_it_is_taken_back(page):
    facts = facts_of("policy-desk")
    path = "full-fine-tuning"
    go(page, link(facts), MAP)
    make_the_change(page, path).click()
    page.wait_for_selector(".st-key-flip-back button")
    settled(page)
    change_page(page, "Advise", ".adv-hero")
    page.locator(".st-key-answer-all button").first.click()
    number = page.get_by_role("textbox", name="How many labelled examples")
    number.fill("7777")
    number.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('input')].some(e => e.value === '7,777')"
    )
    settled(page)
    change_page(page, "How sure", MAP)
    take_back(page).click()
    page.wait_for_selector("text=Changed since, so it stays: Labelled examples")
    settled(page)

    assert held(page).scenario.known() == {
        **read_scenario(facts).known(),
        "labelled_examples": 7777,
    }


def question(page) -> str:
    return page.locator("[class*=st-key-ask] label").first.inner_text()


def test_the_short_way_survives_a_second_click_a_change_of_page_and_a_reopened_link(page):
    facts = SLOW_SUMMARIES
    go(page, link(facts), MAP)
    first = question(page)
    page.locator(".st-key-short-next button").dblclick()
    page.wait_for_selector("text=1 asked so far")
    settled(page)
    assert page.locator("text=2 asked so far").count() == 0
    second = question(page)
    assert second != first

    across = page.get_by_role("combobox", name=re.compile("Across"))
    across.click()
    across.fill("Domain need")
    page.get_by_role("option", name="Domain need", exact=True).click()
    page.wait_for_selector(f"{MAP} th:has-text('Domain need')")
    change_page(page, "Advise", ".adv-hero")
    change_page(page, "How sure", MAP)
    assert page.locator(f"{MAP} th:has-text('Domain need')").count() == 1
    assert page.locator("text=1 asked so far").count() == 1
    assert question(page) == second

    page.locator(".st-key-short-back button").dblclick()
    page.wait_for_selector("text=0 asked so far")
    settled(page)
    assert question(page) == first
    assert held(page).scenario.known() == read_scenario(facts).known()

    page.locator("[class*=st-key-ask] [data-variant=pills]").first.click()
    page.wait_for_selector("text=1 asked so far")
    settled(page)
    address, before = page.url, held(page)
    other = page.context.new_page()
    page.close()
    other.goto(address)
    other.wait_for_selector(MAP)
    settled(other)
    assert held(other) == before
    assert other.locator("text=0 asked so far").count() == 1
    assert question(other) != first
