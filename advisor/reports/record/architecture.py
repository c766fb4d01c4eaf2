"""The architecture of a plan: which boxes it has and where they stand.

A box stands for something that the plan or the facts say: a path, an item, a model, a person who
checks, records that are queried. Nothing is drawn by the name of a scenario.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from advisor.estimates import paths
from advisor.knowledge.base import Rank
from advisor.reasoning.advice import Advice
from advisor.reports.estimates import balanced
from advisor.reports.record.picture import Arrow, Box, Picture, Shape

# Which items of the catalogue stand where; of those that a plan has, the essential ones come first.
GUARDS = (
    "bedrock-guardrails",
    "prompt-injection-defence",
    "content-filters",
    "denied-topics",
    "word-filters",
    "pii-redaction",
    "contextual-grounding-check",
    "automated-reasoning-check",
)
RETRIEVERS = (
    "bedrock-knowledge-bases",
    "bedrock-managed-knowledge-base",
    "amazon-quick",
    "amazon-kendra",
    "amazon-q-business",
)
STORES = (
    "opensearch-serverless",
    "aurora-pgvector",
    "s3-vectors",
    "neptune-analytics",
    "memorydb",
    "documentdb",
    "bedrock-managed-knowledge-base",
)
MANAGED = "bedrock-managed-knowledge-base"
RIGHTS = ("access-filtered-retrieval", "metadata-filtering")
RECORD_GUARDS = ("lake-formation",)
TOOLS = ("agentcore-gateway", "aws-lambda", "step-functions")
FUNCTIONS = ("aws-lambda",)
AGENTS = ("bedrock-agentcore", "agentcore-runtime", "bedrock-agents", "strands-agents")
ASSISTANTS = ("kiro", "amazon-q-developer", "amazon-quick", "amazon-q-business")
"""Bought as they are: nothing of one's own stands between them and the people who use them."""
HOSTS = (
    "bedrock-custom-model-import",
    "sagemaker-endpoints",
    "amazon-bedrock",
    "sagemaker-jumpstart",
    "bedrock-marketplace",
    "sagemaker-ai",
)
SITES = ("iot-greengrass", "aws-outposts")
"""What runs a model outside the cloud."""
TRAINERS = (
    "bedrock-model-customization",
    "sagemaker-hyperpod",
    "sagemaker-training-jobs",
    "nova-forge",
    "sagemaker-canvas",
    "sagemaker-autopilot",
    "sagemaker-ai",
)
BATCHES = ("batch-inference", "batch-transform")
FILES = ("amazon-s3",)
GIVEN = ("long-context",)
REVIEWS = ("human-oversight", "amazon-a2i")
LOGS = ("invocation-logging", "amazon-cloudwatch", "aws-cloudtrail", "agentcore-observability")
READERS = ("amazon-transcribe", "amazon-textract", "bedrock-data-automation")
"""They make text and fields of sound and pages: before whatever works on text."""
EITHER = ("amazon-textract", "bedrock-data-automation")
"""They take fields out of pages: one of them does."""
OR = "or "
ANALYSTS = (
    "amazon-comprehend",
    "comprehend-medical",
    "amazon-translate",
    "amazon-lex",
    "amazon-rekognition",
    "amazon-personalize",
    "amazon-fraud-detector",
    "amazon-forecast",
)
SPEAKERS = ("amazon-polly",)
ROLES: dict[str, tuple[str, ...]] = {
    "guards": GUARDS,
    "retrievers": RETRIEVERS,
    "stores": STORES,
    "rights": RIGHTS,
    "record guards": RECORD_GUARDS,
    "tools": TOOLS,
    "agents": AGENTS,
    "assistants": ASSISTANTS,
    "hosts": HOSTS,
    "sites": SITES,
    "trainers": TRAINERS,
    "batches": BATCHES,
    "files": FILES,
    "given": GIVEN,
    "reviews": REVIEWS,
    "logs": LOGS,
    "readers": READERS,
    "analysts": ANALYSTS,
    "speakers": SPEAKERS,
}
CONNECTED = "when connected"
"""What the flows between a device and the cloud wait for."""

