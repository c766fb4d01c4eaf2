"""What is costed: the paths of a plan, the items that are recommended with it, and its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from advisor.estimates import paths
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.knowledge import Knowledge

HOSTED_ON_SAGEMAKER = frozenset({"sagemaker-ai", "sagemaker-endpoints", "sagemaker-jumpstart"})
"""Recommended items that host at the prices of SageMaker AI."""

CHECKED_BY_MODEL = "content-check-by-model"
"""The item for which each question and answer is judged by a second call of the model."""

READY_ASSISTANTS = frozenset({"kiro"})
"""Items that are charged by the person, not by the token."""


def bought_assistants(plan: Collection[str], items: Collection[str]) -> tuple[str, ...]:
    """The ready assistants that a plan buys, where no model is built on beside them.

    items: what is recommended and costs something.
    """
    builds = "amazon-bedrock" in items or set(plan) != {paths.PROMPTS}
    return () if builds else tuple(sorted(READY_ASSISTANTS.intersection(items)))


READ_BESIDE_NUMBERS = (
    "tasks",
    "system_kind",
    "exact_rules_suffice",
    "modalities",
    "untrusted_input",
    "languages",
    "data_residency",
    "region",
    "serving_mode",
    "control",
    "deployment_target",
    "knowledge_source",
    "further_knowledge_sources",
    "data_sensitivity",
    "knowledge_change",
    "existing_vector_store",
    "current_path",
    "lifecycle_stage",
    "symptoms",
    "reward_signal",
)
"""The facts besides numbers that an estimate may read: those and no others reach it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts of a scenario that estimates may read; equal ones lead to equal estimates."""

    facts: tuple[tuple[str, FactValue], ...] = ()

    @staticmethod
    def of(scenario: Scenario) -> Stated:
        """What a scenario states of them."""
        return Stated(
            tuple(
                (name, value)
                for name, value in scenario.values()
                if name in READ_BESIDE_NUMBERS or fact_definitions()[name].is_number
            )
        )

    def get(self, name: str) -> FactValue | None:
        """The value of a fact; None where it is not known, or not for estimates to read."""
        return next((value for each, value in self.facts if each == name), None)

    def only(self, names: Collection[str]) -> Stated:
        """The same without the facts of other names."""
        return Stated(tuple(each for each in self.facts if each[0] in names))

    def most(self, name: str) -> float | None:
        """The largest that a number may be; None where it is not known."""
        value = self.get(name)
        if isinstance(value, NumberRange):
            return value.high
        return float(value) if isinstance(value, (int, float)) else None

    def middle(self, name: str) -> float | None:
        """A number, of a range its middle; None where it is not known."""
        value = self.get(name)
        if isinstance(value, NumberRange):
            ends = [each for each in (value.at_least, value.at_most) if each is not None]
            return sum(ends) / len(ends)
        return float(value) if isinstance(value, (int, float)) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan as it is costed.

    paths: of the plan; items: recommended with it, essential ones included, which cost money;
    tunes_open_weights: whether it tunes, and no managed model may be tuned for it.
    """

    paths: frozenset[str]
    items: frozenset[str] = frozenset()
    stated: Stated = field(default_factory=Stated)
    tunes_open_weights: bool = False

    @property
    def retrieves(self) -> bool:
        """Whether passages are put into the prompts."""
        return paths.RETRIEVAL in self.paths

    @property
    def queries_records(self) -> bool:
        """Whether what is looked up are records alone, which a query finds without an index."""
        further = self.stated.get("further_knowledge_sources")
        return (
            self.retrieves
            and self.stated.get("knowledge_source") == "structured_records"
            and not (isinstance(further, tuple) and "private_documents" in further)
        )

    @property
    def queries_some_records(self) -> bool:
        """Whether records are looked up beside documents, so that some requests need a query."""
        further = self.stated.get("further_knowledge_sources")
        beside = isinstance(further, tuple) and "structured_records" in further
        first = self.stated.get("knowledge_source") == "structured_records"
        return self.retrieves and not self.queries_records and (first or beside)

    @property
    def searches(self) -> bool:
        """Whether passages are found in an index, which embeddings fill."""
        return self.retrieves and not self.queries_records

    @property
    def acts(self) -> bool:
        """Whether an agent answers, in several steps."""
        return paths.AGENTS in self.paths

    @property
    def in_batches(self) -> bool:
        """Whether a job answers many requests: a single answer then has no time of its own."""
        return self.stated.get("serving_mode") == "batch"

    @property
    def is_bought(self) -> bool:
        """Whether a ready assistant, charged by the person, does it, and no model is built on."""
        return bool(bought_assistants(self.paths, self.items)) and not self.is_hosted

    @property
    def is_hosted(self) -> bool:
        """Whether weights of one's own are hosted."""
        return (
            any(path in self.paths for path in paths.HOSTED)
            or self.stated.get("control") in ("own_weights", "own_architecture")
            or "self-hosted-open-weights" in self.items
            or self.tunes_open_weights
        )

    @property
    def hosts_on_sagemaker(self) -> bool:
        """Whether hosted weights run on SageMaker AI, and not on the cheapest machine."""
        return self.tunes_open_weights or bool(HOSTED_ON_SAGEMAKER & self.items)

    @property
    def on_endpoints(self) -> Wanted:
        """The same, where weights are hosted as is usual: on endpoints of SageMaker AI."""
        return replace(self, items=self.items | {"sagemaker-endpoints"})

    @property
    def tuned_by_oneself(self) -> Wanted:
        """The same, where no managed model may be tuned: open weights are, and then hosted."""
        return replace(self, tunes_open_weights=True)

    @property
    def is_rewarded(self) -> bool:
        """Whether a program or a judging model scores what a model writes, to learn from."""
        return self.stated.get("reward_signal") in ("programmatic", "judge_model")

    @property
    def is_tuned(self) -> bool:
        """Whether a managed model is tuned."""
        return not self.is_hosted and any(path in self.paths for path in paths.TUNED)

    @property
    def trained(self) -> tuple[str, ...]:
        """The paths of the plan that train, cheapest first."""
        return tuple(path for path in paths.TRAINED if path in self.paths)

    @property
    def off_the_cloud(self) -> bool:
        """Whether it runs on a device or on one's own premises, of which nothing is priced here."""
        return self.stated.get("deployment_target") in ("edge_device", "on_premises")


def wanted(
    knowledge: Knowledge, plan: Collection[str], items: Iterable[str], stated: Stated
) -> Wanted:
    """A plan as it is costed: of the items, those that cost money."""
    costly = knowledge.item_costs
    return Wanted(frozenset(plan), frozenset(each for each in items if each in costly), stated)
