"""Walks through the front end in a real Chromium; with pictures where somebody asks for them."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pytest
import yaml

from advisor.advisor import default_advisor
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.ui.walking import (
    SHIFTS,
    SIZES,
    WIDE,
    change_page,
    go,
    held,
    in_the_dark,
    picture,
    poor_contrasts,
    seen_as,
    settled,
    shifted,
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
    "decisions": "h2:has-text('Keep this answer')",
    "check_reasoning": "[data-testid=stMultiSelect]",
    "practise": "[data-testid=stSelectbox]",
    "study": ".adv-fold",
    "rule_book": ".adv-fold",
}
RAG = "Retrieval-augmented generation (RAG), with prompt engineering"


def policy_desk() -> Shared:
    return Shared(read_scenario(dict(load_knowledge().scenarios["policy-desk"].facts)), as_of=DAY)


def plan(page) -> str:
    return page.locator(".adv-hero :is(h1, h2)").inner_text()


def place(page) -> str:
    """Where the visitor is on the page Advise, as its heading says."""
    return page.locator("h1[data-place]").get_attribute("data-place")


def do_not_know(page):
    return page.get_by_role("button", name="I don't know")


def at_question(page, fact: str) -> None:
    page.wait_for_selector(f"h1[data-place='question {fact}']")
    settled(page)


def test_a_new_visitor_gets_from_the_doors_to_a_decision_with_the_keyboard_alone(page):
    go(page, "", "h1")
    picture(page, "start")
    page.keyboard.press("Enter")
    at_question(page, "tasks")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("1")
    page.wait_for_selector(".adv-bar")
    page.locator("h1[data-place]").focus()
    pressed = 2
    while place(page) not in ("check", "answer"):
        before = place(page)
        if before == "question knowledge_source":
            page.keyboard.press("2")
            page.wait_for_selector(".adv-bar .changed:has-text('RAG added, because')")
            picture(page, "question")
            page.keyboard.press("Enter")
            pressed += 2
        elif pressed == 2:
            page.keyboard.press("Enter")
            pressed += 1
        else:
            do_not_know(page).press("Enter")
            pressed += 1
        page.wait_for_selector(f"h1[data-place]:not([data-place='{before}'])")
        settled(page)
        assert pressed < 25
    picture(page, "check")
    page.locator("h1[data-place]").press("Enter")
    page.wait_for_selector("h1[data-place=answer]")
    settled(page)
    picture(page, "decision")

    assert plan(page) == RAG
    page.locator(".adv-steps .reason > summary").first.click()
    assert page.locator(".adv-steps .adv-sources a").first.is_visible()


def test_back_and_forward_follow_the_questions_and_undo_brings_the_case_back(page):
    slow = {
        "tasks": ["summarization"],
        "symptoms": ["slow"],
        "current_path": "prompt_engineering",
    }
    asked = Shared(read_scenario(slow), as_of=DAY)
    go(page, f"?s={to_text(asked)}")
    page.get_by_role("button", name="Another case").click()
    page.get_by_role("button", name="Empty").click()
    page.wait_for_selector("h1[data-place=start]")
    settled(page)
    page.locator(".st-key-undo button").first.click()
    page.wait_for_selector(".adv-hero h1")
    settled(page)
    assert held(page) == asked

    page.get_by_role("button", name="Next question").click()
    page.wait_for_selector("h1[data-place^=question]")
    seen = []
    settled(page)
    while place(page).startswith("question") and len(seen) < 5:
        seen.append(place(page))
        do_not_know(page).click()
        page.wait_for_selector(f"h1[data-place]:not([data-place='{seen[-1]}'])")
        settled(page)
    assert len(seen) >= 4
    for was in reversed(seen):
        page.go_back()
        page.wait_for_selector(f"h1[data-place='{was}']")
        settled(page)
    page.go_back()
    page.wait_for_selector(".adv-hero h1")
    settled(page)
    assert held(page) == asked
    page.go_forward()
    page.wait_for_selector(f"h1[data-place='{seen[0]}']")


def test_what_is_being_written_outlives_a_reload(page):
    go(page, "?at=describe", "textarea")
    written = "Clerks ask in plain words. The manuals change every Friday."
    # What keeps the text arrives by itself, on a busy machine after the field.
    page.wait_for_function("window.advisorPage")
    page.locator("textarea").fill(written)
    page.reload()
    page.wait_for_selector("textarea")
    page.wait_for_function("text => document.querySelector('textarea').value === text", arg=written)
    page.get_by_role("button", name="Find facts in it").click()
    page.wait_for_selector("q:has-text('change every Friday')")


EMPTIED_ONCE = """
const { get, set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
const empty = setInterval(() => {
  const field = document.querySelector("textarea");
  if (!field || !get.call(field)) return;
  clearInterval(empty);
  set.call(field, "");
  const drawn = new Event("input", { bubbles: true });
  // For the field alone: nobody typed.
  document.body.addEventListener("input", each => each === drawn && each.stopPropagation());
  field.dispatchEvent(drawn);
  window.emptied = true;
}, 20);
"""


def test_what_is_being_written_is_put_back_where_a_late_drawing_empties_its_field(page):
    go(page, "?at=describe", "textarea")
    page.wait_for_function("window.advisorPage")
    page.locator("textarea").fill("Clerks ask in plain words.")
    page.add_init_script(EMPTIED_ONCE)
    page.reload()

    page.wait_for_function("window.emptied")
    page.wait_for_function("() => document.querySelector('textarea').value.startsWith('Clerks')")


def test_back_from_another_page_takes_one_step(page):
    go(page, f"?s={to_text(policy_desk())}")
    change_page(page, "Compare", ".adv-version")
    page.go_back()
    page.wait_for_selector(".adv-hero h1")
    settled(page)

    assert held(page) == policy_desk()


def test_all_questions_keep_everything_on_going_back_and_on_a_reload(page):
    go(page, f"?s={to_text(policy_desk())}&at=all", ".adv-progress")
    number = page.get_by_role("textbox", name="How many labelled examples")
    number.fill("5-10k")
    number.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('input')].some(e => e.value === '5,000 - 10,000')"
    )
    settled(page)
    steps = 0
    while True:
        ahead = page.locator(".st-key-next-s button").first
        if ahead.is_disabled():
            break
        before = place(page)
        ahead.click()
        page.wait_for_selector(f"h1[data-place]:not([data-place='{before}'])")
        settled(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
        steps += 1
    assert steps == 8
    before = held(page)
    page.reload()
    page.wait_for_selector(".adv-progress")
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
    settled(page)

    assert held(page).scenario.known() == {
        "knowledge_source": "live_data",
        "knowledge_change": "daily",
    }


def test_no_page_asks_another_server_for_anything(page, front_end):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, "", "h1")
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
    page.get_by_text("General knowledge", exact=True).first.click()
    page.wait_for_selector("text=Knowledge source")
    settled(page)
    picture(page, "compare")

    assert page.locator(".adv-version").count() == 2


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_and_has_no_serious_violation(page, path):
    """On a phone, then on a wide screen, each light and dark in the same visit."""
    seen_as(page, "phone")
    go(page, f"{path}?s={to_text(policy_desk())}", PAGES[path])
    name = path or "advise"
    found, wider = [], []
    for size in ("phone", "wide"):
        seen_as(page, size)
        settled(page)
        found += looked_at(page, f"{name}-{size}")
        wider.append(wider_than_the_window(page))
    parts = page.locator(".st-key-more button")
    for number in range(parts.count()):
        parts.nth(number).click()
        settled(page)
        found += looked_at(page, f"{name}-{parts.nth(number).inner_text()}")
        wider.append(wider_than_the_window(page))

    assert max(wider) <= 0
    assert found == []


def looked_at(page, name: str) -> list[str]:
    """What axe finds on the page as it is, light and dark; a picture of each."""
    picture(page, f"{name}-light")
    found = violations(page)
    with in_the_dark(page):
        picture(page, f"{name}-dark")
        found += poor_contrasts(page)
    return found


@pytest.mark.parametrize("path", ["", "how_sure", "record", "rule_book"])
@pytest.mark.parametrize("size", SIZES)
def test_a_page_stands_still_for_a_first_visitor(chromium, front_end, path, size):
    """In a browser that has none of the front end's files yet: parts arrive one by one.

    Parts that take longer than two seconds are not waited for, so a busy machine is asked again.
    """
    for _ in range(VISITS):
        context = chromium.new_context(viewport=SIZES[size], base_url=front_end)
        context.add_init_script(SHIFTS)
        context.add_init_script(DREW_LATER)
        page = context.new_page()
        go(page, f"{path}?s={to_text(policy_desk())}", PAGES[path])
        page.wait_for_function("document.documentElement.dataset.composed")
        shift = shifted(page)
        in_time = page.evaluate("!window.drewLater")
        in_time &= page.evaluate("document.documentElement.dataset.composed") == "yes"
        context.close()
        if in_time:
            break

    assert shift < 0.1


DREW_LATER = """
setInterval(() => {
  const app = document.querySelector("[data-testid=stApp]");
  const shown = document.documentElement.dataset.composed;
  if (shown && app?.dataset.testScriptState === "running") window.drewLater = true;
}, 10);
"""
"""Notes that the server went on drawing after the page was shown: it had rested for too long."""

VISITS = 8
"""So many first visits, until one is drawn while the page waits; the last one counts."""


def test_a_decision_about_a_kind_of_system_is_kept_within_25_clicks(page):
    clicks: list[str] = []

    def click(target):
        clicks.append(target.first.inner_text())
        target.first.click()
        settled(page)

    go(page, "", "h1")
    click(page.get_by_role("button", name="Choose a beginning"))
    click(page.get_by_role("combobox", name="Kind of system"))
    click(page.get_by_role("option", name="An assistant that answers from policies and handbooks"))
    click(page.get_by_role("button", name="All of this is true of mine"))
    while place(page).startswith("question"):
        before = place(page)
        click(do_not_know(page))
        page.wait_for_selector(f"h1[data-place]:not([data-place='{before}'])")
        settled(page)
    if place(page) == "check":
        click(page.get_by_role("button", name="See the answer"))
    page.wait_for_selector("h1[data-place=answer]")
    headline = plan(page)
    change_page(page, "Decisions", PAGES["decisions"])
    clicks += ["Decisions", "in its menu"]
    for name, said in (("What is decided about", "Policy assistant"), ("Who decides", "Owner")):
        page.get_by_label(name).fill(said)
        clicks.append(name)
    click(page.get_by_role("button", name="Keep this answer"))

    page.get_by_text("Policy assistant").first.wait_for()
    assert headline
    assert len(clicks) <= 25, clicks
