"""What the knowledge consists of: rules, needs, paths, policies, items, sources.

Each model refuses keys that it does not know. The folder a rule lies in is its kind; the file
name is its id. `load` fills both in; neither is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from pydantic import (
    Field,
)

from advisor.knowledge.base import Frozen, Source
from advisor.knowledge.catalogue import Alternatives, Item, Stage
from advisor.knowledge.exam_guide import ExamGuide, Notion
from advisor.knowledge.figures import (
    Accelerator,
    Assumption,
    Bill,
    Customization,
    Instance,
    ItemCost,
    ManagedModel,
    MeasuredModel,
    OpenModel,
    Price,
    PriceTier,
    Reference,
    RegionalPrice,
    TrainingRun,
)
from advisor.knowledge.learning import Beginning, Misconception, Tip, WorkedScenario
from advisor.knowledge.model_card import ModelCard, Region
from advisor.knowledge.path import Need, Path, Policy, Signal
from advisor.knowledge.rule import Rule

EXAM = "aif-c01"
"""The exam that the exam view is for."""


class Knowledge(Frozen):
    """Everything that the advisor knows, by id, and the version of it.

    version: a digest of all the files, so that two answers can be told to rest on the same.
    chosen_models: the models that estimates and rules take, where the user named any.
    """

    version: str
    sources: Mapping[str, Source]
    signals: Mapping[str, Signal]
    needs: Mapping[str, Need]
    paths: Mapping[str, Path]
    policies: Mapping[str, Policy]
    stages: Mapping[str, Stage]
    items: Mapping[str, Item]
    alternatives: Mapping[str, Alternatives]
    rules: Mapping[str, Rule]
    scenarios: Mapping[str, WorkedScenario]
    beginnings: Mapping[str, Beginning] = Field(default_factory=dict)
    misconceptions: Mapping[str, Misconception] = Field(default_factory=dict)
    tips: Mapping[str, Tip] = Field(default_factory=dict)
    assumptions: Mapping[str, Assumption] = Field(default_factory=dict)
    references: Mapping[str, Reference] = Field(default_factory=dict)
    accelerators: Mapping[str, Accelerator] = Field(default_factory=dict)
    instances: Mapping[str, Instance] = Field(default_factory=dict)
    prices: Mapping[str, Price] = Field(default_factory=dict)
    model_sizes: Mapping[str, OpenModel] = Field(default_factory=dict)
    managed_models: Mapping[str, ManagedModel] = Field(default_factory=dict)
    models: Mapping[str, ModelCard] = Field(default_factory=dict)
    regions: Mapping[str, Region] = Field(default_factory=dict)
    guides: Mapping[str, ExamGuide] = Field(default_factory=dict)
    glossary: Mapping[str, Notion] = Field(default_factory=dict)
    training_runs: Mapping[str, TrainingRun] = Field(default_factory=dict)
    measured_models: Mapping[str, MeasuredModel] = Field(default_factory=dict)
    price_tiers: Mapping[str, PriceTier] = Field(default_factory=dict)
    regional_prices: Mapping[str, RegionalPrice] = Field(default_factory=dict)
    customizations: Mapping[str, Customization] = Field(default_factory=dict)
    item_costs: Mapping[str, ItemCost] = Field(default_factory=dict)
    bills: Mapping[str, Bill] = Field(default_factory=dict)
    chosen_models: tuple[str, ...] = ()

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The ids of the rules that bear on the plan.

        They conclude a need, coverage or a limit, or a signal that such a rule reads.
        """
        found = {
            rule.id
            for rule in self.rules.values()
            if rule.concludes.needs or rule.concludes.coverage or rule.concludes.limits
        }
        concluding: dict[str, list[str]] = {}
        for rule in self.rules.values():
            for key in rule.concludes.keys:
                concluding.setdefault(key, []).append(rule.id)
        waiting = [*found]
        while waiting:
            for condition in self.rules[waiting.pop()].conditions:
                for rule_id in concluding.get(condition.key, ()):
                    if rule_id not in found:
                        found.add(rule_id)
                        waiting.append(rule_id)
        return frozenset(found)

    def names_of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """What people call these paths and items."""
        return tuple((self.items.get(each) or self.paths[each]).name for each in ids)

    def more_general(self, item: str) -> frozenset[str]:
        """The items and paths of which this item is a kind, or to which platform it belongs."""
        found: set[str] = set()
        pending = [item]
        while pending:
            known = self.items.get(pending.pop())
            broader = {*known.more_specific_than} - found if known else set()
            found |= broader
            pending += broader
        return frozenset(found)

    @property
    def guide(self) -> ExamGuide | None:
        """The guide of the exam that the exam view is for; None where no guide is known."""
        return self.guides.get(EXAM)

    @property
    def ladder(self) -> tuple[Path, ...]:
        """The paths, cheapest to build first."""
        return tuple(sorted(self.paths.values(), key=lambda path: path.position))