BUILT = "if an application is built"
"""What the flows beside a ready assistant wait for, where nobody could build one now."""

_RANKS: tuple[Rank, ...] = ("essential", "recommended", "consider")
_WHOSE = {"per_role": "role", "per_user": "user", "per_tenant": "tenant"}
_AS_WHO_ASKS = {
    "role": "as the asker's role",
    "user": "as the user who asks",
    "tenant": "as the tenant who asks",
}
_FILTERED = {each: f"filtered by {each}" for each in _AS_WHO_ASKS}
_CHECKED = {"every_output": "checks every answer", "low_confidence": "checks what is doubtful"}
_ASKED_BY_PEOPLE = {
    "question_answering",
    "conversation",
    "summarization",
    "content_generation",
    "code_generation",
    "translation",
    "search",
    "intent_dialogue",
    "agentic_automation",
    "business_intelligence",
    "text_to_query",
    "image_generation",
}
"""Tasks that begin with somebody's question or order, not with what a sensor measures."""


def picture(advice: Advice) -> Picture:
    """The picture of the plan of an advice."""
    plan = _Plan(advice)
    drawing = _Drawing(plan)
    if plan.assistants:
        _assistant(plan, drawing)
    elif plan.on_device:
        _device(plan, drawing)
    else:
        _system(plan, drawing)
    return drawing.picture()


_AROUND = ((1, 2), (0, 2), (1, 0), (2, 2), (2, 0), (0, 0))
"""Places around the application, which stands at column 1, row 1."""


