"""Tell what came of rechecking: as text, as data, and as Markdown for a pull request."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from advisor.decisions.recheck import VERDICTS, Rechecked

FORMAT = "recheck/1"
WIDTH = 80
_ROLES = {"holds": "good", "holds_for_other_reasons": "heading", "decided_otherwise": "bad"}

Checked = Sequence[tuple[str, Rechecked]]
"""The name of each record with what came of it."""


def summary(checked: Checked) -> str:
    """How many hold: "3 decisions checked: 2 still hold, 1 would be decided otherwise"."""
    counts = {verdict: sum(each.verdict == verdict for _, each in checked) for verdict in VERDICTS}
    one = len(checked) == 1
    told = [
        f"{number} {words}" for verdict, words in VERDICTS.items() if (number := counts[verdict])
    ]
    return (
        f"{len(checked)} {'decision' if one else 'decisions'} checked: {', '.join(told) or 'none'}"
    )


def as_data(checked: Checked) -> dict[str, Any]:
    """The results as JSON has them, `recheck/1`."""
    return {
        "format": FORMAT,
        "changed": any(each.changed for _, each in checked),
        "decisions": [
            {"record": name, **each.model_dump(mode="json", exclude_none=True)}
            for name, each in checked
        ],
    }


def as_text(checked: Checked, style: Callable[[str, str], str]) -> str:
    """The results for a terminal."""
    return "\n".join(_lines(checked, style)) + "\n"


def _lines(checked: Checked, style: Callable[[str, str], str]) -> Iterator[str]:
    for name, each in checked:
        yield style(f"{name}: {VERDICTS[each.verdict]}", _ROLES[each.verdict])
        yield style(f"  {each.title}, decided on {each.decided_on}", "quiet")
        for change in each.changes:
            yield from textwrap.wrap(
                change.text, WIDTH, initial_indent="  - ", subsequent_indent="    "
            )
    if checked:
        yield ""
    yield summary(checked)


def as_markdown(checked: Checked) -> str:
    """The results as a comment on a pull request, or a step's summary."""
    lines = [f"## {summary(checked)}", ""]
    if checked:
        lines += ["| record | verdict | why |", "|---|---|---|"]
    for name, each in checked:
        why = "<br>".join(_safe(change.text) for change in each.changes)
        lines.append(f"| {_safe(name)} | {VERDICTS[each.verdict]} | {why} |")
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))
