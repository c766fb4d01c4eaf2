"""Questions and their explanations as markup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.exam.practice.naming import guide
from advisor.exam.practice.question import Question
from ui.drawings.markup import folded, joined, link, note, symbol, text


def question(each: Question, place: str) -> str:
    """Stem and question, and where it stands in the guide."""
    tasks = guide().tasks
    stem = f"<p>{text(each.stem)}</p>" if each.stem else ""
    return joined(
        [
            f'<p class="adv-quiet" tabindex="-1" data-place="{text(each.id)}">{text(place)} · '
            f"{text(each.task)} {text(tasks[each.task])}</p>",
            stem,
            f"<p><strong>{text(each.ask)}</strong></p>",
        ]
    )


def judged(verdict: Mapping[str, Any]) -> str:
    """Whether the answer was right, why, and what is wrong with each other option."""
    right = verdict["right"]
    key = verdict["explanations"][verdict["key"] - 1]
    title = "Right." if right else f"Not this one. Right is: {key['text']}"
    why = verdict["why"]
    said = [why.get("decides"), why["reason"], why.get("taught_and_today")]
    body = " ".join(each for each in said if each)
    others = "".join(
        f"<li><strong>{text(each['text'])}</strong>"
        + (" (your answer)" if each["option"] == verdict["choice"] else "")
        + f": {text(each['explanation'])}"
        + (f" <em>{text(each['lacks'])}</em>" if each["lacks"] else "")
        + "</li>"
        for each in verdict["explanations"]
        if not each["right"]
    )
    tip = (
        f"<p>{symbol('✎')} <strong>Exam tip.</strong> {text(why['tip'])}</p>" if why["tip"] else ""
    )
    sources = "".join(
        f"<li>{link(each['title'], each['address'])}, {text(each['where'])}</li>"
        for each in verdict["sources"]
    )
    return joined(
        [
            note("calm" if right else "warn", title, body),
            f"<p>Why not the others:</p><ul>{others}</ul>",
            tip,
            folded("Sources", f"<ul>{sources}</ul>"),
        ]
    )


def remembered(code: str | None) -> str:
    """What tells the browser which code to keep; None lets it forget."""
    return f'<span data-learner="{text(code or "")}"></span>'


def shares(by_domain: Mapping[int, tuple[int, int]]) -> str:
    """How many answers were right, in each domain. by_domain: answers, and right ones."""
    titles = guide().domains
    lines = "".join(
        f"<tr><th scope=row>{domain} {text(titles[domain][0])}</th>"
        f"<td>{right}&nbsp;of&nbsp;{answered}</td></tr>"
        for domain, (answered, right) in sorted(by_domain.items())
    )
    head = "<tr><th scope=col>Domain</th><th scope=col>Right</th></tr>"
    return (
        f'<table class="adv-table"><thead>{head}</thead><tbody>{lines}</tbody></table>'
        if lines
        else ""
    )
