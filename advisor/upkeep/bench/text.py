"""The measurements as text: at most 80 columns, with units, for a first-time reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.upkeep.bench.agreement import KINDS, Tally
from advisor.upkeep.bench.measurements import (
    MANY,
    ROUNDS,
    SOME,
    Advising,
    Growth,
    RuleGrowth,
    Speed,
    Start,
)


def told_speeds(speeds: Iterable[Speed]) -> Iterator[str]:
    """The engines side by side, and how many times as fast the columnar one is."""
    yield "Engines: scenarios decided a second"
    yield ""
    yield "                    the engine itself         rules    and plan"
    yield "  engine            does             alone  from facts  from facts      agree"
    found = []
    for speed in speeds:
        found.append(speed)
        agree = f"{speed.agreeing}/{speed.scenarios}" if speed.scenarios else "measure"
        yield (
            f"  {speed.engine:<18}{speed.does:<14}{speed.alone:>8,.0f}"
            f"{speed.rules:>12,.0f}{speed.plans:>12,.0f}{agree:>11}"
        )
    yield ""
    yield from _told_times(found)
    yield ""
    yield "  All have the rules that decide on the plan, and choose it by one function."
    yield "  alone: what the engine itself takes. Where it joins and chains, conditions"
    yield "  are judged for it in Python before. from facts: with that, from a scenario"
    yield "  as an object to the set of rules that fire, and to the plan."
    yield f"  columnar: {MANY:,} scenarios that are columns already; answers stay columns."
    yield f"  columnar, objects: {SOME:,} scenarios made into columns, and each answer read"
    yield "  out as an object again. alone: without the making."
    few = found[0].scenarios
    yield f"  The others decide {few:,}. All are warm; of {ROUNDS} rounds the quickest counts."


def _told_times(speeds: Sequence[Speed]) -> Iterator[str]:
    *others, objects, columns = speeds
    yield "  Columnar, times as fast as   engine alone   rules      plans    plans with"
    yield "                               (rules)        from facts            objects"
    for other in others:
        yield (
            f"  {other.engine:<27}{columns.rules / other.alone:>13,.0f}x"
            f"{columns.rules / other.rules:>12,.0f}x{columns.plans / other.plans:>9,.0f}x"
            f"{objects.plans / other.plans:>12,.0f}x"
        )


def told_advising(advices: Iterable[Advising], engine: str) -> Iterator[str]:
    """What one advice takes."""
    yield f"One advice, inferred by {engine}: milliseconds"
    yield ""
    yield "  worked scenario with half         rules,   whole   advice with    as many"
    yield "  of its facts                        plan  advice   sensitivity inferences"
    most = 0.0
    for each in advices:
        ratio = each.sure / each.inference
        most = max(most, ratio)
        yield (
            f"  {each.scenario:<31.31}{1e3 * each.inference:>9.1f}{1e3 * each.advice:>8.1f}"
            f"{1e3 * each.sure:>14.0f}{ratio:>12.0f}"
        )
    yield ""
    yield "  rules, plan: one inference alone. Sensitivity tells how sure the answer is,"
    yield f"  from thousands of completions: here it costs at most {most:.0f} inferences."


def told_starting(starts: Iterable[Start]) -> Iterator[str]:
    """What starting takes."""
    yield "Start-up: whole processes, from start to end"
    yield ""
    yield "  command                            seconds   peak MiB"
    for start in starts:
        mib = "" if start.mib != start.mib else f"{start.mib:.0f}"
        yield f"  {start.command:<34}{start.seconds:>8.2f}{mib:>11}"


def told_growing(growths: Iterable[Growth]) -> Iterator[str]:
    """Time and memory by the number of scenarios."""
    yield "Growth with scenarios: by columns, each line a process of its own"
    yield ""
    yield "                                                   scenarios  facts    peak"
    yield "  scenarios                    number     seconds   a second    MiB     MiB"
    base = 0.0
    for each in growths:
        base = max(base, each.base_mib)
        yield (
            f"  {each.held:<25}{each.scenarios:>10,}{each.seconds:>12.2f}"
            f"{each.scenarios / each.seconds:>11,.0f}{each.columns_mib:>7,.0f}"
            f"{each.peak_mib:>8,.0f}"
        )
    yield ""
    yield "  made by the chunk: 65,536 at a time are made, decided and dropped. all held:"
    yield "  every scenario's facts are in memory at once, and every answer is kept."
    yield f"  The peak has Python, NumPy and the rule base in it (up to {base:,.0f} MiB)."


def told_growing_rules(growths: Iterable[RuleGrowth]) -> Iterator[str]:
    """Time by the number of rules."""
    yield "Growth with rules: rules, plan and items"
    yield ""
    yield "           compiling, milliseconds   scenarios a second"
    yield "   rules    columnar   one by one   columnar   one by one     agree"
    name = ""
    for each in growths:
        name = each.engine_name
        agree = f"{each.agreeing}/{each.scenarios}"
        yield (
            f"  {each.rules:>6,}"
            f"{1e3 * each.compiling_columns:>12.0f}{1e3 * each.compiling_engine:>13.0f}"
            f"{each.columns:>11,.0f}{each.engine:>13,.0f}{agree:>10}"
        )
    yield ""
    yield f"  One by one: by {name}. Fewer rules than there are are every n-th; more"
    yield "  are all, and variants that ask the same facts for other words and bounds:"
    yield "  plain copies would share their conditions and seem cheaper than they are."


def told_agreement(tally: Tally, asked: int, engine: str, seconds: float) -> Iterator[str]:
    """In how many scenarios columns and the engine for one scenario differ."""
    yield f"Agreement: the same rules, plan and items by columns and by {engine}?"
    yield ""
    yield "                                      compared     differ"
    for kind in KINDS:
        yield f"  {kind:<34}{tally.compared[kind]:>10,}{tally.differing[kind]:>11,}"
    yield f"  {'together':<34}{tally.total:>10,}{tally.disagreements:>11,}"
    yield f"  {'  of these with rough numbers':<34}{tally.rough:>10,}{tally.rough_differing:>11,}"
    yield f"  {'  on a day of a closing, or its eve':<34}{tally.on_closing_days:>9,}"
    yield ""
    yield f"  {len(tally.fired):,} rules fired in at least one of them; {seconds:,.0f} seconds."
    yield "  Random scenarios: facts unknown, numbers at the bounds of rules and at their"
    yield "  own estimates, one step below and above, and ranges between such; any words."
    if tally.interrupted:
        yield f"  Interrupted: {asked - tally.total:,} of {asked:,} were not compared."
    for each in tally.differences:
        yield f"  Differs in {', '.join(each.what)} ({each.kind}, {each.day}): {each.facts}"
