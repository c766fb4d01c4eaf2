"""Which facts may stand in one stem: what can be true together, and what may be said besides.

The rules allow any facts beside each other; the world does not. A stem that contradicts itself, or
that says of a decision tree how its sentences sound, is no question.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue

_GENERATIVE = frozenset(
    {
        "question_answering",
        "conversation",
        "summarization",
        "content_generation",
        "code_generation",
        "translation",
        "agentic_automation",
        "image_generation",
    }
)
"""Tasks that no model on tables does, and that no formula computes."""

_WRITING = (_GENERATIVE - {"image_generation"}) | {"search", "text_to_query"}
"""Tasks whose results are texts that somebody reads."""

_OF_REPLIES = frozenset(
    [
        "citations_required",
        "creativity",
        "hallucination_tolerance",
        "human_preference_alignment",
        "knowledge_source",
        "output_consistency",
        "reasoning",
        "safety_concerns",
        "strict_grounding",
    ]
)
"""Facts that say something of what is written, or of what the writer has to know."""

_ASPECTS_OF_REPLIES = frozenset(
    {"fluency", "tone", "groundedness", "wording_overlap", "same_meaning", "retrieval_relevance"}
)
_SYMPTOMS_OF_REPLIES = frozenset(
    [
        "invented_answers",
        "outdated_answers",
        "output_too_long",
        "output_truncated",
        "partial_answers",
        "too_repetitive",
        "toxic_output",
        "wrong_style",
    ]
)
_SYMPTOMS_OF_RETRIEVAL = frozenset(
    {"irrelevant_retrieval", "ranked_too_low", "exact_terms_missed", "split_context"}
)

_ON_TABLES = frozenset(
    {"tabular_prediction", "forecasting", "anomaly_detection", "fraud_detection", "recommendation"}
)
"""Tasks of a classical model on tables."""

_LOOKING_UP = frozenset({"question_answering", "conversation", "search", "agentic_automation"})
"""Tasks in which people look for something and get passages."""

_OF_TEXT = frozenset(
    [
        "access_control",
        "citations_required",
        "copyright_concern",
        "creativity",
        "domain_need",
        "hallucination_tolerance",
        "input_tokens",
        "knowledge_change",
        "knowledge_source",
        "knowledge_tokens",
        "languages",
        "output_consistency",
        "output_tokens",
        "preference_pairs",
        "reasoning",
        "request_mix",
        "safety_concerns",
        "shared_prefix_tokens",
        "strict_grounding",
        "teacher_available",
        "unlabelled_tokens",
        "untrusted_input",
        "wanted_model_size",
    ]
)
"""Facts that say something of a model that reads or writes text only."""

_DATA_TASKS_ON_TABLES = frozenset({"cleaning", "feature_engineering", "sharing_features"})
_TRAFFIC_OF_CALLERS = ("spiky", "scheduled_peaks", "intermittent")
_NOTHING_ASKED = (False, "free", "single_step", "general", "some")
"""Values of facts about replies that ask for nothing."""

_SPOKEN = frozenset({"speech_to_text", "text_to_speech", "intent_dialogue"})
"""Tasks in which people speak or listen."""

_NOT_OF_TEXT = (
    _SPOKEN
    | _ON_TABLES
    | {"image_generation", "image_analysis", "document_processing", "business_intelligence"}
)
"""Tasks that take in, or bring out, something else than text."""

_OF_OWN_MODELS = frozenset(
    [
        "labelled_examples",
        "preference_pairs",
        "teacher_available",
        "training_allowed",
        "tuned_variants",
        "unlabelled_tokens",
        "wanted_model_size",
    ]
)
"""Facts that say something of a model that is trained, adapted or chosen."""

_TUNED = frozenset(
    [
        "parameter_efficient_fine_tuning",
        "full_fine_tuning",
        "continued_pre_training",
        "pre_training",
        "preference_alignment",
        "own_base_model",
    ]
)
"""Paths in place whose model was trained on material of one's own."""

