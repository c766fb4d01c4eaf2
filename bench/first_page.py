"""How the front end feels, beside an empty Streamlit app in the same browser.

For each page, opened by a fresh visitor: the time until it is drawn and at rest, by how much its
layout shifted (under 0.1 is good), and how much was sent; then how long a changed answer takes.

Run it from the checkout: `python bench/first_page.py`. It needs Debian's Chromium and Playwright.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, sync_playwright

from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.ui.conftest import ROOT, SWITCHES, served
from tests.ui.walking import SHIFTS, shifted
from ui.link import Shared, to_text

ROUNDS = 5
WIDTHS = {"wide": 1280, "phone": 390}
READY = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


class Visit(NamedTuple):
    """What one visit to a page took. seconds: until it was at rest; shift: a sum; sent: bytes."""

    seconds: float
    shift: float
    sent: int


def visit(browser: Browser, address: str, wanted: str, width: int) -> Visit:
    """From the request of a fresh visitor to the page drawn and the script at rest."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    sent = [0]

    def count(frame: Any) -> None:
        sent[0] += len(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(wanted)
    page.wait_for_function(READY)
    spent = time.perf_counter() - began
    page.wait_for_timeout(300)
    shift = shifted(page)
    context.close()
    return Visit(spent, shift, sent[0])


def answered(browser: Browser, address: str) -> list[float]:
    """How long a changed answer takes until the plan in sight follows, in seconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(
        f"{address}/?s={to_text(Shared(read_scenario({'audience': 'internal'})))}"
        "&at=question.knowledge_source"
    )
    choices = page.locator("[role=radiogroup] label")
    choices.first.wait_for()
    page.wait_for_function(READY)
    spent = []
    for place in (1, 0, 1, 2, 1, 0, 2, 0):
        before = page.locator(".adv-bar").inner_text()
        began = time.perf_counter()
        choices.nth(place).click()
        page.wait_for_function(
            "was => document.querySelector('.adv-bar').innerText !== was", arg=before
        )
        spent.append(time.perf_counter() - began)
        page.wait_for_function(READY)
    context.close()
    return spent


def main() -> None:
    """Measure all in turn, and print them side by side."""
    facts = load_knowledge().scenarios["policy-desk"].facts
    link = to_text(Shared(read_scenario(dict(facts))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text('import streamlit as st\n\nst.html("<h1>Empty page</h1>")\n')
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        with (
            served(empty, Path(folder) / "empty.log") as bare,
            served(ROOT / "ui" / "app.py", Path(folder) / "ui.log") as ours,
        ):
            pages = {
                "empty app": (bare, "h1"),
                "first page": (ours, ".st-key-doors"),
                "question": (f"{ours}/?s={link}&at=question.knowledge_source", "[role=radiogroup]"),
                "answer": (f"{ours}/?s={link}", ".adv-hero h1"),
                "How sure": (f"{ours}/how_sure?s={link}", ".adv-map"),
            }
            first = {name: visit(browser, *page, 1280).seconds for name, page in pages.items()}
            found: dict[tuple[str, str], list[Visit]] = {}
            for _ in range(ROUNDS):
                # In turn, so that a busy machine slows all alike.
                for name, page in pages.items():
                    for size, width in WIDTHS.items():
                        found.setdefault((name, size), []).append(visit(browser, *page, width))
            changes = answered(browser, ours)
        browser.close()
    print(f"{'page':12}{'width':>7}{'first visit':>13}{'median':>9}{'shift':>8}{'sent':>9}")
    medians = {}
    for (name, size), visits in found.items():
        medians[name, size] = statistics.median(each.seconds for each in visits)
        shift = statistics.median(each.shift for each in visits)
        sent = statistics.median(each.sent for each in visits) / 1000
        once = f"{first[name]:12.2f}s" if size == "wide" else f"{'':13}"
        print(f"{name:12}{size:>7}{once}{medians[name, size]:8.2f}s{shift:8.3f}{sent:7.0f}kB")
    apart = medians["first page", "wide"] - medians["empty app", "wide"]
    print(f"first page after the empty app: {apart:+.2f}s (at most 0.30s is wanted)")
    print(
        f"a changed answer: median {statistics.median(changes):.2f}s, slowest {max(changes):.2f}s "
        "(at most 0.30s is wanted)"
    )


if __name__ == "__main__":
    main()
