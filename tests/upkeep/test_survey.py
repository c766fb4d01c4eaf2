"""The survey of the rule base finds what is planted in it, and nothing in the rule base."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from advisor.cli.main import main
from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import RULE_KINDS, Rule
from advisor.reasoning.infer_many import Decider
from advisor.upkeep.survey import Survey, as_page, own_prices, survey
from advisor.upkeep.survey.scenarios import RandomScenarios

FEW = 1_000
VARIED = 40
KNOWLEDGE = load_knowledge()
ALWAYS = [{"fact": "view", "is": "exam"}, {"fact": "view", "is": "production"}]
SOMEWHERE = {"fact": "copyright_concern", "is": True}
Fault = Callable[[], Knowledge]


@cache
def few(plant: Fault) -> Survey:
    """The survey of a planted knowledge by few scenarios; one for all faults planted together."""
    return survey(Decider(plant()), FEW, 0)


def with_rules(*rules: dict[str, Any]) -> Knowledge:
    """The project's knowledge with these rules besides; each takes what it lacks from another."""
    some = next(iter(KNOWLEDGE.rules.values()))
    made = {
        rule["id"]: Rule.model_validate(
            {
                "title": "Planted",
                "because": "Planted.",
                "sources": [each.model_dump() for each in some.sources],
                **rule,
            }
        )
        for rule in rules
    }
    return KNOWLEDGE.model_copy(update={"rules": {**KNOWLEDGE.rules, **made}})


def planted(**rule: Any) -> Fault:
    return lambda: with_rules({"id": "planted", "when": [SOMEWHERE], **rule})


def without(told: str) -> Fault:
    """The knowledge without the rules that conclude this."""

    def taken() -> Knowledge:
        kept = {
            rule.id: rule
            for rule in KNOWLEDGE.rules.values()
            if told not in {value for each in rule.then for _, value in each}
        }
        return KNOWLEDGE.model_copy(update={"rules": kept})

    return taken


def never_mattering() -> Knowledge:
    kept = {
        name: rule
        for name, rule in KNOWLEDGE.rules.items()
        if "sustainability_goal" not in rule.facts
    }
    return KNOWLEDGE.model_copy(update={"rules": kept})


RECOMMENDING = {"kind": "techniques", "then": [{"recommend": "chunking", "rank": "consider"}]}
AGAINST = {"kind": "techniques", "then": [{"advise_against": "chunking"}]}
LOW_LATENCY = {"kind": "needs", "then": [{"need": "low-latency", "level": "should"}]}


def at_least(change: str) -> dict[str, Any]:
    return {"when": [{"fact": "knowledge_change", "at_least": change}], **LOW_LATENCY}


def covering(degree: str) -> dict[str, Any]:
    cell = {"cover": "named-sources", "by": "agents", "as": degree}
    return {"kind": "coverage", "then": [cell]}


def wrong_rules() -> Knowledge:
    """Rules with a fault each, which leave each other alone: one survey sees them all."""
    impossible = [
        {"fact": "labelled_examples", "below": 10},
        {"fact": "labelled_examples", "above": 20},
    ]
    own_words = [{"fact": "copyright_concern", "is": False}]
    other_item = [{"recommend": "few-shot-prompting", "rank": "consider"}]
    other_against = {"kind": "techniques", "then": [{"advise_against": "few-shot-prompting"}]}
    return with_rules(
        {"id": "impossible", "when": impossible, **LOW_LATENCY},
        {"id": "always", "kind": "warnings", "any": ALWAYS, "then": [{"warn": "Planted"}]},
        {"id": "wider", **at_least("weekly")},
        {"id": "narrower", **at_least("monthly")},
        {"id": "muted", "when": [SOMEWHERE], **RECOMMENDING},
        {"id": "muting", "when": [SOMEWHERE], **AGAINST},
        {"id": "muted-by-two", "when": own_words, "kind": "techniques", "then": other_item},
        {"id": "one", "when": [{"fact": "view", "is": "exam"}], **other_against},
        {"id": "two", "when": [{"fact": "view", "is": "production"}], **other_against},
        {"id": "covering", "when": [SOMEWHERE], **covering("full")},
        {"id": "covering-not", "when": [SOMEWHERE], **covering("none")},
    )