_HARM = frozenset({"biased_output", "leaks_sensitive_data", "toxic_output"})
"""Complaints of which nobody says that mistakes are harmless."""

_OF_MATERIAL = frozenset({"data_tasks", "data_quality"})
"""Facts that tell of data which somebody has, so that common knowledge is not all."""

_NO_DOCUMENTS = ("live_data", "structured_records")
"""Sources of knowledge in which nobody looks for pages or passages."""

_HOURS = 7_200
"""Seconds for one input that no single letter, question or picture takes."""

_COLD_START_MS = 5_000
"""Our judgement: what sleeps between calls needs seconds to wake, so no stem asks for less."""

_FEWEST_ROWS = 100
"""Our judgement: fewer cases than this make no model on tables."""

_ASPECTS_OF_TABLES = frozenset({"exact_correctness", "bias", "business_outcome", "robustness"})
_SYMPTOMS_OF_TABLES = frozenset(
    {"biased_output", "quality_dropped", "input_drift", "slow", "expensive"}
)


def agree(facts: Mapping[str, FactValue]) -> bool:
    """Whether these facts can be true together, of one thing."""
    return not (
        _contradict(facts)
        or _speaks_of_two_systems(facts)
        or _has_no_reader(facts)
        or _looks_up_nothing(facts)
        or _tells_of_use_too_early(facts)
        or _writes_what_is_spoken(facts)
        or _has_no_model_of_its_own(facts)
        or _wakes_too_slowly(facts)
        or _trains_what_may_not_be_trained(facts)
        or _filters_other_things(facts)
    )


def _contradict(facts: Mapping[str, FactValue]) -> bool:
    tasks = _words(facts, "tasks")
    return bool(
        (facts.get("languages") == "one_common" and "translation" in tasks)
        or (facts.get("actions") == "none" and "agentic_automation" in tasks)
        or (facts.get("reference_answers") is not None and facts.get("evaluation_examples") == 0)
        or (facts.get("audience") == "internal" and "conversation" in tasks)
        or (facts.get("audit") == "none" and {*facts} & {"regulations", "governance_needs"})
        or (facts.get("exact_rules_suffice") is True and tasks & _GENERATIVE)
        or (facts.get("exact_rules_suffice") is True and "symptoms" in facts)
        or (facts.get("data_residency") == "none" and "regulations" in facts)
        or (facts.get("data_residency") == "none" and "deployment_target" in facts)
        or (facts.get("data_quality") == "good" and "cleaning" in _words(facts, "data_tasks"))
        or (_words(facts, "data_tasks") & _DATA_TASKS_ON_TABLES and tasks & _GENERATIVE)
        or _finds_secrets_where_none_are(facts)
        or (facts.get("serving_mode") == "batch" and facts.get("traffic") in _TRAFFIC_OF_CALLERS)
        or ("classification" in tasks and {"image", "audio"} & _words(facts, "modalities"))
        or ("extraction" in tasks and {"audio", "video"} & _words(facts, "modalities"))
        or (facts.get("team_skill") in ("developer", "no_code") and _asks_for_own_weights(facts))
        or (facts.get("decision_impact") == "low" and _words(facts, "symptoms") & _HARM)
        # No newsletter costs somebody credit, a job or good health.
        or (facts.get("decision_impact") == "high" and "content_generation" in tasks)
        or ("translation" in tasks and facts.get("citations_required") is True)
        or ("search" in tasks and facts.get("knowledge_source") in _NO_DOCUMENTS)
        or (facts.get("knowledge_source") == "general" and {*facts} & _OF_MATERIAL)
        or ("classification" in tasks and _takes_long_or_much(facts))
        or (tasks and facts.get("processing_seconds") == _HOURS)
        # Of three tasks no single item is the answer.
        or len(tasks) > 2
    )


def _takes_long_or_much(facts: Mapping[str, FactValue]) -> bool:
    """Whether an input is a big file or keeps a computer busy for minutes."""
    seconds, megabytes = facts.get("processing_seconds"), facts.get("payload_mb")
    long = isinstance(seconds, int | float) and seconds >= 600
    return long or (isinstance(megabytes, int | float) and megabytes >= 100)


