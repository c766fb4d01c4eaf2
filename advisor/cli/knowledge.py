"""`advisor facts`, `rules`, `sources`, `catalogue`, `scenarios`: read what the advisor knows."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import click

from advisor.cli.options import format_option
from advisor.cli.terminal import coloured, say, width
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions, sections
from advisor.facts.written_names import written_name
from advisor.reasoning.wording import conclusion_in_words, condition_in_words, spoken


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    return textwrap.fill(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_on_hyphens=False,
    )


def _one_of(identity: str, known: Iterable[str], kind: str) -> None:
    known = list(known)
    if identity not in known:
        raise BadInput(
            Problem(
                f'There is no {kind} "{identity}".',
                remedy=f"{did_you_mean(identity, known)} `advisor {kind}s` lists them all.".strip(),
            )
        )


@click.command()
@click.argument("name", required=False)
@format_option("text", "json")
def facts(name: str | None, format_: str) -> None:
    """List the facts of a scenario, or show one: question, choices, the rules that read it."""
    definitions = fact_definitions()
    if name is not None:
        found = written_name(name)
        name = found.fact if found else name
        _one_of(name, definitions, "fact")
    chosen = [each for each in definitions.values() if name in (None, each.name)]
    if format_ == "json":
        _print_json([dataclasses.asdict(each) for each in chosen])
        return
    if name is None:
        for section in sections():
            say(f"\n{coloured(section.replace('_', ' '), 'heading')}")
            for each in chosen:
                if each.section == section:
                    unit = f" [{each.unit}]" if each.unit else ""
                    say(_wrapped(f"{each.name}{unit}: {each.question}", "  ", "      "))
        return
    from advisor.knowledge import load_knowledge

    (fact,) = chosen
    say(coloured(f"{fact.name}: {fact.title}", "title"))
    say(_wrapped(fact.question, "  "))
    ordered = " (from least to most)" if fact.ordered else ""
    kind = f"{fact.kind}{f', in {fact.unit}' if fact.unit else ''}{ordered}"
    say(f"  {kind}")
    if fact.choices:
        say(_wrapped(", ".join(fact.choices), "    "))
    say("\nRules that read it")
    for rule in load_knowledge().rules.values():
        if fact.name in rule.facts:
            say(_wrapped(f"{rule.id}: {rule.title}", "  ", "      "))


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--kind", help="Only rules of this kind (needs, limits, controls ...).")
@click.option("--search", help="Only rules with this word in id, title or reason.")
@format_option("text", "json")
def rules(identity: str | None, kind: str | None, search: str | None, format_: str) -> None:
    """List the rules, or show one with its examples and sources."""
    from advisor.knowledge import load_knowledge
    from advisor.knowledge.rule import RULE_KINDS

    knowledge = load_knowledge()
    if identity is not None:
        _one_of(identity, knowledge.rules, "rule")
    if kind is not None and kind not in RULE_KINDS:
        raise BadInput(
            Problem(
                f'There is no kind of rule "{kind}".', "--kind", f"One of: {', '.join(RULE_KINDS)}."
            )
        )
    chosen = [
        rule
        for rule in knowledge.rules.values()
        if identity in (None, rule.id)
        and kind in (None, rule.kind)
        and (search or "").lower() in f"{rule.id} {rule.title} {rule.because}".lower()
    ]
    if format_ == "json":
        _print_json(
            [rule.model_dump(mode="json", by_alias=True, exclude_none=True) for rule in chosen]
        )
        return
    if identity is not None:
        _show_rule(chosen[0], knowledge)
        return
    for each in RULE_KINDS:
        of_kind = [rule for rule in chosen if rule.kind == each]
        if of_kind:
            say(f"\n{coloured(each, 'heading')} ({len(of_kind)})")
            for rule in of_kind:
                say(_wrapped(f"{rule.id}: {rule.title}", "  ", "      "))
    if not chosen:
        say("No rule matches.")


def _show_rule(rule: Any, knowledge: Any) -> None:
    say(coloured(f"{rule.id} ({rule.kind})", "title"))
    say(_wrapped(rule.title))
    for word, conditions in (
        ("When", rule.when),
        ("and any of", rule.any),
        ("unless", rule.unless),
    ):
        if conditions:
            say(f"\n{word}")
            for condition in conditions:
                say(_wrapped(condition_in_words(condition), "  ", "      "))
    say("\nThen")
    for conclusion in rule.then:
        say(_wrapped(conclusion_in_words(conclusion), "  ", "      "))
    say("\nBecause")
    say(_wrapped(rule.because, "  "))
    if rule.judgement:
        say("\nOur judgement")
        say(_wrapped(rule.judgement, "  "))
    if rule.exam_tip:
        say("\nExam tip")
        say(_wrapped(rule.exam_tip, "  "))
    if rule.milder_only:
        say("\nNot kept under a stricter answer")
        say(_wrapped(rule.milder_only, "  "))
    say("\nExamples")
    for example in rule.examples:
        say(_wrapped(f"{example.expect}: {example.name}", "  ", "      "))
        facts = "; ".join(f"{fact} = {value}" for fact, value in example.facts.items())
        if facts:
            say(_wrapped(facts, "      "))
        given = example.given.model_dump(exclude_defaults=True)
        if given:
            said = "; ".join(f"{key}: {spoken(value)}" for key, value in given.items())
            say(_wrapped(f"given {said}", "      "))
    say("\nSources")
    for citation in rule.sources:
        source = knowledge.sources[citation.source]
        say(_wrapped(f"{source.title}: {citation.where}", "  ", "      "))
        if citation.says:
            say(_wrapped(citation.says, "      "))
        confidence = citation.confidence.replace("_", " ")
        say(f"      {source.address}")
        say(f"      read {source.read_on} ({confidence})")


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@format_option("text", "json")
def sources(identity: str | None, format_: str) -> None:
    """List the bibliography, or show one source and what cites it."""
    from advisor.knowledge import load_knowledge

    knowledge = load_knowledge()
    if identity is not None:
        _one_of(identity, knowledge.sources, "source")
    chosen = [each for each in knowledge.sources.values() if identity in (None, each.id)]
    if format_ == "json":
        _print_json([each.model_dump(mode="json", exclude_none=True) for each in chosen])
        return
    for source in chosen:
        say(coloured(source.id, "heading"))
        say(_wrapped(f"{source.title}. {source.publisher}.", "  "))
        say(f"  {source.address}")
        published = f", published {source.published}" if source.published else ""
        say(f"  read {source.read_on}{published}")
        if source.note:
            say(_wrapped(source.note, "  "))
    if identity is not None:
        say("\nCited by")
        for rule in knowledge.rules.values():
            if any(citation.source == identity for citation in rule.sources):
                say(_wrapped(f"{rule.id}: {rule.title}", "  ", "      "))


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@format_option("text", "json")
def catalogue(identity: str | None, format_: str) -> None:
    """List everything that can be recommended, or show one item and the rules about it."""
    from advisor.knowledge import load_knowledge

    knowledge = load_knowledge()
    if identity is not None:
        _one_of(identity, knowledge.items, "catalogue item")
    chosen = [each for each in knowledge.items.values() if identity in (None, each.id)]
    if format_ == "json":
        _print_json([each.model_dump(mode="json", exclude_none=True) for each in chosen])
        return
    kind = None
    for item in chosen:
        if identity is None and item.kind != kind:
            kind = item.kind
            say(f"\n{coloured(kind, 'heading')}")
        closed = f" [closed: {item.closing.since}]" if item.closing else ""
        say(_wrapped(f"{item.id}{closed}: {item.purpose}", "  ", "      "))
    if identity is not None:
        (item,) = chosen
        if item.closing:
            say(_wrapped(item.closing.note, "  "))
        say("\nRules that recommend it or advise against it")
        for rule in knowledge.rules.values():
            said: Mapping[str, Any]
            for conclusion in rule.then:
                said = conclusion.model_dump()
                if identity in (said.get("recommend"), said.get("advise_against")):
                    say(_wrapped(f"{rule.id}: {rule.title}", "  ", "      "))


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@format_option("text", "json")
def scenarios(identity: str | None, format_: str) -> None:
    """List the worked scenarios, or print one as a scenario file."""
    from advisor.knowledge import load_knowledge

    knowledge = load_knowledge()
    if identity is not None:
        _one_of(identity, knowledge.scenarios, "scenario")
    chosen = [each for each in knowledge.scenarios.values() if identity in (None, each.id)]
    if format_ == "json":
        _print_json([each.model_dump(mode="json", exclude_none=True) for each in chosen])
        return
    for scenario in chosen:
        if identity is None:
            say(_wrapped(f"{scenario.id}: {scenario.title}", "  ", "      "))
        else:
            click.echo(f"# {scenario.title}")
            for line in textwrap.wrap(scenario.story, 78):
                click.echo(f"# {line}")
            for name, value in scenario.facts.items():
                click.echo(f"{name}: {json.dumps(value)}")
