"""A rule, a path, an item or a source as the rule book shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from advisor.knowledge.base import Citation, Source
from advisor.knowledge.catalogue import Item
from advisor.knowledge.conclusions import (
    Conclusion,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Path
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.wording import conclusion_in_words, condition_in_words, listed
from ui.drawings.markup import folded, joined, judged, link, symbol, text
from ui.drawings.words import CONFIDENCES, STATES, fact_title, in_words

_SIGNS = {"fires": ("●", "met"), "does not fire": ("○", ""), "cannot tell": ("?", "unknown")}


def rule_entry(rule: Rule, known: Knowledge, fires_on: Sequence[str]) -> str:
    """The rule as a line that opens. fires_on: ids of the worked scenarios on which it fires."""
    summary = (
        f'<span><span class="adv-name">{text(rule.title)}</span><br><code>{text(rule.id)}</code> '
        f'<span class="adv-quiet">{text(in_words(rule.kind).lower())}</span></span>'
    )
    return folded(summary, f'<div class="adv-grounds">{_rule(rule, known, fires_on)}</div>', "item")


def _rule(rule: Rule, known: Knowledge, fires_on: Sequence[str]) -> str:
    parts = [
        _conditions("When", rule.when),
        _conditions("and at least one of", rule.any),
        _conditions("unless", rule.unless),
        f"<p><strong>Then</strong> {listed(conclusion(each, known) for each in rule.then)}</p>",
        f"<p>{_because(rule)}</p>",
    ]
    if rule.judgement:
        parts.append(judged(rule.judgement))
    if rule.exam_tip:
        parts.append(f'<p class="adv-tip"><strong>Exam.</strong> {text(rule.exam_tip.strip())}</p>')
    parts.append(cited(rule.sources, known.sources))
    if fires_on:
        titles = joined(f"<li>{text(known.scenarios[each].title)}</li>" for each in fires_on)
        parts.append(f"<p><strong>Fires on</strong></p><ul>{titles}</ul>")
    else:
        parts.append('<p class="adv-quiet">It fires on none of the worked scenarios.</p>')
    if rule.examples:
        examples = joined(
            f"<li>{symbol(*_SIGNS[each.expect])} {text(each.name)} "
            f'<span class="adv-quiet">{text(each.expect)}</span></li>'
            for each in rule.examples
        )
        parts.append(f'<p><strong>Examples</strong></p><ul class="adv-plain">{examples}</ul>')
    return joined(parts)


def _because(rule: Rule) -> str:
    # What is found in a scenario stands for the braces; here the fact itself does.
    return re.sub(
        r"\{(\w+)\}", lambda found: f"<i>{fact_title(found[1])}</i>", text(rule.because.strip())
    )


def _conditions(lead: str, conditions: Iterable[Condition]) -> str:
    said = joined(f"<li>{text(condition_in_words(each))}</li>" for each in conditions)
    return f"<p><strong>{lead}</strong></p><ul>{said}</ul>" if said else ""


def conclusion(each: Conclusion, known: Knowledge) -> str:
    """What follows from a rule, in words, as markup."""
    names: Mapping[str, Callable[[str], str]] = {
        "need": lambda need: known.needs[need].name.lower(),
        "path": lambda path: known.paths[path].short_name,
        "signal": lambda signal: signal,
        "item": lambda item: known.items[item].name,
        "stage": lambda stage: known.stages[stage].name.lower(),
    }
    return text(conclusion_in_words(each, lambda kind, identity: names[kind](identity)))


def cited(citations: Iterable[Citation], sources: Mapping[str, Source]) -> str:
    """Citations with the sources that they name."""
    lines = joined(
        f"<li>{link(sources[each.source].title, sources[each.source].address)}, "
        f'{text(each.where)} <span class="adv-quiet">{CONFIDENCES[each.confidence]}</span>'
        f"{f'<br>{text(each.says)}' if each.says else ''}</li>"
        for each in citations
    )
    return f'<ul class="adv-sources">{lines}</ul>' if lines else ""


def path_entry(path: Path, known: Knowledge) -> str:
    """A path with what it covers and why."""
    covers = joined(
        f"<p><strong>{text(known.needs[each.need].name)}: {each.degree}.</strong> "
        f"{text(each.because)}</p>{cited(each.sources, known.sources)}"
        for each in path.covers
    )
    summary = (
        f'<span class="adv-number">{path.position}</span><span><span class="adv-name">'
        f'{text(path.name)}</span><br><span class="adv-quiet">{text(path.meaning)}</span></span>'
    )
    return folded(summary, f'<div class="adv-grounds">{covers}</div>', "item")


def item_entry(item: Item, known: Knowledge, rules: Sequence[str]) -> str:
    """An item of the catalogue with its availability and the rules that name it."""
    closed = f'<span class="adv-rank">{STATES[item.closing.state]}</span>' if item.closing else ""
    summary = (
        f'<span><span class="adv-name">{text(item.name)}</span> <span class="adv-quiet">'
        f"{text(item.kind)}</span><br>{text(item.purpose)}</span>{closed}"
    )
    body = [f"<p>Stages: {text(listed(known.stages[each].name for each in item.stages))}</p>"]
    if item.closing is not None:
        closing = item.closing
        after = listed(known.items[each].name for each in closing.successors) or "nothing named"
        body.append(
            f'<p class="adv-tip">{text(STATES[closing.state].capitalize())} since '
            f"{closing.since.isoformat()}. {text(closing.note)} Instead: {text(after)}.</p>"
            + cited(closing.sources, known.sources)
        )
    if item.exam_domain:
        body.append(f"<p>AIF-C01, domain {item.exam_domain}</p>")
    if item.note:
        body.append(f"<p>{text(item.note)}</p>")
    if rules:
        titles = joined(f"<li>{text(known.rules[each].title)}</li>" for each in rules)
        body.append(f"<p><strong>Named by</strong></p><ul>{titles}</ul>")
    body.append(cited(item.sources, known.sources))
    return folded(summary, f'<div class="adv-grounds">{joined(body)}</div>', "item")


def source_entry(source: Source, cited_by: int) -> str:
    """A source with its address and how often the rules cite it."""
    published = f", published {source.published.isoformat()}" if source.published else ""
    return (
        f'<div class="adv-source"><strong>{link(source.title, source.address)}</strong><br>'
        f'<span class="adv-quiet">{text(source.publisher)}{published}, read '
        f"{source.read_on.isoformat()}; cited by {cited_by} "
        f"{'rule' if cited_by == 1 else 'rules'} <code>{text(source.id)}</code></span></div>"
    )
