"""Every face reads what somebody writes alike, and uses or names whatever is given.

Texts, names and strangers are made up by Hypothesis; each is handed to every face as it takes it:
files, options, tables, the service and its streams, agents, links and files of the pages.
"""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advisor import default_advisor
from advisor.cli import main
from advisor.cli.options import with_changes
from advisor.documents import read_text
from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_facts
from advisor.facts.scenario import Scenario
from advisor.facts.words import words
from advisor.facts.written_names import written_name

pytest.importorskip("fastapi")
pytest.importorskip("mcp")
pytest.importorskip("openpyxl")
pytest.importorskip("pyarrow")
pytest.importorskip("streamlit")

from fastapi.testclient import TestClient
from mcp import Client
from mcp.server.mcpserver.exceptions import ToolError

from advisor.api import Settings, create_app
from advisor.mcp import Tools, make_server
from advisor.tables import answer_file
from ui.keeping import read_scenario_file
from ui.link import from_text

DAY = "2026-11-22"
Facts = dict[str, Any]

# What people write

COUNTS = st.integers(1, 999)
NUMBERS = st.one_of(
    COUNTS.map(str),
    COUNTS.map(lambda n: f"{n},000"),
    COUNTS.map(lambda n: f"{n}.000"),
    COUNTS.map(lambda n: f"{n},5"),
    COUNTS.map(lambda n: f"{n} 000"),
    COUNTS.map(lambda n: f"{n}.5k"),
    COUNTS.map(lambda n: f"{n}k"),
    COUNTS.map(lambda n: f"about {n}"),
    COUNTS.map(lambda n: f"over {n}"),
    COUNTS.map(lambda n: f"<= {n}"),
    COUNTS.map(lambda n: f"{n}+"),
    COUNTS.map(lambda n: f"{n}?"),
    COUNTS.map(lambda n: f"-{n}"),
    COUNTS.map(lambda n: f"${n}k"),
    COUNTS.map(lambda n: f"{n} EUR"),
    COUNTS.map(lambda n: f"{n}%"),
    COUNTS.map(lambda n: f"{n} s"),
    COUNTS.map(lambda n: f"{n} a day"),
    COUNTS.map(lambda n: f"{n} documents of 10 pages"),
    COUNTS.map(lambda n: f"{n}.500 s"),
    COUNTS.map(lambda n: f"{n} per user"),
    COUNTS.map(lambda n: f"{n} (so far)"),
    COUNTS.map(lambda n: f"{n} (x1000)"),
    COUNTS.map(lambda n: f"C${n}k"),
    COUNTS.map(lambda n: f"{n} out of 999"),
    st.tuples(COUNTS, COUNTS).map(lambda ends: f"{ends[0]}-{ends[1]}"),
    st.tuples(COUNTS, COUNTS).map(lambda ends: f"{ends[0]} to {ends[1]}k"),
    st.sampled_from(["fifty thousand", "a dozen", "none", "half a million", "1.500,5", "5.000"]),
    st.sampled_from(["two-three weeks", "one two three", "nil", "0x10", "a fortnight", "00:00:02"]),
)
NOT_KNOWN = st.sampled_from(["N/A", "TBD", "unknown", "?", "-", "n.a. (yet)"])
YES_OR_NO = st.sampled_from(["yes", "No", "Y", "TRUE", "0", "no, never", "yes?", "perhaps", "1.0"])
YES_OR_NO |= st.sampled_from(["yes (not needed)", "no, not yet decided", "yes: no", "Y, always"])


def spelt(name: str) -> st.SearchStrategy[str]:
    """Ways to spell a name, and a slip of the keyboard."""
    return st.sampled_from(
        [
            name,
            name.upper(),
            name.replace("_", " "),
            name.replace("_", "-").title(),
            f" {name} ",
            f"{name[:-2]}{name[-1]}{name[-2]}",
        ]
    )


def texts_of(definition: FactDefinition) -> st.SearchStrategy[str]:
    """Texts for one fact: values of it, and others."""
    said = words()[definition.name]
    if definition.is_number:
        return NUMBERS | NOT_KNOWN
    if definition.kind == "flag":
        return YES_OR_NO | NOT_KNOWN
    choices = [*definition.choices, *(each for more in said.choices.values() for each in more)]
    if definition.name == "existing_services":
        choices = ["Amazon Bedrock", "amazon-s3"]
    one = st.sampled_from(choices).flatmap(spelt)
    if definition.kind == "choices":
        aside = st.sampled_from(["", "", " (no)", " (so far)", " (n/a)", " (from 2027)"])
        one = st.tuples(one, aside).map("".join)
        one = st.lists(one, min_size=1, max_size=3).map("; ".join)
    return one | NOT_KNOWN