class _Plan:
    """What a plan and its facts say that a picture shows."""

    def __init__(self, advice: Advice) -> None:
        self.advice = advice
        self.facts: dict[str, Any] = advice.scenario
        self.paths = frozenset(advice.plan.paths)
        items = [item for stage in advice.stages for item in stage.items]
        self.names = {item.id: item.name for item in items}
        weakest_first = sorted(items, key=lambda item: -_RANKS.index(item.rank))
        self.ranks = {item.id: _RANKS.index(item.rank) for item in weakest_first}

    def of(self, role: Sequence[str], most: int = 1, weakest: Rank = "consider") -> tuple[str, ...]:
        """The essential items of a role, and of the others so many that there are `most`."""
        bound = _RANKS.index(weakest)
        here = [each for each in role if self.best((each,)) <= bound]
        must = [each for each in here if self.ranks[each] == 0]
        more = [each for each in here if each not in must]
        return (*must, *more[: max(0, most - len(must))])

    def best(self, role: Sequence[str]) -> int:
        """How strongly the strongest item of a role is recommended; least is strongest."""
        return min((self.ranks[each] for each in role if each in self.ranks), default=len(_RANKS))

    def told(self, items: Sequence[str]) -> tuple[str, ...]:
        """Their names; a part of SageMaker AI stands for the whole beside it.

        Of those that do the same, the second stands after an "or".
        """
        part = any(each.startswith("sagemaker-") and each != "sagemaker-ai" for each in items)
        shown = [each for each in items if not (part and each == "sagemaker-ai")]
        either = [each for each in shown if each in EITHER]
        return tuple(f"{OR if each in either[1:] else ''}{self.names[each]}" for each in shown)

    def includes(self, fact: str, value: str) -> bool:
        """Whether a fact that may hold several values holds this one."""
        return value in (self.facts.get(fact) or ())

    def names_in_reasons(self, item: str, name: str) -> bool:
        """Whether a reason for an item names something."""
        return any(
            name in reason.text
            for stage in self.advice.stages
            for each in stage.items
            if each.id == item
            for reason in each.reasons
        )

    @property
    def acts(self) -> bool:
        """Whether agents are in the plan."""
        return "agents" in self.paths

    @property
    def retrieves(self) -> bool:
        """Whether something is looked up: by a path, or by agents that cannot do without."""
        searches = [each for each in RETRIEVERS if each not in ASSISTANTS]
        needed = self.acts and self.best(searches) == 0
        return needed or "retrieval-augmented-generation" in self.paths

    @property
    def foundation(self) -> bool:
        """Whether a foundation model works in it."""
        return "no-foundation-model" not in self.paths

    @property
    def assistants(self) -> tuple[str, ...]:
        """The ready assistant that the plan buys.

        It stands before any host of a model, or nobody is there who could build something.
        """
        bought = self.of(ASSISTANTS, weakest="recommended")
        nobody_builds = self.facts.get("team_skill") == "no_code" and not self.in_batches
        first = nobody_builds or self.best(bought) < self.best(HOSTS)
        return bought if first and not (self.retrieves or self.acts or self.trained) else ()

    @property
    def on_device(self) -> bool:
        """Whether it runs on a device, which may have no network."""
        return self.facts.get("deployment_target") == "edge_device"

    @property
    def on_own_site(self) -> bool:
        """Whether it runs outside the cloud."""
        return self.on_device or self.facts.get("deployment_target") == "on_premises"

    @property
    def in_batches(self) -> bool:
        """Whether requests come as files, and nobody waits."""
        return self.facts.get("serving_mode") == "batch"

    @property
    def whose(self) -> str:
        """Whose rights differ: a role's, a user's or a tenant's; empty where none do."""
        return _WHOSE.get(self.facts.get("access_control") or "", "")

    @property
    def sources(self) -> frozenset[str]:
        """Where knowledge that is looked up comes from: documents, records, live values."""
        if not self.retrieves:
            return frozenset()
        named = {self.facts.get("knowledge_source"), *self._further}
        found = set()
        if "structured_records" in named or self.facts.get("tasks") == ["text_to_query"]:
            found.add("records")
        if "live_data" in named:
            found.add("live")
        documents = self.facts.get("documents_role") in ("knowledge", "both")
        indexed = self.of((*STORES, "chunking"))
        if "private_documents" in named or documents or indexed or not found:
            found.add("documents")
        return frozenset(found)

    @property
    def _further(self) -> tuple[str, ...]:
        return tuple(self.facts.get("further_knowledge_sources") or ())

    @property
    def trained(self) -> str:
        """The name of the path that trains a model, or of training a classical one."""
        names = {each.id: each.short_name for each in self.advice.paths}
        path = next((names[each] for each in reversed(paths.TRAINED) if each in self.paths), "")
        if path or self.foundation or self.kind != "classical":
            return path
        return "Training" if self.of(TRAINERS) else ""

    @property
    def trainers(self) -> tuple[str, ...]:
        """What trains; a part of SageMaker AI says more than the whole."""
        found = self.of(TRAINERS)
        return self.of(TRAINERS, 2) if found == ("sagemaker-ai",) else found

    @property
    def kind(self) -> str:
        """What works where no foundation model does: a ready service, rules or a classical one."""
        if self.foundation:
            return ""
        if self.facts.get("exact_rules_suffice"):
            return "rules"
        ready, own = (*READERS, *ANALYSTS, *SPEAKERS), (*HOSTS, *TRAINERS, *SITES)
        meant = self.facts.get("system_kind") == "classical_model"
        if self.of(own) and self.best(own) < self.best(ready) + meant:
            return "classical"
        return "service" if self.of(ready) else "rules"

    def model(self) -> str:
        """What the model is called."""
        if self.kind:
            told = {"classical": "Classical model", "rules": "Ordinary software"}
            return told.get(self.kind, "")
        if "pre-training-from-scratch" in self.paths:
            return "Your own model"
        models = self.advice.estimates.models
        name = balanced(self.advice.estimates).name if models else "Foundation model"
        if self.trained:
            return f"{name}, tuned" if models else "Tuned model"
        return name


