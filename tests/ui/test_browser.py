"""Walks through the front end in a real Chromium; pictures are kept in build/screenshots."""

from __future__ import annotations

import datetime
import io
import json
import re
from pathlib import Path

import pytest
import yaml

from advisor.advisor import default_advisor
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.ui.walking import (
    PHONE,
    WIDE,
    change_page,
    go,
    held,
    picture,
    settled,
    violations,
    wider_than_the_window,
)
from ui.link import Shared, to_text

pytestmark = pytest.mark.browser

DAY = datetime.date(2026, 11, 22)
PAGES = {
    "": ".adv-hero",
    "how_sure": ".adv-map",
    "compare": ".adv-version",
    "portfolio": "[data-testid=stFileUploader]",
    "record": ".adv-doc",
    "decisions": "h3:has-text('Keep this answer')",
    "check_reasoning": "[data-testid=stMultiSelect]",
    "study": ".adv-fold",
    "rule_book": ".adv-fold",
}
RAG = "Retrieval-augmented generation (RAG), with prompt engineering"


def policy_desk() -> Shared:
    return Shared(read_scenario(dict(load_knowledge().scenarios["policy-desk"].facts)), as_of=DAY)


def plan(page) -> str:
    return page.locator(".adv-hero h2").inner_text()


def test_a_new_visitor_gets_from_an_empty_page_to_a_decision(page):
    go(page)
    picture(page, "empty")
    page.get_by_text("Question answering", exact=True).first.click()
    page.get_by_text("Private documents", exact=True).first.click()
    page.wait_for_selector(f".adv-hero h2:has-text('{RAG}')")
    settled(page)
    picture(page, "decision")

    assert plan(page) == RAG
    page.locator(".adv-ladder .headline > details > summary").click()
    assert page.locator(".adv-ladder .headline .adv-grounds").first.is_visible()
    page.locator(".adv-ladder .headline .reason > summary").first.click()
    assert page.locator(".adv-ladder .headline .adv-sources a").first.is_visible()


def test_the_whole_questionnaire_keeps_everything_on_going_back_and_on_a_reload(page):
    go(page, f"?s={to_text(policy_desk())}")
    number = page.get_by_role("textbox", name="How many labelled examples")
    number.fill("5-10k")
    number.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('input')].some(e => e.value === '5,000 - 10,000')"
    )
    settled(page)
    steps = 0
    while True:
        ahead = page.get_by_role("button", name=re.compile("^Next")).last
        if ahead.is_disabled():
            break
        label = ahead.inner_text()
        ahead.click()
        page.wait_for_function(
            "label => document.querySelector('[class*=st-key-next]')"
            ".innerText.trim() !== label.trim()",
            arg=label,
        )
        settled(page)
        steps += 1
    assert steps == 8
    page.get_by_role("button", name="Back").last.click()
    settled(page)
    before = held(page)
    page.reload()
    page.wait_for_selector(".adv-hero")
    settled(page)

    assert held(page) == before
    assert before.scenario.known()["labelled_examples"] == {"at_least": 5000, "at_most": 10000}
    progress = page.locator(".adv-progress").inner_text()
    assert f"16 of {len(fact_definitions())} facts known" in progress


def test_a_shared_link_gives_the_same_advice_in_a_fresh_browser(page, chromium, front_end):
    go(page, f"?s={to_text(policy_desk())}")
    first = page.locator(".adv-hero").inner_text()
    link = page.url
    other = chromium.new_context(viewport=WIDE)
    fresh = other.new_page()
    fresh.goto(link)
    fresh.wait_for_selector(".adv-hero .status")
    settled(fresh)
    told = fresh.locator(".adv-hero").inner_text()
    other.close()

    assert told == first


def test_a_change_of_page_keeps_the_scenario(page):
    go(page, f"?s={to_text(policy_desk())}")
    change_page(page, "Record", ".adv-doc")
    change_page(page, "Advise", ".adv-hero .status")

    assert held(page) == policy_desk()


def test_every_download_opens_and_says_the_same(page):
    docx = pytest.importorskip("docx")
    pypdf = pytest.importorskip("pypdf")
    go(page, f"record?s={to_text(policy_desk())}", ".adv-doc")
    files = {}
    for name in ("Word", "PDF", "Markdown", "Answer (JSON)", "Scenario (YAML)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        files[name] = Path(waiting.value.path()).read_bytes()

    asked = policy_desk()
    advice = default_advisor().advise(asked.scenario, asked.view, DAY)
    word = docx.Document(io.BytesIO(files["Word"]))
    pdf = pypdf.PdfReader(io.BytesIO(files["PDF"]))
    assert json.loads(files["Answer (JSON)"]) == json.loads(advice.to_json())
    assert read_scenario(yaml.safe_load(files["Scenario (YAML)"])) == asked.scenario
    shown = page.locator(".adv-doc").inner_text()
    texts = {
        "Word": "\n".join(each.text for each in word.paragraphs),
        "PDF": "\n".join(each.extract_text() for each in pdf.pages),
        "Markdown": files["Markdown"].decode(),
    }
    for need in advice.needs:
        for name, told in {**texts, "page": shown}.items():
            assert need.name in told, name


def test_an_uploaded_scenario_takes_the_place_of_the_present_one(page, tmp_path):
    (tmp_path / "mine.yaml").write_text("knowledge_source: live_data\nknowledge_change: daily\n")
    go(page, "record", ".adv-doc")
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.yaml")
    page.wait_for_selector(".adv-doc td:has-text('live data')")

    assert held(page).scenario.known() == {
        "knowledge_source": "live_data",
        "knowledge_change": "daily",
    }


def test_no_page_asks_another_server_for_anything(page, front_end):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    go(page)
    go(page, "portfolio", PAGES["portfolio"])

    elsewhere = [each for each in asked if not each.startswith((front_end, "data:", "blob:"))]
    assert len(asked) > len(elsewhere)
    assert elsewhere == []


def test_the_print_view_has_no_controls(page):
    go(page, f"record?s={to_text(policy_desk())}", ".adv-doc")
    page.emulate_media(media="print")

    assert page.locator(".adv-doc").is_visible()
    assert not page.get_by_role("button", name="Word").is_visible()
    assert not page.get_by_test_id("stTopNavSection").first.is_visible()


def test_a_copy_with_one_fact_changed_shows_what_changes(page):
    go(page, f"compare?s={to_text(policy_desk())}", ".adv-version")
    page.get_by_role("button", name="Add a copy").click()
    page.wait_for_selector("text=B against A")
    settled(page)
    page.get_by_text("General", exact=True).first.click()
    page.wait_for_selector("text=Knowledge source")
    settled(page)
    picture(page, "compare")

    assert page.locator(".adv-version").count() == 2


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_page_fits_and_has_no_serious_violation(chromium, front_end, path, scheme, size):
    context = chromium.new_context(
        viewport=WIDE if size == "wide" else PHONE, color_scheme=scheme, base_url=front_end
    )
    page = context.new_page()
    go(page, f"{path}?s={to_text(policy_desk())}", PAGES[path])
    picture(page, f"{path or 'advise'}-{size}-{scheme}")
    wider = wider_than_the_window(page)
    found = violations(page)
    tabs = page.get_by_role("tab")
    for place in range(tabs.count() if size == "wide" else 0):
        tabs.nth(place).click()
        page.wait_for_timeout(150)
        if scheme == "light":
            picture(page, f"advise-{tabs.nth(place).inner_text()}")
        found += violations(page, "[data-testid=stTabs]")
    context.close()

    assert wider <= 0
    assert found == []
