"""Compare: change facts in a copy, or set scenarios side by side."""

from __future__ import annotations

from ui.frame import frame
from ui.panels import guarded
from ui.panels.versions import choosing, side_by_side, what_if

with frame("compare"):
    guarded(choosing)
    guarded(side_by_side)
    guarded(what_if)
