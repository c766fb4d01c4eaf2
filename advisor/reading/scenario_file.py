"""A reading as a scenario file: each fact under the words that say it, to be checked by hand."""

from __future__ import annotations

import json
from typing import Any

from advisor.reading.readings import ReadFact, ReadText


def as_scenario_file(told: ReadText, file: str = "FILE") -> str:
    """YAML of the proposed facts, with the quotes as comments; file: how `advise` will be told.

    Facts that the text says twice and differently stand there as comments: one of them is to be
    chosen.
    """
    lines = [
        "# Proposed from a description; nothing is decided. Check each fact against the words",
        f"# above it, mend or delete it, then: advisor advise {file}",
    ]
    facts = told.facts
    if not facts:
        lines += ["{}  # no fact was read; remove this line with the first fact that you state"]
    for name, value in facts.items():
        lines.append("")
        lines += [_comment(each) for each in told.read if each.fact == name]
        lines.append(f"{name}: {_flow(value)}")
    for pair in told.conflicts:
        lines += ["", f"# Two values were read. {_line(pair.question)} Keep one:"]
        for each in pair.readings:
            lines += [_comment(each), f"# {each.fact}: {_flow(each.value)}"]
    if told.not_understood:
        lines += ["", "# Not understood:"]
        lines += [
            f"#   {_quoted(each.quote)}{f'  ({_line(each.why)})' if each.why else ''}"
            for each in told.not_understood
        ]
    return "\n".join(lines) + "\n"


def _comment(each: ReadFact) -> str:
    marks = [] if each.sure else ["not sure"]
    marks += [_line(each.how)] if each.how else []
    marks += [f"by {_line(each.by)}"] if each.by != "cues" else []
    told = f"  ({'; '.join(marks)})" if marks else ""
    return f"# {_quoted(each.quote)}{told}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    # Whatever stands in a quote stays within its comment, and the file stays readable as YAML.
    told = (each if each.isprintable() else f"\\u{ord(each):04x}" for each in _line(text))
    return json.dumps("".join(told), ensure_ascii=False)


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