NO_FULL_TUNING = planted(
    kind="limits", when=[], any=ALWAYS, then=[{"rule_out": ["full-fine-tuning"]}]
)
NO_PLAN_LEFT = planted(
    kind="limits",
    then=[{"rule_out": list(KNOWLEDGE.paths)}],
    because="{copyright_concern}",
    examples=[
        {"name": "so", "facts": {"copyright_concern": True}, "expect": "fires"},
        {"name": "not so", "facts": {"copyright_concern": False}, "expect": "does not fire"},
    ],
)
FAULTS: dict[str, tuple[str, str, Fault]] = {
    # What is planted: the finding's check and subject, and the knowledge with the fault.
    "a rule that cannot fire": ("never fires", "impossible", wrong_rules),
    "a rule that always fires": ("always fires", "always", wrong_rules),
    "a rule that another implies": ("implied", "wider", wrong_rules),
    "a rule whose item is advised against wherever it fires": (
        "contradicted",
        "muted",
        wrong_rules,
    ),
    "a rule that is muted by two others together": ("contradicted", "muted-by-two", wrong_rules),
    "rules that cover one cell differently": ("contradicted", "covering", wrong_rules),
    "a path that is always ruled out": (
        "never reached (path)",
        "full-fine-tuning",
        NO_FULL_TUNING,
    ),
    "a headline that never is": (
        "never reached (headline)",
        "full-fine-tuning",
        NO_FULL_TUNING,
    ),
    "a need that nothing concludes": (
        "never reached (need)",
        "low-latency",
        without("low-latency"),
    ),
    "a signal that nothing concludes": (
        "never reached (signal)",
        "high-volume",
        without("high-volume"),
    ),
    "an item that nothing recommends": ("never reached (item)", "qlora", without("qlora")),
    "every plan ruled out": (
        "no admissible plan",
        "plans",
        NO_PLAN_LEFT,
    ),
    "a fact that nothing reads": ("never matters", "sustainability_goal", never_mattering),
}


@pytest.fixture(scope="module")
def present() -> Survey:
    return survey(Decider(KNOWLEDGE))


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found(kind: str, present: Survey) -> None:
    check, subject, plant = FAULTS[kind]

    found = survey(Decider(plant()), FEW, VARIED) if check == "never matters" else few(plant)

    assert (check, subject) in {(check, subject) for check, subject, _ in found.findings()}
    assert (check, subject) not in {(check, subject) for check, subject, _ in present.findings()}


def test_every_kind_of_finding_has_a_planted_fault() -> None:
    # A survey of nothing finds everything: one kind of finding for each place that yields one.
    empty = Survey(
        scenarios={"nowhere": 1},
        fired={"a": 0, "b": 1},
        alone={"a": 0, "b": 0},
        implied=(("a", "b"),),
        muted=(("a", "item", ("b",)),),
        clashing=(("a", "b", 1),),
        headlines={"a": 0},
        paths={"a": 0},
        needs={"a": 0},
        signals={"a": 0},
        items={"a": 0},
        without_plan=1,
        unmet=0,
        varied=1,
        plan_changes={"a": 0.0},
        item_changes={"a": 0.0},
    )

    assert {check for check, _, _ in empty.findings()} == {check for check, _, _ in FAULTS.values()}


def test_nothing_in_the_rule_base_has_to_be_mended(present: Survey) -> None:
    assert list(present.findings()) == []


def test_rules_that_wait_for_a_price_fire_under_own_prices(present: Survey) -> None:
    waiting = [
        rule.id
        for rule in KNOWLEDGE.rules.values()
        if "volume_for_provisioned_throughput" in rule.facts
    ]

    assert len(waiting) == 2
    assert all(present.fired[rule] for rule in waiting)
    assert "production view, own prices" in present.scenarios


def test_own_prices_leave_no_price_open_and_keep_the_others() -> None:
    known = {name: price.usd for name, price in KNOWLEDGE.prices.items() if price.usd is not None}
    assert len(known) < len(KNOWLEDGE.prices)

    for priced in own_prices(KNOWLEDGE):
        prices = {name: price.usd for name, price in priced.prices.items()}
        assert None not in prices.values()
        assert prices.items() >= known.items()
        assert prices["bedrock_model_unit_hour"] == 20


def test_examples_with_other_prices_are_surveyed_under_those() -> None:
    # A rule that another price alone makes fire is no rule that never fires.
    rule = KNOWLEDGE.rules["volume-above-provisioned"]
    said = rule.model_dump(by_alias=True, exclude_none=True)
    for example in said["examples"]:
        if example["given"].get("prices"):
            example["given"]["prices"] = {"bedrock_model_unit_hour": 35}
    other = Rule.model_validate({**said, "id": "planted"})
    knowledge = KNOWLEDGE.model_copy(update={"rules": {**KNOWLEDGE.rules, "planted": other}})

    found = {priced.prices["bedrock_model_unit_hour"].usd for priced in own_prices(knowledge)}

    assert found == {20, 35}


