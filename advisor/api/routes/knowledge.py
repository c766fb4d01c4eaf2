"""What the advice rests on: facts, rules, catalogue, sources, worked scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from advisor import __version__
from advisor.api.problems import InvalidValue, Refusal
from advisor.api.routing import Answering, Nothing, group, steady
from advisor.api.shapes import Shape
from advisor.errors import did_you_mean
from advisor.facts.definitions import FactKind, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge import Knowledge
from advisor.knowledge.base import Source
from advisor.knowledge.catalogue import Item, ItemKind
from advisor.knowledge.learning import WorkedScenario
from advisor.knowledge.rule import Rule

router = group("knowledge")

Identity = Annotated[str, Path(alias="id", description="An id, as the list gives it.")]


class Listing(BaseModel):
    """A part of the knowledge, and the version of it."""

    model_config = ConfigDict(extra="forbid")

    knowledge_version: str


class FactSilence(BaseModel):
    """What it means that a requirement is not stated, and what somebody may still ask for.

    value: what the fact is taken to be; null where it stays unknown.
    """

    model_config = ConfigDict(extra="forbid")

    value: Any = None
    unless: str
    because: str


class Fact(BaseModel):
    """One question of the questionnaire.

    choices: the allowed words, from least to most where `ordered`; unit: of a number; silence:
    for a requirement, what leaving it out means; usual: the least and the most that somebody
    could state in earnest, by our judgement; detail_of: the fact that this one says more about;
    pointless_where: by another fact the answers beside which it asks for nothing, null for any.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    title: str
    question: str
    section: str
    kind: FactKind
    choices: tuple[str, ...] = ()
    ordered: bool = False
    unit: str | None = None
    silence: FactSilence | None = None
    usual: tuple[int, int] | None = None
    detail_of: str | None = None
    pointless_where: dict[str, tuple[str, ...] | None] = {}


class Facts(Listing):
    """The questionnaire, in its order."""

    facts: tuple[Fact, ...]