class _Drawing:
    """Boxes and arrows as they are put on the grid; no two on one place."""

    def __init__(self, plan: _Plan) -> None:
        self.plan = plan
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []

    def put(
        self,
        identity: str,
        shape: Shape,
        lines: Iterable[str],
        places: Sequence[tuple[int, int]],
        items: Sequence[str] = (),
    ) -> None:
        """A box at the first of these places, column and row, that is free."""
        taken = {(each.column, each.row) for each in self.boxes}
        rest = ((column, row) for row in range(3, 9) for column in range(4))
        column, row = next(each for each in (*places, *rest) if each not in taken)
        told = tuple(dict.fromkeys(each for each in lines if each))
        self.boxes.append(Box(identity, shape, told, column, row, tuple(items)))

    def lead(self, *ends: str, both: bool = False, when: str = "") -> None:
        """Arrows from each of these boxes to the next."""
        self.arrows += [Arrow(start, end, both, when) for start, end in itertools.pairwise(ends)]

    def add(self, identity: str, lines: Iterable[str], items: Sequence[str]) -> None:
        """More lines in a box, and the items that they stand for."""
        self.boxes = [
            replace(each, lines=(*each.lines, *lines), items=(*each.items, *items))
            if each.id == identity
            else each
            for each in self.boxes
        ]

    def left(self, role: Sequence[str]) -> tuple[str, ...]:
        """The essential items of a role that no box stands for yet."""
        shown = {item for each in self.boxes for item in each.items}
        must = self.plan.of(role, weakest="essential")
        return tuple(each for each in must if each not in shown)

    def free(self, place: tuple[int, int]) -> bool:
        """Whether no box stands there."""
        return all((each.column, each.row) != place for each in self.boxes)

    def picture(self) -> Picture:
        """The picture, with empty columns and rows taken out."""
        columns = sorted({each.column for each in self.boxes})
        rows = sorted({each.row for each in self.boxes})
        boxes = [
            replace(each, column=columns.index(each.column), row=rows.index(each.row))
            for each in self.boxes
        ]
        return Picture(tuple(boxes), tuple(self.arrows))


def _assistant(plan: _Plan, drawing: _Drawing) -> None:
    """A ready assistant: who uses it, what it reads, who may."""
    code = plan.includes("tasks", "code_generation")
    drawing.put("user", "person", ["Developer" if code else "User"], [(0, 1)])
    drawing.put("app", "model", plan.told(plan.assistants), [(1, 1)], plan.assistants)
    drawing.lead("user", "app", both=True)
    read = "Your repositories" if code else "Your documents"
    drawing.put("read", "store", [read], [(2, 1)])
    drawing.lead("app", "read", both=True)
    identities = "IAM Identity Center"
    named = any(identities in each.text for each in plan.advice.warnings)
    drawing.put("sign-in", "guard", ["Sign-in", f"AWS {identities}" if named else ""], [(0, 0)])
    drawing.lead("user", "sign-in", both=True)
    of_ones_own = drawing.left((*HOSTS, *GUARDS))
    if of_ones_own:
        told = [plan.model(), *plan.told(of_ones_own)]
        drawing.put("model", "model", told, [(0, 2)], of_ones_own)
        drawing.lead("user", "model", both=True, when=BUILT)
    _beside(plan, drawing)
    _logs(plan, drawing, "app", 3)


