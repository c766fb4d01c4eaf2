"""The facts of a scenario: one model, whose schema drives the form, the API and the docs.

Every fact may be left out. A fact that is left out is unknown, which is never read as false.
A count or an amount may be a range where only a rough size is known:
`{at_least: 100, at_most: 1000}`; either side may be left out.

What clients may rely on: advisor/upkeep/contract/facts.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_serializer,
)

from advisor.facts.silence import Silence
from advisor.facts.values import (
    Amount,
    AnyOf,
    Count,
    FactValue,
    Flag,
    OneOf,
    Percent,
    as_data,
    or_as_written,
    spoken,
)


def _fact(
    section: str,
    title: str,
    question: str,
    *,
    unit: str | None = None,
    ordered: bool = False,
    silence: Silence | None = None,
    usual: tuple[int, int] | None = None,
    detail_of: str | None = None,
    pointless_where: Mapping[str, Sequence[str] | None] | None = None,
) -> Any:
    """A question.

    silence: for a requirement, what it means that nobody states it. usual: the least and the most
    that somebody could state in earnest. That is our judgement, and wide: any number may be
    stated, but none outside is proposed. detail_of: the fact that it says more about: who cannot
    tell that one is not asked this one. pointless_where: by another fact the answers beside which
    this question asks for nothing, None for any answer.
    """
    extra: dict[str, Any] = {
        "section": section,
        "unit": unit,
        "ordered": ordered or None,
        "silence": silence.as_schema() if silence else None,
        "usual": usual,
        "detail_of": detail_of,
        "pointless_where": pointless_where,
    }
    return Field(
        default=None,
        title=title,
        description=question,
        json_schema_extra={key: value for key, value in extra.items() if value is not None},
    )


RegionId: TypeAlias = Literal[
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "ca-west-1",
    "mx-central-1",
    "sa-east-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "af-south-1",
    "us-gov-east-1",
    "us-gov-west-1",
]
"""The Regions from which Amazon Bedrock's models can be called, as data/regions.yaml has them."""


