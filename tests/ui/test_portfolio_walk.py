"""Walks through the portfolio in a real Chromium: bring, answer, stop, go on, come back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from advisor.knowledge import load_knowledge
from tests.ui.walking import (
    SIZES,
    change_page,
    every_violation,
    follow,
    go,
    open_everything,
    picture,
    seen_as,
    settled,
    wider_than_the_window,
)
from ui.tables import example

pytestmark = pytest.mark.browser

FIELD = "[data-testid=stFileUploader]"


def bring(page, content: bytes, name: str = "teams.csv") -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def answer(page):
    return page.get_by_role("button", name=re.compile("^Answer"))


def notes(page) -> str:
    return "\n".join(page.locator(".adv-note").all_inner_texts())


def many(rows: int) -> bytes:
    """A table of so many rows, which differ."""
    worked = list(csv.reader(io.StringIO(example(load_knowledge()).decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(worked[0])
    for place in range(rows):
        writer.writerow(worked[1 + place % (len(worked) - 1)])
    return out.getvalue().encode()


@pytest.mark.parametrize("size", SIZES)
def test_a_table_is_brought_answered_and_still_there_after_a_change_of_page(page, size):
    seen_as(page, size)
    go(page, "portfolio", FIELD)
    wrong = every_violation(page)
    broken = b"\r\n".join([example(load_knowledge()), b"a row that is cut off", b""])
    bring(page, broken)
    page.wait_for_selector("button:has-text('Answer')")
    settled(page)
    open_everything(page)
    picture(page, f"portfolio-brought-{size}")
    wrong += every_violation(page)
    answer(page).click()
    page.wait_for_selector("text=rows answered")
    settled(page)
    open_everything(page)
    picture(page, f"portfolio-answered-{size}")
    wrong += every_violation(page)
    wider = wider_than_the_window(page)
    count = len(load_knowledge().scenarios)
    assert f"{count} rows answered, 1 broken." in notes(page)
    assert page.locator(".adv-problems").inner_text().startswith("Row ")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV, all rows").click()
    taken = Path(waiting.value.path()).read_text(encoding="utf-8")
    if size == "wide":
        change_page(page, "Rule book", ".adv-fold")
        change_page(page, "Portfolio", FIELD)
        page.wait_for_selector("text=teams.csv is still here")
        wrong += every_violation(page)
        assert f"{count} rows answered, 1 broken." in notes(page)
        page.get_by_role("button", name="Put it away").click()
        page.wait_for_selector("text=is still here", state="detached")
        settled(page)
        assert answer(page).count() == 0
        assert f"{count} rows answered, 1 broken." in notes(page)

    assert len(list(csv.reader(io.StringIO(taken)))) == 1 + count + 1
    assert wrong == []
    assert wider <= 0


def test_a_run_survives_a_second_click_another_view_and_another_page_and_can_be_stopped(page):
    go(page, "portfolio", FIELD)
    bring(page, many(19_000))
    page.wait_for_selector("button:has-text('Answer 19,000 rows')")
    settled(page)
    pressed = answer(page).bounding_box()
    answer(page).dblclick()
    page.wait_for_selector(".st-key-portfolio-answering .adv-shares")
    stop = page.get_by_role("button", name="Stop").bounding_box()
    # A second click that comes late must not stop what the first one began.
    assert stop["y"] > pressed["y"] + pressed["height"]
    picture(page, "portfolio-running")
    page.get_by_text("Exam", exact=True).first.click()
    page.wait_for_selector("[data-variant=segmented_control][aria-checked=true]:has-text('Exam')")
    follow(page, "Rule book")
    page.wait_for_selector(".adv-fold")
    follow(page, "Portfolio")
    page.wait_for_selector(".st-key-portfolio-answering .adv-shares")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("text=Stopped after")
    settled(page)
    picture(page, "portfolio-stopped")

    said = re.search(r"Stopped after ([\d,]+) of 19,000 rows", notes(page))
    assert said, notes(page)
    assert 0 < int(said[1].replace(",", "")) < 19_000
    assert f"{said[1]} rows answered, none broken." in notes(page)
    assert "teams.csv, production view" in notes(page)
    assert "These answers are for another view than what stands above." in notes(page)
    assert every_violation(page) == []

    page.get_by_role("button", name=re.compile("^Go on with the")).click()
    page.wait_for_selector("text=Stopped after", state="detached")
    page.wait_for_selector(".st-key-portfolio-answering .adv-shares")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("text=Stopped after")
    settled(page)
    later = re.search(r"Stopped after ([\d,]+) of 19,000 rows", notes(page))
    assert later, notes(page)
    assert int(later[1].replace(",", "")) > int(said[1].replace(",", ""))
    assert "teams.csv, production view" in notes(page)


def test_a_file_that_is_no_table_and_a_long_one_say_what_where_and_what_to_do(page):
    go(page, "portfolio", FIELD)
    said = {}
    for name, content in (
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
        ("long.csv", b"team,knowledge_change\n" + b"a,weekly\n" * 300_000),
    ):
        bring(page, content, name)
        page.wait_for_selector(f"[role=alert] .adv-note:has-text('{name}: ')")
        settled(page)
        said[name] = page.locator("[role=alert] .adv-note").inner_text()
        assert answer(page).count() == 0

    assert "ends with .xls cannot be read here. Save the table as .xlsx" in said["old.xls"]
    assert "more than 20,000 rows. Bring it in parts" in said["long.csv"]


CONTRAST = """button => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(each => each / 255)
            .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const seen = colour => !/^rgba\\(.*, 0\\)$/.test(colour) && colour !== 'transparent';
    let below = button;
    while (!seen(getComputedStyle(below).backgroundColor)) below = below.parentElement;
    const text = button.querySelector('p') || button;
    const both = [getComputedStyle(text).color, getComputedStyle(below).backgroundColor].map(light);
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}"""
"""The contrast of a button's text with what lies behind it, as WCAG 2 defines it."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_button_that_cannot_be_pressed_yet_can_be_read(page, scheme):
    seen_as(page, scheme=scheme)
    go(page, "portfolio", FIELD)
    bring(page, b"name,owner\nFAQ,x\n")
    page.wait_for_selector("button:has-text('Answer')")
    settled(page)

    assert answer(page).is_disabled()
    assert answer(page).evaluate(CONTRAST) >= 3