def _device(plan: _Plan, drawing: _Drawing) -> None:
    """A device that works by itself; the cloud is reached when there is a network."""
    tasks = set(plan.facts.get("tasks") or ())
    measures = bool(tasks) and not tasks & _ASKED_BY_PEOPLE
    sites = plan.of(SITES[:1]) or plan.of(SITES, weakest="essential")
    ready = plan.of((*READERS, *ANALYSTS, *SPEAKERS), weakest="essential")
    model = plan.model() or "Model"
    if model.split()[0] in ("Classical", "Ordinary", "Foundation", "Tuned", "Your", "Model"):
        model = f"{model[:1].lower()}{model[1:]}"
    drawing.put("user", "person", ["Sensors" if measures else "User"], [(0, 1)])
    guards = [each for each in plan.of(GUARDS, weakest="essential") if each not in GUARDS[:1]]
    told = ["Device", *plan.told(sites), f"{model} on it", *plan.told(guards)]
    drawing.put("app", "model", told, [(1, 1)], (*sites, *guards))
    drawing.lead("user", "app", both=not measures)
    if measures:
        drawing.put("acts", "part", ["Machine or person", "that acts on the result"], [(2, 1)])
        drawing.lead("app", "acts")
    if plan.retrieves:
        _retrieval(plan, drawing)
    files, logs = plan.of(FILES), plan.of(LOGS, 2)
    if logs:
        place = (2, 0) if plan.trained else (1, 0)
        drawing.put("logs", "store", ["Logs", *plan.told(logs)], [place], logs)
        drawing.lead("app", "logs", when=CONNECTED)
    if plan.trained or files:
        drawing.put("examples", "store", ["Collected data", *plan.told(files)], [(0, 0)], files)
        drawing.lead("app", "examples", when=CONNECTED)
    if plan.trained:
        trainers = plan.trainers
        drawing.put("training", "part", [plan.trained, *plan.told(trainers)], [(1, 0)], trainers)
        drawing.lead("examples", "training")
        drawing.lead("training", "app", when=CONNECTED)
    if ready:
        drawing.put("services", "part", ["Ready services", *plan.told(ready)], [(2, 2)], ready)
        drawing.lead("app", "services", both=True, when=CONNECTED)
    _beside(plan, drawing)


def _system(plan: _Plan, drawing: _Drawing) -> None:
    """A system that serves requests, or works through files."""
    _front(plan, drawing)
    chain = ["app"]
    guards = plan.of(GUARDS)
    if guards and not plan.in_batches:
        drawing.put("guard", "guard", plan.told(guards), [(2, 1)], guards)
        chain.append("guard")
    column = len(chain) + 1
    services = _model(plan, drawing, column)
    drawing.lead(*chain, "model", both=True)
    _logs(plan, drawing, "model", column + 1)
    if plan.trained:
        trainers, files = plan.trainers, plan.of(FILES)
        place = [(5 - column, 0)]  # beside the training, away from the application
        drawing.put("examples", "store", ["Training data", *plan.told(files)], place, files)
        told = [plan.trained, *plan.told(trainers)]
        drawing.put("training", "part", told, [(column, 0)], trainers)
        drawing.lead("examples", "training", "model")
    if plan.retrieves:
        _retrieval(plan, drawing)
    asked = plan.facts.get("actions") in ("read_only", "transactional", "several_agents")
    if plan.acts or asked or "live" in plan.sources:
        _own_systems(plan, drawing)
    _services(plan, drawing, services)
    if guards and plan.in_batches:
        # A batch goes to the model as it is: what guards it is called by the job.
        drawing.put("guard", "guard", plan.told(guards), _AROUND, guards)
        drawing.lead("app", "guard", both=True)
    _beside(plan, drawing)
    if plan.whose and not plan.in_batches:
        _sign_in(plan, drawing)


def _sign_in(plan: _Plan, drawing: _Drawing) -> None:
    """Who asks is known where not all may see the same; a line where there is no place left."""
    if drawing.free((0, 0)):
        drawing.put("sign-in", "guard", ["Sign-in", f"names the {plan.whose}"], [(0, 0)])
        drawing.lead("user", "sign-in", "app")
    else:
        drawing.add("user", [f"signed in: {plan.whose} known"], ())