class Scenario(BaseModel):
    """A set of facts about one use case. Each is optional; one left out is unknown.

    Counts and amounts are numbers in the unit of the fact, or a `NumberRange`.
    `Scenario.model_validate` raises pydantic's ValidationError; `read_scenario` raises
    `BadInput` with every problem, its place and remedy.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", title="Scenario", json_schema_extra=or_as_written
    )

    # Use case
    tasks: Annotated[
        tuple[
            Literal[
                "question_answering",
                "conversation",
                "summarization",
                "classification",
                "extraction",
                "content_generation",
                "code_generation",
                "translation",
                "search",
                "agentic_automation",
                "document_processing",
                "image_generation",
                "image_analysis",
                "speech_to_text",
                "text_to_speech",
                "intent_dialogue",
                "sentiment_and_entities",
                "recommendation",
                "forecasting",
                "tabular_prediction",
                "anomaly_detection",
                "fraud_detection",
                "business_intelligence",
                "text_to_query",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact("use_case", "Tasks", "What should the system do for its users?")
    system_kind: Annotated[
        Literal["foundation_model", "classical_model", "ready_service"] | None, OneOf
    ] = _fact(
        "use_case",
        "System kind",
        "What kind of model is meant, or in place already?",
        silence=Silence(
            None,
            unless="another kind of model is meant, or in place already",
            because="The tasks say which kind of model does them; nobody has asked for another.",
        ),
    )
    exact_rules_suffice: Flag = _fact(
        "use_case",
        "Exact rules suffice",
        "Would ordinary software with exact rules or a calculation give the right answer every time?",
        silence=Silence(
            False,
            unless="exact rules give the right answer every time",
            because="Who asks about a model has usually found rules too narrow.",
        ),
    )
    modalities: Annotated[
        tuple[Literal["text", "image", "audio", "video", "tabular"], ...] | None, AnyOf
    ] = _fact(
        "use_case",
        "Modalities",
        "What kinds of content go in or come out?",
        silence=Silence(
            ("text",),
            unless="it must handle more than text",
            because="Other content is named when a use case is described.",
        ),
    )
    languages: Annotated[Literal["one_common", "several", "low_resource"] | None, OneOf] = _fact(
        "use_case",
        "Languages",
        "Which languages must it handle?",
        silence=Silence(
            "one_common",
            unless="it must handle several languages, or one with few speakers",
            because="A second language is named when it is needed.",
        ),
    )
    audience: Annotated[Literal["internal", "customers", "public", "minors"] | None, OneOf] = _fact(
        "use_case", "Audience", "Who uses it?"
    )
    decision_impact: Annotated[Literal["low", "moderate", "high"] | None, OneOf] = _fact(
        "use_case",
        "Decision impact",
        "What does a wrong answer cost the person it concerns? (high = health, credit, work, law, safety)",
        ordered=True,
    )
    actions: Annotated[
        Literal["none", "read_only", "transactional", "several_agents"] | None, OneOf
    ] = _fact(
        "use_case",
        "Actions on other systems",
        "Must it call other systems, or only answer?",
        ordered=True,
        silence=Silence(
            "none",
            unless="it must also act on other systems",
            because="Access to other systems is asked for and granted; none is given unasked.",
        ),
    )
    independent_parts: Flag = _fact(
        "use_case",
        "Independent parts",
        "Does the work divide into parts that need not wait for each other?",
        silence=Silence(
            False,
            unless="the work divides into parts that can run at the same time",
            because="Work counts as one piece until somebody divides it.",
        ),
    )
    systems_in_solution: Count = _fact(
        "use_case",
        "Systems in the solution",
        "How many separate systems or stages, each with a model of its own, does the solution have?",
        unit="systems",
        silence=Silence(
            1,
            unless="the solution consists of several systems",
            because="One system is described unless somebody speaks of more.",
        ),
        usual=(1, 20),
    )

    # Knowledge
    knowledge_source: Annotated[
        Literal["general", "private_documents", "structured_records", "live_data"] | None, OneOf
    ] = _fact(
        "knowledge", "Knowledge source", "Where is the information that the answers come from?"
    )
    further_knowledge_sources: Annotated[
        tuple[Literal["private_documents", "structured_records", "live_data"], ...] | None,
        AnyOf,
    ] = _fact(
        "knowledge",
        "Further knowledge sources",
        "Where else is information that the answers need, besides the source named first?",
        silence=Silence(
            (),
            unless="answers need a second source of knowledge",
            because="The sources that count are named; one is the rule.",
        ),
    )
    documents_role: Annotated[Literal["input", "knowledge", "both"] | None, OneOf] = _fact(
        "knowledge",
        "Role of the documents",
        "Are the documents what is worked on (input), or what answers are looked up in (knowledge)?",
        silence=Silence(
            None,
            unless="the documents play another role than the other answers suggest",
            because="Where the knowledge comes from is a question of its own; this one refines it.",
        ),
    )
    knowledge_change: Annotated[
        Literal["never", "yearly", "quarterly", "monthly", "weekly", "daily", "real_time"] | None,
        OneOf,
    ] = _fact(
        "knowledge",
        "Knowledge change",
        "How often does that knowledge change?",
        ordered=True,
        detail_of="knowledge_source",
    )
    knowledge_tokens: Count = _fact(
        "knowledge",
        "Knowledge tokens",
        "How large is that knowledge? (a page is about 400 tokens)",
        unit="tokens",
        usual=(1_000, 1_000_000_000_000),
        detail_of="knowledge_source",
        pointless_where={"knowledge_source": ["general", "structured_records", "live_data"]},
    )
    citations_required: Flag = _fact(
        "knowledge",
        "Citations required",
        "Must answers name their sources?",
        silence=Silence(
            False,
            unless="answers must name their sources",
            because="A duty to name sources is stated by those who have it.",
        ),
    )
    strict_grounding: Flag = _fact(
        "knowledge",
        "Strict grounding",
        "Must it answer only from the supplied sources, and otherwise decline?",
        silence=Silence(
            False,
            unless="it may answer from the supplied sources only",
            because="A ban on other knowledge is stated by those who need it.",
        ),
    )
    domain_need: Annotated[
        Literal["general", "terminology", "deep_expertise", "new_language_or_modality"] | None,
        OneOf,
    ] = _fact(
        "knowledge",
        "Domain need",
        "How far is the domain from what general models already know?",
        ordered=True,
    )
    access_control: Annotated[
        Literal["none", "per_role", "per_user", "per_tenant"] | None, OneOf
    ] = _fact(
        "knowledge",
        "Access control",
        "May different users see different parts of the knowledge?",
        ordered=True,
    )

    # Data
    labelled_examples: Count = _fact(
        "data",
        "Labelled examples",
        "How many labelled examples (input with the right output) can be used for training?",
        unit="examples",
        usual=(0, 100_000_000),
        detail_of="labels_exist",
        pointless_where={"labels_exist": ["none"]},
    )
    labels_exist: Annotated[Literal["none", "some", "many"] | None, OneOf] = _fact(
        "data",
        "Labels exist",
        "If nobody has counted them: are there labelled examples? (some = a few hundred at most, many = a thousand or more)",
        ordered=True,
        pointless_where={"labelled_examples": None},
    )
    unlabelled_tokens: Count = _fact(
        "data",
        "Unlabelled tokens",
        "How much unlabelled domain text can be used for training?",
        unit="tokens",
        usual=(0, 100_000_000_000_000),
        detail_of="domain_need",
    )
    preference_pairs: Count = _fact(
        "data",
        "Preference pairs",
        "How many human preference judgements (better and worse answer) are there?",
        unit="pairs",
        usual=(0, 10_000_000),
        detail_of="labels_exist",
    )
    reward_signal: Annotated[Literal["none", "programmatic", "judge_model"] | None, OneOf] = _fact(
        "data",
        "Reward signal",
        "Can an output be scored automatically? (tests, exact check = programmatic)",
    )
    evaluation_examples: Count = _fact(
        "data",
        "Evaluation examples",
        "How many examples are set aside to evaluate with?",
        unit="examples",
        usual=(0, 1_000_000),
    )
    reference_answers: Flag = _fact(
        "data", "Reference answers", "Do those examples carry a reference answer?"
    )
    human_raters: Flag = _fact("data", "Human raters", "Are people available to rate answers?")
    data_quality: Annotated[Literal["poor", "fair", "good"] | None, OneOf] = _fact(
        "data", "Data quality", "How clean, current and representative is the data?", ordered=True
    )
    data_sensitivity: Annotated[
        Literal["public", "internal", "confidential", "personal", "special_category"] | None, OneOf
    ] = _fact(
        "data",
        "Data sensitivity",
        "How sensitive is the data? (special_category = health, payment, biometric and the like)",
        ordered=True,
    )
    training_allowed: Flag = _fact(
        "data",
        "Training allowed",
        "May model weights be changed with this data? (false where consent, licence or policy forbids it, or nobody wants to train)",
    )
    data_tasks: Annotated[
        tuple[
            Literal[
                "labelling",
                "cleaning",
                "finding_sensitive_data",
                "feature_engineering",
                "sharing_features",
                "recurring_pipeline",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact("data", "Data tasks", "Which data work is still to be done?")
    teacher_available: Flag = _fact(
        "data",
        "Teacher available",
        "Does a larger model already give answers of the wanted quality?",
    )

    # Behaviour
    output_consistency: Annotated[Literal["free", "brand_voice", "strict_format"] | None, OneOf] = (
        _fact(
            "behaviour",
            "Output consistency",
            "How uniform must the style or format be?",
            ordered=True,
            silence=Silence(
                "free",
                unless="a uniform voice or a strict format is asked for",
                because="A fixed style or format is specified by whoever needs it.",
            ),
        )
    )
    reasoning: Annotated[Literal["single_step", "several_steps"] | None, OneOf] = _fact(
        "behaviour",
        "Reasoning steps",
        "Does an answer take several steps of reasoning?",
        ordered=True,
        silence=Silence(
            "single_step",
            unless="an answer takes several steps of reasoning",
            because="Most requests are answered in one step; harder ones are described as such.",
        ),
    )
    creativity: Annotated[Literal["repeatable", "balanced", "creative"] | None, OneOf] = _fact(
        "behaviour",
        "Creativity",
        "Should the same question give the same answer, or varied ones?",
        ordered=True,
        silence=Silence(
            "balanced",
            unless="answers must be repeatable, or especially varied",
            because="The models' own setting lies between the two.",
        ),
    )
    human_preference_alignment: Flag = _fact(
        "behaviour",
        "Human preference alignment",
        "Must the behaviour be aligned with what people prefer or value, beyond right and wrong?",
        silence=Silence(
            False,
            unless="its behaviour must follow what people prefer",
            because="Alignment beyond the model's own is a project of its own and is asked for.",
        ),
    )
    quality_target: Annotated[Literal["acceptable", "high", "best_attainable"] | None, OneOf] = (
        _fact(
            "behaviour",
            "Quality target",
            "How accurate must the answers be?",
            ordered=True,
            silence=Silence(
                "acceptable",
                unless="it must be more accurate than a good result",
                because="A higher target is set by measurement or contract, and then stated.",
            ),
        )
    )
    hallucination_tolerance: Annotated[Literal["none", "low", "some"] | None, OneOf] = _fact(
        "behaviour",
        "Hallucination tolerance",
        "How many invented statements are tolerable?",
        ordered=True,
        silence=Silence(
            "some",
            unless="invented statements are hardly tolerable, or not at all",
            because="A strict bound is stated by those whose work cannot bear errors.",
        ),
    )
    evaluation_aspects: Annotated[
        tuple[
            Literal[
                "exact_correctness",
                "wording_overlap",
                "same_meaning",
                "fluency",
                "tone",
                "groundedness",
                "retrieval_relevance",
                "bias",
                "toxicity",
                "robustness",
                "business_outcome",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact(
        "behaviour",
        "Evaluation aspects",
        "What must evaluation tell you?",
        silence=Silence(
            (),
            unless="evaluation must tell something in particular",
            because="What to measure is chosen later, for the plan.",
        ),
    )
    safety_concerns: Annotated[
        tuple[Literal["harmful_content", "off_topic", "profanity", "brand", "minors"], ...] | None,
        AnyOf,
    ] = _fact(
        "behaviour",
        "Safety concerns",
        "Which unwanted content must be kept out?",
        silence=Silence(
            (),
            unless="certain unwanted content must be kept out",
            because="Concerns beyond the models' own safeguards are named.",
        ),
    )
    untrusted_input: Flag = _fact(
        "behaviour",
        "Untrusted input",
        "Can people or texts that you do not trust reach the prompt? (public users, foreign documents, tool output)",
    )

    # Operation
    serving_mode: Annotated[Literal["interactive", "asynchronous", "batch"] | None, OneOf] = _fact(
        "operation",
        "Serving mode",
        "Does someone wait for the answer?",
        silence=Silence(
            "interactive",
            unless="nobody waits for the answer",
            because="Somebody waits for most systems that answer; batches are planned as such.",
        ),
    )
    p95_latency_ms: Count = _fact(
        "operation",
        "Answer time (95 of 100)",
        "Within how many milliseconds must 95 of 100 answers be complete?",
        unit="ms",
        silence=Silence(
            None,
            unless="answers must come within a certain time",
            because="No limit is stated, so none is held against the plan.",
        ),
        usual=(50, 600_000),
    )
    requests_per_month: Count = _fact(
        "operation",
        "Requests per month",
        "How many requests a month?",
        unit="requests/month",
        usual=(1, 10_000_000_000),
    )
    input_tokens: Count = _fact(
        "operation",
        "Input tokens",
        "How long is a typical input?",
        unit="tokens/request",
        usual=(1, 2_000_000),
    )
    output_tokens: Count = _fact(
        "operation",
        "Output tokens",
        "How long is a typical answer?",
        unit="tokens/request",
        usual=(1, 200_000),
    )
    traffic: Annotated[
        Literal["steady", "scheduled_peaks", "spiky", "intermittent", "one_off"] | None, OneOf
    ] = _fact("operation", "Traffic pattern", "How does traffic come?")
    cold_start_acceptable: Flag = _fact(
        "operation", "Cold start acceptable", "May the first answer after an idle time take long?"
    )
    interruptible: Flag = _fact(
        "operation", "Interruptible", "May the work be interrupted and taken up again?"
    )
    request_mix: Annotated[Literal["uniform", "easy_and_hard"] | None, OneOf] = _fact(
        "operation", "Request mix", "Are all requests about equally hard?"
    )
    repeated_requests_percent: Percent = _fact(
        "operation",
        "Repeated requests",
        "What share of the requests asks the same again?",
        unit="%",
        silence=Silence(
            0,
            unless="some of the requests ask the same again",
            because="Until somebody has looked at the requests, no repeats are counted on.",
        ),
        usual=(0, 100),
    )
    payload_mb: Amount = _fact(
        "operation",
        "Payload size",
        "How large is one request's payload?",
        unit="MB",
        usual=(0, 10_000),
    )
    processing_seconds: Amount = _fact(
        "operation",
        "Processing seconds",
        "How long may one request take to process?",
        unit="s",
        usual=(0, 86_400),
    )
    shared_prefix_tokens: Count = _fact(
        "operation",
        "Shared prefix tokens",
        "How long is the part of the prompt that repeats from request to request?",
        unit="tokens",
        silence=Silence(
            0,
            unless="prompts begin with the same text",
            because="Whoever writes the prompts knows it; until then no cache is counted on.",
        ),
        usual=(0, 1_000_000),
    )
    deployment_target: Annotated[
        Literal["aws_region", "private_network", "on_premises", "edge_device"] | None, OneOf
    ] = _fact(
        "operation",
        "Deployment target",
        "Where must inference run?",
        silence=Silence(
            "aws_region",
            unless="it must run outside an AWS Region",
            because="A Region is where AWS services run; other places are named.",
        ),
    )
    data_residency: Annotated[Literal["none", "geography", "region"] | None, OneOf] = _fact(
        "operation",
        "Data residency",
        "Where must data stay?",
        silence=Silence(
            "none",
            unless="data must stay in a certain place",
            because="A duty about the place of data is stated by those who have it.",
        ),
    )
    region: Annotated[RegionId | None, OneOf] = _fact(
        "operation",
        "AWS Region",
        "In which AWS Region must it run?",
    )
    network_isolation: Flag = _fact(
        "operation",
        "Network isolation",
        "Must no traffic cross the public internet?",
        silence=Silence(
            False,
            unless="no traffic may cross the public internet",
            because="Isolation is a stated duty.",
        ),
    )
    tuned_variants: Count = _fact(
        "operation",
        "Tuned variants",
        "How many tuned variants (per customer, per task) are planned?",
        unit="models",
        silence=Silence(
            0,
            unless="tuned models are planned",
            because="A variant is planned by somebody; none exists unplanned.",
        ),
        usual=(0, 10_000),
    )

    # Resources
    build_budget_usd: Amount = _fact(
        "resources",
        "Build budget",
        "What may building it cost, once?",
        unit="USD",
        usual=(100, 1_000_000_000),
    )
    monthly_budget_usd: Amount = _fact(
        "resources",
        "Monthly budget",
        "What may running it cost, each month?",
        unit="USD/month",
        usual=(1, 100_000_000),
    )
    weeks_to_production: Count = _fact(
        "resources",
        "Weeks to production",
        "In how many weeks must it be in production?",
        unit="weeks",
        usual=(1, 260),
    )
    team_skill: Annotated[
        Literal["no_code", "developer", "ml_engineer", "research"] | None, OneOf
    ] = _fact(
        "resources",
        "Team skill",
        "What is the team's deepest skill? (developer = programs, but has no machine-learning specialist)",
        ordered=True,
    )
    wanted_model_size: Annotated[
        Literal["under_1_billion", "1_to_10_billion", "10_to_100_billion", "over_100_billion"]
        | None,
        OneOf,
    ] = _fact(
        "resources",
        "Size of the model wanted",
        "If you train a model of your own: how many weights is it to have?",
        ordered=True,
        silence=Silence(
            None,
            unless="a model of your own must have a certain size",
            because="Nobody has asked for a size of their own.",
        ),
    )
    control: Annotated[Literal["managed_api", "own_weights", "own_architecture"] | None, OneOf] = (
        _fact(
            "resources",
            "Control over the model",
            "How much control over the model is required?",
            ordered=True,
            silence=Silence(
                "managed_api",
                unless="you must hold the weights or design the model",
                because="The managed service is the least that AWS offers; more control is asked for.",
            ),
        )
    )
    priority: Annotated[
        Literal["cost", "least_effort", "latency", "quality", "time_to_market"] | None, OneOf
    ] = _fact(
        "resources",
        "First priority",
        "Which matters most, where they conflict?",
        silence=Silence(
            None,
            unless="one aim matters more than the others",
            because="Nobody has put one aim first, so the usual order of criteria holds.",
        ),
    )
    accelerator_memory_gb: Amount = _fact(
        "resources",
        "Accelerator memory (GB)",
        "How much accelerator memory is at hand for training?",
        unit="GB",
        usual=(1, 100_000),
    )
    existing_services: Annotated[tuple[str, ...] | None, AnyOf] = _fact(
        "resources",
        "Existing services",
        "Which AWS services are in use, or fixed by the situation?",
    )
    existing_vector_store: Annotated[
        Literal["none", "postgresql", "opensearch", "graph", "redis", "mongodb", "other"] | None,
        OneOf,
    ] = _fact("resources", "Existing vector store", "Which vector-capable store is in use already?")

    # Governance
    regulations: Annotated[
        tuple[Literal["hipaa", "gdpr", "pci_dss", "finance", "eu_ai_act", "public_sector"], ...]
        | None,
        AnyOf,
    ] = _fact(
        "governance",
        "Regulations",
        "Which regulations apply?",
        silence=Silence(
            (),
            unless="a regulation applies",
            because="A regulation that applies is known to those whom it binds.",
        ),
    )
    fairness_sensitive: Flag = _fact(
        "governance",
        "Fairness sensitive",
        "Do outputs affect people who could be treated unequally?",
    )
    explainability: Annotated[Literal["none", "model_level", "per_decision"] | None, OneOf] = _fact(
        "governance",
        "Explainability",
        "What must be explained?",
        ordered=True,
        silence=Silence(
            "none",
            unless="outputs must be explained",
            because="A duty to explain is stated by those who have it.",
        ),
    )
    audit: Annotated[Literal["none", "api_calls", "prompts_and_responses"] | None, OneOf] = _fact(
        "governance",
        "Audit records",
        "What must be recorded for audit?",
        ordered=True,
        silence=Silence(
            "none",
            unless="calls or contents must be recorded",
            because="A duty to keep records is stated by those who have it.",
        ),
    )
    human_review: Annotated[Literal["none", "low_confidence", "every_output"] | None, OneOf] = (
        _fact(
            "governance",
            "Human review",
            "When must a reviewer look at an answer? (a user confirming her own action is no reviewer)",
            ordered=True,
            silence=Silence(
                "none",
                unless="a reviewer must look at answers",
                because="A review is planned and staffed, and then stated.",
            ),
        )
    )
    governance_needs: Annotated[
        tuple[
            Literal[
                "audit_evidence",
                "model_documentation",
                "lineage",
                "accountability",
                "data_governance",
                "staff_roles",
                "region_restriction",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact(
        "governance",
        "Governance needs",
        "What does governance demand?",
        silence=Silence(
            (),
            unless="governance demands more",
            because="Demands of governance are stated by those who make them.",
        ),
    )
    copyright_concern: Flag = _fact(
        "governance", "Copyright concern", "Could outputs infringe copyright, or need an indemnity?"
    )
    own_encryption_keys: Flag = _fact(
        "governance",
        "Own encryption keys",
        "Must encryption keys be managed by you?",
        silence=Silence(
            False,
            unless="you must manage the encryption keys",
            because="Keys of your own are a stated duty; AWS encrypts without them.",
        ),
    )
    sustainability_goal: Flag = _fact(
        "governance",
        "Sustainability goal",
        "Is energy use a stated goal?",
        silence=Silence(
            False,
            unless="energy use is a stated goal",
            because="A goal is stated by those who have it.",
        ),
    )

    # Status
    lifecycle_stage: Annotated[
        Literal[
            "idea",
            "data_preparation",
            "pre_training",
            "fine_tuning",
            "evaluation",
            "deployment",
            "monitoring",
        ]
        | None,
        OneOf,
    ] = _fact(
        "status",
        "Lifecycle stage",
        "Which stage is the work in now?",
        ordered=True,
        silence=Silence(
            None,
            unless="the work has reached a later stage",
            because="Work that nobody has spoken of has not begun.",
        ),
    )
    tried: Annotated[
        tuple[
            Literal[
                "prompt_engineering",
                "few_shot",
                "retrieval_augmented_generation",
                "fine_tuning",
                "keyword_search",
                "vector_search",
                "hybrid_search",
                "agents",
                "preference_alignment",
                "continued_pre_training",
                "own_base_model",
                "classical_model",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact(
        "status",
        "Tried already",
        "What has been tried, and was not enough?",
        silence=Silence(
            (),
            unless="something has been tried and was not enough",
            because="What was tried in vain is told by those who tried it.",
        ),
    )
    current_path: Annotated[
        Literal[
            "none",
            "prompt_engineering",
            "retrieval_augmented_generation",
            "agents",
            "parameter_efficient_fine_tuning",
            "full_fine_tuning",
            "continued_pre_training",
            "pre_training",
            "preference_alignment",
            "own_base_model",
            "classical_model",
        ]
        | None,
        OneOf,
    ] = _fact(
        "status",
        "Current path",
        "What is in place today?",
        silence=Silence(
            None,
            unless="something is in place already",
            because="What is in place is told by those who run it.",
        ),
    )
    current_retrieval: Annotated[
        Literal["keyword", "vector", "hybrid", "graph", "structured_query"] | None, OneOf
    ] = _fact(
        "status",
        "Current retrieval",
        "If something is looked up today: how is it found?",
        silence=Silence(
            None,
            unless="a search is in place already",
            because="What is in place is told by those who run it.",
        ),
    )
    planned_path: Annotated[
        Literal[
            "prompt_engineering",
            "retrieval_augmented_generation",
            "agents",
            "parameter_efficient_fine_tuning",
            "full_fine_tuning",
            "preference_alignment",
            "continued_pre_training",
            "pre_training",
            "no_foundation_model",
        ]
        | None,
        OneOf,
    ] = _fact(
        "status",
        "Planned path",
        "Which path is planned or decided already?",
        silence=Silence(
            None,
            unless="a path is decided already",
            because="What is decided is told by those who decided it.",
        ),
    )
    baseline_success_percent: Percent = _fact(
        "status",
        "Success of the prompted model",
        "How many of a hundred answers does the base model, well prompted, already get right, as measured?",
        unit="%",
        silence=Silence(
            value=None,
            unless="somebody has measured how well the prompted base model does",
            because="A measurement that nobody reports is taken as not made; it stays unknown.",
        ),
        usual=(0, 100),
    )
    baseline_cases: Count = _fact(
        "status",
        "Cases measured",
        "On how many cases was that measured?",
        unit="cases",
        silence=Silence(
            value=None,
            unless="it is known on how many cases that was measured",
            because="Where nothing was measured, no cases were.",
        ),
        usual=(1, 1_000_000),
        detail_of="baseline_success_percent",
    )
    symptoms: Annotated[
        tuple[
            Literal[
                "invented_answers",
                "outdated_answers",
                "wrong_style",
                "broken_format",
                "misses_domain_terms",
                "reasoning_errors",
                "irrelevant_retrieval",
                "ranked_too_low",
                "exact_terms_missed",
                "split_context",
                "partial_answers",
                "input_too_long",
                "output_too_long",
                "output_truncated",
                "inconsistent_answers",
                "too_repetitive",
                "unwanted_elements",
                "slow",
                "throttled",
                "expensive",
                "quality_dropped",
                "input_drift",
                "biased_output",
                "toxic_output",
                "prompt_injection",
                "leaks_sensitive_data",
            ],
            ...,
        ]
        | None,
        AnyOf,
    ] = _fact(
        "status",
        "Symptoms",
        "What goes wrong today?",
        silence=Silence(
            None,
            unless="something goes wrong today",
            because="What goes wrong is why people ask, and they say so.",
        ),
    )

    @model_serializer(mode="plain")
    def _only_known(self) -> dict[str, Any]:
        return self.known()

    def known(self) -> dict[str, Any]:
        """The facts that are known, in the order of the questionnaire, as plain data."""
        return {name: as_data(value) for name, value in self.values()}

    def values(self) -> Iterator[tuple[str, FactValue]]:
        """Name and value of each known fact, in the order of the questionnaire."""
        for name in _NAMES:
            value = getattr(self, name)
            if value is not None:
                yield name, value

    def get(self, name: str) -> FactValue | None:
        """The value of one fact; None when it is unknown. KeyError when there is no such fact."""
        if name not in _NAMES:
            raise KeyError(name)
        value: FactValue | None = getattr(self, name)
        return value

    def with_facts(self, **facts: Any) -> Scenario:
        """A copy in which these facts are changed; None makes a fact unknown."""
        # The reader stands above the model; it is called only then.
        from advisor.facts.read import read_scenario

        return read_scenario({**self.known(), **facts})

    def __str__(self) -> str:
        lines = [f"{name}: {spoken(value)}" for name, value in self.values()]
        return "\n".join(lines) if lines else "(nothing is known)"

    def _repr_markdown_(self) -> str:
        rows = [f"| {name} | {spoken(value)} |" for name, value in self.values()]
        return "\n".join(["| fact | value |", "|---|---|", *rows])


_NAMES: Mapping[str, Any] = Scenario.model_fields
"""The facts by name. Looked up once: pydantic makes the table anew each time it is asked."""
