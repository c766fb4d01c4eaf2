"""The same scenario has the same status on every face."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from advisor.advisor import advise, default_advisor
from advisor.api import Settings, create_app
from advisor.cli import main
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.mcp import Tools
from advisor.reports.record import as_markdown, decision_record

DAY = "2026-11-22"
SAMPLE = ("policy-desk", "broker-assistant", "supplier-invoices", "loan-defaults", "tip-2-voice")


@pytest.mark.parametrize("name", SAMPLE)
def test_every_face_gives_one_status(name: str, tmp_path: Path) -> None:
    worked = load_knowledge().scenarios[name]
    facts = read_scenario(worked.facts).known()
    whole = advise(facts, view=worked.view, as_of=DAY, sensitivity=True)
    asked = {"facts": facts, "view": worked.view, "as_of": DAY}
    file = tmp_path / "facts.yaml"
    file.write_text(json.dumps(facts))
    at = ("--view", worked.view, "--as-of", DAY)

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(main, [*arguments, *at])
        assert result.exit_code == 0, result.output
        return result.stdout

    service = TestClient(create_app(Settings(allowed_hosts=("testserver",)), default_advisor()))
    tools = Tools(default_advisor())
    compared = service.post("/v1/compare", json={"before": asked, "after": asked}).json()
    found = {
        "plain": advise(facts, view=worked.view, as_of=DAY).status,
        "command": json.loads(command("advise", str(file), "--format", "json"))["status"],
        "decision alone": json.loads(
            command("advise", str(file), "--format", "json", "--detail", "plan")
        )["status"],
        "in short": command("advise", str(file)).lower(),
        "record": as_markdown(decision_record(whole)).lower(),
        "service": service.post("/v1/advise", json=asked).json()["status"],
        "service, decision alone": service.post(
            "/v1/advise", json={**asked, "detail": "plan"}
        ).json()["status"],
        "compare": compared["statuses"][1],
        "next question": _status(service.post("/v1/next-question", json=asked).json()["final"]),
        "agent": tools.advise(facts, worked.view, DAY)["status"],
        "agent, next question": _status(tools.next_question(facts, None, worked.view)["final"]),
    }

    other = {"final": "provisional", "provisional": "final"}[whole.status]
    assert {
        face: said
        for face, said in found.items()
        if said != whole.status and (whole.status not in said or f"{other}." in said)
    } == {}


def test_the_sample_holds_scenarios_of_either_status() -> None:
    statuses = {advise(load_knowledge().scenarios[name].facts, as_of=DAY).status for name in SAMPLE}

    assert statuses == {"final", "provisional"}


def _status(final: bool) -> str:
    return "final" if final else "provisional"
