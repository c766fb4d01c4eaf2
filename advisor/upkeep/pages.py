"""The pages of docs/ that are made from the knowledge, and the schema of a rule file.

Generated, so that what a reader sees is what decides; a test holds each against its file.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from advisor.advisor import Advisor
from advisor.estimates.derived import DERIVED_FACTS
from advisor.exam.study_pages import (
    KIND_NAMES,
    StagePage,
    TipPage,
    stage_pages,
    taught_and_today,
    tip_pages,
)
from advisor.facts.definitions import FactDefinition, fact_definitions, sections
from advisor.facts.values import as_data
from advisor.facts.words import words
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import Citation
from advisor.knowledge.catalogue import Item
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, RULE_KINDS, SUBJECTS, Condition, Example, Rule
from advisor.reasoning.wording import condition_in_words
from advisor.upkeep.checks.contract import named_in_the_source_document
from advisor.upkeep.exam_guide_page import exam_guide_page
from advisor.upkeep.models_page import models_page

DAY = datetime.date(2026, 11, 22)
"""The day on which the worked scenarios are judged where they give none themselves."""

NOTE = "<!-- Made by `advisor docs` from rules/ and data/; do not edit. -->"

_KINDS: Mapping[str, str] = {
    "signals": "intermediate facts that other rules read",
    "needs": "what the solution must or should give",
    "coverage": "where a path meets a need otherwise than the table of the path says",
    "limits": "what rules a path out",
    "techniques": "techniques for the paths of the plan",
    "services": "services",
    "optimizations": "optimizations of cost, latency and output",
    "evaluation": "how to evaluate",
    "controls": "controls of responsible AI, security and governance",
    "monitoring": "what to watch and to maintain",
    "diagnosis": "symptoms of a running system: where to go back to",
    "warnings": "what to look out for",
}


def generated_names() -> tuple[str, ...]:
    """The name of every generated file, relative to the project."""
    return (*_pages(), _SCHEMA)


def generated_files(knowledge: Knowledge | None = None) -> dict[str, str]:
    """Every generated file by its name relative to the project, and its text.

    knowledge: what is told; the project's own by default.
    """
    knowledge = knowledge or load_knowledge()
    written = {
        name: f"{NOTE}\n\n" + "\n".join(lines(knowledge)) + "\n" for name, lines in _pages().items()
    }
    return {**written, _SCHEMA: _schema()}


_SCHEMA = "rules/rule.schema.json"


def _pages() -> Mapping[str, Callable[[Knowledge], Iterable[str]]]:
    return {
        "docs/rule-book.md": _rule_book,
        **{f"docs/rules/{kind}.md": partial(_rules_of, kind=kind) for kind in RULE_KINDS},
        "docs/facts.md": _facts,
        "docs/catalogue.md": _catalogue,
        "docs/paths.md": _paths,
        "docs/sources.md": _sources,
        "docs/coverage-of-the-source-document.md": _coverage,
        "docs/study.md": _study,
        "docs/exam-guide.md": exam_guide_page,
        "docs/models.md": models_page,
        "docs/misconceptions.md": _misconceptions,
    }


# The rule book


def _rule_book(knowledge: Knowledge) -> Iterator[str]:
    examples = sum(len(rule.examples) for rule in knowledge.rules.values())
    yield "# Rule book"
    yield ""
    yield (
        f"{len(knowledge.rules)} rules with {examples} examples. Rules of the first four kinds run "
        "before the plan is made; the others know the plan. A rule fires when all its conditions "
        "are met; where one is unknown the rule cannot tell, and says which fact it waits for."
    )
    yield ""
    yield "| kind | concludes | rules |"
    yield "|---|---|---|"
    for kind in RULE_KINDS:
        count = sum(rule.kind == kind for rule in knowledge.rules.values())
        yield f"| [{kind}](rules/{kind}.md) | {_KINDS[kind]} | {count} |"


def _rules_of(knowledge: Knowledge, kind: str) -> Iterator[str]:
    rules = [rule for rule in knowledge.rules.values() if rule.kind == kind]
    yield f"# Rules: {kind}"
    yield ""
    yield f"{len(rules)} rules: {_KINDS[kind]}. [The whole rule book](../rule-book.md)"
    for rule in rules:
        yield ""
        yield from _rule(rule, knowledge)


def _rule(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"**{rule.title}.** {_flat(_shown(rule.because))}"
    yield ""
    for word, conditions in (("when", rule.when), ("any of", rule.any), ("unless", rule.unless)):
        if conditions:
            joint = "; or " if word == "any of" else "; "
            yield f"- {word}: {joint.join(_condition(each) for each in conditions)}"
    for conclusion in rule.then:
        said = conclusion.model_dump(by_alias=True, exclude_none=True).items()
        yield "- then: " + ", ".join(f"{key} `{_listed(value)}`" for key, value in said)
    if rule.judgement:
        yield f"- our judgement: {_flat(rule.judgement)}"
    if rule.exam_tip:
        yield f"- exam: {_flat(rule.exam_tip)}"
    if rule.milder_only:
        yield f"- not kept under a stricter answer: {_flat(rule.milder_only)}"
    for example in rule.examples:
        yield f"- {example.expect}: {_flat(example.name)}{_situation(example)}"
    yield f"- sources: {_cited(rule.sources, knowledge, '../')}"


def _condition(condition: Condition) -> str:
    return condition_in_words(condition)


def _situation(example: Example) -> str:
    said = [f"{fact} {json.dumps(value)}" for fact, value in example.facts.items()]
    given = example.given.model_dump(exclude_defaults=True)
    said += [f"{key} {_listed(value)}" for key, value in given.items()]
    return f" ({'; '.join(said)})" if said else ""


def _shown(text: str) -> str:
    """A reason with the facts that stand for what is found, marked."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", text)


