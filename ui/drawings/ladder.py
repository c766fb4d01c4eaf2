"""The ladder of paths: costliest to build on top, each with its verdict and why."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.reasoning.advice import PathShape
from ui.drawings.markup import folded, joined, symbol, text
from ui.drawings.reason import reasons
from ui.drawings.words import VERDICTS


def ladder(paths: Sequence[PathShape], headline: str) -> str:
    """The ladder as a list whose rungs open. paths: from cheapest to costliest to build."""
    rungs = joined(
        _rung(path, step, path.id == headline) for step, path in reversed(list(enumerate(paths)))
    )
    return (
        '<div class="adv-ladder-frame"><p class="adv-axis">costlier to build <span '
        'aria-hidden="true">↑</span></p>'
        f'<ol class="adv-ladder" aria-label="Ladder of paths, costliest to build first">{rungs}'
        '</ol><p class="adv-axis">cheaper to build <span aria-hidden="true">↓</span></p></div>'
    )


def _rung(path: PathShape, step: int, is_headline: bool) -> str:
    sign, verdict = VERDICTS[path.verdict]
    said = "the plan" if is_headline else verdict
    body = f'<div class="adv-grounds"><p>{text(_sentence(path.text))}</p></div>'
    summary = (
        f'{symbol(sign, path.verdict)}<span class="adv-name">{text(path.short_name)}</span>'
        f'<span class="adv-verdict">{text(said)}</span>'
    )
    kind = f"rung {path.verdict}{' headline' if is_headline else ''}"
    return (
        f'<li class="{kind}" style="--step:{step}">'
        f"{folded(summary, body + reasons(path.reasons))}</li>"
    )


def strip(paths: Sequence[PathShape]) -> str:
    """The ladder in one row of signs, cheapest first: for places with little room."""
    cells = joined(
        f'<span class="adv-cell {path.verdict}" title="{text(path.short_name)}: '
        f'{VERDICTS[path.verdict][1]}">{VERDICTS[path.verdict][0]}</span>'
        for path in paths
    )
    said = "; ".join(f"{path.short_name} {VERDICTS[path.verdict][1]}" for path in paths)
    return f'<div class="adv-strip" role="img" aria-label="{text(said)}">{cells}</div>'


def legend(rows: Sequence[Sequence[PathShape]]) -> str:
    """What the signs of these rows mean, each that stands in one, and the order of the paths."""
    signs = dict.fromkeys(VERDICTS[path.verdict] for row in rows for path in row)
    told = joined(f"<span>{symbol(sign)} {text(said)}</span>" for sign, said in signs)
    order = ", ".join(path.short_name for path in rows[0])
    return (
        f'<div class="adv-legend">{told}</div>'
        f'<p class="adv-quiet">From left to right: {text(order)}.</p>'
    )


def _sentence(said: str) -> str:
    said = said[:1].upper() + said[1:]
    return said if said.endswith(".") else f"{said}."
