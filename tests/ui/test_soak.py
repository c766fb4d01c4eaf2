"""Ten browsers at once, answering at random for two minutes. `make soak` runs it."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import time

import psutil
import pytest

from tests.ui.conftest import SWITCHES
from ui.link import from_text

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.timeout(600)]

VISITORS, SECONDS, WARM_UP = 10, 120, 45
MOST_GROWTH_MIB = 150
"""What the bounded memories of recent answers and estimates take when they are full."""


def test_ten_visitors_at_once_never_mix_and_memory_stays_flat(front_end):
    server = _server_of(front_end)
    told = asyncio.run(_visit(front_end, server))

    assert told["problems"] == []
    assert told["answers"] > VISITORS
    print(f"{told['answers']} answers; memory {told['warm']:.0f} MiB, then {told['end']:.0f} MiB")
    assert told["end"] - told["warm"] < MOST_GROWTH_MIB


def _server_of(address: str) -> psutil.Process:
    port = int(address.rsplit(":", 1)[1])
    for process in psutil.Process().children(recursive=True):
        if str(port) in process.cmdline():
            return process
    raise AssertionError("the server is not a child of the tests")


async def _visit(address: str, server: psutil.Process) -> dict:
    from playwright.async_api import async_playwright

    told: dict = {"problems": [], "answers": 0}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        end = time.monotonic() + SECONDS
        visitors = [_one(browser, address, number, end, told) for number in range(VISITORS)]
        await asyncio.gather(_watch(server, told), *visitors)
        await browser.close()
    told["end"] = _mib(server)
    return told


async def _watch(server: psutil.Process, told: dict) -> None:
    # What is loaded once and remembered is loaded by then.
    await asyncio.sleep(WARM_UP)
    told["warm"] = _mib(server)


def _mib(server: psutil.Process) -> float:
    return server.memory_info().rss / 2**20


async def _one(browser, address: str, number: int, end: float, told: dict) -> None:
    choose = random.Random(number)
    # Nobody else says this number: where it turns up elsewhere, scenarios were mixed.
    own = 1000 + number
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(address)
    field = page.get_by_role("textbox", name="How many labelled examples")
    await field.fill(str(own))
    await field.press("Enter")
    await page.wait_for_url(re.compile(r"[?&]s="))
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
