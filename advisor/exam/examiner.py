"""`check_reasoning(scenario, choice)`: a choice and its reasons in, a verdict with rules out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from advisor.advisor import Advisor, default_advisor, read_day
from advisor.errors import BadInput, Problem
from advisor.estimates.kept import Kept
from advisor.estimates.words import inside_sentence
from advisor.exam.checked_reasoning import (
    CheckedReasoning,
    DecidingFact,
    JudgedReason,
    OpenQuestion,
    RankedOption,
    RightWhere,
    Verdict,
)
from advisor.exam.choice import Choice, read_choice, read_options, read_reasons
from advisor.exam.decisive_facts import facts_that_decide_against, facts_that_decide_for
from advisor.exam.grounds import Grounds
from advisor.exam.misconceptions import revealed, revealed_by
from advisor.exam.nearest_change import in_words, smallest_change
from advisor.exam.options import Option
from advisor.exam.options import ranked as options_ranked
from advisor.exam.reasons import ReasonJudge
from advisor.exam.situation import Situation, Trials
from advisor.exam.verdict import Standing, Standings
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice, Reason
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.wording import listed

MOST_QUESTIONS = 3
"""So many unknown facts are named as deciding; more would be a questionnaire."""


class Examiner:
    """Checks choices over one body of knowledge. Make one and keep it; threads may share it."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._trials = Trials(advisor.knowledge)
        # A learner tries several choices on one case.
        self._advice: Kept[Advice] = Kept(16)

    def check(
        self,
        scenario: Scenario | Mapping[str, Any],
        choice: str | Sequence[str],
        because: Iterable[str] | None,
        options: Sequence[str],
        view: View,
        as_of: datetime.date,
    ) -> CheckedReasoning:
        """As `check_reasoning`, on a given day."""
        knowledge = self._advisor.knowledge
        chosen = read_choice(knowledge, choice)
        offered = read_options(knowledge, options, chosen)
        situation = self._trials.of(scenario, view, as_of)
        reasons = (
            None
            if because is None
            else read_reasons(knowledge, situation.inference.scenario, because)
        )
        advice = self._explained(situation)
        rules = Reasons(situation.knowledge, situation.inference)
        grounds = Grounds(situation, rules)
        standings = Standings(self._trials, self._advisor.sensitivities, situation, grounds, advice)
        ranked = options_ranked(knowledge, standings, offered)
        standing = next(
            (option.standing for option in ranked if {*option.choice.ids} == {*chosen.ids}),
            standings.of(chosen),
        )
        right = standing.state == "right"
        fits = right or standing.state == "nearly_right"

        if right:
            decides = facts_that_decide_for(
                self._trials, situation, chosen, grounds.speaking_for(chosen)
            )
        elif standing.state == "wrong":
            decides = facts_that_decide_against(self._trials, situation, chosen, grounds)
        else:
            decides = ()
        names = [each.fact for each in decides]
        reason_judge = ReasonJudge(situation, chosen, right, names, grounds, rules)
        judged = tuple(
            reason_judge.judged(reason).model_copy(update={} if said == reason else {"said": said})
            for reason, said in (reasons or {}).items()
        )
        verdict: Verdict = standing.state
        missed: tuple[DecidingFact, ...] = ()
        if right and reasons is not None:
            meant = reason_judge.facts_meant(reasons)
            missed = self._missed(situation, chosen, decides, meant)
            verdict = _verdict_on_reasons(judged, missed)
        return CheckedReasoning(
            knowledge_version=knowledge.version,
            view=view,
            as_of=as_of,
            scenario=situation.facts,
            choice=chosen.ids,
            choice_name=chosen.name,
            verdict=verdict,
            text=_text(verdict, standing, situation, chosen, decides, missed, ranked),
            part_of_plan=standing.part_of_plan,
            plan=advice.plan,
            decides=decides,
            missed=missed,
            undecided=tuple(
                OpenQuestion(fact=fact, question=fact_definitions()[fact].question)
                for fact in standing.undecided[:MOST_QUESTIONS]
            ),
            reasons=standing.reasons,
            because=judged,
            options=_in_shape(ranked),
            misconceptions=revealed(revealed_by(situation, chosen), situation.knowledge),
            right_where=None if fits else self._right_where(situation, chosen),
            exam_tip=_exam_tip(advice, standing, chosen, names),
        )

    def standing(
        self,
        scenario: Scenario | Mapping[str, Any],
        choice: str | Sequence[str],
        view: View,
        as_of: datetime.date,
    ) -> Standing:
        """How a choice stands by the rules, and nothing more. Raises BadInput as `check` does."""
        chosen = read_choice(self._advisor.knowledge, choice)
        situation = self._trials.of(scenario, view, as_of)
        advice = self._explained(situation)
        grounds = Grounds(situation, Reasons(situation.knowledge, situation.inference))
        sensitivities = self._advisor.sensitivities
        return Standings(self._trials, sensitivities, situation, grounds, advice).of(chosen)

    def _explained(self, situation: Situation) -> Advice:
        known = situation.inference
        return self._advice.get(
            (tuple(known.scenario.values()), known.view, known.as_of),
            lambda: self._advisor.explained(
                known.scenario, known.view, known.as_of, estimates=False
            ),
        )

    def _right_where(self, situation: Situation, choice: Choice) -> RightWhere | None:
        return smallest_change(self._advisor.sensitivities, situation, choice)

    def _missed(
        self,
        situation: Situation,
        choice: Choice,
        decides: tuple[DecidingFact, ...],
        meant: Collection[str],
    ) -> tuple[DecidingFact, ...]:
        """The deciding facts that the learner did not name, where it takes them.

        Those without which the answer would be another; else, where hers alone would not lead to
        it, what they lack.
        """
        unnamed = tuple(each for each in decides if each.fact not in meant)
        alone = tuple(each for each in unnamed if each.alone)
        if alone or self._trials.only(situation, meant).makes_right(choice):
            return alone
        return unnamed


