"""Does a decision still hold? The advice of today beside what was kept, and why they differ.

A change is told only where it touches this decision: a service that it uses has closed, a model
of its estimate is legacy, a budget is exceeded, a rule or source behind it says something else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict

from advisor.advisor import Advisor
from advisor.decisions.basis import (
    Basis,
    KeptModel,
    KeptServices,
    answer_anew,
    facts_digest,
    rule_digest,
    source_digest,
)
from advisor.decisions.front_matter import KeptDecision
from advisor.errors import BadInput, Problem
from advisor.estimates.served import card_of
from advisor.estimates.shapes import LimitVerdict
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import Knowledge
from advisor.reasoning.advice import Advice
from advisor.reasoning.wording import listed, spoken
from advisor.reports.estimates import amount, balanced

Verdict: TypeAlias = Literal["holds", "holds_for_other_reasons", "decided_otherwise"]
Kind: TypeAlias = Literal[
    "plan",
    "service_closed",
    "model_retired",
    "model_legacy",
    "budget",
    "fact_answered",
    "fact_changed",
    "rule",
    "source",
    "price",
    "item",
    "model",
]

VERDICTS: Mapping[Verdict, str] = {
    "holds": "still holds",
    "holds_for_other_reasons": "holds for other reasons",
    "decided_otherwise": "would be decided otherwise",
}
"""The verdicts in words."""

NOTABLE_SHARE = 0.10
"""A cost that moved by less is not told (our judgement: estimates are no more exact)."""


class Change(BaseModel):
    """One thing that is otherwise than when it was decided.

    kind: what sort of thing; about: the path, item, model, fact, rule or source, by its id; text:
    the change in a sentence; since: the day from which it holds, where there is one; decisive:
    whether it alone makes the answer another.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    about: str
    text: str
    since: datetime.date | None = None
    decisive: bool = False


class Rechecked(BaseModel):
    """What came of checking one decision again.

    day, knowledge: of today's advice; plan: its paths; decided_on, decided_knowledge: of the
    decision; changes: the decisive ones first. basis: of today's advice, to keep where the
    decision is confirmed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    verdict: Verdict
    text: str
    day: datetime.date
    knowledge: str
    plan: tuple[str, ...]
    decided_on: datetime.date
    decided_knowledge: str
    decided_plan: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise than it was decided."""
        return self.verdict != "holds"


def recheck(advisor: Advisor, kept: KeptDecision, day: datetime.date) -> Rechecked:
    """A decision beside the advice on what is known of it now, on a day.

    Raises BadInput where the day lies before the decision, or facts are wrong.
    """
    if day < kept.day:
        raise BadInput(
            Problem(
                f"The decision is of {kept.day}, after {day}.",
                "as_of",
                "Check on a later day, or mend the clock of this machine.",
            )
        )
    there = tuple(each for each in kept.models if _is_known(advisor, each))
    advice, now = answer_anew(advisor, kept.facts(), kept.view, day, there, sure=False)
    found = _Found(advisor.knowledge, kept, advice, now, day)
    gone = [
        Change(
            kind="model_retired",
            about=each,
            text=f"{each}, which was named for it, is no longer among the models that are known.",
            decisive=True,
        )
        for each in kept.models
        if each not in there
    ]
    changes = tuple(sorted([*gone, *found.changes()], key=lambda each: not each.decisive))
    verdict: Verdict = "holds"
    if changes:
        otherwise = any(each.decisive for each in changes)
        verdict = "decided_otherwise" if otherwise else "holds_for_other_reasons"
    return Rechecked(
        title=kept.title,
        verdict=verdict,
        text=_told(verdict, changes),
        day=day,
        knowledge=advisor.knowledge.version,
        plan=now.plan,
        decided_on=kept.day,
        decided_knowledge=kept.knowledge,
        decided_plan=kept.basis.plan,
        changes=changes,
    )


def _is_known(advisor: Advisor, model: str) -> bool:
    try:
        advisor.with_models((model,))
    except BadInput:
        return False
    return True


def _told(verdict: Verdict, changes: tuple[Change, ...]) -> str:
    if verdict == "holds":
        return "Still holds."
    said = VERDICTS[verdict]
    reasons = " ".join(each.text for each in changes)
    joined = "Would be decided otherwise" if verdict == "decided_otherwise" else said.capitalize()
    return f"{joined}: {reasons}"


class _Priced(NamedTuple):
    """What has a cost today: one model of the estimate, or the ready services of the plan.

    about: the id of the model, or of the path of the services; costs: the name as a subject, with
    its verb; then: what was kept of it, None for nothing; chosen: whether the plan is told with it.
    """

    about: str
    name: str
    costs: str
    then: KeptModel | KeptServices | None
    now: KeptModel | KeptServices
    verdicts: tuple[LimitVerdict, ...]
    chosen: bool

    def is_out(self, fact: str) -> bool:
        """Whether even the low end of its cost or time exceeds what was stated."""
        return any(each.fact == fact and each.verdict == "out" for each in self.verdicts)


