"""Compare: this plan beside others, and this case beside other cases."""

from __future__ import annotations

from ui import state
from ui.answers import answer
from ui.frame import frame
from ui.panels import guarded, show
from ui.panels.plans import plans
from ui.panels.versions import choosing, side_by_side, what_if

with frame("compare"):
    show(plans, answer(state.question()))
    guarded(choosing)
    guarded(side_by_side)
    guarded(what_if)