def names_of(definition: FactDefinition) -> st.SearchStrategy[str]:
    """Names of one fact: its own in any spelling, its title, and others."""
    more = [definition.title, *words()[definition.name].names[:3]]
    return spelt(definition.name) | st.sampled_from(more)


NUMBER_FACTS = [each for each in fact_definitions().values() if each.is_number]
AMOUNTS = [each for each in NUMBER_FACTS if each.kind == "amount"]
A_FACT = st.one_of(map(st.sampled_from, ([*fact_definitions().values()], NUMBER_FACTS, AMOUNTS)))
WRITTEN = st.lists(A_FACT, min_size=1, max_size=3).flatmap(
    lambda several: st.tuples(*(st.tuples(names_of(each), texts_of(each)) for each in several)).map(
        dict
    )
)
"""A few facts as somebody writes them: name and text."""

# The faces

Face = Callable[[Mapping[str, str]], Facts | None]
"""The facts that a face reads; None where it refuses any of them."""


def refusing(face: Callable[[Mapping[str, str]], Facts]) -> Face:
    def work(written: Mapping[str, str]) -> Facts | None:
        try:
            return face(written)
        except (BadInput, ToolError):
            return None

    return work


SERVICE = TestClient(create_app(Settings(allowed_hosts=("*",)), default_advisor("plain")))
TOOLS = Tools(default_advisor("plain"))


def python(written: Mapping[str, str]) -> Facts:
    return read_facts(written).scenario.known()


def yaml_file(written: Mapping[str, str]) -> Facts:
    text = yaml.safe_dump(dict(written), allow_unicode=True, sort_keys=False)
    return read_facts(read_text(text, "it.yaml").data).scenario.known()


def json_text(written: Mapping[str, str]) -> Facts:
    return read_facts(read_text(json.dumps(written), "it.json").data).scenario.known()


def option(written: Mapping[str, str]) -> Facts:
    return with_changes(Scenario(), [f"{name}={text}" for name, text in written.items()]).known()


def service(written: Mapping[str, str]) -> Facts | None:
    answer = SERVICE.post("/v1/advise", json={"facts": dict(written), "as_of": DAY})
    assert answer.status_code in (200, 422), answer.text
    return answer.json()["scenario"] if answer.status_code == 200 else None


def agent(written: Mapping[str, str]) -> Facts:
    return dict(TOOLS.advise(dict(written), as_of=DAY, details=True)["scenario"])


def page_file(written: Mapping[str, str]) -> Facts:
    return read_scenario_file(json.dumps(written).encode(), "it.json").known()


FACES: dict[str, Face] = {
    "Python": refusing(python),
    "YAML": refusing(yaml_file),
    "JSON": refusing(json_text),
    "--set": refusing(option),
    "the service": service,
    "an agent": refusing(agent),
    "a file on a page": refusing(page_file),
}

A_FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(WRITTEN)
@A_FEW
def test_every_face_reads_written_names_and_values_alike(written: dict[str, str]) -> None:
    read = {name: face(written) for name, face in FACES.items()}

    assert read == dict.fromkeys(FACES, read["Python"])


# Tables answer and do not tell the facts: the same facts, typed, must give the same answer.