class _Found:
    """What differs between a kept decision and today's answer."""

    def __init__(
        self,
        knowledge: Knowledge,
        kept: KeptDecision,
        advice: Advice,
        now: Basis,
        day: datetime.date,
    ) -> None:
        self.knowledge = knowledge
        self.kept = kept
        self.then = kept.basis
        self.advice = advice
        self.now = now
        self.day = day
        self.names = {each.id: each.short_name for each in knowledge.paths.values()}

    def changes(self) -> Iterator[Change]:
        """Every change, the plan first."""
        yield from self._plan()
        yield from self._closings()
        yield from self._models()
        yield from self._budgets()
        yield from self._facts()
        yield from self._rules()
        yield from self._sources()
        yield from self._costs()
        yield from self._items()

    def _between(self, since: datetime.date | None) -> bool:
        return since is not None and self.kept.day < since <= self.day

    def _plan(self) -> Iterator[Change]:
        if self.then.plan != self.now.plan:
            then, now = (self._path_names(each) for each in (self.then.plan, self.now.plan))
            yield Change(
                kind="plan",
                about=self.now.plan[-1],
                text=f"The advice is now {now}; it was {then}.",
                decisive=True,
            )

    def _path_names(self, plan: tuple[str, ...]) -> str:
        return listed([self.names.get(each, each) for each in reversed(plan)])

    def _closings(self) -> Iterator[Change]:
        """Services that the decision uses and that have closed since."""
        for identity in self.then.items:
            item = self.knowledge.items.get(identity)
            closing = item.closing if item else None
            if item is None or closing is None or not self._between(closing.since):
                continue
            states = {"retired": "was retired", "maintenance": "gets no new features any more"}
            state = states.get(closing.state, "is closed to new customers")
            stays = identity in {*self.now.items, *self.now.further}
            instead = [
                self.knowledge.items[each].name
                for each in closing.successors
                if each in self.advice.names()
            ]
            then = f"; {listed(instead)} takes its place" if instead and not stays else ""
            then = "; you use it already and may go on" if stays else then
            yield Change(
                kind="service_closed",
                about=identity,
                text=f"{item.name} {state} since {closing.since}{then}.",
                since=closing.since,
                decisive=not stays,
            )

    def _models(self) -> Iterator[Change]:
        """Models of the estimate that are legacy, retired or gone, and those in their place."""
        told = False
        for identity, model in self.then.models.items():
            change = self._model(identity, model.name)
            if change is not None:
                told = True
                yield change
        if told or self._facts_differ:
            return
        for identity, model in self.now.models.items():
            if identity not in self.then.models:
                yield Change(
                    kind="model",
                    about=identity,
                    text=f"{model.name} is now among the models that fit.",
                )

    def _model(self, identity: str, name: str) -> Change | None:
        managed = self.knowledge.managed_models.get(identity)
        card = card_of(self.knowledge, managed) if managed else None
        if card and self._between(card.end_of_life):
            return Change(
                kind="model_retired",
                about=identity,
                text=f"{name} was retired on {card.end_of_life}.",
                since=card.end_of_life,
                decisive=True,
            )
        if card and self._between(card.legacy_since):
            return Change(
                kind="model_legacy",
                about=identity,
                text=f"{name} is a legacy model since {card.legacy_since}: no new customers.",
                since=card.legacy_since,
                decisive=True,
            )
        if identity not in self.now.models and not self._facts_differ:
            return Change(
                kind="model",
                about=identity,
                text=f"{name} is no longer among the models that are named for the plan.",
            )
        return None

    def _budgets(self) -> Iterator[Change]:
        """Budgets and limits against which a model, or services, stand otherwise than they did."""
        definitions = fact_definitions()
        all_priced = self._priced()
        for priced in all_priced:
            for found in priced.verdicts:
                before = priced.then.verdicts.get(found.fact) if priced.then else None
                if before == found.verdict or (before is None and found.verdict != "out"):
                    continue
                was = f" (it was: {_GRADES[before]})" if before else ""
                with_all = all(each.is_out(found.fact) for each in all_priced)
                yield Change(
                    kind="budget",
                    about=found.fact,
                    text=f"{definitions[found.fact].title}, with {priced.name}: "
                    f"{found.text.rstrip('.')}{was}.",
                    decisive=found.verdict == "out" and (priced.chosen or with_all),
                )

    def _priced(self) -> tuple[_Priced, ...]:
        """The models of today's estimate, or the ready services where none is called."""
        estimates = self.advice.estimates
        models = tuple(
            _Priced(
                about=each.id,
                name=each.name,
                costs=f"{each.name} costs",
                then=self.then.models.get(each.id),
                now=self.now.models[each.id],
                verdicts=each.verdicts,
                chosen=each.id == balanced(estimates).id,
            )
            for each in estimates.models
        )
        if estimates.services is None or self.now.services is None:
            return models
        services = _Priced(
            about=self.now.plan[-1],
            name="the ready services",
            costs="The ready services cost",
            then=self.then.services,
            now=self.now.services,
            verdicts=estimates.services.verdicts,
            chosen=True,
        )
        return (*models, services)

    @property
    def _facts_differ(self) -> bool:
        return bool(self.kept.since) or self._edited

    @property
    def _edited(self) -> bool:
        """Whether the scenario of the record is another than when it was kept."""
        return bool(self.then.facts) and facts_digest(self.kept.scenario) != self.then.facts

    def _facts(self) -> Iterator[Change]:
        """Facts that became known, or changed, since."""
        definitions = fact_definitions()
        before = dict(read_scenario(self.kept.scenario).values())
        now = dict(read_scenario(self.kept.facts()).values())
        if self._edited:
            answered = [definitions[name].title for name in self.then.open if name in before]
            known = f" {listed(answered)} became known." if answered else ""
            yield Change(
                kind="fact_answered" if answered else "fact_changed",
                about="scenario",
                text="The scenario of the record was changed after it was kept; what became "
                f"known since belongs under since.{known}",
            )
        for name in self.kept.since:
            then, value = before.get(name), now.get(name)
            if then == value:
                continue
            title = definitions[name].title
            unit = f" {definitions[name].unit}" if definitions[name].unit else ""
            if then is None:
                asked = ", which was left to find out" if name in self.then.open else ""
                text = f"{title} is now known{asked}: {spoken(value)}{unit}."
            else:
                text = f"{title} is now {spoken(value)}{unit}; it was {spoken(then)}{unit}."
            yield Change(
                kind="fact_answered" if then is None else "fact_changed", about=name, text=text
            )

    def _rules(self) -> Iterator[Change]:
        """Rules behind the decision that say something else, are gone, or are new to it."""
        rules = self.knowledge.rules
        for identity, digest in self.then.rules.items():
            if identity not in rules:
                text = f'The rule "{_words(identity)}" is no longer in the knowledge.'
                yield Change(kind="rule", about=identity, text=text)
            elif rule_digest(self.knowledge, identity) != digest:
                text = f'The rule "{rules[identity].title}" says something else now.'
                yield Change(kind="rule", about=identity, text=text)
        if self._facts_differ:
            return
        for identity in self.now.reasons:
            if identity not in self.then.reasons:
                text = f'A further rule speaks to it now: "{rules[identity].title}".'
                yield Change(kind="rule", about=identity, text=text)
        for identity in self.then.reasons:
            if identity in rules and identity not in self.now.reasons:
                text = f'The rule "{rules[identity].title}" no longer speaks to it.'
                yield Change(kind="rule", about=identity, text=text)

    def _sources(self) -> Iterator[Change]:
        sources = self.knowledge.sources
        for identity, digest in self.then.sources.items():
            if identity not in sources:
                text = f'The source "{_words(identity)}" is no longer in the bibliography.'
                yield Change(kind="source", about=identity, text=text)
            elif source_digest(self.knowledge, identity) != digest:
                text = f'The source "{sources[identity].title}" has changed.'
                yield Change(kind="source", about=identity, text=text)

    def _costs(self) -> Iterator[Change]:
        """Costs of the same model, or of ready services, that moved notably on the same facts."""
        if self._facts_differ:
            return
        for priced in self._priced():
            then, now = priced.then, priced.now
            if then is None or not then.month_usd:
                continue
            share = now.month_usd / then.month_usd - 1
            if abs(share) >= NOTABLE_SHARE:
                moved = "more" if share > 0 else "less"
                yield Change(
                    kind="price",
                    about=priced.about,
                    text=f"{priced.costs} {abs(share):.0%} {moved}: "
                    f"${amount(now.month_usd)} a month, it was ${amount(then.month_usd)}.",
                )
        kept = self.then.services
        if kept is not None and self.now.services is None and self.then.plan == self.now.plan:
            yield Change(
                kind="price",
                about=self.now.plan[-1],
                text="The ready services have no price here any more; "
                f"they cost ${amount(kept.month_usd)} a month.",
            )

    def _items(self) -> Iterator[Change]:
        """What is recommended otherwise although neither plan nor facts nor services changed."""
        if self._facts_differ or self.then.plan != self.now.plan:
            return
        items = self.knowledge.items
        replaced = {
            successor
            for each in self.then.items
            if each in items and (closing := items[each].closing) is not None
            if self._between(closing.since)
            for successor in closing.successors
        }
        # What moved into sight, or out of it, because others came or went is the same answer.
        for identity in self.now.items:
            if identity not in {*self.then.items, *self.then.further, *replaced}:
                text = f"{items[identity].name} is recommended now."
                yield Change(kind="item", about=identity, text=text)
        for identity in self.then.items:
            if identity in {*self.now.items, *self.now.further}:
                continue
            item = items.get(identity)
            if item is None:
                text = f'"{_words(identity)}" is no longer in the catalogue.'
                yield Change(kind="item", about=identity, text=text)
            elif item.closing is None or not self._between(item.closing.since):
                text = f"{item.name} is no longer recommended."
                yield Change(kind="item", about=identity, text=text)


_GRADES = {"fits": "within it", "tight": "tight", "out": "past it", "not_known": "not known"}


def _words(identity: str) -> str:
    return identity.replace("-", " ")