def _front(plan: _Plan, drawing: _Drawing) -> None:
    """Who asks, and what takes the request."""
    agents = plan.of(AGENTS) if plan.acts else ()
    agent = (*plan.told(agents), *(() if agents else ("Agent",))) if plan.acts else ()
    if plan.in_batches:
        files, batches = plan.of(FILES), plan.of(BATCHES)
        drawing.put("user", "part", ["Application"], [(0, 0)])
        drawing.put("files", "store", ["Inputs and results", *plan.told(files)], [(0, 1)], files)
        told = ["Batch job", *agent, *plan.told(batches)]
        drawing.put("app", "part", told, [(1, 1)], (*agents, *batches))
        drawing.lead("user", "files", "app", both=True)
        return
    drawing.put("user", "person", ["User"], [(0, 1)])
    drawing.put("app", "part", ["Application", *agent], [(1, 1)], agents)
    drawing.lead("user", "app", both=True)


def _model(plan: _Plan, drawing: _Drawing, column: int) -> tuple[str, ...]:
    """The model, or what works in its place. Returns the ready services beside it."""
    services = plan.of((*READERS, *ANALYSTS, *SPEAKERS), 9, "recommended")
    if plan.kind == "service":
        services = services or plan.of((*READERS, *ANALYSTS, *SPEAKERS))
        work = [each for each in services if each in ANALYSTS] or list(services)
        drawing.put("model", "model", plan.told(work), [(column, 1)], work)
        return tuple(each for each in services if each not in work)
    hosts = plan.of(SITES if plan.on_own_site else HOSTS)
    if plan.kind == "rules":
        hosts = plan.of(FUNCTIONS)
    told = [plan.model(), "on your own site" if plan.on_own_site else "", *plan.told(hosts)]
    drawing.put("model", "model", told, [(column, 1)], hosts)
    return services


def _logs(plan: _Plan, drawing: _Drawing, of: str, column: int) -> None:
    logs = plan.of(LOGS, 2)
    if logs:
        drawing.put("logs", "store", ["Logs", *plan.told(logs)], [(column, 1)], logs)
        drawing.lead(of, "logs")


def _retrieval(plan: _Plan, drawing: _Drawing) -> None:
    """What is looked up: passages of documents, rows of records, or both."""
    retrievers = plan.of(RETRIEVERS)
    if "documents" in plan.sources:
        told = plan.told(retrievers) or ("Retrieval",)
        rights, line = _rights(plan, _FILTERED)
        drawing.put("retrieval", "part", [*told, *line], [(1, 2)], (*retrievers, *rights))
        stores = tuple(each for each in plan.of(STORES, 3) if each not in retrievers)
        must = tuple(each for each in stores if plan.ranks[each] == 0)
        stores = must or stores[:1]
        files = plan.of(FILES)
        if set(stores) <= {MANAGED} and MANAGED in (*stores, *retrievers):
            # It is one service: what is retrieved and what holds the vectors are no two parts.
            _make_managed(drawing, plan.names[MANAGED], stores)
            drawing.put("documents", "store", ["Documents", *plan.told(files)], [(2, 2)], files)
            drawing.lead("documents", "retrieval")
        else:
            drawing.put(
                "store", "store", ["Passages with vectors", *plan.told(stores)], [(2, 2)], stores
            )
            drawing.put("documents", "store", ["Documents", *plan.told(files)], [(3, 2)], files)
            drawing.lead("documents", "store", "retrieval")
        drawing.lead("app", "retrieval", both=True)
    if "records" in plan.sources:
        _records(plan, drawing, retrievers)


def _make_managed(drawing: _Drawing, name: str, items: tuple[str, ...]) -> None:
    """The box that retrieves as a Managed Knowledge Base, which keeps its vectors itself."""
    box = next(each for each in drawing.boxes if each.id == "retrieval")
    first, *others = box.lines
    kind = () if first == name else ("Managed Knowledge Base",)
    rest = [each for each in others if each != name]
    lines = (first, *kind, "keeps the vectors", *rest)
    made = replace(box, lines=lines, items=tuple(dict.fromkeys((*box.items, *items))))
    drawing.boxes = [made if each.id == "retrieval" else each for each in drawing.boxes]