class RuleInShort(BaseModel):
    """A rule's name, and the facts that it reads."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str
    title: str
    facts: tuple[str, ...]


class Rules(Listing):
    """Rules, in the order of their ids."""

    rules: tuple[RuleInShort, ...]


class Catalogue(Listing):
    """Everything that can be recommended."""

    items: tuple[Item, ...]


class Sources(Listing):
    """The bibliography."""

    sources: tuple[Source, ...]


class Scenarios(Listing):
    """The worked scenarios."""

    scenarios: tuple[WorkedScenario, ...]


class Counts(BaseModel):
    """How many there are of each."""

    model_config = ConfigDict(extra="forbid")

    facts: int
    rules: int
    items: int
    paths: int
    needs: int
    sources: int
    scenarios: int


class KnowledgeVersion(Listing):
    """What the answers rest on.

    sources_read_from, sources_read_to: the days on which the sources were read.
    """

    version: str
    engine: str
    counts: Counts
    sources_read_from: str | None
    sources_read_to: str | None


class RuleFilter(Shape):
    """Which rules to list; without any, all."""

    kind: str | None = Field(None, description="Rules of this kind.", examples=["limits"])
    fact: str | None = Field(
        None, description="Rules that read this fact.", examples=["knowledge_change"]
    )


class ItemFilter(Shape):
    """Which items to list; without any, all."""

    kind: ItemKind | None = Field(None, description="Items of this kind.")
    stage: str | None = Field(
        None, description="Items used in this stage.", examples=["data-preparation"]
    )


@router.get("/facts", response_model=Facts, operation_id="facts")
async def facts(request: Request, answering: Answering, _: Nothing) -> Response:
    """The facts that a scenario may hold: question, kind, choices and unit of each."""
    return steady(request, answering, ("facts",), lambda: _facts(answering.knowledge))


def _facts(knowledge: Knowledge) -> Facts:
    services = tuple(item.id for item in knowledge.items.values() if item.kind == "service")
    listed = []
    for definition in fact_definitions().values():
        fact = Fact(**asdict(definition))
        if fact.kind == "choices" and not fact.choices:
            fact = fact.model_copy(update={"choices": services})
        listed.append(fact)
    return Facts(knowledge_version=knowledge.version, facts=tuple(listed))


@router.get("/schema/scenario", response_model=dict[str, Any], operation_id="scenarioSchema")
async def scenario_schema(request: Request, answering: Answering, _: Nothing) -> Response:
    """The questionnaire as JSON Schema (2020-12)."""
    return steady(request, answering, ("schema",), lambda: _Schema(**questionnaire_schema()))


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow")


def questionnaire_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario's facts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
    }


@router.get("/rules", response_model=Rules, operation_id="rules")
async def rules(
    request: Request, answering: Answering, wanted: Annotated[RuleFilter, Query()]
) -> Response:
    """The rules in short."""
    knowledge = answering.knowledge
    if wanted.kind is not None:
        _check("kind", wanted.kind, {rule.kind for rule in knowledge.rules.values()})
    if wanted.fact is not None:
        _check("fact", wanted.fact, fact_definitions())

    def make() -> Rules:
        chosen = [
            RuleInShort(id=rule.id, kind=rule.kind, title=rule.title, facts=rule.facts)
            for _, rule in sorted(knowledge.rules.items())
            if wanted.kind in (None, rule.kind)
            and (wanted.fact is None or wanted.fact in rule.facts)
        ]
        return Rules(knowledge_version=knowledge.version, rules=tuple(chosen))

    return steady(request, answering, ("rules", wanted.kind, wanted.fact), make)


@router.get("/rules/{id}", response_model=Rule, operation_id="rule")
async def rule(request: Request, answering: Answering, identity: Identity, _: Nothing) -> Response:
    """One rule, whole: conditions, conclusions, reason, sources, examples."""
    found = _find("rule", identity, answering.knowledge.rules)
    return steady(request, answering, ("rule", identity), lambda: found)


@router.get("/catalogue", response_model=Catalogue, operation_id="catalogue")
async def catalogue(
    request: Request, answering: Answering, wanted: Annotated[ItemFilter, Query()]
) -> Response:
    """Everything that can be recommended, with its stages, availability and sources."""
    knowledge = answering.knowledge
    if wanted.stage is not None:
        _check("stage", wanted.stage, knowledge.stages)

    def make() -> Catalogue:
        chosen = [
            item
            for item in knowledge.items.values()
            if wanted.kind in (None, item.kind)
            and (wanted.stage is None or wanted.stage in item.stages)
        ]
        return Catalogue(knowledge_version=knowledge.version, items=tuple(chosen))

    return steady(request, answering, ("catalogue", wanted.kind, wanted.stage), make)


@router.get("/sources", response_model=Sources, operation_id="sources")
async def sources(request: Request, answering: Answering, _: Nothing) -> Response:
    """The bibliography: where each statement can be checked, and when it was read."""
    knowledge = answering.knowledge

    def make() -> Sources:
        listed = tuple(knowledge.sources.values())
        return Sources(knowledge_version=knowledge.version, sources=listed)

    return steady(request, answering, ("sources",), make)


@router.get("/scenarios", response_model=Scenarios, operation_id="scenarios")
async def scenarios(request: Request, answering: Answering, _: Nothing) -> Response:
    """The worked scenarios: a story, its facts, and the path expected for it."""
    knowledge = answering.knowledge

    def make() -> Scenarios:
        listed = tuple(knowledge.scenarios.values())
        return Scenarios(knowledge_version=knowledge.version, scenarios=listed)

    return steady(request, answering, ("scenarios",), make)


@router.get("/scenarios/{id}", response_model=WorkedScenario, operation_id="scenario")
async def scenario(
    request: Request, answering: Answering, identity: Identity, _: Nothing
) -> Response:
    """One worked scenario. Its `facts` can be sent to `advise` as they are."""
    found = _find("worked scenario", identity, answering.knowledge.scenarios)
    return steady(request, answering, ("scenario", identity), lambda: found)


@router.get("/knowledge", response_model=KnowledgeVersion, operation_id="knowledge")
async def knowledge(request: Request, answering: Answering, _: Nothing) -> Response:
    """The version of the knowledge, what it holds, and how fresh its sources are."""
    held = answering.knowledge

    def make() -> KnowledgeVersion:
        days = sorted(source.read_on.isoformat() for source in held.sources.values())
        return KnowledgeVersion(
            knowledge_version=held.version,
            version=__version__,
            engine=answering.advisor.reasoner.engine_name,
            counts=Counts(
                facts=len(fact_definitions()),
                rules=len(held.rules),
                items=len(held.items),
                paths=len(held.paths),
                needs=len(held.needs),
                sources=len(held.sources),
                scenarios=len(held.scenarios),
            ),
            sources_read_from=days[0] if days else None,
            sources_read_to=days[-1] if days else None,
        )

    return steady(request, answering, ("knowledge",), make)


def _find(what: str, identity: str, known: Any) -> Any:
    if identity in known:
        return known[identity]
    hint = did_you_mean(identity[:100], known)
    raise Refusal(404, f"There is no such {what}. {hint}".strip())


def _check(parameter: str, value: str, known: Iterable[str]) -> None:
    names = list(known)
    if value not in names:
        word = value[:60].encode("utf-8", "replace").decode()
        problem = InvalidValue(
            pointer=f"?{parameter}",
            problem=f'There is no {parameter} "{word}".',
            remedy=did_you_mean(value[:100], names) or f"Give one of: {', '.join(sorted(names))}.",
        )
        raise Refusal(422, problem.problem, [problem])