def _listed(value: Any) -> str:
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cited(citations: Iterable[Citation], knowledge: Knowledge, up: str = "") -> str:
    told = []
    for citation in citations:
        title = knowledge.sources[citation.source].title
        text = f"[{title}]({up}sources.md#{citation.source}), {citation.where}"
        if citation.says:
            text += f": {_flat(citation.says)}"
        told.append(f"{text} ({citation.confidence.replace('_', ' ')})")
    return "; ".join(told)


# Facts


def _facts(knowledge: Knowledge) -> Iterator[str]:
    readers: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for fact in rule.facts:
            readers[fact].append(rule)
    yield "# Facts"
    yield ""
    yield (
        f"The {len(fact_definitions())} questions of a scenario. Each may be left out: it is then "
        "unknown, which is never read as false. A number may be a range: "
        "`{at_least: 100, at_most: 1000}`. Names and values are read "
        "as people write them: `docs/values-and-names.md`."
    )
    for section in sections():
        yield ""
        yield f"## {section.replace('_', ' ').capitalize()}"
        for definition in fact_definitions().values():
            if definition.section == section:
                yield ""
                yield from _fact(definition, readers[definition.name])


def _fact(fact: FactDefinition, readers: list[Rule]) -> Iterator[str]:
    yield f"### {fact.name}"
    yield ""
    yield fact.question
    yield ""
    unit = f", in {fact.unit}" if fact.unit else ""
    ordered = ", from least to most" if fact.ordered else ""
    choices = ", ".join(f"`{each}`" for each in fact.choices)
    yield f"- {fact.kind}{unit}{ordered}{f': {choices}' if choices else ''}"
    if fact.name == "existing_services":
        yield "- any service of the [catalogue](catalogue.md)"
    said = words()[fact.name]
    named = [*said.names, *(text for texts in said.names_in.values() for text in texts)]
    if named:
        yield f"- also called: {', '.join(named)}"
    meant = [f"{text} = `{choice}`" for choice, texts in said.choices.items() for text in texts]
    if meant and fact.choices:
        yield f"- other words: {', '.join(meant)}"
    silence = fact.silence
    if silence is not None:
        left_out = "unknown" if silence.value is None else f"`{json.dumps(as_data(silence.value))}`"
        yield f"- a requirement; left out, it counts as {left_out}: {silence.because}"
    if readers:
        links = ", ".join(f"[{each.id}](rules/{each.kind}.md#{each.id})" for each in readers)
        yield f"- read by {len(readers)} rule{'s' if len(readers) != 1 else ''}: {links}"