def _finds_secrets_where_none_are(facts: Mapping[str, FactValue]) -> bool:
    searched = "finding_sensitive_data" in _words(facts, "data_tasks")
    return searched and facts.get("data_sensitivity") in ("public", "internal")


def _has_no_reader(facts: Mapping[str, FactValue]) -> bool:
    """Whether the task writes nothing, and another sentence tells how it has to be written."""
    tasks = _words(facts, "tasks")
    asks_for = {fact for fact in {*facts} & _OF_REPLIES if facts[fact] not in _NOTHING_ASKED}
    if facts.get("copyright_concern") is True and tasks and not tasks & _GENERATIVE:
        return True
    return bool(tasks and not tasks & _WRITING) and bool(
        asks_for
        or {"access_control", "hallucination_tolerance"} & {*facts}
        or _words(facts, "evaluation_aspects") & _ASPECTS_OF_REPLIES
        or _words(facts, "symptoms") & (_SYMPTOMS_OF_REPLIES | _SYMPTOMS_OF_RETRIEVAL)
    )


def _looks_up_nothing(facts: Mapping[str, FactValue]) -> bool:
    """Whether nothing is looked up by one sentence, and another tells of what is looked up."""
    tasks, found = _words(facts, "tasks"), _words(facts, "symptoms") & _SYMPTOMS_OF_RETRIEVAL
    if found and (tasks - _LOOKING_UP or facts.get("knowledge_source") == "live_data"):
        return True
    return facts.get("knowledge_source") == "general" and bool(
        facts.get("access_control") not in (None, "none")
        or facts.get("citations_required") is True
        or facts.get("strict_grounding") is True
        or {"knowledge_change", "knowledge_tokens", "existing_vector_store"} & {*facts}
        or facts.get("current_path") == "retrieval_augmented_generation"
        or _words(facts, "symptoms") & _SYMPTOMS_OF_RETRIEVAL
        or _words(facts, "evaluation_aspects") & {"groundedness", "retrieval_relevance"}
    )


def _asks_for_own_weights(facts: Mapping[str, FactValue]) -> bool:
    return facts.get("control") in ("own_weights", "own_architecture")


def _speaks_of_two_systems(facts: Mapping[str, FactValue]) -> bool:
    """Whether one sentence tells of a language model and another of a model on tables."""
    tasks = _words(facts, "tasks")
    kind, path = facts.get("system_kind"), facts.get("current_path")
    on_tables = "classical_model" in (kind, path)
    of_weights = path not in (None, "none", "classical_model")
    return bool(
        (kind == "ready_service" and path is not None)
        or (on_tables and (of_weights or kind == "foundation_model"))
        or (on_tables and (tasks & _GENERATIVE or {*facts} & _OF_TEXT))
        or (on_tables and _words(facts, "evaluation_aspects") - _ASPECTS_OF_TABLES)
        or (on_tables and _words(facts, "symptoms") - _SYMPTOMS_OF_TABLES)
        or (on_tables and tasks - _ON_TABLES)
        # Who trains such a model runs it; and nobody calls a decision tree weights of one's own.
        or (on_tables and "control" in facts)
        or (on_tables and _is_below(facts.get("labelled_examples"), _FEWEST_ROWS))
        or (kind == "foundation_model" and tasks & _ON_TABLES)
    )


def _tells_of_use_too_early(facts: Mapping[str, FactValue]) -> bool:
    """Whether something is in use by one sentence, and not yet there by another."""
    early = facts.get("lifecycle_stage") in ("idea", "data_preparation", "deployment")
    planned = bool({"system_kind", "weeks_to_production"} & {*facts})
    in_use = "symptoms" in facts or facts.get("current_path") not in (None, "none")
    return in_use and (early or planned)


