"""The few pieces of HTML that all drawings share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape


def text(value: object) -> str:
    """A value as HTML text, safe inside elements and quoted attributes."""
    return escape(str(value), quote=True)


def as_label(value: object) -> str:
    """A text that somebody typed as the label of a field: signs of Markdown are only signs."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!$~:|<>])", r"\\\1", str(value))


def term(word: object, meaning: str) -> str:
    """A word with a dotted line below it: its meaning appears on a touch, a look or a key."""
    if not meaning:
        return text(word)
    return (
        f'<span class="adv-term" tabindex="0">{text(word)}'
        f'<span role="tooltip">{text(meaning)}</span></span>'
    )


def pictured(name: str, svg: str, lines: Iterable[str]) -> str:
    """A picture and, below it, the same in words."""
    told = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f'{wide(name, svg)}<ul class="adv-in-words">{told}</ul>'


def wide(name: str, svg: str) -> str:
    """A picture that scrolls sideways where it is wider than the screen, so that it is readable."""
    return (
        f'<div class="adv-scroll adv-picture" role="region" aria-label="{text(name)}" '
        f'tabindex="0">{svg}</div>'
    )


def joined(parts: Iterable[str]) -> str:
    """Markup on one line: an empty line would end the block where Markdown carries it."""
    return "".join(" ".join(part.split("\n")) for part in parts)


def unseen(value: object) -> str:
    """Text for screen readers only."""
    return f'<span class="adv-unseen">{text(value)}</span>'


def symbol(sign: str, kind: str = "") -> str:
    """A sign for the eye; the words beside it say the same."""
    return f'<span class="adv-sign {kind}" aria-hidden="true">{text(sign)}</span>'


def folded(summary: str, body: str, kind: str = "") -> str:
    """A line that opens on a click or a key. summary and body are markup."""
    return f'<details class="adv-fold {kind}"><summary>{summary}</summary>{body}</details>'


def link(label: str, address: str) -> str:
    """A link that opens beside the page. Anything but a web address stays plain text."""
    if not address.startswith(("https://", "http://")):
        return text(label)
    return f'<a href="{text(address)}" target="_blank" rel="noopener">{text(label)}</a>'


def note(kind: str, title: str, body: str = "") -> str:
    """A framed message. kind: "calm", "warn" or "bad"; title and body are plain text."""
    sign = {"calm": "i", "warn": "!", "bad": "✕"}[kind]
    rest = f"<p>{text(body)}</p>" if body else ""
    return (
        f'<div class="adv-note {kind}">{symbol(sign)}<div><strong>{text(title)}</strong>'
        f"{rest}</div></div>"
    )


def judged(judgement: str) -> str:
    """What no source gives, marked as ours, with the reason."""
    return f'<p class="adv-quiet"><strong>Our judgement.</strong> {text(judgement.strip())}</p>'
