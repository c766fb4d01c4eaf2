"""Browsers at once, answering at random: three for ten seconds in every run of the tests.

`make soak` runs ten of them for two minutes, and looks at memory too.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import time

import psutil
import pytest

from tests.patience import PATIENCE
from tests.ui.conftest import SWITCHES
from ui.link import from_text

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WARM_UP = 45
MOST_GROWTH_MIB = 150
"""What the bounded memories of recent answers and estimates take when they are full."""


def test_visitors_at_once_never_mix(front_end):
    told = asyncio.run(_visit(front_end, _server_of(front_end), visitors=3, seconds=10))

    assert told["problems"] == []
    assert told["answers"] >= 3


@pytest.mark.soak
def test_ten_visitors_at_once_never_mix_and_memory_stays_flat(front_end):
    told = asyncio.run(_visit(front_end, _server_of(front_end), visitors=10, seconds=120))

    assert told["problems"] == []
    assert told["answers"] > 10
    print(f"{told['answers']} answers; memory {told['warm']:.0f} MiB, then {told['end']:.0f} MiB")
    assert told["end"] - told["warm"] < MOST_GROWTH_MIB


def _server_of(address: str) -> psutil.Process:
    port = int(address.rsplit(":", 1)[1])
    for process in psutil.Process().children(recursive=True):
        if str(port) in process.cmdline():
            return process
    raise AssertionError("the server is not a child of the tests")


async def _visit(address: str, server: psutil.Process, visitors: int, seconds: float) -> dict:
    from playwright.async_api import async_playwright

    told: dict = {"problems": [], "answers": 0}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        walks = [_one(browser, address, number, seconds, told) for number in range(visitors)]
        if seconds > WARM_UP:
            walks.append(_watch(server, told))
        await asyncio.gather(*walks)
        await browser.close()
    told["end"] = _mib(server)
    return told


async def _watch(server: psutil.Process, told: dict) -> None:
    # What is loaded once and remembered is loaded by then.
    await asyncio.sleep(WARM_UP)
    told["warm"] = _mib(server)


def _mib(server: psutil.Process) -> float:
    return server.memory_info().rss / 2**20


async def _one(browser, address: str, number: int, seconds: float, told: dict) -> None:
    choose = random.Random(number)
    # Nobody else says this number: where it turns up elsewhere, scenarios were mixed.
    own = 1000 + number
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    await page.goto(f"{address}/?at=all")
    field = page.get_by_role("textbox", name="How many labelled examples")
    await field.fill(str(own))
    await field.press("Enter")
    await page.wait_for_url(re.compile(r"[?&]s="))
    # From the first answer on: a busy machine takes its time to open a page.
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pills = page.locator(".st-key-questions-s [data-testid=stButtonGroup] button")
        count = await pills.count()
        if count:
            await pills.nth(choose.randrange(count)).click()
        await page.wait_for_timeout(choose.randrange(300, 1500))
        await page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        told["answers"] += 1
        if await page.get_by_text("could not be shown").count():
            told["problems"].append(f"visitor {number}: a panel failed")
        if await page.locator("[data-testid=stException]").count():
            told["problems"].append(f"visitor {number}: an exception")
        found = re.search(r"[?&]s=([\w-]+)", page.url)
        held = from_text(found[1]).scenario.labelled_examples if found else None
        if held != own:
            told["problems"].append(f"visitor {number} said {own} and holds {held}")
    await context.close()
