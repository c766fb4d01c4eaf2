"""Measure what one advice costs: start-up, and time per advice beside durable-rules' own share.

Usage: python bench/advice_bench.py [--rounds 20]

Start-up is timed from outside, each command beside an interpreter that does nothing. An advice is
timed over all worked scenarios; durable-rules' share is the time inside its own calls.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.advisor import default_advisor  # noqa: E402
from advisor.knowledge import load_knowledge  # noqa: E402
from advisor.reasoning.explain.explain import explain  # noqa: E402
from advisor.reasoning.infer import EngineName, Inference  # noqa: E402
from advisor.reasoning.items import recommend  # noqa: E402

DAY = datetime.date(2026, 11, 22)
SCENARIO = ROOT / "data" / "scenarios" / "policy-desk.yaml"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "advisor --help": ["-m", "advisor", "--help"],
    "advisor facts": ["-m", "advisor", "facts"],
    "advisor advise, plain": ["-m", "advisor", "advise", str(SCENARIO), "--engine", "plain"],
    "advisor advise": ["-m", "advisor", "advise", str(SCENARIO)],
}


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of this work in ms."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


@contextmanager
def timed_calls(owner: Any, *names: str) -> Iterator[list[float]]:
    """Adds up the seconds inside these methods while the block runs."""
    inside: list[float] = []
    before = {name: getattr(owner, name) for name in names}

    def timed(method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            began = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                inside.append(time.perf_counter() - began)

        return call

    for name, method in before.items():
        setattr(owner, name, timed(method))
    try:
        yield inside
    finally:
        for name, method in before.items():
            setattr(owner, name, method)


def run(arguments: list[str]) -> None:
    """Run a command as a process of its own."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def start_up(rounds: int) -> None:
    """Print how long each command takes from outside, beside an interpreter that does nothing."""
    print("Start-up, median of whole processes")
    for name, arguments in COMMANDS.items():
        print(f"  {name:<26}{milliseconds(partial(run, arguments), rounds):8.0f} ms")


def per_advice(engine: EngineName, rounds: int) -> None:
    """Print the time of an advice by step, and durable-rules' own share of it."""
    knowledge = load_knowledge()
    advisor = default_advisor(engine)
    worked = [(dict(each.facts), each.view) for each in knowledge.scenarios.values()]

    def infer() -> list[Inference]:
        return [advisor.reasoner.infer(facts, view, DAY) for facts, view in worked]

    inferred = infer()
    recommended = [recommend(knowledge, each) for each in inferred]

    def choose() -> None:
        for each in inferred:
            recommend(knowledge, each)

    def tell() -> None:
        for first, second in zip(inferred, recommended, strict=True):
            explain(knowledge, first, second, engine)

    def advise() -> None:
        for facts, view in worked:
            advisor.advise(facts, view, DAY)

    print(f"\nOne advice by engine {engine}, over {len(worked)} worked scenarios")
    for name, step in {
        "judge, infer, plan": infer,
        "recommend": choose,
        "explain, with estimates": tell,
        "whole advice": advise,
    }.items():
        print(f"  {name:<26}{milliseconds(step, rounds) / len(worked):8.2f} ms")
    if engine == "durable":
        from durable.engine import Host

        with timed_calls(Host, "assert_facts", "delete_state") as inside:
            infer()
        print(f"  {'durable-rules itself':<26}{sum(inside) / len(worked) * 1000:8.2f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    start_up(rounds)
    for engine in ("durable", "plain"):
        per_advice(engine, max(1, rounds // 2))


if __name__ == "__main__":
    main()
