"""The steps of a plan as a table of tasks, as trackers take it in (CSV)."""

from __future__ import annotations

import csv
import io

from advisor.reasoning.advice import Advice
from advisor.reports.record.blocks import typed

HEAD = ("Order", "Summary", "Stage", "Priority", "Description", "Labels")
_PRIORITIES = {"essential": "High", "recommended": "Medium", "consider": "Low"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_tasks(advice: Advice, title: str = "") -> str:
    """One task for each item of each stage, in the order in which they are done.

    title: of the decision; it becomes the label, so that its tasks are found together.
    """
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(HEAD)
    label = "-".join(typed(title).lower().split())[:100] or advice.plan.headline
    order = 0
    for stage in advice.stages:
        for item in stage.items:
            order += 1
            why = item.reasons[0].text if item.reasons else item.purpose
            table.writerow(
                _cell(each)
                for each in (
                    str(order),
                    item.name,
                    stage.name,
                    _PRIORITIES[item.rank],
                    " ".join(f"{item.purpose} Why: {why}".split()),
                    label,
                )
            )
    return written.getvalue()


def _cell(text: str) -> str:
    # A spreadsheet would work out what begins like a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text
