"""The six stages as a cycle, and their items."""

from __future__ import annotations

from advisor.reasoning.advice import Advice
from ui.answers import Answered
from ui.drawings.cycle import Station, cycle
from ui.drawings.items import stage_list
from ui.look import section, show


def lifecycle(answered: Answered) -> None:
    """The cycle, then each stage with its items, essential first."""
    section("The lifecycle")
    show('<p class="adv-quiet">Open an item to see what it is and why.</p>')
    show(cycle(stations(answered.advice)))
    show(stage_list(answered.advice.stages))


def stations(advice: Advice) -> list[Station]:
    """The stages of an advice as stations of the cycle."""
    returns = {each.stage for each in advice.diagnosis}
    return [
        Station(
            stage.id,
            stage.name,
            len(stage.items),
            sum(item.rank == "essential" for item in stage.items),
            stage.id in returns,
        )
        for stage in advice.stages
    ]
