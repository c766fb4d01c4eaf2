"""Decisions: kept, accepted or overridden, and checked again."""

from __future__ import annotations

from ui.frame import frame
from ui.panels import guarded
from ui.panels.decisions import decisions

with frame("decisions"):
    guarded(decisions)
