"""The study pages: stages, tips with their look-alikes, taught and today, misconceptions."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.exam.study_pages import KIND_NAMES, StagePage, TaughtAndToday, TipPage
from advisor.knowledge.base import Citation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception
from advisor.knowledge.rule import Rule
from ui.drawings.markup import folded, link, symbol, text
from ui.drawings.words import fact_title, fact_value


def stage(page: StagePage) -> str:
    """A stage: what happens in it, what belongs to it, and what leads back to it."""
    kinds = "".join(
        f'<p class="adv-quiet">{text(KIND_NAMES[kind])}</p><ul>'
        + "".join(
            f"<li><strong>{text(item.name)}</strong>: {text(item.purpose)}</li>" for item in items
        )
        + "</ul>"
        for kind, items in page.items.items()
    )
    tips = _titled("Exam tips", (rule.exam_tip or "" for rule in page.tips))
    back = _titled("What leads back to it", (rule.title for rule in page.leads_back))
    head = f'<span class="adv-name">{page.stage.position}. {text(page.stage.name)}</span>'
    return folded(
        f"<span>{head} {text(page.stage.meaning)}</span>",
        f'<div class="adv-grounds"><p>{text(page.stage.why)}</p>{kinds}{tips}{back}</div>',
    )


def tip(page: TipPage, known: Knowledge) -> str:
    """An exam tip: what it says, its look-alikes side by side, its rules."""
    names = {each.id: each.name for each in known.paths.values()}
    names |= {each.id: each.name for each in known.items.values()}
    fact = page.pair.decisive_fact
    sides = "".join(
        f"<li><strong>{text(scenario.title)}</strong> {text(scenario.story)} "
        f"<em>{text(fact_title(fact))}: {text(fact_value(fact, scenario.facts.get(fact)))}.</em> "
        f"Right here, and not in the other: <strong>{text(names[answer])}</strong>. "
        f"{text(scenario.why)}</li>"
        for scenario, answer in zip(page.pair.scenarios, page.pair.answers, strict=True)
    )
    head = f'<span class="adv-name">{page.tip.number}. {text(page.tip.title)}</span>'
    rules = folded(f"{len(page.rules)} rules carry it", _rules(page.rules))
    return f"<p>{head}</p><p>{text(page.tip.says)}</p><ul>{sides}</ul>{rules}"


def taught_and_today(each: TaughtAndToday, known: Knowledge) -> str:
    """A place where the exam's answer and today's differ, with day and sources."""
    since = f' <span class="adv-quiet">since {each.since}</span>' if each.since else ""
    taught = f"<p><strong>Taught.</strong> {text(each.taught)}</p>" if each.taught else ""
    today = f"<p><strong>Today.</strong> {text(each.today)}</p>" if each.today else ""
    return folded(
        f'<span><span class="adv-name">{text(each.subject)}</span> {text(each.kind)}{since}</span>',
        f'<div class="adv-grounds">{taught}{today}{cited(each.sources, known)}</div>',
    )


def misconception(each: Misconception, known: Knowledge) -> str:
    """A misconception: what is believed, what is so, and who says it."""
    return folded(
        f'{symbol("✕", "ruled_out")}<span><span class="adv-name">{text(each.title)}</span> '
        '<span class="adv-quiet">false belief</span></span>',
        f'<div class="adv-grounds"><p><strong>Some believe:</strong> '
        f"<em>“{text(each.belief.strip())}”</em></p>"
        f"<p><strong>In truth:</strong> {text(each.correction)}</p>"
        f'<p class="adv-quiet">Instead: {text(", ".join(known.names_of(each.instead)))}</p>'
        f"{cited(each.sources, known)}</div>",
    )


def cited(citations: Iterable[Citation], known: Knowledge) -> str:
    """Sources as a list, each with its clause and the day on which it was read."""
    lines = "".join(
        f"<li>{link(known.sources[each.source].title, known.sources[each.source].address)}, "
        f'{text(each.where)} <span class="adv-quiet">{known.sources[each.source].read_on}</span>'
        "</li>"
        for each in citations
    )
    return f'<ul class="adv-sources">{lines}</ul>'


def _titled(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{text(line.strip())}</li>" for line in dict.fromkeys(lines))
    return f'<p class="adv-quiet">{text(title)}</p><ul>{items}</ul>' if items else ""


def _rules(rules: Iterable[Rule]) -> str:
    lines = "".join(f"<li>{text(each.title)} <code>{text(each.id)}</code></li>" for each in rules)
    return f'<div class="adv-grounds"><ul>{lines}</ul></div>'
