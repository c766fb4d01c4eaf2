"""How the words of the answer are shown: verdicts, degrees, ranks and choices with their signs."""

from __future__ import annotations

import re
from typing import Any

from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of
from advisor.facts.read import read_scenario
from advisor.facts.values import NumberRange
from advisor.reasoning.wording import NEED_MET, PATH_VERDICTS, spoken

_VERDICT_SIGNS = {
    "chosen": "●",
    "not_needed": "○",
    "costs_more": "△",
    "does_not_meet": "◐",
    "ruled_out": "✕",
}
VERDICTS: dict[str, tuple[str, str]] = {
    verdict: (_VERDICT_SIGNS[verdict], said) for verdict, said in PATH_VERDICTS.items()
}
_DEGREE_SIGNS = {"full": "●", "partial": "◐", "none": "–", "harms": "✕"}
DEGREES: dict[str, tuple[str, str]] = {
    degree: (_DEGREE_SIGNS[degree], said) for degree, said in NEED_MET.items()
}
RANKS = {
    "essential": ("●", "essential"),
    "recommended": ("◐", "recommended"),
    "consider": ("○", "consider"),
}
FINDINGS = {"met": ("✓", "met"), "not met": ("✕", "not met"), "unknown": ("?", "unknown")}
STATES = {
    "open": "open",
    "closed_to_new_customers": "closed to new customers",
    "maintenance": "in maintenance",
    "no_current_base_model": "no current base model",
    "retired": "retired",
}
CONFIDENCES = {
    "read": "source read",
    "excerpt": "excerpt read",
    "title_only": "title only",
    "second_hand": "told by another source",
    "inference": "our inference",
}
SECTIONS = {"use_case": "Use case"}
_MEANING_OF_A_CHOICE = re.compile(r" \([^()]* = [^()]*\)$")
_SHORT = {"ai", "api", "aws", "dss", "eu", "gdpr", "hipaa", "ml", "pci"}


def in_words(identifier: str) -> str:
    """An id or a choice as a person writes it: "pci_dss" is "PCI DSS"."""
    words = identifier.replace("-", " ").replace("_", " ").split()
    said = " ".join(word.upper() if word in _SHORT else word for word in words)
    return said[:1].upper() + said[1:]


def fact_title(name: str) -> str:
    """The title of a fact, or of what else a condition read ("need:current-knowledge")."""
    definition = fact_definitions().get(name)
    if definition is not None:
        return definition.title
    kind, _, identifier = name.partition(":")
    return f"{in_words(kind)}: {in_words(identifier).lower()}" if identifier else in_words(kind)


def question_for_readers(name: str) -> str:
    """The question of a fact; what a choice means is left to the choices, which say so."""
    return _MEANING_OF_A_CHOICE.sub("", fact_definitions()[name].question)


def fact_value(name: str, value: Any) -> str:
    """What was found for a fact, in words and with its unit."""
    definition = fact_definitions().get(name)
    if value is None:
        return "not stated"
    if definition is None:
        return spoken(tuple(value) if isinstance(value, (list, tuple)) else value)
    found = read_scenario({name: value}).get(name)
    if found is None:
        return "any number" if definition.is_number else "any"
    if definition.kind == "choice" and isinstance(found, str):
        return label_of(name, found)
    if definition.kind == "choices" and isinstance(found, tuple) and found:
        return ", ".join(label_of(name, each) for each in found)
    said = _number(found) if isinstance(found, float) else spoken(found)
    return f"{said} {_unit(definition.unit, found)}" if definition.unit else said


def _number(number: float) -> str:
    """A number with as many figures as there is a use for; "about" where some were left out."""
    said = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
    return said if float(said.replace(",", "")) == number else f"about {said}"


def _unit(unit: str, found: object) -> str:
    """The unit beside its number: "1 model", "2 models", "1 request/month"."""
    if isinstance(found, NumberRange):
        # What is said last stands beside the unit.
        found = found.at_least if found.at_most is None else found.at_most
    if found != 1:
        return unit
    counted, slash, per = unit.partition("/")
    return (counted.removesuffix("s") if len(counted) > 2 else counted) + slash + per
