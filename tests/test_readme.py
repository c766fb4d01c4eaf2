"""What the README shows is what the command prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.advisor import advise
from advisor.knowledge import load_knowledge
from advisor.reports import as_brief

README = Path(__file__).resolve().parents[1] / "README.md"
READ_ON = "The whole answer: the same command with --full."


@pytest.mark.docs
def test_the_readme_shows_the_answer_of_today(recorded: Callable[[Path, str], None]) -> None:
    text = README.read_text(encoding="utf-8")
    shown = re.search(r"```\n(Retrieval-augmented .*?)```", text, re.DOTALL)
    assert shown
    day = re.search(r"production view, (\S+)", shown[1])
    assert day

    facts = load_knowledge().scenarios["policy-desk"].facts
    advice = advise(facts, as_of=day[1], sensitivity=True)

    recorded(README, text.replace(shown[1], as_brief(advice, read_on=READ_ON)))
