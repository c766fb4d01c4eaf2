"""What only advice can show: worked scenarios, misconceptions and tips agree with the rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from advisor.advisor import Advisor
from advisor.exam import Examiner
from advisor.facts.read import read_scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception, MisconceptionExample, WorkedScenario
from advisor.reasoning.advice import Advice
from advisor.reasoning.judge import Known, Verdict, reveals
from advisor.upkeep.checks.contract import named_in_the_source_document
from advisor.upkeep.checks.finding import Found

DAY = datetime.date(2026, 11, 22)
"""The day on which examples are judged where they give none themselves."""

FEWEST_FACTS = {"production": 8, "exam": 7}
"""An architect knows at least so much of her own case, and an exam question states so much."""
MOST_FACTS = 25
"""More would be a questionnaire, and not a situation."""
MOST_ITEMS = 40
"""A longer advice is not read."""
OF_ALMOST_NOTHING = "first-conversation"
"""The worked scenario that shows what is advised while almost nothing is known."""
FEWEST_RULES_OF_A_TIP = 3

Advices = Mapping[str, Advice]
"""The advice on each worked scenario, by the scenario's id."""


def worked_scenarios(knowledge: Knowledge) -> Found:
    """A worked scenario shows what its author expects, and all together show every path."""
    advisor = Advisor(knowledge, "plain")
    advices = {worked.id: _advice_on(worked, advisor) for worked in knowledge.scenarios.values()}
    for worked in knowledge.scenarios.values():
        yield from ((worked.id, message) for message in _unlike(worked, advices))
    yield from _not_shown(knowledge, advices)


def _advice_on(worked: WorkedScenario, advisor: Advisor) -> Advice:
    return advisor.explained(dict(worked.facts), worked.view, worked.as_of or DAY, estimates=False)


def _unlike(worked: WorkedScenario, advices: Advices) -> Iterator[str]:
    """How a worked scenario differs from what it should be."""
    advice, stated = advices[worked.id], len(worked.facts)
    if advice.plan.headline != worked.headline:
        yield f"expects {worked.headline}; the advice is {advice.plan.headline}"
    fewest = FEWEST_FACTS[worked.view]
    if not fewest <= stated <= MOST_FACTS and worked.id != OF_ALMOST_NOTHING:
        yield f"states {stated} facts; {fewest} to {MOST_FACTS} are what somebody would know"
    items = sum(len(stage.items) for stage in advice.stages)
    if items > MOST_ITEMS:
        yield f"its advice has {items} items; at most {MOST_ITEMS} are read"
    if worked.facts.get("symptoms") and not advice.diagnosis:
        yield "has symptoms, and its advice no diagnosis"


def look_alikes(knowledge: Knowledge) -> Found:
    """Two scenarios that are told apart by one fact teach nothing when they differ in another."""
    advisor = Advisor(knowledge, "plain")
    of_tips = {one.scenario for tip in knowledge.tips.values() for one in tip.look_alikes}
    for worked in knowledge.scenarios.values():
        if worked.differs_from is None:
            continue
        pair = (worked, knowledge.scenarios[worked.differs_from])
        differing = _differing(*(each.facts for each in pair))
        if differing != [worked.decisive_fact]:
            yield (
                worked.id,
                f"differs from {worked.differs_from} in {', '.join(differing) or 'nothing'}; "
                f"the decisive fact is said to be {worked.decisive_fact}",
            )
        one, other = (_advice_on(each, advisor) for each in pair)
        # A tip may be about the items of one plan.
        same = (
            one.items() == other.items()
            if worked.id in of_tips
            else one.plan.paths == other.plan.paths
        )
        if same:
            yield worked.id, f"gets the same answer as {worked.differs_from}"


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [fact for fact in {**one, **other} if one.get(fact) != other.get(fact)]


def _not_shown(knowledge: Knowledge, advices: Advices) -> Found:
    """What no worked scenario shows."""
    headlines = {advice.plan.headline for advice in advices.values()}
    refused = {
        path.id
        for advice in advices.values()
        for path in advice.paths
        if path.verdict in ("ruled_out", "does_not_meet", "not_needed") and path.text
    }
    for path in knowledge.paths.values():
        if path.id not in headlines:
            yield path.id, "is the headline of no worked scenario"
        if not path.always and path.id not in refused:
            yield path.id, "is refused in no worked scenario"
    priorities = {advice.plan.policy for advice in advices.values()}
    for policy in knowledge.policies:
        if policy not in priorities:
            yield policy, "decides in no worked scenario"
    recommended = {item for advice in advices.values() for item in advice.items()}
    recommended |= {path for advice in advices.values() for path in advice.plan.paths}
    for identity in named_in_the_source_document():
        if identity not in recommended:
            yield identity, "the source document names it, and no worked scenario recommends it"


def misjudged_misconceptions(knowledge: Knowledge) -> Found:
    """A misconception that the rules do not call wrong, or where they see another, misleads."""
    advisor = Advisor(knowledge, "plain")
    examiner = Examiner(advisor)
    for each in knowledge.misconceptions.values():
        for example in each.examples:
            if example.expect == "fires":
                for message in _misjudged(each, example, knowledge, advisor, examiner):
                    yield each.id, f'example "{example.name}": {message}'


def _misjudged(
    misconception: Misconception,
    example: MisconceptionExample,
    knowledge: Knowledge,
    advisor: Advisor,
    examiner: Examiner,
) -> Iterator[str]:
    known = Known(read_scenario(dict(example.facts)), {"view": example.view})
    others = [
        other.id
        for other in knowledge.misconceptions.values()
        if other.id != misconception.id and reveals(other, example.choice, known) is Verdict.MET
    ]
    if others:
        yield f"reveals {', '.join(others)} too"
    verdict = examiner.standing(example.facts, example.choice, example.view, DAY).state
    wanted = "right" if misconception.beside else "wrong"
    if verdict != wanted:
        yield f"the rules call the choice {verdict.replace('_', ' ')}; expected: {wanted}"
    advice = advisor.explained(dict(example.facts), example.view, DAY, estimates=False)
    recommended = {*advice.items()} | {each.id for stage in advice.stages for each in stage.further}
    if not recommended & {*misconception.instead}:
        yield f"none of {', '.join(misconception.instead)} is recommended instead"


def untaught_tips(knowledge: Knowledge) -> Found:
    """A tip that no rules carry, or whose pair one fact does not flip, is only a saying."""
    numbers = sorted(tip.number for tip in knowledge.tips.values())
    if numbers != list(range(1, 10)):
        yield "tips", f"are numbered {numbers}; the source document has nine"
    examiner = Examiner(Advisor(knowledge, "plain"))
    for tip in knowledge.tips.values():
        carrying = sum(tip.number in rule.tips for rule in knowledge.rules.values())
        if carrying < FEWEST_RULES_OF_A_TIP:
            yield tip.id, f"is carried by {carrying} rules; at least {FEWEST_RULES_OF_A_TIP}"
        scenarios = [knowledge.scenarios[one.scenario] for one in tip.look_alikes]
        differing = _differing(*(each.facts for each in scenarios))
        if len(differing) != 1:
            yield tip.id, f"its scenarios differ in {', '.join(differing) or 'nothing'}"
        for one in tip.look_alikes:
            for worked in scenarios:
                state = examiner.standing(worked.facts, one.answer, worked.view, DAY).state
                if (state == "right") != (worked.id == one.scenario):
                    yield tip.id, f"{one.answer} is {state.replace('_', ' ')} in {worked.id}"