def _writes_what_is_spoken(facts: Mapping[str, FactValue]) -> bool:
    """Whether the task is about speech or pictures, and a sentence tells what people write."""
    tasks = _words(facts, "tasks")
    of_writing = facts.get("languages") in ("several", "low_resource")
    only_text = _words(facts, "modalities") == {"text"}
    return bool((of_writing and tasks & _SPOKEN) or (only_text and tasks & _NOT_OF_TEXT))


def _has_no_model_of_its_own(facts: Mapping[str, FactValue]) -> bool:
    """Whether a ready service is called as it is, and a sentence tells of a model of one's own."""
    return facts.get("system_kind") == "ready_service" and bool(
        {*facts} & _OF_OWN_MODELS
        # What is called is called in a Region.
        or facts.get("deployment_target") in ("on_premises", "edge_device")
        or _words(facts, "data_tasks") - {"finding_sensitive_data"}
        or _words(facts, "governance_needs") & {"model_documentation", "lineage"}
        or facts.get("lifecycle_stage") in ("data_preparation", "fine_tuning", "evaluation")
        or _asks_for_own_weights(facts)
    )


def _wakes_too_slowly(facts: Mapping[str, FactValue]) -> bool:
    """Whether calls come in bursts or now and then, and each is due within half a second."""
    uneven = facts.get("traffic") in ("intermittent", "spiky")
    return uneven and _is_below(facts.get("p95_latency_ms"), _COLD_START_MS)


def _trains_what_may_not_be_trained(facts: Mapping[str, FactValue]) -> bool:
    """Whether a tuned model is in place where training is forbidden or has nothing to teach."""
    needless = facts.get("knowledge_source") == "general"
    forbidden = facts.get("training_allowed") is False
    return (needless or forbidden) and facts.get("current_path") in _TUNED


def _filters_other_things(facts: Mapping[str, FactValue]) -> bool:
    """Whether rights by an employee's role are told of customers, or of what is no document."""
    outsiders = facts.get("audience") in ("customers", "public", "minors")
    source = facts.get("knowledge_source")
    by_role = facts.get("access_control") == "per_role"
    by_person = facts.get("access_control") in ("per_user", "per_tenant")
    return (by_role and (outsiders or source in ("live_data", "structured_records"))) or (
        by_person and source == "live_data"
    )


def _is_below(value: FactValue | None, number: float) -> bool:
    return isinstance(value, int | float) and value < number


def _words(facts: Mapping[str, FactValue], fact: str) -> frozenset[str]:
    value = facts.get(fact)
    return frozenset(map(str, value)) if isinstance(value, tuple) else frozenset()


# What a key goes with

_TAKES_TIME = frozenset(
    [
        "agents",
        "amazon-a2i",
        "asynchronous-inference",
        "automated-reasoning-check",
        "batch-inference",
        "batch-transform",
        "bedrock-agentcore",
        "bedrock-agents",
        "chain-of-thought-prompting",
        "graph-retrieval",
        "human-oversight",
        "larger-model",
        "long-context",
        "prompt-chaining",
        "query-decomposition",
        "react-prompting",
        "reranking",
        "step-functions",
        "strands-agents",
    ]
)
"""What makes each reply slower: more tokens, more calls, a larger model or a person."""

_TRAINS = frozenset(
    [
        "adapters",
        "aws-trainium",
        "bedrock-model-customization",
        "bedrock-model-distillation",
        "continued-pre-training",
        "data-minimization",
        "distillation",
        "dpo",
        "full-fine-tuning",
        "hyperparameter-tuning",
        "instruction-tuning",
        "lora",
        "multi-adapter-serving",
        "nova-forge",
        "parameter-efficient-fine-tuning",
        "pre-training-from-scratch",
        "preference-alignment",
        "qlora",
        "quality-filtering",
        "reinforcement-fine-tuning",
        "rlhf",
        "sagemaker-hyperpod",
        "sagemaker-training-jobs",
        "scheduled-retraining",
        "self-supervised-learning",
        "spot-training",
        "supervised-fine-tuning",
        "synthetic-data",
        "transfer-learning",
    ]
)
"""What trains a model, or prepares its training."""

