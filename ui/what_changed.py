"""What the last thing that was done changed in the answer, in a sentence."""

from __future__ import annotations

from advisor.estimates.words import inside_sentence
from advisor.reasoning.advice import Advice
from advisor.reasoning.wording import listed
from ui.answers import Answered


def what_changed(before: Answered, after: Answered) -> str:
    """What is new in the plan and why, or what changed beside it."""
    old, new = before.advice, after.advice
    if old.plan.paths != new.plan.paths:
        added = [path for path in new.plan.paths if path not in old.plan.paths]
        gone = [path for path in old.plan.paths if path not in new.plan.paths]
        said = []
        if added:
            said.append(f"{_names(new, added)} added{_because(new, added[-1])}")
        if gone:
            said.append(f"{_names(new, gone)} no longer in the plan{_why_not(new, gone[-1])}")
        return " ".join(f"{each.rstrip('.')}." for each in said)
    if old.status != new.status:
        return f"The same plan, now {new.status}."
    items = {item.id for stage in new.stages for item in stage.items}
    had = {item.id for stage in old.stages for item in stage.items}
    counted = [
        f"{len(found)} {'item' if len(found) == 1 else 'items'} {said}"
        for found, said in ((items - had, "added"), (had - items, "dropped"))
        if found
    ]
    return f"The same plan; {listed(counted)}." if counted else "The same plan and items."


def _names(advice: Advice, paths: list[str]) -> str:
    short = {path.id: path.short_name for path in advice.paths}
    return listed(short[path] for path in reversed(paths))


def _because(advice: Advice, path: str) -> str:
    """The need that the path meets and what asks for it."""
    for need in advice.needs:
        if need.met_by == path and need.reasons:
            return f", because {inside_sentence(need.reasons[0].text.strip())}"
    return ""


def _why_not(advice: Advice, path: str) -> str:
    why = next((each.text for each in advice.paths if each.id == path), "")
    return f": {inside_sentence(why.strip())}" if why else ""
