"""What differs between two answers, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.what_if.compare import Comparison
from ui.drawings.markup import folded, joined, text
from ui.drawings.words import DEGREES, fact_value, in_words


def changes(found: Comparison, names: Sequence[str]) -> str:
    """Facts, needs, items and rules that differ. names: what the two answers are called."""
    heads = (names[0], names[1])
    facts = table(
        ("Fact", *heads),
        (
            (each.title, fact_value(each.fact, each.before), fact_value(each.fact, each.after))
            for each in found.facts
        ),
    )
    needs = table(
        ("Need", *heads),
        (
            (
                each.name,
                _need(each.level_before, each.coverage_before),
                _need(each.level_after, each.coverage_after),
            )
            for each in found.needs
        ),
    )
    items = table(
        ("Item", "Stage", *heads),
        (
            (each.name, each.stage_name, each.before or "–", each.after or "–")
            for each in found.items
        ),
    )
    rules = table(
        ("Rule", "Kind", "Change"),
        ((each.title, in_words(each.kind).lower(), each.change) for each in found.rules),
    )
    titled = [
        (_counted(found.facts, "fact"), facts, True),
        (_counted(found.needs, "need"), needs, True),
        (_counted(found.items, "item"), items, True),
        (f"{_counted(found.rules, 'rule')} switched", rules, False),
    ]
    return joined(_opened(title, body, is_open) for title, body, is_open in titled if body)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], label: str = "") -> str:
    """A table of plain texts; empty text where there are no rows.

    label: what it shows; by default what its first column names, that differs.
    """
    body = joined(
        f'<tr><th scope="row">{text(row[0])}</th>'
        + joined(f"<td>{text(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    if not body:
        return ""
    head = joined(f'<th scope="col">{text(each)}</th>' for each in heads)
    shows = text(label or f"{heads[0]}s that differ")
    return (
        f'<div class="adv-scroll" role="region" aria-label="{shows}" '
        f'tabindex="0"><table class="adv-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )


def _opened(title: str, body: str, is_open: bool) -> str:
    markup = folded(f'<span class="adv-name">{text(title)}</span>', body)
    return markup.replace("<details ", "<details open ", 1) if is_open else markup


def _need(level: str | None, coverage: str | None) -> str:
    if level is None or coverage is None:
        return "–"
    return f"{level}, {DEGREES[coverage][1]}"


def _counted(found: Sequence[object], noun: str) -> str:
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
