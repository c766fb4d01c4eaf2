"""What walks through the front end share: how to arrive, wait, look and take a picture."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.ui.conftest import PICTURES
from ui.doors import DOORS
from ui.link import Shared, from_text

AXE = Path(__file__).parent / "assets" / "axe.min.js"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = {"wide": WIDE, "phone": PHONE}
# Streamlit's own field for files is a section without a role that has a name.
_NOT_OURS = {"presentation-role-conflict"}


SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});
"""
"""For a context, before it opens a page: counts by how much the page moves under the visitor."""

FADED_IN = """() => !document.querySelector("[data-stale=true]")
    && document.getAnimations().every(each => each.playState !== "running"
        || each.effect.getComputedTiming().endTime === Infinity)"""
"""What stood there before is gone, and nothing fades any more; what turns for ever is left out."""


def settled(page) -> None:
    """Wait until the server has drawn everything."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(150)
    page.wait_for_function(FADED_IN)


def seen_as(page, size: str = "wide", scheme: str = "light") -> None:
    """Look at the page as on a screen of this size, with this colour scheme asked for."""
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)


@contextmanager
def in_the_dark(page) -> Iterator[None]:
    """The page that is shown as who asks for dark colours sees it."""
    light = _background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{_BACKGROUND} !== '{light}'")
    page.wait_for_function(FADED_IN)
    yield
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{_BACKGROUND} === '{light}'")
    page.wait_for_function(FADED_IN)


_BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def _background(page) -> str:
    return str(page.evaluate(_BACKGROUND))


def go(page, path: str = "", waits_for: str = ".adv-hero") -> None:
    page.goto(f"/{path}")
    page.wait_for_selector(waits_for)
    settled(page)


def follow(page, name: str) -> None:
    """Choose a page in the navigation, as a visitor does: through its door."""
    door = next(
        door for door, behind in DOORS.items() if name in [screen.title for screen in behind]
    )
    page.get_by_test_id("stTopNavSection").filter(has_text=door).click()
    page.get_by_test_id("stTopNavPopover").get_by_text(name, exact=True).click()


def change_page(page, name: str, waits_for: str) -> None:
    """Go to another page by the navigation, and wait until it is drawn."""
    follow(page, name)
    page.wait_for_selector(waits_for)
    settled(page)


def picture(page, name: str) -> None:
    """Keep a picture of the page where ADVISOR_PICTURES is set: taking them takes long."""
    if not os.environ.get("ADVISOR_PICTURES"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(int(height) + 20, 3000)})
    page.wait_for_timeout(200)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(size)


def held(page) -> Shared:
    """The question in the address."""
    found = re.search(r"[?&]s=([\w-]+)", page.url)
    assert found, page.url
    return from_text(found[1])


def wider_than_the_window(page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def shifted(page) -> float:
    """By how much the layout has shifted, as the browser counts it (under 0.1 is good)."""
    return float(page.evaluate("window.shifted"))


def _found_by_axe(
    page, part: str = "html", rules: Sequence[str] = ()
) -> list[tuple[str, str, str]]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        asked["runOnly"] = list(rules)
    results = page.evaluate("([part, asked]) => axe.run(part, asked)", [part, asked])
    return [
        (each["id"], each["impact"], node["html"][:160])
        for each in results["violations"]
        for node in each["nodes"]
    ]


def violations(page, part: str = "html") -> list[str]:
    """The serious and critical findings of axe-core in a part of the page."""
    found = _found_by_axe(page, part)
    return [f"{rule}: {html}" for rule, impact, html in found if impact in ("serious", "critical")]


def poor_contrasts(page) -> list[str]:
    """Where text stands out too little, as axe-core finds it."""
    return [f"{rule}: {html}" for rule, _, html in _found_by_axe(page, rules=["color-contrast"])]


def every_violation(page) -> list[str]:
    """All findings of axe-core, the slight ones too, but those of Streamlit's own fields."""
    return [
        f"{rule}: {html}" for rule, _, html in _found_by_axe(page, "html") if rule not in _NOT_OURS
    ]


def open_everything(page) -> None:
    """Open all that opens: expanders and folded lines."""
    folded = page.locator("details:not([open]) > summary:visible")
    # What was opened is no longer among them, so the next one is the first again.
    for _ in range(folded.count()):
        if folded.count():
            folded.first.click()
            page.wait_for_timeout(50)
    page.wait_for_timeout(300)
