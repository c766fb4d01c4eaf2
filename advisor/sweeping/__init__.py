"""What if: the plan over one or two facts, as a table and as a picture."""

from advisor.sweeping.picture import COLOURS, as_svg
from advisor.sweeping.sweep import Axis, Sweep, sweep
from advisor.sweeping.telling import as_json, as_table

__all__ = ["COLOURS", "Axis", "Sweep", "as_json", "as_svg", "as_table", "sweep"]