def test_a_closed_service_is_surveyed_in_use() -> None:
    chance = np.random.Generator(np.random.PCG64(1))

    answers = RandomScenarios(Decider(KNOWLEDGE), chance).answers

    closed = [item.id for item in KNOWLEDGE.items.values() if item.closing]
    services = [item for item in closed if KNOWLEDGE.items[item].kind == "service"]
    assert services
    assert {(service,) for service in services} <= {*answers["existing_services"]}


def test_a_rule_that_others_together_make_idle_is_told_and_is_no_finding() -> None:
    knowledge = with_rules(
        {"id": "planted", "when": [SOMEWHERE], **LOW_LATENCY},
        {"id": "one", "when": [SOMEWHERE, {"fact": "view", "is": "exam"}], **LOW_LATENCY},
        {"id": "two", "when": [SOMEWHERE, {"fact": "view", "is": "production"}], **LOW_LATENCY},
    )

    found = survey(Decider(knowledge), FEW, 0)

    assert "planted" in found.never_alone
    assert "planted" not in {subject for _, subject, _ in found.findings()}
    assert "[planted](rules/needs.md#planted)" in "\n".join(as_page(found, knowledge))


def test_a_should_beside_a_must_is_not_alone_and_a_must_beside_a_should_is() -> None:
    must = {"kind": "needs", "then": [{"need": "low-latency", "level": "must"}]}
    knowledge = with_rules(
        {"id": "planted", "when": [SOMEWHERE], **LOW_LATENCY},
        {"id": "planted-must", "when": [SOMEWHERE], **must},
    )

    found = survey(Decider(knowledge), FEW, 0)

    assert found.alone["planted"] == 0
    assert found.alone["planted-must"] > 0


def test_the_page_names_every_kind_fact_path_and_need_and_the_rarest_rules(
    present: Survey,
) -> None:
    page = "\n".join(as_page(present, KNOWLEDGE))

    assert all(f"[{kind}](rules/{kind}.md)" in page for kind in RULE_KINDS)
    assert all(f"`{fact}`" in page for fact in fact_definitions())
    assert all(f"| {path.name} |" in page for path in KNOWLEDGE.paths.values())
    assert all(f"| {need.name} |" in page for need in KNOWLEDGE.needs.values())
    rarest = sorted(present.fired, key=lambda rule: present.fired[rule])[:10]
    assert all(f"#{rule}) |" in page for rule in rarest)
    assert "Nothing has to be mended" in page
    assert "## What a survey cannot see" in page


def test_the_page_leads_with_what_has_to_be_mended() -> None:
    page = as_page(few(wrong_rules), wrong_rules())

    head = page[: page.index("Worth a look, and no fault:")]
    assert any(line.startswith("- never fires: `impossible`") for line in head)
    assert not any("Nothing has to be mended" in line for line in page)


def check_without_a_plan(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """What `advisor check --quick` says of knowledge in which a limit rules every plan out."""
    monkeypatch.setattr("advisor.upkeep.survey.survey", lambda _: few(NO_PLAN_LEFT))
    # What planted rules do to the worked scenarios is another check's affair.
    monkeypatch.setattr("advisor.upkeep.checks.ADVISING_CHECKS", {})
    monkeypatch.setattr("advisor.knowledge.load_knowledge", NO_PLAN_LEFT)
    # The slow checks are tests of their own (tests/upkeep/test_checks.py).
    return CliRunner().invoke(main, ["check", "--quick", *arguments])


def test_only_check_deep_sees_that_no_plan_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_without_a_plan(monkeypatch).exit_code == 0

    deep = check_without_a_plan(monkeypatch, "--deep")

    assert deep.exit_code == 1
    assert "[no admissible plan]" in deep.stdout


def test_check_deep_tells_programs_what_has_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = check_without_a_plan(monkeypatch, "--deep", "--format", "json")

    assert deep.exit_code == 1
    assert "no admissible plan" in {each["check"] for each in json.loads(deep.stdout)}


def test_check_deep_is_content_with_the_rule_base_and_writes_its_figures(
    monkeypatch: pytest.MonkeyPatch, present: Survey, tmp_path: Path
) -> None:
    monkeypatch.setattr("advisor.upkeep.survey.survey", lambda decider: present)
    page = tmp_path / "survey.md"

    done = CliRunner().invoke(main, ["check", "--quick", "--page", str(page)])
    refused = CliRunner().invoke(main, ["check", "--quick", "--page", str(page / "below")])

    assert done.exit_code == 0
    assert f"A survey of {present.total:,} scenarios: no findings" in done.stdout
    assert page.read_text() == "\n".join(as_page(present, KNOWLEDGE)) + "\n"
    assert refused.exit_code == 2
    assert "cannot be written" in refused.stderr
