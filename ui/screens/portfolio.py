"""Portfolio: a table of scenarios at once."""

from __future__ import annotations

from ui.frame import frame
from ui.panels import guarded
from ui.panels.portfolio import portfolio

with frame("portfolio"):
    guarded(portfolio)
