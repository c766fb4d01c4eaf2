"""The tools for agents, called by the protocol SDK's own client."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters

from advisor.advisor import Advisor, read_day
from advisor.facts.definitions import fact_definitions
from advisor.mcp import make_server
from tests.patience import PATIENCE

DAY = "2026-11-22"
ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


def call(advisor: Advisor, tool: str, **arguments: Any) -> Any:
    async def work() -> Any:
        async with Client(make_server(advisor)) as client:
            return await client.call_tool(tool, arguments)

    return run(work())


def test_the_tools_are_listed_with_what_they_take(advisor: Advisor) -> None:
    async def work() -> Any:
        async with Client(make_server(advisor)) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in run(work())}

    assert {"advise", "compare", "facts", "rules"} <= set(tools)
    facts = tools["advise"].input_schema["properties"]["facts"]["properties"]
    assert list(facts) == list(fact_definitions())
    assert "weekly" in facts["knowledge_change"]["enum"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())


def test_an_agent_gets_the_advice_of_the_library(advisor: Advisor) -> None:
    facts = {"knowledge_change": "weekly", "knowledge_source": "private_documents"}

    result = call(advisor, "advise", facts=facts, as_of=DAY, details=True)

    held = advisor.advise(facts, "production", read_day(DAY))
    assert not result.is_error
    assert result.structured_content == held.model_dump(mode="json")


def test_an_agent_may_name_the_models(advisor: Advisor) -> None:
    named = call(advisor, "advise", facts={}, as_of=DAY, parts=["estimates"], models=["nova lite"])
    wrong = call(advisor, "advise", facts={}, as_of=DAY, models=["nova light"])

    assert named.structured_content is not None
    models = named.structured_content["estimates"]["models"]
    assert [each["name"] for each in models] == ["Nova Lite"]
    assert wrong.is_error
    assert 'There is no model "nova light"' in wrong.content[0].text


def test_in_short_the_same_plan_takes_a_third_of_the_words(advisor: Advisor) -> None:
    facts = {"knowledge_change": "weekly", "knowledge_source": "private_documents"}

    short = call(advisor, "advise", facts=facts, as_of=DAY)
    whole = call(advisor, "advise", facts=facts, as_of=DAY, details=True)

    assert short.structured_content["plan"] == whole.structured_content["plan"]
    # The first matter most; what an answer in short leaves out for its length it names.
    first = short.structured_content["next_questions"]
    assert len(first) >= 5
    assert first == whole.structured_content["next_questions"][: len(first)]
    assert len(short.content[0].text) * 3 < len(whole.content[0].text)


def test_an_agent_is_told_everything_that_is_wrong(advisor: Advisor) -> None:
    result = call(advisor, "advise", facts={"knowledge_change": "wekly", "audiance": "public"})

    assert result.is_error
    text = result.content[0].text
    assert 'Did you mean "weekly"?' in text
    assert 'Did you mean "audience"?' in text
    assert "Traceback" not in text


def test_two_use_cases_are_compared(advisor: Advisor) -> None:
    before, after = {"knowledge_change": "weekly"}, {"knowledge_change": "never"}

    result = call(advisor, "compare", before=before, after=after, as_of=DAY)

    assert [each["fact"] for each in result.structured_content["facts"]] == ["knowledge_change"]
    assert result.structured_content["summary"]


def test_facts_are_listed_by_section(advisor: Advisor) -> None:
    told = call(advisor, "facts", section="knowledge").structured_content["facts"]

    wanted = [name for name, each in fact_definitions().items() if each.section == "knowledge"]
    assert [fact["name"] for fact in told] == wanted


def test_rules_are_found_by_fact_and_read_by_id(advisor: Advisor) -> None:
    found = call(advisor, "rules", fact="labelled_examples").structured_content["rules"]

    (whole,) = call(advisor, "rules", id=found[0]["id"]).structured_content["rules"]

    assert whole["title"] == found[0]["title"]
    assert whole["sources"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("rules", {"id": "no-such-rule"}),
        ("rules", {"fact": "knowledge_chage"}),
        ("facts", {"section": "knowlege"}),
        ("advise", {"facts": {}, "as_of": "yesterday"}),
        ("advise", {"facts": {}, "view": "examination"}),
        ("advise", {"facts": []}),
    ],
)
def test_a_wrong_argument_is_an_error_and_no_crash(
    advisor: Advisor, tool: str, arguments: dict[str, Any]
) -> None:
    result = call(advisor, tool, **arguments)

    assert result.is_error
    assert len(result.content[0].text) > len(f"Error executing tool {tool}: ")


def test_the_command_speaks_the_protocol() -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "advisor", "mcp"], cwd=str(ROOT)
    )

    async def work() -> Any:
        async with Client(command) as client:
            return await client.call_tool("advise", {"facts": {"knowledge_change": "weekly"}})

    assert run(work()).structured_content["format"] == "advice/1"


PLAIN = {"string", "number", "integer", "boolean", "array", "object"}
KEYWORDS = {"type", "description", "title", "enum", "items", "properties", "required", "default"}


def not_plain(schema: Any, where: str) -> list[str]:
    """Where a schema is more than function declarations of the large clients take."""
    if list(schema) == ["anyOf"] or list(schema) == ["anyOf", "description"]:
        return [
            wrong
            for number, each in enumerate(schema["anyOf"])
            for wrong in not_plain(each, f"{where}/anyOf/{number}")
        ]
    wrong = [f"{where}: {keyword}" for keyword in sorted(set(schema) - KEYWORDS)]
    if str(schema.get("type")) not in PLAIN:
        wrong.append(f"{where}: type {schema.get('type')}")
    if "default" in schema and schema["default"] is None:
        wrong.append(f"{where}: a default of null")
    if schema.get("type") == "array":
        wrong += not_plain(schema.get("items", {}), f"{where}/items")
    for name, each in schema.get("properties", {}).items():
        wrong += not_plain(each, f"{where}/{name}")
    return wrong


def test_every_schema_of_a_tool_is_one_that_all_clients_take(advisor: Advisor) -> None:
    async def work() -> Any:
        async with Client(make_server(advisor)) as client:
            return (await client.list_tools()).tools

    tools = run(work())

    assert [wrong for tool in tools for wrong in not_plain(tool.input_schema, tool.name)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["integer", "object"]},
        {"enum": ["a", "b"]},
        {"type": "array"},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"type": "string", "default": None},
        {"$ref": "#/$defs/Facts"},
    ],
)
def test_what_a_client_refuses_is_found(schema: dict[str, Any]) -> None:
    assert not_plain({"type": "object", "properties": {"facts": schema}}, "advise") != []


def test_answers_in_short_stay_under_25_kilobytes(advisor: Advisor) -> None:
    cases = [dict(each.facts) for each in advisor.knowledge.scenarios.values()]

    async def work() -> list[Any]:
        async with Client(make_server(advisor)) as client:
            told = [await client.call_tool("advise", {"facts": facts}) for facts in cases]
            told += [
                await client.call_tool("compare", {"before": {}, "after": cases[0]}),
                await client.call_tool("facts", {}),
                await client.call_tool("rules", {}),
                await client.call_tool("next_question", {"facts": {}}),
                await client.call_tool("check", {"facts": cases[0]}),
                *[
                    await client.call_tool(
                        "check_reasoning", {"facts": facts, "choice": ["prompt-engineering"]}
                    )
                    for facts in cases[:5]
                ],
            ]
            return told

    told = run(work())

    assert [each for each in told if each.is_error] == []
    assert max(len(each.content[0].text.encode()) for each in told) <= 25_000
    assert all(json.loads(each.content[0].text) == each.structured_content for each in told)


def test_what_is_left_out_for_length_is_named_and_had_by_part(advisor: Advisor) -> None:
    facts = dict(advisor.knowledge.scenarios["claims-desk-that-acts"].facts)

    short = call(advisor, "advise", facts=facts, as_of=DAY).structured_content
    asked = call(advisor, "advise", facts=facts, as_of=DAY, parts=["stages"]).structured_content

    held = advisor.advise(facts, "production", read_day(DAY)).model_dump(mode="json")
    assert "stages" in short["left_out"]
    assert "`parts`" in short["left_out"]
    assert asked["stages"] == held["stages"]
    names = [item["id"] for stage in short["stages"] for item in stage["items"]]
    assert names == [item["id"] for stage in held["stages"] for item in stage["items"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "remedy"),
    [
        ("advise", {"facts": {}, "view": "examination"}, "one of: production, exam"),
        ("advise", {"facts": []}, "Give facts by name"),
        ("advise", {}, "Give facts by name"),
        ("advise", {"knowledge_change": "weekly"}, "Facts go into `facts`"),
        ("advise", {"facts": {}, "parts": ["stage"]}, 'Did you mean "stages"?'),
        ("check_reasoning", {"facts": {}, "choice": "peft"}, "Give a list of words"),
        ("rules", {"id": "zzz"}, "Call `rules`"),
        ("rules", {"kind": "need"}, 'Did you mean "needs"?'),
        ("next_question", {"facts": {}, "skipped": ["zzz"]}, "Call `facts`"),
        ("advice", {"facts": {}}, 'Did you mean "advise"?'),
        ("propose", {"text": "A text."}, 'Give a list: Each {"fact": ..., "value": ..., "quote":'),
    ],
)
def test_every_error_of_a_tool_has_a_remedy(
    advisor: Advisor, tool: str, arguments: dict[str, Any], remedy: str
) -> None:
    result = call(advisor, tool, **arguments)

    assert result.is_error
    assert remedy in result.content[0].text
    assert "pydantic" not in result.content[0].text


def test_what_an_agent_proposes_is_held_to_the_text(advisor: Advisor) -> None:
    text = "Clerks look for rules. The manuals change every week."
    proposals = [
        {"fact": "audience", "value": "internal", "quote": "Clerks look"},
        {"fact": "citations_required", "value": True, "quote": "with their sources"},
        {"fact": "knowledge_change", "value": "daily", "quote": "change every week"},
    ]

    told = call(advisor, "propose", text=text, proposals=proposals).structured_content

    assert [(each["fact"], each["quote"]) for each in told["read"]] == [("audience", "Clerks look")]
    assert [each["why"] for each in told["dropped"]] == ["The quote is not in the text."]
    assert [each["fact"] for each in told["conflicts"]] == ["knowledge_change"]


def test_a_proposal_may_call_a_fact_otherwise_and_a_near_miss_is_told(advisor: Advisor) -> None:
    text = "Answers are there within 2 seconds. The manuals change every week."
    proposals = [
        {"fact": "Latency (s)", "value": "2", "quote": "within 2 seconds"},
        {"fact": "knowledge_chnage", "value": "weekly", "quote": "change every week"},
    ]

    told = call(advisor, "propose", text=text, proposals=proposals).structured_content

    assert ("p95_latency_ms", 2000) in {(each["fact"], each["value"]) for each in told["read"]}
    assert [each["why"] for each in told["dropped"]] == [
        'There is no such fact. Did you mean "knowledge_change"?'
    ]


def test_facts_are_checked_before_they_are_advised_on(advisor: Advisor) -> None:
    facts = {
        "knowledge_sorce": "private_documents",
        "Monthly requests": "60k",
        "audience": "martians",
        "p95_latency_ms": 2,
        "citations_required": "yes",
    }

    told = call(advisor, "check", facts=facts).structured_content

    assert not told["ready"]
    assert {each["name"]: each["remedy"] for each in told["problems"]}.keys() == {
        "knowledge_sorce",
        "audience",
    }
    assert 'Did you mean "knowledge_source"?' in told["problems"][-1]["remedy"]
    assert told["read"] == {
        "citations_required": True,
        "requests_per_month": 60_000,
        "p95_latency_ms": 2,
    }
    assert {each["fact"]: bool(each["doubt"]) for each in told["read_as"]} == {
        "requests_per_month": False,
        "p95_latency_ms": True,
    }
    asked = {each["fact"] for each in told["missing"]}
    assert asked
    assert not asked & set(told["read"])
    assert not told["final"]


def test_what_is_checked_is_what_is_advised_on(advisor: Advisor) -> None:
    facts = dict(advisor.knowledge.scenarios["claims-desk-that-acts"].facts)

    told = call(advisor, "check", facts=facts).structured_content

    assert told["ready"]
    assert told["problems"] == []
    advice = advisor.advise(facts, "production", read_day(DAY))
    assert told["read"] == advice.scenario
    assert told["final"] == (advice.status == "final")
