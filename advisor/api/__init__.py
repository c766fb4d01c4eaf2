"""The JSON API: facts in, advice out, over HTTP.

`create_app(settings)` makes the application; `serving.serve` runs it. One file of `routes/` holds
one group of routes; a new group is a new file there and one line in `routes/__init__.py`.
"""

from advisor.api.app import create_app
from advisor.api.settings import Settings

__all__ = ["Settings", "create_app"]
