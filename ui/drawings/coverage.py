"""Needs against paths: who covers what, and what the plan makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.reasoning.advice import NeedShape, PathShape
from advisor.reports.sentences import on_condition
from ui.drawings.markup import joined, symbol, text, unseen
from ui.drawings.words import DEGREES

_ORDER = ("must", "should")


def matrix(needs: Sequence[NeedShape], paths: Sequence[PathShape]) -> str:
    """The needs of a scenario as rows, musts first; the paths as columns, cheapest first."""
    chosen = {path.id for path in paths if path.verdict == "chosen"}
    heads = joined(
        f'<th scope="col" class="{"chosen" if path.id in chosen else ""}"><span>'
        f"{text(path.short_name)}{unseen(', in the plan') if path.id in chosen else ''}"
        "</span></th>"
        for path in paths
    )
    ordered = sorted(needs, key=lambda need: _ORDER.index(need.level))
    rows = joined(_row(need, paths, chosen) for need in ordered)
    return (
        '<div class="adv-scroll" role="region" aria-label="Needs against paths" tabindex="0">'
        f'<table class="adv-matrix"><thead><tr><th scope="col">Need</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{legend()}"
    )


def _row(need: NeedShape, paths: Sequence[PathShape], chosen: set[str]) -> str:
    cells = joined(
        _cell(need.by_path.get(path.id, "none"), path.id in chosen, path.id == need.met_by)
        for path in paths
    )
    sign, said = DEGREES[need.coverage]
    outcome = text(f"{said}{on_condition(need)}")
    return (
        f'<tr><th scope="row"><span class="adv-name">{text(need.name)}</span> '
        f'<span class="adv-level {need.level}">{need.level}</span>'
        f'<span class="adv-outcome {need.coverage}">{symbol(sign)}{outcome}</span></th>{cells}</tr>'
    )


def _cell(degree: str, chosen: bool, meets: bool) -> str:
    sign, said = DEGREES[degree]
    kind = " ".join(filter(None, [degree, "chosen" if chosen else "", "meets" if meets else ""]))
    return f'<td class="{kind}">{symbol(sign)}{unseen(said)}</td>'


def path_table(names: Mapping[str, str], degrees: Mapping[str, Mapping[str, str]]) -> str:
    """Degrees by need and path, without a scenario: for the rule book.

    names: short names of paths by id; degrees: by need's name, then by path's id.
    """
    heads = joined(f'<th scope="col"><span>{text(name)}</span></th>' for name in names.values())
    rows = joined(
        f'<tr><th scope="row">{text(need)}</th>'
        + joined(_cell(by_path.get(path, "none"), False, False) for path in names)
        + "</tr>"
        for need, by_path in degrees.items()
    )
    return (
        '<div class="adv-scroll" role="region" aria-label="Coverage of needs by paths" '
        f'tabindex="0"><table class="adv-matrix"><thead><tr><th scope="col">Need</th>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>{legend()}"
    )


def legend() -> str:
    """What the signs of the matrix mean."""
    entries = joined(
        f'<span class="{degree}">{symbol(sign)}{text(said)}</span>'
        for degree, (sign, said) in DEGREES.items()
    )
    return f'<p class="adv-legend">{entries}</p>'
