"""Shares of a whole as bars with their figures."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reasoning.wording import percent
from ui.drawings.markup import joined, text


def shares(rows: Iterable[tuple[str, float, bool]]) -> str:
    """A bar a row. rows: name, share from 0 to 1, whether it is the present one."""
    drawn = joined(_row(*row) for row in rows)
    return f'<ul class="adv-shares">{drawn}</ul>' if drawn else ""


def _row(name: str, share: float, present: bool) -> str:
    return (
        f'<li class="{"present" if present else ""}"><span class="adv-name">{text(name)}</span>'
        f"<span>{percent(share)}</span>"
        f'<div class="bar" aria-hidden="true"><div style="width:{100 * share:.1f}%"></div></div>'
        "</li>"
    )
