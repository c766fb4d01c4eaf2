"""Survey the whole rule base: what fires, what is reached, what never matters.

The columnar engine decides many thousand scenarios: random ones, and every example of every rule
amid random facts, so that each rule has its chance; in both views, and under prices that a user
may give where the project has none. The same rule base gives the same survey.
"""

from advisor.upkeep.survey.page import as_page
from advisor.upkeep.survey.scenarios import own_prices
from advisor.upkeep.survey.survey import Survey, survey

__all__ = ["Survey", "as_page", "own_prices", "survey"]
