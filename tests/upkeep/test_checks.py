"""Each check of the knowledge finds the fault that it is there for, and none in the knowledge."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from advisor.facts.definitions import FactDefinition
from advisor.knowledge import load_knowledge
from advisor.knowledge.catalogue import Closing, Item, Proof
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.reading.cues import Cue, Says
from advisor.upkeep.checks import ADVISING_CHECKS, CHECKS, check_knowledge
from advisor.upkeep.checks.cues import failing
from advisor.upkeep.checks.facts import unfilled
from advisor.upkeep.checks.sources import stale_sources

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 22)
Fault = Callable[[Knowledge], Knowledge]

RULE: Mapping[str, Any] = {
    "id": "planted",
    "kind": "needs",
    "title": "A planted rule",
    "when": [{"fact": "audience", "is": "public"}],
    "then": [{"need": "no-model", "level": "should"}],
    "because": "It is used by {audience}.",
    "sources": [{"source": "aws-ml-guide", "where": "somewhere", "confidence": "read"}],
    "examples": [
        {"name": "anybody", "facts": {"audience": "public"}, "expect": "fires"},
        {"name": "staff", "facts": {"audience": "internal"}, "expect": "does not fire"},
    ],
}
WRONG = {"name": "wrong", "facts": {"audience": "public"}, "expect": "fires"}
AFTER = {"kind": "controls", "then": [{"recommend": "red-teaming", "rank": "consider"}]}


def with_entry(section: str, identity: str, entry: Any) -> Fault:
    def planted(knowledge: Knowledge) -> Knowledge:
        return knowledge.model_copy(
            update={section: {**getattr(knowledge, section), identity: entry}}
        )

    return planted


def rule(**parts: Any) -> Fault:
    return with_entry("rules", "planted", Rule.model_validate({**RULE, **parts}))


def rules(first: Mapping[str, Any], second: Mapping[str, Any]) -> Fault:
    one = rule(**first)
    other = Rule.model_validate({**RULE, **second, "id": "second"})
    return lambda knowledge: with_entry("rules", "second", other)(one(knowledge))


def changed(section: str, identity: str, **parts: Any) -> Fault:
    def planted(knowledge: Knowledge) -> Knowledge:
        entry = getattr(knowledge, section)[identity].model_copy(update=parts)
        return with_entry(section, identity, entry)(knowledge)

    return planted


def without_rules_on(fact: str) -> Fault:
    def planted(knowledge: Knowledge) -> Knowledge:
        kept = {each.id: each for each in knowledge.rules.values() if fact not in each.facts}
        return knowledge.model_copy(update={"rules": kept})

    return planted


def with_facts(scenario: str, *without: str, **facts: Any) -> Fault:
    """The worked scenario with these facts more, and without those."""
    kept = {
        fact: value
        for fact, value in KNOWLEDGE.scenarios[scenario].facts.items()
        if fact not in without
    }
    return changed("scenarios", scenario, facts={**kept, **facts})


def only(section: str, *identities: str) -> Fault:
    entries = getattr(KNOWLEDGE, section)
    return lambda knowledge: knowledge.model_copy(
        update={section: {name: entries[name] for name in identities}}
    )


def every(*faults: Fault) -> Fault:
    def planted(knowledge: Knowledge) -> Knowledge:
        for fault in faults:
            knowledge = fault(knowledge)
        return knowledge

    return planted


def without_dimension(dimension: str) -> Fault:
    def planted(knowledge: Knowledge) -> Knowledge:
        items = {
            each.id: each.model_copy(
                update={"dimensions": tuple(d for d in each.dimensions if d != dimension)}
            )
            for each in knowledge.items.values()
        }
        return knowledge.model_copy(update={"items": items})

    return planted


def item(**parts: Any) -> Item:
    return KNOWLEDGE.items["amazon-s3"].model_copy(update={"id": "planted", **parts})


def closing(*successors: str) -> Closing:
    return Closing.model_validate(
        {
            "on": "2026-01-01",
            "state": "closed_to_new_customers",
            "successors": successors,
            "note": "It closed.",
            "sources": [{"source": "aws-ml-guide", "where": "here", "confidence": "read"}],
        }
    )


FAULTS: dict[str, tuple[str, Fault, str]] = {
    # What is planted: the check that must find it, the fault, and what the finding says.
    "a fact that is none": (
        "dangling condition",
        rule(when=[{"fact": "audiense", "is": "public"}], because="So."),
        'Did you mean "audience"',
    ),
    "a notion related to none": (
        "uncovered guide",
        changed("glossary", "amazon-redshift", related=("no-such-notion",)),
        'there is no item or notion "no-such-notion"',
    ),
    "a choice that is none": (
        "dangling condition",
        rule(when=[{"fact": "audience", "is": "martians"}]),
        'cannot be "martians"',
    ),
    "a test that does not fit the fact": (
        "dangling condition",
        rule(when=[{"fact": "audience", "at_least": "public"}]),
        "not tested with at_least",
    ),
    "a number for a flag": (
        "dangling condition",
        rule(when=[{"fact": "citations_required", "is": 1}], because="So."),
        "true or false",
    ),
    "a signal that is none": (
        "dangling condition",
        rule(when=[{"signal": "smoke"}], because="So."),
        'no signal "smoke"',
    ),
    "a need that is none": (
        "dangling conclusion",
        rule(then=[{"need": "sleep", "level": "must"}]),
        'no need "sleep"',
    ),
    "a path that is none": (
        "dangling conclusion",
        rule(kind="limits", then=[{"rule_out": ["wishing"]}]),
        'no path "wishing"',
    ),
    "an item that is none": (
        "dangling conclusion",
        rule(kind="services", then=[{"recommend": "amazon-bedrok", "rank": "consider"}]),
        'Did you mean "amazon-bedrock"',
    ),
    "a source that is none": (
        "dangling reference",
        rule(sources=[{"source": "hearsay", "where": "here", "confidence": "read"}]),
        'no source "hearsay"',
    ),
    "a worked scenario that resembles none": (
        "dangling reference",
        changed("scenarios", "policy-desk", differs_from="nothing"),
        'no scenario "nothing"',
    ),
    "a related item that is none": (
        "dangling reference",
        with_entry("items", "planted", item(related=("nothing",))),
        'no item "nothing"',
    ),
    "a more general thing that is none": (
        "dangling reference",
        with_entry("items", "planted", item(more_specific_than=("nothing",))),
        'no item "nothing"',
    ),
    "one name for two items": (
        "ambiguous name",
        with_entry("items", "planted", item(name="Planted", also_called=("LoRA",))),
        '"LoRA" names lora too',
    ),
    "two items of which each is a kind of the other": (
        "circular kinds",
        with_entry("items", "planted", item(more_specific_than=("planted",))),
        "more specific than itself",
    ),
    "a plan read before there is one": (
        "wrong phase",
        rule(when=[{"path": "agents"}], because="So."),
        "before there is a plan",
    ),
    "an item concluded before there is a plan": (
        "wrong phase",
        rule(then=[{"recommend": "red-teaming", "rank": "consider"}]),
        "does not conclude",
    ),
    "an exception that the same phase concludes": (
        "wrong phase",
        rule(unless=[{"signal": "regulated"}]),
        "`unless` cannot read",
    ),
    "a reason that names another fact": (
        "unread placeholder",
        rule(because="Traffic is {traffic}."),
        "{traffic}",
    ),
    "examples on one side only": (
        "one-sided examples",
        rule(examples=RULE["examples"][:1]),
        "does not fire",
    ),
    "an example that does not hold": (
        "failing example",
        rule(examples=[{"name": "wrong", "facts": {"audience": "internal"}, "expect": "fires"}]),
        "expected: fires",
    ),
    "an example with a fact that is none": (
        "failing example",
        rule(examples=[{"name": "wrong", "facts": {"age": 3}, "expect": "fires"}]),
        '"age" is not a fact',
    ),
    "an example with a signal that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "given": {"signals": ["runs-on-devise"]}}]),
        'no signal "runs-on-devise". Did you mean "runs-on-device"?',
    ),
    "an example with a path that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "given": {"paths": ["agent"]}}]),
        'no path "agent"',
    ),
    "an example with a need that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "given": {"needs": ["no-modell"]}}]),
        'no need "no-modell"',
    ),
    "an example with an item that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "given": {"items": ["lorra"]}}]),
        'no item "lorra"',
    ),
    "an example with a price that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "given": {"prices": {"an-hour-of-nothing": 1.0}}}]),
        'no price "an-hour-of-nothing"',
    ),
    "an example with a service that is none": (
        "dangling example",
        rule(examples=[{**WRONG, "facts": {"existing_services": ["amazon-bedrok"]}}]),
        'no service "amazon-bedrok"',
    ),
    "an example with an answer that is none": (
        "failing example",
        rule(examples=[{**WRONG, "facts": {"tasks": ["nonsense"]}}]),
        'tasks cannot be "nonsense"',
    ),
    "an empty list where one answer alone is given": (
        "dangling condition",
        rule(when=[{"fact": "audience", "empty": True}], because="So."),
        "audience is a choice; it is not tested with empty",
    ),
    "a question that nothing reads": (
        "unread fact",
        without_rules_on("sustainability_goal"),
        "no rule reads this fact",
    ),
    "an item that nothing concludes": (
        "never concluded",
        with_entry("items", "planted", item()),
        "no rule concludes this item",
    ),
    "a need that no path meets": (
        "uncovered need",
        with_entry(
            "needs", "planted", KNOWLEDGE.needs["no-model"].model_copy(update={"id": "planted"})
        ),
        "no path covers this need",
    ),
    "the same said twice": ("duplicate rule", rules({}, {}), "says the same as"),
    "a stage of which a path says nothing": (
        "silent stage",
        changed("paths", "agents", lifecycle={}),
        "monitoring",
    ),
    "a source that nothing cites": (
        "unused source",
        with_entry("sources", "planted", KNOWLEDGE.sources["aws-ml-guide"]),
        "nothing cites this source",
    ),
    "a source without an address": (
        "undated source",
        changed("sources", "aws-ml-guide", address=" "),
        "no address",
    ),
    "a source read before it was published": (
        "undated source",
        changed("sources", "aws-ml-guide", published=datetime.date(2030, 1, 1)),
        "before it was published",
    ),
    "a rule that another makes idle": (
        "implied rule",
        rules(
            {"when": [{"fact": "labelled_examples", "at_least": 777}], "because": "So."},
            {"when": [{"fact": "labelled_examples", "at_least": 666}], "because": "So."},
        ),
        "second concludes",
    ),
    "a recommendation that is always vetoed": (
        "opposite rule",
        rules(AFTER, {"kind": "controls", "then": [{"advise_against": "red-teaming"}]}),
        "second advises against red-teaming",
    ),
    "conditions that exclude each other": (
        "impossible rule",
        rule(when=[*RULE["when"], {"fact": "audience", "is": "minors"}]),
        "cannot both be met",
    ),
    "an exception that always holds": (
        "impossible rule",
        rule(unless=[{"fact": "audience", "is_one_of": ["public", "minors"]}]),
        "never fires",
    ),
    "a control that a graver answer loses": (
        "lost to the stricter",
        rule(
            kind="controls",
            when=[{"fact": "human_review", "is": "low_confidence"}],
            then=[{"recommend": "word-filters", "rank": "consider"}],
            because="So.",
        ),
        "planted: gives word-filters where human_review is low_confidence",
    ),
    "an excuse where nothing is lost": (
        "lost to the stricter",
        rule(**AFTER, milder_only="Nothing is lost."),
        "excuses nothing",
    ),
    "a bound that nobody gives": (
        "unsourced number",
        rule(when=[{"fact": "labelled_examples", "at_least": 70}], because="So many."),
        "no cited source says the number in: labelled_examples at_least 70",
    ),
    "a signal from silence that nobody marks as our reading": (
        "unmarked silence",
        rule(
            kind="signals",
            when=[{"fact": "audience", "stated": False}],
            then=[{"signal": "outside-users"}],
        ),
        "holds where nobody said it (audience stated False)",
    ),
    "a must because nobody counted": (
        "must from silence",
        rule(
            when=[{"fact": "labelled_examples", "stated": False}],
            then=[{"need": "task-behaviour", "level": "must"}],
        ),
        "planted: concludes a must because labelled_examples was not stated",
    ),
    "two rules that split a number between them": (
        "split range",
        rules(
            {
                "when": [
                    {"fact": "evaluation_examples", "at_least": 3},
                    {"fact": "evaluation_examples", "below": 7},
                ],
                "then": [{"need": "preference-alignment", "level": "must"}],
            },
            {
                "when": [{"fact": "evaluation_examples", "at_least": 7}],
                "then": [{"need": "preference-alignment", "level": "must"}],
            },
        ),
        "evaluation_examples: 3 and more leads to prompt-engineering, and each value in it to",
    ),
    "a closed item that leads nowhere": (
        "dead end",
        with_entry("items", "planted", item(closing=closing())),
        "neither a successor",
    ),
    "a closed item that leads to a closed one": (
        "dead end",
        with_entry("items", "planted", item(closing=closing("amazon-kendra"))),
        "is closed too",
    ),
    "a promised item that is gone": (
        "broken promise",
        only("items", "amazon-s3"),
        "lora: the contract promises this item",
    ),
    "a figure for an instance that is none": (
        "dangling figure",
        changed("references", next(iter(KNOWLEDGE.references)), value="nothing"),
        '"nothing"',
    ),
    "an instance with an accelerator that is none": (
        "dangling figure",
        changed("instances", next(iter(KNOWLEDGE.instances)), accelerator="abacus"),
        'no accelerator "abacus"',
    ),
    "a card of a model without a price": (
        "dangling figure",
        with_entry("models", "planted", next(iter(KNOWLEDGE.models.values()))),
        "has no price",
    ),
    "a misconception with an example that does not hold": (
        "failing misconception",
        changed("misconceptions", "tuning-on-a-handful", when=()),
        "expected: does not fire",
    ),
    "an address that is no address": (
        "undated source",
        changed("sources", "aws-ml-guide", address="see the guide"),
        "no browser opens",
    ),
    "two sources with one address": (
        "repeated address",
        with_entry("sources", "planted", KNOWLEDGE.sources["aws-ml-guide"]),
        "has the address of aws-ml-guide",
    ),
    "an item that stands alone": (
        "unrelated item",
        with_entry("items", "planted", item(related=())),
        "names no related item",
    ),
    "an item with too many beside it": (
        "unrelated item",
        with_entry("items", "planted", item(related=tuple(KNOWLEDGE.items)[:5])),
        "names 5 related items",
    ),
    "an item related to itself": (
        "unrelated item",
        changed("items", "amazon-s3", related=("amazon-s3",)),
        "is related to itself",
    ),
    "an item that names another twice": (
        "unrelated item",
        with_entry("items", "planted", item(related=("lora", "lora"))),
        'the related item "lora" twice',
    ),
    "an item at one stage twice": (
        "unrelated item",
        with_entry("items", "planted", item(stages=("evaluation", "evaluation"))),
        'the stage "evaluation" twice',
    ),
    "an item without a source": (
        "unsourced item",
        with_entry("items", "planted", item(sources=())),
        "cites no source",
    ),
    "an item that closed before that was announced": (
        "untimely closing",
        with_entry(
            "items",
            "planted",
            item(closing=closing().model_copy(update={"announced": datetime.date(2026, 6, 1)})),
        ),
        "before that was announced",
    ),
    "a control for nothing": (
        "unserved dimension",
        with_entry("items", "planted", item(kind="control", dimensions=())),
        "serves no dimension",
    ),
    "a dimension that no control serves": (
        "unserved dimension",
        without_dimension("fairness"),
        "fairness: no control",
    ),
    "an item in two groups": (
        "repeated alternative",
        with_entry("alternatives", "planted", next(iter(KNOWLEDGE.alternatives.values()))),
        "among the alternatives twice",
    ),
    "a proof that AWS does not give": (
        "failing proof",
        with_entry(
            "items", "planted", item(proof=(Proof(service="bedrock", operation="CreateMiracle"),))
        ),
        "no operation CreateMiracle",
    ),
    "a headline that the rules do not give": (
        "worked scenario",
        every(
            only("scenarios", "policy-desk"),
            changed("scenarios", "policy-desk", headline="agents"),
        ),
        "policy-desk: expects agents",
    ),
    "a worked scenario of two facts": (
        "worked scenario",
        every(
            only("scenarios", "policy-desk"),
            changed("scenarios", "policy-desk", facts={"tasks": ["search"], "audience": "public"}),
        ),
        "policy-desk: states 2 facts",
    ),
    "a path that no worked scenario shows": (
        "worked scenario",
        only("scenarios", "policy-desk"),
        "pre-training-from-scratch: is the headline of no worked scenario",
    ),
    "a path that no worked scenario refuses": (
        "worked scenario",
        only("scenarios"),
        "pre-training-from-scratch: is refused in no worked scenario",
    ),
    "a priority that decides nowhere": (
        "worked scenario",
        only("scenarios", "policy-desk"),
        "decides in no worked scenario",
    ),
    "an item of the source document that nothing recommends": (
        "worked scenario",
        only("scenarios", "policy-desk"),
        "perplexity: the source document names it",
    ),
    "a story that the cues read otherwise than its facts": (
        "misleading cue",
        changed("scenarios", "policy-desk", story="The rules change every year."),
        '"rules change every year" is read as knowledge_change: yearly',
    ),
    "look-alikes that differ in two facts": (
        "look-alike",
        with_facts("tip-2-voice", own_encryption_keys=True),
        "the decisive fact is said to be",
    ),
    "look-alikes with one answer": (
        "look-alike",
        changed("scenarios", "tip-2-voice", facts=KNOWLEDGE.scenarios["tip-2-answers"].facts),
        "gets the same answer",
    ),
    "a misconception that the rules call right": (
        "misjudged misconception",
        every(
            only("misconceptions", "tuning-on-a-handful"),
            changed("misconceptions", "tuning-on-a-handful", beside=True),
        ),
        "expected: right",
    ),
    "a misconception whose remedy is not recommended": (
        "misjudged misconception",
        every(
            only("misconceptions", "tuning-on-a-handful"),
            changed("misconceptions", "tuning-on-a-handful", instead=("quantization",)),
        ),
        "none of quantization is recommended",
    ),
    "a misconception in the place of another": (
        "misjudged misconception",
        every(
            only("misconceptions", "tuning-on-a-handful"),
            with_entry(
                "misconceptions",
                "planted",
                KNOWLEDGE.misconceptions["tuning-on-a-handful"].model_copy(
                    update={"id": "planted"}
                ),
            ),
        ),
        "reveals planted too",
    ),
    "a tip that no rule carries": (
        "untaught tip",
        every(only("tips", "tip-2"), only("rules")),
        "is carried by 0 rules",
    ),
    "a tip whose pair no fact tells apart": (
        "untaught tip",
        every(
            only("tips", "tip-2"),
            changed("scenarios", "tip-2-voice", facts=KNOWLEDGE.scenarios["tip-2-answers"].facts),
        ),
        "differ in nothing",
    ),
    "a tip with the wrong answer": (
        "untaught tip",
        every(
            only("tips", "tip-2"),
            changed(
                "tips",
                "tip-2",
                look_alikes=tuple(
                    one.model_copy(update={"answer": "agents"})
                    for one in KNOWLEDGE.tips["tip-2"].look_alikes
                ),
            ),
        ),
        "agents is wrong in tip-2-",
    ),
    "eight tips": (
        "untaught tip",
        only("tips", "tip-2"),
        "the source document has nine",
    ),
}
ALL = {**CHECKS, **ADVISING_CHECKS}


@cache
def found_in_the_knowledge(check: str) -> tuple[tuple[str, str], ...]:
    return tuple(ALL[check](KNOWLEDGE))


@pytest.mark.parametrize("check", ALL)
def test_nothing_is_wrong_with_the_knowledge(check: str) -> None:
    assert found_in_the_knowledge(check) == ()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found(kind: str) -> None:
    check, plant, said = FAULTS[kind]

    found = [f"{subject}: {message}" for subject, message in ALL[check](plant(KNOWLEDGE))]

    assert not any(said in each for each in found_in_the_knowledge(check))
    assert any(said in each for each in found), found


def test_every_check_has_a_planted_fault() -> None:
    # Facts and cues are no part of the knowledge; their faults are planted below.
    planted = {check for check, _, _ in FAULTS.values()}
    assert set(ALL) - planted == {"unfilled fact", "failing cue"}


def test_a_fact_that_is_not_filled_in_is_found() -> None:
    fact = FactDefinition(
        name="planted",
        title="Planted",
        question="<the question>",
        section="data",
        kind="choice",
        choices=("<the least>", "more"),
    )

    assert [message.split(" is not")[0] for _, message in unfilled([fact])] == [
        "its question",
        "its choice",
    ]


def test_a_cue_whose_examples_do_not_hold_is_found() -> None:
    cue = Cue(
        id="planted",
        fact="audience",
        value="internal",
        scope="required",
        words=("our staff",),
        reads=("Our clerks use it.",),
        does_not_read=("Our staff sleeps.",),
        reads_otherwise=(Says(text="Our customers use it.", value="customers"),),
    )

    assert [message.split(" ")[:3] for _, message in failing((cue,))] == [
        ["does", "not", "read"],
        ["reads", '"Our', "staff"],
        ['"Our', "customers", "use"],
    ]


def test_a_check_that_asks_for_advice_waits_until_the_knowledge_holds_together() -> None:
    # A worked scenario that is not there would end in an error.
    broken = only("scenarios")(KNOWLEDGE)

    found = check_knowledge(broken)

    assert {finding.check for finding in found} == {"dangling reference"}


def test_sources_grow_stale_after_a_year() -> None:
    old = changed("sources", "aws-ml-guide", read_on=DAY - datetime.timedelta(days=366))
    fresh = changed("sources", "aws-ml-guide", read_on=DAY - datetime.timedelta(days=365))

    found = check_knowledge(old(KNOWLEDGE), DAY, advising=False)
    assert [(each.check, each.subject) for each in found] == [("stale source", "aws-ml-guide")]
    assert list(stale_sources(fresh(KNOWLEDGE), DAY)) == []


def test_each_check_says_which_failure_it_prevents() -> None:
    for check in ALL.values():
        assert (check.__doc__ or "").rstrip().endswith(".")