# Catalogue and paths


def _catalogue(knowledge: Knowledge) -> Iterator[str]:
    yield "# Catalogue"
    yield ""
    yield f"The {len(knowledge.items)} items that can be recommended, and what has closed when."
    kinds = dict.fromkeys(item.kind for item in knowledge.items.values())
    for kind in kinds:
        yield ""
        yield f"## {kind.capitalize()}"
        for item in knowledge.items.values():
            if item.kind == kind:
                yield ""
                yield from _item(item, knowledge)


def _item(item: Item, knowledge: Knowledge) -> Iterator[str]:
    yield f"### {item.id}"
    yield ""
    yield f"**{item.name}.** {_flat(item.purpose)}"
    yield ""
    yield f"- stages: {', '.join(knowledge.stages[stage].name.lower() for stage in item.stages)}"
    if item.exam_domain:
        yield f"- AIF-C01 domain {item.exam_domain}"
    guide = knowledge.guide
    if guide and (mark := guide.mark(item.id, guide.revisions[-1].since)):
        yield f"- {mark}"
    if item.dimensions:
        yield f"- serves: {', '.join(each.replace('-', ' ') for each in item.dimensions)}"
    yield "- related: " + ", ".join(f"[{each}](#{each})" for each in item.related)
    if item.closing:
        closing = item.closing
        successors = ", ".join(f"[{each}](#{each})" for each in closing.successors)
        state = closing.state.replace("_", " ")
        yield (
            f"- **{state} since {closing.since}**; instead: {successors or 'nothing of its kind'}."
            f" {_flat(closing.note)} {_cited(closing.sources, knowledge)}"
        )
    if item.note:
        yield f"- note: {_flat(item.note)}"
    for proof in item.proof:
        parts = (proof.service, proof.operation, proof.shape, proof.member, proof.value)
        yield f"- proved by AWS's API definition: `{' '.join(filter(None, parts))}`"
    if item.sources:
        yield f"- sources: {_cited(item.sources, knowledge)}"


def _paths(knowledge: Knowledge) -> Iterator[str]:
    ladder = knowledge.ladder
    yield "# Paths"
    yield ""
    yield "From the cheapest to the costliest to build, and how far each meets each need."
    yield ""
    yield "| need | " + " | ".join(path.short_name for path in ladder) + " |"
    yield "|---|" + "---|" * len(ladder)
    for need in knowledge.needs.values():
        degrees = [
            next((each.degree for each in path.covers if each.need == need.id), "")
            for path in ladder
        ]
        yield f"| {need.name} | " + " | ".join(degrees) + " |"
    for path in ladder:
        yield ""
        yield f"## {path.name}"
        yield ""
        yield _flat(path.meaning)
        yield ""
        for coverage in path.covers:
            yield (
                f"- {knowledge.needs[coverage.need].name}: **{coverage.degree}**. "
                f"{_flat(coverage.because)} {_cited(coverage.sources, knowledge)}"
            )
        yield f"- sources: {_cited(path.sources, knowledge)}"
    yield ""
    yield "## In which order plans are compared"
    yield ""
    for policy in knowledge.policies.values():
        yield (
            f"- {policy.name}: {', '.join(policy.criteria)}. {_flat(policy.because)} "
            f"{_cited(policy.sources, knowledge)}"
        )


# Sources