_FILTERS_PASSAGES = frozenset({"access-filtered-retrieval", "metadata-filtering"})
_SHORTENING = frozenset(
    [
        "max-tokens",
        "response-streaming",
        "smaller-or-different-model",
        "stop-sequences",
        "token-reduction",
    ]
)
"""What makes replies come sooner and cost less, whatever else is wrong."""

_BY_NIGHT = frozenset({"batch-inference", "batch-transform"})
_OF_STYLE = frozenset({"fluency", "tone"})
"""What a strong model may grade as well as people, whatever else is at hand."""

_WRITTEN_BY_STAFF = frozenset({"bedrock-prompt-management", "prompt-template"})
"""What helps where employees write the prompts."""


def suits(key: str, facts: Mapping[str, FactValue]) -> bool:
    """Whether a key may be asked for in a situation: nothing stated speaks against it in earnest.

    The rules may call for it all the same; a reader who takes the stem at its word would not.
    """
    hurried = _is_below(facts.get("p95_latency_ms"), _COLD_START_MS)
    source = facts.get("knowledge_source")
    of_records = "text_to_query" in _words(facts, "tasks")
    of_passages = source in (None, "private_documents") and not of_records
    tasks = _words(facts, "tasks")
    cut_off = "output_truncated" in _words(facts, "symptoms")
    return not (
        (key in _TAKES_TIME and hurried)
        or (key in _TRAINS and facts.get("training_allowed") is False)
        or (key in _FILTERS_PASSAGES and not of_passages)
        # The limit on the output is what cuts replies off.
        or (key == "max-tokens" and cut_off)
        or (key in _WRITTEN_BY_STAFF and "conversation" in tasks)
        # What it watches are predictions and their inputs, not texts.
        or (key == "sagemaker-model-monitor" and tasks & _GENERATIVE)
        # An assistant for documents answers; that it translates or drafts is not what it is for.
        or (key == "amazon-q-business" and tasks - {"question_answering", "search"})
    )


def helps_too(other: str, facts: Mapping[str, FactValue]) -> bool:
    """Whether a wrong choice may be defended as a help although the rules call for another."""
    hurt = _words(facts, "symptoms") & {"slow", "expensive"}
    waits = facts.get("serving_mode") == "interactive"
    return bool(
        (other in _SHORTENING and (hurt or facts.get("priority") in ("cost", "latency")))
        or (other in _BY_NIGHT and "expensive" in hurt and not waits)
        or (other == "llm-as-judge" and _words(facts, "evaluation_aspects") & _OF_STYLE)
        # One of the biggest models replies well: somebody would just take that one.
        or (other == "larger-model" and facts.get("teacher_available") is True)
    )


# What may be taken for each other

_TOPICS: tuple[frozenset[str], ...] = (
    frozenset(
        [
            "access_control",
            "audience",
            "audit",
            "copyright_concern",
            "data_residency",
            "data_sensitivity",
            "deployment_target",
            "governance_needs",
            "human_review",
            "network_isolation",
            "own_encryption_keys",
            "regulations",
            "untrusted_input",
        ]
    ),
    frozenset(["decision_impact", "explainability", "fairness_sensitive", "human_review"]),
    frozenset(
        [
            "data_quality",
            "data_sensitivity",
            "data_tasks",
            "domain_need",
            "knowledge_source",
            "labelled_examples",
            "preference_pairs",
            "teacher_available",
            "training_allowed",
            "unlabelled_tokens",
        ]
    ),
    frozenset(
        ["evaluation_aspects", "evaluation_examples", "human_raters", "reference_answers", "tasks"]
    ),
    frozenset(
        ["citations_required", "hallucination_tolerance", "strict_grounding", "symptoms"],
    ),
    frozenset(
        ["creativity", "human_preference_alignment", "output_consistency", "reasoning", "symptoms"]
    ),
    frozenset(
        [
            "cold_start_acceptable",
            "interruptible",
            "output_tokens",
            "p95_latency_ms",
            "payload_mb",
            "priority",
            "processing_seconds",
            "repeated_requests_percent",
            "request_mix",
            "requests_per_month",
            "serving_mode",
            "shared_prefix_tokens",
            "symptoms",
            "traffic",
        ]
    ),
    frozenset(["control", "system_kind", "team_skill", "wanted_model_size"]),
)
"""Facts about one topic. Our judgement, from disputes in blind checks: a reader may take one of
them for a reason where the rules take another."""


