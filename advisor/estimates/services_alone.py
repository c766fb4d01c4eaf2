"""What a plan of ready services alone costs, which calls no foundation model."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.estimates.inputs import Inputs
from advisor.estimates.ranges import SET_ASIDE
from advisor.estimates.ready_services import ready_service_parts
from advisor.estimates.running import NAMES, Part, not_counted, without
from advisor.estimates.shapes import ServicesEstimate
from advisor.estimates.table import Summed, summed, twelve_months
from advisor.estimates.telling import Telling
from advisor.estimates.timing import LENGTHS
from advisor.estimates.verdicts import verdicts
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import amount, inside_sentence


def services_alone(inputs: Inputs, tell: Telling, wanted: Wanted) -> ServicesEstimate | None:
    """What the recommended ready services cost; None where none of them has a price here."""
    parts = [Part(kind, cost) for kind, cost in ready_service_parts(inputs, wanted, None)]
    if not parts:
        return None
    month = summed("monthly_cost", "Ready services, each month", "USD per month", parts)
    told = month.told(tell, NAMES)
    year, months = twelve_months(inputs, month)
    unpriced = tuple(without(inputs, wanted, None))
    held = verdicts(wanted.stated, told.total, None, None, True, False, not unpriced)
    return ServicesEstimate(
        month=told.total,
        month_parts=told.parts,
        year=year,
        months=months,
        verdicts=tuple(each for each in held if each.fact == "monthly_budget_usd"),
        without=unpriced,
        not_counted=tuple(not_counted(inputs, wanted, None, {each.kind for each in parts})),
        taken=tuple(_taken(month)),
    )


def _taken(month: Summed) -> Iterator[str]:
    """How much there is to do, how long it is, and what is taken from pages, where nobody said."""
    leaves = month.workings.leaves
    for name, leaf in sorted(leaves.items()):
        if leaf.origin != "assumption":
            continue
        if name == "structured_page_share":
            yield f"{leaf.likely:.0%} ({inside_sentence(leaf.title)})"
        elif name in SET_ASIDE | LENGTHS:
            told = ""
            for measure, unit in _MEASURES.items():
                if name in LENGTHS and measure in leaves:
                    many = float(leaf.likely) / float(leaves[measure].likely)
                    told = f", about {amount(many)} {unit}"
            yield f"{amount(float(leaf.likely))} {leaf.unit} ({inside_sentence(leaf.title)}{told})"


_MEASURES = {"page_tokens": "pages", "spoken_tokens_per_minute": "minutes of speech"}
"""What a length in tokens comes to, by the tokens of one."""