def answered(rows: list[Facts], kind: str) -> list[dict[str, Any]]:
    """The answers to a table of these rows, without what tells how they were read."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / f"in.{kind}", Path(folder) / "out.jsonl"
        columns = list(dict.fromkeys(name for row in rows for name in row))
        if kind == "jsonl":
            path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        elif kind == "csv":
            stream = io.StringIO(newline="")
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
            path.write_text(stream.getvalue(), encoding="utf-8", newline="")
        else:
            import openpyxl

            book = openpyxl.Workbook()
            book.active.append(columns)
            for row in rows:
                book.active.append([row.get(name) for name in columns])
            book.save(path)
        answer_file(path, out, as_of=DAY)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def streamed(row: Facts) -> dict[str, Any]:
    answer = SERVICE.post(
        f"/v1/batch/stream?as_of={DAY}",
        content=json.dumps(row),
        headers={"Content-Type": "application/x-ndjson"},
    )
    return dict(answer.json())


def plan_of(row: Mapping[str, Any]) -> dict[str, Any]:
    told = ("read_as", "unread", "problems", "row")
    return {name: value for name, value in row.items() if name not in told}


@given(WRITTEN)
@A_FEW
def test_every_table_answers_what_is_written_as_what_is_typed(written: dict[str, str]) -> None:
    known = FACES["Python"](written)
    if known is None:
        # A cell that cannot be read is named; a stream refuses its row; no other is passed over.
        assert streamed(dict(written))["problems"]
        return
    typed = answered([known], "jsonl")[0] if known else answered([{"audience": None}], "jsonl")[0]

    assert typed["problems"] == typed["unread"] == []
    for kind in ("csv", "jsonl", "xlsx"):
        (row,) = answered([dict(written)], kind)
        assert row["unread"] == row["problems"] == []
        assert plan_of(row) == plan_of(typed), kind
    assert plan_of(streamed(dict(written))) == plan_of(typed)


# Nothing is ignored

STRANGERS = [
    *("knowledge_sorce", "favourite colour", "taks", "x", "audience 2", "Kosten", "__proto__"),
    *("requests per moon", "rows", "model"),
]
"""Names that no fact has, near ones and far ones."""


def run(*arguments: str, given: str = "") -> str:
    result = CliRunner().invoke(main, list(arguments), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join((result.stdout + result.stderr).split())


def in_a_file(kind: str, content: str, *before: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"it.{kind}"
        path.write_text(content, encoding="utf-8")
        out = [str(Path(folder) / "out.jsonl")] if before[0] == "batch" else []
        said = run(before[0], str(path), *out, *before[1:])
        if out and Path(out[0]).exists():
            said += Path(out[0]).read_text(encoding="utf-8")
        return said


def mapping_file(content: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        table, mapping = Path(folder) / "it.csv", Path(folder) / "map.yaml"
        table.write_text("audience\ninternal\n", encoding="utf-8")
        mapping.write_text(content, encoding="utf-8")
        return run("batch", str(table), f"{folder}/out.csv", "--mapping", str(mapping))


def posted(route: str, body: Any, query: str = "") -> str:
    return SERVICE.post(f"/v1/{route}{query}", json=body).text


def tool(name: str, **arguments: Any) -> str:
    async def work() -> str:
        async with Client(make_server(default_advisor("plain"))) as client:
            return str((await client.call_tool(name, arguments)).content[0].text)

    return asyncio.run(work())


def link(facts: Facts) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(json.dumps({"f": facts}).encode()) + packer.flush()
    told = from_text("a" + base64.urlsafe_b64encode(packed).decode().rstrip("="))
    return " ".join(map(str, told.left_out))


TAKERS: dict[str, Callable[[str], str]] = {
    "YAML": lambda key: in_a_file("yaml", yaml.safe_dump({key: 1, "audience": "public"}), "advise"),
    "JSON": lambda key: in_a_file("json", json.dumps({key: 1}), "advise"),
    "--set": lambda key: run("advise", "-", "--set", f"{key}=1", given="{}"),
    "a CSV table": lambda key: in_a_file("csv", f"audience,{key}\npublic,1\n", "batch"),
    "own columns": lambda key: in_a_file(
        "csv", f"audience,{key}\npublic,1\n", "batch", "--keep-columns"
    ),
    "JSON Lines": lambda key: in_a_file(
        "jsonl", json.dumps({"audience": "public", key: 1}), "batch"
    ),
    "the head of a mapping": lambda key: mapping_file(yaml.safe_dump({key: 1})),
    "a column of a mapping": lambda key: mapping_file(yaml.safe_dump({"columns": {key: "keep"}})),
    "what a mapping maps to": lambda key: mapping_file(
        yaml.safe_dump({"columns": {"audience": key}})
    ),
    "words of a mapping": lambda key: mapping_file(yaml.safe_dump({"values": {key: {"a": "b"}}})),
    "advise": lambda key: posted("advise", {"facts": {key: 1}}),
    "the body of advise": lambda key: posted("advise", {"facts": {}, key: 1}),
    "the query of advise": lambda key: posted("advise", {"facts": {}}, f"?{key}=1"),
    "compare": lambda key: posted(
        "compare", {"before": {"facts": {}}, "after": {"facts": {key: 1}}}
    ),
    "batch": lambda key: posted("batch", [{"facts": {key: 1}}]),
    "estimate": lambda key: posted("estimate", {"facts": {key: 1}}),
    "next-question": lambda key: posted("next-question", {"facts": {key: 1}}),
    "check-reasoning": lambda key: posted(
        "check-reasoning", {"facts": {key: 1}, "choice": ["agents"]}
    ),
    "read": lambda key: posted("read", {"text": "A text.", key: 1}),
    "the stream": lambda key: json.dumps(streamed({key: 1})),
    "the tool advise": lambda key: tool("advise", facts={key: 1}),
    "the tool check": lambda key: tool("check", facts={key: 1}),
    "an argument of a tool": lambda key: tool("check", facts={}, **{key: 1}),
    "proposals": lambda key: tool(
        "propose", text="A text.", proposals=[{"fact": key, "value": 1, "quote": "A text"}]
    ),
    "a link": lambda key: link({key: 1, "audience": "public"}),
}
"""What each face says when it is given something that it does not know."""


@pytest.mark.parametrize("taker", TAKERS)
@pytest.mark.parametrize("key", STRANGERS)
def test_what_no_face_knows_is_used_or_named(taker: str, key: str) -> None:
    assert written_name(key) is None
    assert key in TAKERS[taker](key)