def _sources(knowledge: Knowledge) -> Iterator[str]:
    citing: dict[str, int] = defaultdict(int)
    for rule in knowledge.rules.values():
        for citation in rule.sources:
            citing[citation.source] += 1
    yield "# Sources"
    yield ""
    yield (
        f"{len(knowledge.sources)} sources. A citation says how its text reached us: read, as an "
        "excerpt, by its title only, second hand, or as an inference of ours."
    )
    for source in knowledge.sources.values():
        yield ""
        yield f"## {source.id}"
        yield ""
        published = f", published {source.published}" if source.published else ""
        yield f"{source.title}. {source.publisher}. <{source.address}>"
        yield f"Read {source.read_on}{published}. Cited by {citing[source.id]} rules."
        if source.note:
            yield _flat(source.note)


# What the source document names


def _coverage(knowledge: Knowledge) -> Iterator[str]:
    recommending: dict[str, list[str]] = defaultdict(list)
    advisor = Advisor(knowledge, "plain")
    for worked in knowledge.scenarios.values():
        advice = advisor.advise(dict(worked.facts), worked.view, worked.as_of or DAY)
        for item in advice.items():
            recommending[item].append(worked.id)
    yield "# Coverage of the source document"
    yield ""
    yield "What the source document names, and the worked scenarios that recommend it."
    yield ""
    yield "| named | worked scenarios |"
    yield "|---|---|"
    for identity, name in _named(knowledge):
        yield f"| {name} (`{identity}`) | {', '.join(recommending[identity]) or '**none**'} |"
    yield ""
    yield "## The nine exam tips, and the rules that carry them"
    for page in tip_pages(knowledge):
        number, carrying = page.tip.number, page.rules
        yield ""
        yield f"### {number}. {page.tip.title}"
        yield ""
        if number == 1:
            yield "Every advice lists the six stages in this order:"
            stages = sorted(knowledge.stages.values(), key=lambda stage: stage.position)
            yield f"{', '.join(stage.name.lower() for stage in stages)}."
            yield ""
        links = [f"[{rule.id}](rules/{rule.kind}.md#{rule.id})" for rule in carrying]
        yield f"{len(carrying)} rules: {', '.join(links)}" if links else "No rule of its own."
    yield ""
    yield "## The worked scenarios"
    yield ""
    yield "| scenario | headline | why |"
    yield "|---|---|---|"
    for worked in knowledge.scenarios.values():
        headline = knowledge.paths[worked.headline].short_name
        yield f"| {worked.title} (`{worked.id}`) | {headline} | {_flat(worked.why)} |"


# To study


def _study(knowledge: Knowledge) -> Iterator[str]:
    yield "# Study"
    yield ""
    yield (
        "For the exam AIF-C01, read off the catalogue and the rules: the lifecycle in order, the "
        "nine exam tips, and where the exam and today's AWS differ. `advisor check-reasoning` "
        "checks a choice on any scenario; [misconceptions](misconceptions.md) are named apart."
    )
    yield ""
    yield "## The lifecycle in order"
    for stage in stage_pages(knowledge):
        yield from _stage(stage)
    yield ""
    yield "## The nine exam tips"
    for tip in tip_pages(knowledge):
        yield from _tip(tip, knowledge)
    yield ""
    yield "## Taught and today"
    yield ""
    yield "| | taught | today | since | sources |"
    yield "|---|---|---|---|---|"
    for each in taught_and_today(knowledge):
        sources = "; ".join(
            f"{_cited([citation], knowledge)} ({knowledge.sources[citation.source].read_on})"
            for citation in each.sources
        )
        cells = (each.subject, each.taught, each.today, str(each.since or ""), sources)
        yield f"| {' | '.join(_flat(cell).replace('|', '/') for cell in cells)} |"


def _stage(page: StagePage) -> Iterator[str]:
    yield ""
    yield f"### {page.stage.position}. {page.stage.name}"
    yield ""
    yield f"{_flat(page.stage.meaning)} {_flat(page.stage.why)}".strip()
    for kind, items in page.items.items():
        yield ""
        yield f"{KIND_NAMES[kind]}:"
        yield ""
        for item in items:
            yield f"- [{item.name}](catalogue.md#{item.id}): {_flat(item.purpose)}"
    if page.leads_back:
        yield ""
        links = (f"[{_flat(rule.title)}](rules/diagnosis.md#{rule.id})" for rule in page.leads_back)
        yield f"What leads back to it: {'; '.join(links)}."