def _records(plan: _Plan, drawing: _Drawing, retrievers: tuple[str, ...]) -> None:
    """Records are queried as they are; what they lie in is named where the plan says it.

    A knowledge base queries under one role, so it does not stand where rights differ.
    """
    rights, line = _rights(plan, _AS_WHO_ASKS)
    engine = "Amazon Redshift"
    guards = plan.of(RECORD_GUARDS)
    by_one_role = not plan.whose and plan.names_in_reasons(RETRIEVERS[0], engine)
    held = [engine if by_one_role else "", *plan.told(guards)]
    if "documents" in plan.sources:
        told = ["Records", "read by queries", *line, *held]
        drawing.put("records", "store", told, _AROUND, (*guards, *rights))
        drawing.lead("app", "records", both=True)
        return
    queried_by = (*plan.of(FUNCTIONS), *plan.of(RETRIEVERS, 0)) if plan.whose else retrievers
    told = ["Query that only reads", *line, *plan.told(queried_by)]
    drawing.put("query", "part", told, [(1, 2)], (*queried_by, *rights))
    drawing.put("records", "store", ["Records", *held], [(2, 2)], guards)
    drawing.lead("app", "query", "records", both=True)


def _rights(plan: _Plan, lines: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items that keep to the rights of who asks, and a line on whose they are."""
    items = plan.of(RIGHTS, 2 if plan.whose else 0)
    if not (items and plan.whose):
        return items, plan.told(items)
    return items, (lines[plan.whose],)


def _own_systems(plan: _Plan, drawing: _Drawing) -> None:
    tools = plan.of(TOOLS)
    rights, line = (
        ((), ()) if {"documents", "records"} & plan.sources else _rights(plan, _AS_WHO_ASKS)
    )
    live = "live values" if "live" in plan.sources and not plan.acts else ""
    told = ["Your systems", live, *line, *plan.told(tools)]
    searches = drawing.left([each for each in RETRIEVERS if each not in ASSISTANTS])
    told += plan.told(searches)
    drawing.put("tools", "part", told, [(1, 0), (0, 2), (2, 2)], (*tools, *rights, *searches))
    drawing.lead("app", "tools", both=True)


def _services(plan: _Plan, drawing: _Drawing, services: tuple[str, ...]) -> None:
    """Ready services that stand before, beside or after what works on the text."""
    work = "analysis" if plan.kind == "service" else "model"
    for when, role in (("before", READERS), ("beside", ANALYSTS), ("after", SPEAKERS)):
        here = tuple(each for each in services if each in role)
        if here:
            told = [*plan.told(here), f"{when} the {work}"]
            drawing.put(when, "part", told, _AROUND, here)
            drawing.lead("app", when, both=True)


def _beside(plan: _Plan, drawing: _Drawing) -> None:
    """What else stands beside the application: texts given whole, files, a person who checks."""
    rights = drawing.left(RIGHTS)
    if rights:
        lines = [_FILTERED[plan.whose]] if plan.whose else plan.told(rights)
        drawing.add("app", lines, rights)
    given = plan.of(GIVEN)
    if given:
        drawing.put("given", "store", ["Documents", "whole in the prompt"], _AROUND, given)
        drawing.lead("given", "app")
    files = drawing.left(FILES)
    if files:
        drawing.put("files", "store", ["Files", *plan.told(files)], _AROUND, files)
        drawing.lead("app", "files", both=True)
    bought = drawing.left(ASSISTANTS)
    if bought:
        drawing.put("assistant", "model", plan.told(bought), [(0, 2), (0, 0)], bought)
        drawing.lead("user", "assistant", both=True)
    reviews = plan.of(REVIEWS, weakest="essential")
    if reviews:
        checks = _CHECKED.get(plan.facts.get("human_review") or "", "decides or steps in")
        services = tuple(each for each in plan.of(REVIEWS, 2) if each != REVIEWS[0])
        items = tuple(dict.fromkeys((*reviews, *services)))
        told = ["Reviewer", checks, *plan.told(services)]
        drawing.put("review", "person", told, _AROUND, items)
        drawing.lead("app", "review", both=True)
