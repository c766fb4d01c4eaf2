"""To come."""

from ui.frame import frame

with frame():
    pass
