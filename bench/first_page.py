"""How long the first page takes, beside an empty Streamlit app in the same browser.

Run it from the checkout: `python bench/first_page.py`. It needs Debian's Chromium and Playwright.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, sync_playwright

from tests.ui.conftest import ROOT, SWITCHES, served

ROUNDS = 7
READY = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def seconds(browser: Browser, address: str, text: str) -> float:
    """From the request of a fresh visitor to the page drawn and the script at rest, in seconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(f"text={text}")
    page.wait_for_function(READY)
    spent = time.perf_counter() - began
    context.close()
    return spent


def main() -> None:
    """Measure both in turn, and print them side by side."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text('import streamlit as st\n\nst.write("Empty page")\n')
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        with (
            served(empty, Path(folder) / "empty.log") as bare,
            served(ROOT / "ui" / "app.py", Path(folder) / "ui.log") as ours,
        ):
            pages = {"empty app": (bare, "Empty page"), "advise page": (ours, "Say what you know")}
            first = {name: seconds(browser, *page) for name, page in pages.items()}
            spent: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                # In turn, so that a busy machine slows both alike.
                for name, page in pages.items():
                    spent[name].append(seconds(browser, *page))
        browser.close()
    print(f"{'':14}{'first visit':>14}{'median of ' + str(ROUNDS):>14}{'fastest':>10}")
    for name, times in spent.items():
        median, best = statistics.median(times), min(times)
        print(f"{name:14}{first[name]:13.2f}s{median:13.2f}s{best:9.2f}s")
    apart = [statistics.median(times) for times in spent.values()]
    print(f"difference of the medians: {apart[1] - apart[0]:+.2f}s (at most 0.50s is wanted)")


if __name__ == "__main__":
    main()
