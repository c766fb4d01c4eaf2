"""The next question leads to a final plan in few questions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import advise
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.reasoning.infer import Reasoner
from advisor.what_if import Sensitivities
from advisor.what_if.outlook import Outlook
from tests.strategies import scenarios
from tests.what_if.cases import plan_of


def test_what_is_skipped_is_neither_asked_for_nor_varied(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"knowledge_source": "private_documents"})
    asked = sensitivities.of(scenario, "production", flips=False).questions[0].fact
    found = sensitivities.of(scenario, "production", skipped=(asked,), flips=False)

    assert asked not in [question.fact for question in found.questions]
    assert asked not in found.certainty.open_facts


def test_what_another_answer_makes_pointless_is_not_asked() -> None:
    floor = load_knowledge().scenarios["plant-on-the-floor"].facts
    asked = {each.fact for each in advise(floor, sensitivity=True).next_questions}

    assert "labelled_examples" in floor
    assert "labels_exist" not in asked
    assert "knowledge_change" in asked


def test_a_number_known_within_bounds_is_not_asked_for_again_once_skipped(
    sensitivities: Sensitivities,
) -> None:
    fact = "labelled_examples"
    scenario = read_scenario({"tasks": ["content_generation"], fact: {"at_least": 10_000}})
    asked = sensitivities.outlook(scenario, "production").questions
    later = sensitivities.outlook(scenario, "production", skipped=(fact,)).questions

    assert fact in [each.fact for each in asked]
    assert fact not in [each.fact for each in later]


def test_where_no_answer_tried_changes_the_plan_the_question_that_proves_it_comes_first(
    sensitivities: Sensitivities,
) -> None:
    scenario = read_scenario(
        {
            "tasks": ["question_answering", "conversation"],
            "knowledge_source": "private_documents",
            "knowledge_tokens": 9_000_000,
            "team_skill": "developer",
        }
    )
    before = sensitivities.outlook(scenario, "production", {"output_tokens"})
    first = before.questions[0]
    after = sensitivities.outlook(scenario, "production", {"output_tokens", first.fact})

    assert (before.agreement, before.final) == (1.0, False)
    # More rules wait for others, and these do not prove it.
    assert first.rules_waiting < max(each.rules_waiting for each in before.questions)
    assert after.final


def test_whether_labels_exist_is_not_asked_beside_their_number() -> None:
    task = {"tasks": ["content_generation"]}
    before = advise(task, sensitivity=True).next_questions
    after = advise({**task, "labelled_examples": 6_000}, sensitivity=True).next_questions

    assert "labels_exist" in [each.fact for each in before]
    assert "labels_exist" not in [each.fact for each in after]


def test_at_most_eight_questions_reach_a_final_plan_in_the_median(
    sensitivities: Sensitivities,
) -> None:
    """Circumstances are asked one by one; then the assumptions are confirmed as one list."""
    definitions = fact_definitions()
    # Every walk begins with what nobody has answered yet.
    looked_at: dict[tuple[str, str, frozenset[str]], Outlook] = {}
    asked = []
    for worked in load_knowledge().scenarios.values():
        known = read_scenario(worked.facts).known()
        answered: dict[str, object] = {}
        skipped: set[str] = set()
        confirmed: dict[str, object] = {}
        while True:
            scenario = read_scenario({**confirmed, **answered})
            key = (str(scenario), worked.view, frozenset(skipped))
            if key not in looked_at:
                looked_at[key] = sensitivities.outlook(scenario, worked.view, skipped)
            outlook = looked_at[key]
            if outlook.final or not outlook.questions:
                # Who is asked whether any of these is asked for says what is.
                assumptions = sensitivities.assumptions(
                    scenario, worked.view, skipped, final=outlook.final
                )
                denied = {a.fact: known[a.fact] for a in assumptions if a.fact in known}
                if not denied:
                    break
                confirmed |= denied
                continue
            fact = outlook.questions[0].fact
            # Who is asked whether there are labels, and has counted them, says how many.
            details = [each for each in known if definitions[each].detail_of == fact]
            said = next((each for each in (fact, *details) if each in known), None)
            if said is not None and said not in answered:
                answered[said] = known[said]
            else:
                skipped.add(fact)
        assert outlook.final, worked.id
        decider = sensitivities.decider
        columns = decider.vocabulary.columns([scenario, read_scenario(known)])
        short, whole = decider.plans(columns, worked.view)
        assert short == whole, worked.id
        asked.append(len(answered) + len(skipped))

    asked.sort()
    assert asked[len(asked) // 2] <= 8, asked


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=20)
def test_what_an_answer_leads_to_is_the_plan_with_this_answer_alone(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, data: st.DataObject
) -> None:
    for question in sensitivities.outlook(scenario, "production").questions:
        for each in question.leads_to:
            answer = each.answer
            if isinstance(answer, dict):
                ends = [answer[end] for end in ("at_least", "at_most") if end in answer]
                answer = data.draw(st.sampled_from(ends))
            assert plan_of(reasoner, scenario.with_facts(**{question.fact: answer})) == each.plan
