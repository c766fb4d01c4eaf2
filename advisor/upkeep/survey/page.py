"""A survey as a page: first what to look at, then what a maintainer of rules looks up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from statistics import median

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import RULE_KINDS
from advisor.upkeep.survey.scenarios import AMID, STAND_IN_USD
from advisor.upkeep.survey.survey import Survey

RAREST = 25
"""How many rules are named as the rarest."""
RAREST_ITEMS = 15
SELDOM_ALONE = 0.1
"""Below this share of their scenarios, rules are named as deciding seldom."""


def as_page(found: Survey, knowledge: Knowledge) -> list[str]:
    """The survey as the lines of a Markdown page."""
    page = _Page(found, knowledge)
    sections = (
        page.opening(),
        page.first(),
        page.rules(),
        page.plans(),
        page.items(),
        page.facts(),
        page.unseen(),
    )
    return [line for section in sections for line in (*section, "")][:-1]


class _Page:
    def __init__(self, found: Survey, knowledge: Knowledge) -> None:
        self._found = found
        self._knowledge = knowledge

    def opening(self) -> Iterator[str]:
        parts = ", ".join(
            f"{number:,} in the {name}" for name, number in self._found.scenarios.items()
        )
        yield "# The rule base, surveyed"
        yield ""
        yield from _paragraph(
            "What the rules do when all of them meet: `advisor check --deep` decides random"
            " scenarios, and every example of every rule and every worked scenario, bare and amid"
            f" random facts ({AMID} times), and counts. {self._found.total:,} scenarios: {parts}."
            " Own prices are those that examples of rules give; for what else the project has no"
            f" price, {STAND_IN_USD:g} USD in its unit, a stand-in. The same rules give the same"
            " page. The command fails when something is to be mended."
        )

    def first(self) -> Iterator[str]:
        found = self._found
        yield "## Look here first"
        yield ""
        findings = list(found.findings())
        if findings:
            yield "To mend:"
            yield ""
            for check, subject, message in findings:
                yield f"- {check}: `{subject}` {message}"
        else:
            yield from _paragraph(
                "Nothing has to be mended: every rule fires somewhere and none everywhere; none"
                " fires only where another concludes the same, or to recommend what others always"
                " advise against; each path, need, signal and item is reached, each fact can"
                " change an answer, and there is always a plan."
            )
        yield ""
        yield "Worth a look, and no fault:"
        yield ""
        rarest, number = min(found.fired.items(), key=lambda each: each[1])
        yield from _bullet(
            f"The rarest rule, {self._rule(rarest)}, fired in {number:,} scenarios."
            f" The {RAREST} rarest stand below."
        )
        if found.never_alone:
            yield from _bullet(
                f"{', '.join(map(self._rule, found.never_alone))}: whatever these conclude, other"
                " rules together conclude too, as strongly or more so. They give a reason of"
                " their own and change no answer."
            )
        item, times = min(found.items.items(), key=lambda each: each[1])
        yield from _bullet(
            f"The item that is recommended least often, `{item}`, is so in {times:,} scenarios."
        )
        yield from _bullet(
            f"A must stays unmet by the best plan in {self._share(found.unmet)}: facts drawn at"
            " random ask for more at once than users do."
        )

    def rules(self) -> Iterator[str]:
        found = self._found
        yield "## Rules"
        yield ""
        yield from _paragraph(
            "fires: in how many scenarios, the rule in the middle of its kind and the rarest."
            " alone: in which part of these no other rule concludes as much."
        )
        yield ""
        yield "| kind | rules | fires, middle | fires, rarest | alone, middle |"
        yield "|---|---|---|---|---|"
        for kind in RULE_KINDS:
            rules = [rule.id for rule in self._knowledge.rules.values() if rule.kind == kind]
            if rules:
                numbers = [found.fired[rule] for rule in rules]
                yield (
                    f"| [{kind}](rules/{kind}.md) | {len(rules)} | {self._share(median(numbers))} |"
                    f" {self._share(min(numbers))} | {median(map(self._alone, rules)):.0%} |"
                )
        yield ""
        yield f"### The {RAREST} rarest"
        yield ""
        yield from _paragraph(
            "A rule that hardly ever fires may ask for one thing too many, or wait for a rare"
            " plan. Its examples show that it can fire."
        )
        yield ""
        yield "| rule | kind | scenarios | alone |"
        yield "|---|---|---|---|"
        for rule in sorted(found.fired, key=lambda rule: (found.fired[rule], rule))[:RAREST]:
            yield self._row(rule)
        yield ""
        yield "### Those that seldom decide"
        yield ""
        yield from _paragraph(
            f"In less than {SELDOM_ALONE:.0%} of the scenarios in which these fire, they are"
            " alone with something that they conclude. One that gives no reason of its own can go."
        )
        yield ""
        yield "| rule | kind | scenarios | alone |"
        yield "|---|---|---|---|"
        for rule in sorted(found.fired, key=lambda rule: (self._alone(rule), rule)):
            if self._alone(rule) < SELDOM_ALONE:
                yield self._row(rule)

    def plans(self) -> Iterator[str]:
        found = self._found
        yield "## Paths and needs"
        yield ""
        yield "| path | is the headline | is part of the plan |"
        yield "|---|---|---|"
        for path, number in sorted(found.headlines.items(), key=lambda each: -each[1]):
            name = self._knowledge.paths[path].name
            yield f"| {name} | {self._share(number)} | {self._share(found.paths[path])} |"
        yield ""
        yield "| need | is concluded |"
        yield "|---|---|"
        for need, number in sorted(found.needs.items(), key=lambda each: -each[1]):
            yield f"| {self._knowledge.needs[need].name} | {self._share(number)} |"

    def items(self) -> Iterator[str]:
        items = sorted(self._found.items.items(), key=lambda each: (each[1], each[0]))
        yield "## Items"
        yield ""
        yield f"The {RAREST_ITEMS} of {len(items)} that are recommended least often:"
        yield ""
        yield "| item | scenarios |"
        yield "|---|---|"
        for item, number in items[:RAREST_ITEMS]:
            yield f"| `{item}` | {number:,} |"

    def facts(self) -> Iterator[str]:
        found = self._found
        plan, anything = found.plan_changes, found.item_changes
        yield "## What facts change"
        yield ""
        yield from _paragraph(
            f"In {found.varied:,} random scenarios each fact got an answer at random: how often"
            " that changed the plan, and how often anything that is recommended."
        )
        yield ""
        yield "| fact | the plan | anything |"
        yield "|---|---|---|"
        for fact in sorted(plan, key=lambda fact: (-plan[fact], fact)):
            if plan[fact]:
                yield f"| `{fact}` | {plan[fact]:.1%} | {anything[fact]:.1%} |"
        rest = sorted((fact for fact in plan if not plan[fact]), key=lambda fact: -anything[fact])
        if rest:
            yield ""
            yield from _paragraph(
                "These changed no plan, and something that is recommended in so many of them: "
                + ", ".join(f"`{fact}` {anything[fact]:.0%}" for fact in rest)
            )

    def unseen(self) -> Iterator[str]:
        yield "## What a survey cannot see"
        yield ""
        for each in (
            "Whether a rule is true. A bound of 90 that should be 100 fires as nicely. That is"
            " what sources are for, and examples on both sides of a bound.",
            "A rule that is missing. What nobody wrote fires nowhere, and nothing lacks it.",
            "Contraries in words: reasons or warnings that contradict each other, needs that"
            " nobody can have at once. Compared are conclusions that name the same thing.",
            "What is too rare. What happens in one of"
            f" {self._found.total // 3:,} scenarios is missed by about one survey in twenty, and"
            " what is rarer by more. Examples make each rule fire, not each combination of rules.",
            "That something holds always. That one rule fired only where another did is evidence"
            " from these scenarios; `advisor check` proves it where the conditions alone show it.",
            "A condition that changes nothing within its rule.",
            "How often anything happens to users. Facts are drawn independently of each other,"
            " and the shares say nothing of practice.",
            "Other days and rough numbers. One day is decided, and random numbers are exact;"
            " `advisor bench` draws closing days and ranges, to compare the engines.",
        ):
            yield from _bullet(each)

    def _alone(self, rule: str) -> float:
        fired = self._found.fired[rule]
        return self._found.alone[rule] / fired if fired else 1.0

    def _row(self, rule: str) -> str:
        kind = self._knowledge.rules[rule].kind
        return (
            f"| {self._rule(rule)} | {kind} | {self._found.fired[rule]:,} |"
            f" {self._alone(rule):.0%} |"
        )

    def _rule(self, rule: str) -> str:
        return f"[{rule}](rules/{self._knowledge.rules[rule].kind}.md#{rule})"

    def _share(self, number: float) -> str:
        return f"{100 * number / self._found.total:.2g}%" if number else "none"


_WIDTH = 96


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(
        f"- {text}", _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