def _tip(page: TipPage, knowledge: Knowledge) -> Iterator[str]:
    names = {each.id: each.name for each in knowledge.paths.values()}
    names |= {each.id: each.name for each in knowledge.items.values()}
    pair = page.pair
    yield ""
    yield f"### {page.tip.number}. {page.tip.title}"
    yield ""
    yield _flat(page.tip.says)
    yield ""
    for scenario, answer in zip(pair.scenarios, pair.answers, strict=True):
        found = json.dumps(scenario.facts.get(pair.decisive_fact))
        yield (
            f"- {_flat(scenario.story)} `{pair.decisive_fact}: {found}` makes it "
            f"**{names[answer]}**. {_flat(scenario.why)}"
        )
    yield ""
    links = (f"[{rule.id}](rules/{rule.kind}.md#{rule.id})" for rule in page.rules)
    yield f"Rules: {', '.join(links)}."


def _misconceptions(knowledge: Knowledge) -> Iterator[str]:
    yield "# Misconceptions"
    yield ""
    yield (
        f"{len(knowledge.misconceptions)} ways of thinking that lead to a wrong choice, each with "
        "what reveals it. `advisor check-reasoning` names them."
    )
    names = {each.id: each.name for each in knowledge.paths.values()}
    names |= {each.id: each.name for each in knowledge.items.values()}
    for each in knowledge.misconceptions.values():
        yield ""
        yield f"## {each.id}"
        yield ""
        yield f"**{each.title}.** *“{_flat(each.belief)}”*"
        yield ""
        yield _flat(each.correction)
        yield ""
        chosen = ", ".join(names[choice] for choice in each.choice)
        yield f"- revealed by choosing: {chosen}"
        for word, conditions in (("where", each.when), ("where any of", each.any)):
            if conditions:
                yield f"- {word}: {'; '.join(_condition(condition) for condition in conditions)}"
        if each.without:
            yield f"- unless chosen beside: {', '.join(names[other] for other in each.without)}"
        yield f"- instead: {', '.join(names[other] for other in each.instead)}"
        for example in each.examples:
            facts = "; ".join(
                f"{fact} {json.dumps(value)}" for fact, value in example.facts.items()
            )
            yield f"- {example.expect}: {example.name} ({', '.join(example.choice)}; {facts})"
        yield f"- sources: {_cited(each.sources, knowledge)}"


def _named(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for identity in named_in_the_source_document():
        known = knowledge.paths.get(identity) or knowledge.items[identity]
        yield identity, known.name


# The schema of a rule file


def _schema() -> str:
    schema = Rule.model_json_schema(by_alias=True)
    # Folder and file name say both; neither is written in the file.
    for filled_in in ("id", "kind"):
        schema["properties"].pop(filled_in)
        schema["required"].remove(filled_in)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule file: rules/<kind>/<id>.yaml",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    schema["$defs"]["Condition"] |= {
        "properties": schema["$defs"]["Condition"]["properties"] | _facts_by_name(),
        **_one_subject(schema["$defs"]["Condition"]["properties"]),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _facts_by_name() -> dict[str, Any]:
    names = [*fact_definitions(), *DERIVED_FACTS, *CONTEXT_FACTS]
    return {"fact": {"enum": names, "description": "A fact of the scenario or derived from it."}}


def _one_subject(properties: Mapping[str, Any]) -> dict[str, Any]:
    operators = sorted(set(properties) - set(SUBJECTS))
    return {
        "oneOf": [
            {"required": ["fact"], "oneOf": [{"required": [each]} for each in operators]},
            *({"required": [each], "maxProperties": 1} for each in SUBJECTS if each != "fact"),
        ]
    }
