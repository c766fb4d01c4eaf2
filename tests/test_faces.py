"""Every face reads what somebody writes alike, and none ignores a part of it silently."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import advise, default_advisor
from advisor.cli.ask import _understood
from advisor.cli.options import read_scenario_file, with_changes
from advisor.documents import read_text
from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.facts.names import fact_names
from advisor.facts.read import Reading, read_facts, read_name
from advisor.facts.scenario import Scenario
from advisor.facts.words import words

DAY = datetime.date(2026, 11, 22)
Facts = dict[str, Any]
Face = Callable[[Facts], Facts]
"""Takes facts as somebody writes them, gives them as they were read; raises on what it refuses."""


def python(given: Facts) -> Facts:
    return advise(given, as_of=DAY, engine="plain").scenario


def yaml_file(given: Facts) -> Facts:
    text = yaml.safe_dump(given, allow_unicode=True, sort_keys=False)
    return read_facts(read_text(text, "it.yaml").data).scenario.known()


def json_text(given: Facts) -> Facts:
    return read_facts(read_text(json.dumps(given), "it.json").data).scenario.known()


def set_option(given: Facts) -> Facts:
    return with_changes(Scenario(), tuple(f"{name}={text}" for name, text in given.items())).known()


def questionnaire(given: Facts) -> Facts:
    found: Facts = {}
    for name, text in given.items():
        # It asks by the fact's own name; what another name says of the unit is typed with it.
        named = fact_names().read(name)
        unit = f" {named.unit}" if named and named.unit else ""
        reading = _understood(fact_definitions()[read_name(name)], text + unit)
        if reading is None:
            raise BadInput([])
        found |= reading.scenario.known()
    return found


def table(given: Facts) -> Facts:
    pytest.importorskip("pyarrow")
    from advisor.facts.values import as_data
    from advisor.knowledge import load_knowledge
    from advisor.reasoning.columns import Vocabulary
    from advisor.tables.cells import CellReader
    from advisor.tables.headers import read_header

    header = read_header(list(given), keep_columns=False)
    reader = CellReader(Vocabulary(load_knowledge()))
    found: Facts = {}
    for column, (fact, part) in header.facts.items():
        unit = header.units.get(column, "")
        value, _ = reader.value(fact_definitions()[fact], given[column], unit)
        if value is not None:
            assert part == "value"
            found[fact] = as_data(value)
    return found


@pytest.fixture(scope="module")
def service() -> Any:
    pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    from advisor.api import Settings, create_app

    return TestClient(create_app(Settings(allowed_hosts=("*",)), default_advisor("plain")))


def agent(given: Facts) -> Facts:
    pytest.importorskip("mcp")
    from mcp.server.mcpserver.exceptions import ToolError

    from advisor.mcp import Tools

    try:
        answer = Tools(default_advisor("plain")).advise(given, details=True)
    except ToolError as error:
        raise BadInput([]) from error
    scenario: Facts = answer["scenario"]
    return scenario


FACES: dict[str, Face] = {
    "Python": python,
    "YAML": yaml_file,
    "JSON": json_text,
    "--set": set_option,
    "ask": questionnaire,
    "a table": table,
    "an agent": agent,
}

READ: list[tuple[str, str, Any]] = [
    ("labelled_examples", "5,000", 5000),
    ("labelled_examples", "5.000", 5000),
    ("labelled_examples", "50k", 50_000),
    ("labelled_examples", "100-1000", {"at_least": 100, "at_most": 1000}),
    ("labelled_examples", "over 1000", {"at_least": 1000}),
    ("labelled_examples", "about 2,000", 2000),
    ("labelled_examples", "none", 0),
    ("labelled_examples", "none yet", 0),
    ("labelled_examples", "five hundred", 500),
    ("labelled_examples", "two dozen", 24),
    ("labelled_examples", "500 max", {"at_most": 500}),
    ("labelled_examples", "TBD (May)", None),
    ("requests_per_month", "three to five thousand", {"at_least": 3000, "at_most": 5000}),
    ("requests_per_month", "200 users, 5 questions a day each", 30_000),
    ("knowledge_tokens", "40,000 documents, 3 pages each", 48_000_000),
    ("monthly_budget_usd", "$2k pm", 2000),
    ("monthly_budget_usd", "12 kUSD", 12_000),
    ("weeks_to_production", "half a year", 26),
    ("p95_latency_ms", "two seconds", 2000),
    ("build_budget_usd", "50k?", 50_000),
    ("citations_required", "yes?", True),
    ("citations_required", "1.0", True),
    ("knowledge_change", "every Friday", "weekly"),
    ("tasks", "search and Q&A", ["search", "question_answering"]),
    ("tasks", "Summarization (long documents)", ["summarization"]),
    ("requests_per_month", "1.5M", 1_500_000),
    ("requests_per_month", "6,000 a day", 180_000),
    ("Monthly requests", "3000", 3000),
    ("requests per day", "1,000", 30_000),
    ("knowledge_tokens", "900 documents of 10 pages", 3_600_000),
    ("build_budget_usd", "$50k", 50_000),
    ("monthly_budget_usd", "$600k a year", 50_000),
    ("p95_latency_ms", "2 s", 2000),
    ("Latency", "500 ms", 500),
    ("weeks_to_production", "3 months", 13),
    ("payload_mb", "500 KB", 0.5),
    ("repeated_requests_percent", "30%", 30),
    ("citations_required", "True", True),
    ("citations_required", "Y", True),
    ("citations_required", "0", False),
    ("citations_required", "N/A", None),
    ("Citations-Required", "yes", True),
    ("audience", "Staff", "internal"),
    ("audience", "TBD", None),
    ("audience", "-", None),
    ("knowledge_change", "Real time", "real_time"),
    ("data_sensitivity", "PII", "personal"),
    ("current_path", "RAG", "retrieval_augmented_generation"),
    ("actions", "none", "none"),
    ("tasks", "summarisation", ["summarization"]),
    ("tasks", "Q&A; chatbot", ["question_answering", "conversation"]),
    ("data_tasks", "labeling", ["labelling"]),
    ("symptoms", "none", []),
    ("existing_services", "Amazon Bedrock, S3", ["amazon-bedrock", "amazon-s3"]),
]

REFUSED: list[tuple[str, str]] = [
    ("build_budget_usd", "4,000 EUR"),
    ("build_budget_usd", "5.000"),
    ("repeated_requests_percent", "250%"),
    ("labelled_examples", "many"),
    ("p95_latency_ms", "5m"),
    ("build_budget_usd", "CHF 20'000"),
    ("labelled_examples", "500 (gold), 2,000 (silver)"),
    ("citations_required", "10"),
    ("tasks", "search and dancing"),
    ("knowledge_change", "wekly"),
    ("audience", "internal; customers"),
    ("citations_required", "perhaps"),
    ("knowledge_sorce", "general"),
    ("favourite_colour", "red"),
]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(("name", "text", "value"), READ, ids=lambda each: str(each)[:30])
def test_what_is_written_is_read_alike_on_every_face(
    face: str, name: str, text: str, value: Any
) -> None:
    known = {} if value is None else {read_name(name): value}

    assert FACES[face]({name: text}) == known


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_what_cannot_be_read_is_refused_on_every_face(face: str, name: str, text: str) -> None:
    with pytest.raises(BadInput):
        FACES[face]({name: text})


def test_the_service_reads_alike_and_tells_what_it_read(service: Any) -> None:
    for name, text, value in READ:
        answer = service.post("/v1/advise", json={"facts": {name: text}, "as_of": "2026-11-22"})
        expected = read_facts({name: text})

        assert answer.status_code == 200, (name, text, answer.text)
        assert answer.json()["scenario"] == expected.scenario.known()
        told = [note.model_dump(mode="json") for note in expected.read_as]
        assert answer.json().get("read_as", []) == told
        streamed = service.post(
            "/v1/batch/stream?as_of=2026-11-22",
            content=json.dumps({name: text}),
            headers={"Content-Type": "application/x-ndjson"},
        ).json()
        assert streamed["problems"] == []
        if value is not None and name == read_name(name):
            assert bool(streamed.get("read_as")) == bool(told)
    for name, text in REFUSED:
        answer = service.post("/v1/advise", json={"facts": {name: text}})
        assert answer.status_code == 422
        (problem,) = answer.json()["problems"]
        assert problem["pointer"] == f"/facts/{name}"


def test_a_name_with_its_unit_is_read_alike_and_told_where_it_stands(service: Any) -> None:
    for face in FACES:
        if face != "ask":
            assert FACES[face]({"Latency (s)": "2"}) == {"p95_latency_ms": 2000}, face
            assert FACES[face]({"Build budget (kUSD)": "50"}) == {"build_budget_usd": 50_000}, face
            with pytest.raises(BadInput):
                FACES[face]({"Build budget (k€)": "50"})
    for name, text in (("Latency (s)", "soon"), ("Build budget (EUR)", "5")):
        answer = service.post("/v1/advise", json={"facts": {name: text}})
        assert [each["pointer"] for each in answer.json()["problems"]] == [f"/facts/{name}"]


def test_typed_values_keep_their_types() -> None:
    with pytest.raises(BadInput):
        read_facts({"citations_required": 1})
    with pytest.raises(BadInput):
        read_facts({"labelled_examples": True})
    assert read_facts({"labelled_examples": 50.0}).read_as == ()


def test_notes_are_told_once_and_kept_out_of_the_answer_for_the_next_caller(service: Any) -> None:
    typed, plain = {"p95_latency_ms": "2 ms"}, {"p95_latency_ms": 2}
    first, second = (
        service.post("/v1/advise", json={"facts": facts}).text for facts in (typed, plain)
    )

    assert first.count('"read_as"') == second.count('"read_as"') == 1
    assert '"2 ms"' in first
    assert '"2 ms"' not in second
    assert advise(typed, as_of=DAY).scenario == advise(Scenario(**plain), as_of=DAY).scenario


def test_an_unlikely_number_is_taken_and_asked_about() -> None:
    (note,) = read_facts({"p95_latency_ms": "2 ms"}).read_as

    assert note.read == 2
    assert "Is it meant?" in note.doubt
    assert read_facts({"p95_latency_ms": 2}).read_as[0].doubt == note.doubt


# Nothing is ignored

slips = st.sampled_from([*fact_definitions()]).flatmap(
    lambda name: st.sampled_from(
        [
            name,
            name.upper(),
            name.replace("_", " "),
            name.replace("_", "-").title(),
            fact_definitions()[name].title,
            *words()[name].names[:2],
            name[:-1],
            f"{name}x",
        ]
    )
)
KEYS = slips | st.text(min_size=1, max_size=12)


@given(st.dictionaries(KEYS, st.sampled_from(["N/A", "5", "yes", "none", "general"]), max_size=4))
@settings(max_examples=150)
def test_each_name_that_is_given_is_used_or_named(facts: Facts) -> None:
    try:
        reading = read_facts(facts)
    except BadInput as error:
        named = {problem.place for problem in error.problems}
        used = {name for name in facts if fact_names().read(name) is not None}
        assert set(facts) <= named | used
    else:
        told = {note.fact for note in reading.read_as} | set(reading.scenario.known())
        assert {read_name(name) for name in facts} <= told


@given(st.sampled_from(["labelled_examples", "payload_mb", "audience", "tasks"]), st.text())
@settings(max_examples=200)
def test_any_text_is_read_and_told_or_refused(fact: str, text: str) -> None:
    problems: tuple[Problem, ...] = ()
    reading = Reading(Scenario())
    try:
        reading = read_facts({fact: text})
    except BadInput as error:
        problems = error.problems
    assert {each.place for each in problems} <= {fact}
    if not problems and fact not in reading.scenario.known() and text.strip():
        assert [note.fact for note in reading.read_as] == [fact]


def test_what_was_read_is_told_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "it.yaml"
    path.write_text('labelled_examples: "5,000"\nbuild_budget_usd: 50k\naudience: TBD\n')
    read_scenario_file(str(path), ("p95 latency=2 s",))

    # Lines are folded to the terminal.
    told = " ".join(capsys.readouterr().err.split())
    assert 'build_budget_usd: "50k" is read as 50,000 USD.' in told
    assert 'audience: "TBD" is read as not known.' in told
    assert '"p95 latency" is taken for the fact p95_latency_ms.' in told
    assert '"2 s" is read as 2,000 ms' in told
    assert "5,000" not in told
