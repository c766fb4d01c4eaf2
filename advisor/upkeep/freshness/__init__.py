"""What has aged: AWS's API, the price library, sources, models and services that end.

`freshness` reads what is installed here and asks no network; `online` asks AWS.
"""

from advisor.upkeep.freshness.report import Freshness, freshness

__all__ = ["Freshness", "freshness"]