def _verdict_on_reasons(judged: Sequence[JudgedReason], missed: Sequence[DecidingFact]) -> Verdict:
    if not any(reason.side == "supports" for reason in judged):
        return "right_for_another_reason"
    return "right_but_missed" if missed else "right"


def _in_shape(ranked: Iterable[Option]) -> tuple[RankedOption, ...]:
    return tuple(
        RankedOption(
            place=place,
            id="+".join(choice.ids),
            name=choice.name,
            state=standing.state,
            text=standing.text,
            reasons=standing.reasons[:3],
        )
        for place, (choice, standing) in enumerate(ranked, start=1)
    )


def _text(
    verdict: Verdict,
    standing: Standing,
    situation: Situation,
    choice: Choice,
    decides: Sequence[DecidingFact],
    missed: Sequence[DecidingFact],
    ranked: Sequence[Option],
) -> str:
    said = [standing.text, *filter(None, [standing.answer])]
    if verdict == "right_for_another_reason":
        said.append(
            f"What decides is another reason: {_facts(decides)}."
            if decides
            else "No stated fact decides it: nothing calls for more."
        )
    elif verdict == "right_but_missed":
        without = "Without it" if len(missed) == 1 else "Without them"
        said.append(f"A decisive fact was missed: {_facts(missed)}. {without} it would not follow.")
    elif verdict == "wrong" and decides:
        said.append(f"What decides: {_facts(decides)}.")
    elif verdict == "not_decided":
        questions = [fact_definitions()[fact].title for fact in standing.undecided]
        said.append(f"What would decide it: {listed(questions[:MOST_QUESTIONS], 'or')}.")
    first = ranked[0].choice.ids if ranked else ()
    if verdict in ("wrong", "not_decided") and {*first} == {*choice.ids}:
        said.append("Of the options given it fits best.")
    return " ".join(said)


def _facts(facts: Iterable[DecidingFact]) -> str:
    return listed(f"{inside_sentence(each.title)} ({in_words(each.found)})" for each in facts)


def _exam_tip(
    advice: Advice, standing: Standing, choice: Choice, decides: Collection[str]
) -> str | None:
    """The tip of the rule that reads most of what decides, of the choice or else the answer."""
    headline = next(path for path in advice.paths if path.id == advice.plan.headline)
    answer = headline.reasons if choice.paths else ()

    def reads(reason: Reason) -> int:
        return len({each.fact for each in reason.conditions} & {*decides})

    for reasons in (standing.reasons, answer):
        with_tip = [reason for reason in reasons if reason.exam_tip]
        if with_tip:
            return max(with_tip, key=reads).exam_tip
    return None


@lru_cache(maxsize=4)
def examiner_over(advisor: Advisor) -> Examiner:
    """The examiner over this advisor; made once per process."""
    return Examiner(advisor)


def check_reasoning(
    scenario: Scenario | Mapping[str, Any],
    choice: str | Sequence[str],
    *,
    because: Iterable[str] | None = None,
    options: Sequence[str] = (),
    view: View = "production",
    as_of: datetime.date | str | None = None,
) -> CheckedReasoning:
    """Check a choice, and the reasons for it, against the rules.

    scenario: facts, as a `Scenario` or a mapping. choice: a path, several paths, or any items of
    the catalogue; "a+b" is both together. because: the facts and needs that were relied on; None
    where none were asked for. options: what there was to choose from, the choice among them; an
    option is written as a choice. view, as_of: as in `advise`. Raises BadInput that names the
    wrong fact, choice, reason or option.
    """
    if view not in ("production", "exam"):
        raise BadInput(Problem(f'There is no view "{view}".', "view", "production or exam."))
    day = read_day(as_of)
    return examiner_over(default_advisor()).check(scenario, choice, because, options, view, day)
