"""From somebody's own words to proposed facts, each with the words that say it.

A reading proposes; it never decides. Nothing enters a scenario until somebody confirms it.
"""

from advisor.reading.read import read_text
from advisor.reading.readings import Reader, ReadFact, ReadText

__all__ = ["ReadFact", "ReadText", "Reader", "read_text"]