def may_be_taken_for(fact: str, other: str) -> bool:
    """Whether somebody may defend one fact as the reason where the other is."""
    return fact != other and any(fact in topic and other in topic for topic in _TOPICS)


# What may be said besides

_USUAL_TASKS = (
    ("question_answering",),
    ("conversation",),
    ("summarization",),
    ("classification",),
    ("content_generation",),
    ("translation",),
    ("extraction",),
)

_CIRCUMSTANCES = frozenset(
    [
        "audience",
        "knowledge_source",
        "knowledge_change",
        "knowledge_tokens",
        "domain_need",
        "access_control",
        "labelled_examples",
        "labels_exist",
        "unlabelled_tokens",
        "preference_pairs",
        "evaluation_examples",
        "reference_answers",
        "human_raters",
        "data_quality",
        "data_sensitivity",
        "training_allowed",
        "teacher_available",
        "serving_mode",
        "requests_per_month",
        "input_tokens",
        "output_tokens",
        "traffic",
        "cold_start_acceptable",
        "interruptible",
        "request_mix",
        "repeated_requests_percent",
        "payload_mb",
        "processing_seconds",
        "shared_prefix_tokens",
        "team_skill",
        "existing_vector_store",
        "lifecycle_stage",
        "current_path",
        "system_kind",
        "fairness_sensitive",
        "untrusted_input",
        "decision_impact",
    ]
)


def asks_for_nothing(fact: str, value: FactValue) -> bool:
    """Whether a fact may be stated beside the one that is asked about, without asking for more."""
    if fact == "tasks":
        return value in _USUAL_TASKS
    if fact == "modalities":
        return value == ("text",)
    if fact in _CIRCUMSTANCES:
        return True
    silence = fact_definitions()[fact].silence
    return silence is not None and silence.value == value and value is not None


_NO_FILLERS: tuple[tuple[str, FactValue], ...] = (
    ("knowledge_source", "live_data"),
    ("teacher_available", False),
)
"""What says so much of a situation that it is no mere circumstance."""


def may_be_added(facts: Mapping[str, FactValue], fact: str, value: FactValue) -> bool:
    """Whether a fact may be stated besides, only to rule other choices out.

    That something is a model on tables is said only where the situation is about one, and where
    vectors are stored only where something is looked up.
    """
    if value == "classical_model" and not _words(facts, "tasks") & _ON_TABLES:
        return False
    if fact == "existing_vector_store" and "knowledge_source" not in facts:
        return False
    if (fact, value) in _NO_FILLERS:
        return False
    return asks_for_nothing(fact, value)


_DENIALS: tuple[tuple[str, FactValue], ...] = (
    ("access_control", "none"),
    ("actions", "none"),
    ("audit", "none"),
    ("citations_required", False),
    ("data_residency", "none"),
    ("existing_vector_store", "none"),
    ("explainability", "none"),
    ("fairness_sensitive", False),
    ("human_review", "none"),
    ("untrusted_input", False),
)


def denies(fact: str, value: FactValue) -> bool:
    """Whether a sentence says in words that something is not needed.

    Nobody takes for the answer what such a sentence rules out, so it is no option beside it.
    """
    return (fact, value) in _DENIALS


def demands(facts: Mapping[str, FactValue]) -> int:
    """How many things a situation asks for, or complains of: one is what a question is about."""
    return sum(
        len(value) if isinstance(value, tuple) else 1
        for fact, value in facts.items()
        if fact != "tasks" and not asks_for_nothing(fact, value)
    )
