"""The table of models: what it promises of every number, for any load and any items."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.advisor import advise, default_advisor
from advisor.errors import BadInput
from advisor.estimates import building, running
from advisor.estimates.derived import derive, deriver_over
from advisor.estimates.estimate import estimate
from advisor.estimates.running import COUNTED_IN
from advisor.estimates.served import with_models
from advisor.estimates.shapes import Estimates, ModelEstimate
from advisor.estimates.wanted import READY_ASSISTANTS
from advisor.facts.read import read_scenario
from advisor.facts.values import NumberRange
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice

DAY = datetime.date(2026, 11, 25)
KNOWLEDGE = load_knowledge()
PROMPTS = ("prompt-engineering",)
RETRIEVAL = (*PROMPTS, "retrieval-augmented-generation")
AGENTS = (*RETRIEVAL, "agents")
PLANS = (
    PROMPTS,
    RETRIEVAL,
    AGENTS,
    (*PROMPTS, "parameter-efficient-fine-tuning"),
    (*PROMPTS, "full-fine-tuning"),
)
COSTLY = sorted(set(KNOWLEDGE.item_costs) - READY_ASSISTANTS)
LOAD: dict[str, Any] = {
    "requests_per_month": 100_000,
    "input_tokens": 500,
    "output_tokens": 300,
    "knowledge_tokens": 3_000_000,
}
loads = st.fixed_dictionaries(
    {
        "requests_per_month": st.integers(0, 10**7),
        "input_tokens": st.integers(50, 5_000),
        "output_tokens": st.integers(20, 2_000),
        "knowledge_tokens": st.integers(300_000, 10**9),
    }
)
plans = st.sampled_from(PLANS)
some_items = st.lists(st.sampled_from(COSTLY), max_size=6, unique=True)


def of(
    facts: dict[str, Any], plan: tuple[str, ...] = PROMPTS, items: Any = (), models: Any = ()
) -> Estimates:
    return estimate(facts, as_of=DAY, plan=plan, items=items, models=models)


def width(model: ModelEstimate) -> float:
    return model.month.high / model.month.low


@settings(max_examples=25, deadline=None)
@given(loads, plans, some_items)
def test_parts_are_never_negative_and_sum_to_the_total_in_every_column(
    facts: dict[str, Any], plan: tuple[str, ...], items: list[str]
) -> None:
    for model in of(facts, plan, items).models:
        for column in ("low", "likely", "high"):
            for total, parts in (
                (model.month, model.month_parts),
                (model.build, model.build_parts),
            ):
                amounts = [getattr(part, column) for part in parts]
                assert all(amount >= 0 for amount in amounts)
                told = getattr(total, column) if total else 0.0
                assert sum(amounts) == pytest.approx(told)


@settings(max_examples=25, deadline=None)
@given(loads, st.sampled_from(PLANS[:4]), some_items)
def test_doubling_the_requests_doubles_what_grows_with_them_and_nothing_else(
    facts: dict[str, Any], plan: tuple[str, ...], items: list[str]
) -> None:
    # Storage is kept whatever is asked: the store grows by its queries alone. Instances are whole.
    # The first million pages of a month cost more.
    one = of(facts, plan, items, ["amazon.nova-lite-v1:0"])
    two = of(
        {**facts, "requests_per_month": 2 * facts["requests_per_month"]},
        plan,
        items,
        ["amazon.nova-lite-v1:0"],
    )
    for before, after in zip(one.models[0].month_parts, two.models[0].month_parts, strict=True):
        if before.kind in ("store", "hosting", "textract"):
            assert before.likely <= after.likely <= 2 * before.likely * (1 + 1e-9)
        elif before.grows:
            assert after.likely == pytest.approx(2 * before.likely)
        else:
            assert after.likely == pytest.approx(before.likely)
    assert one.models[0].build == two.models[0].build


@settings(max_examples=25, deadline=None)
@given(loads, plans, some_items, st.sampled_from(COSTLY))
def test_a_further_item_never_lowers_the_total_unless_it_is_one_that_saves(
    facts: dict[str, Any], plan: tuple[str, ...], items: list[str], further: str
) -> None:
    saves = {"batch-inference", "service-tiers", "prompt-caching", "response-caching"}
    # Of stores one is taken, and weights of one's own take the place of tokens.
    instead = {"self-hosted-open-weights", "s3-vectors", "opensearch-serverless"}
    stores = {"aurora-pgvector", "neptune-analytics", "memorydb", "documentdb", "amazon-kendra"}
    stores |= {"amazon-elasticache", "bedrock-managed-knowledge-base"}
    if {further, *items} & (saves | instead | stores):
        return
    one = of(facts, plan, items, ["amazon.nova-lite-v1:0"]).models[0]
    two = of(facts, plan, [*items, further], ["amazon.nova-lite-v1:0"]).models[0]

    for column in ("low", "likely", "high"):
        assert getattr(two.month, column) >= getattr(one.month, column) * (1 - 1e-9)
        assert getattr(two.year, column) >= getattr(one.year, column) * (1 - 1e-9)


@settings(max_examples=25, deadline=None)
@given(loads, st.sampled_from(PLANS[:4]))
def test_a_stated_load_on_a_named_model_is_told_within_a_factor_of_two(
    facts: dict[str, Any], plan: tuple[str, ...]
) -> None:
    facts = {**facts, "requests_per_month": facts["requests_per_month"] + 1}
    found = estimate(
        facts,
        as_of=DAY,
        plan=plan,
        models=["amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0"],
        # How much knowledge is indexed anew is stated too: with few requests on much knowledge
        # it outweighs the load, and where nobody says it the month is wider than this.
        assumptions={"changed_share": 0.1},
    )
    for model in found.models:
        assert width(model) <= 2


@pytest.mark.parametrize("plan", PLANS)
def test_an_unstated_load_is_told_within_a_factor_of_five(plan: tuple[str, ...]) -> None:
    for model in of({}, plan).models:
        assert width(model) <= 5, model.name


@cache
def advice_of(worked: str) -> Advice:
    scenario = KNOWLEDGE.scenarios[worked]
    day = scenario.as_of or DAY
    return default_advisor().explained(scenario.facts, scenario.view, day)


def states_a_range(worked: str) -> bool:
    stated = read_scenario(KNOWLEDGE.scenarios[worked].facts)
    return any(isinstance(value, NumberRange) for _, value in stated.values())


@pytest.mark.parametrize(
    "worked", [each for each in sorted(KNOWLEDGE.scenarios) if not states_a_range(each)]
)
def test_a_worked_scenario_is_told_within_the_promised_widths(worked: str) -> None:
    load = {"requests_per_month", "input_tokens", "output_tokens", "knowledge_tokens"}
    most = 2 if load <= set(KNOWLEDGE.scenarios[worked].facts) else 5
    for model in advice_of(worked).estimates.models:
        assert width(model) <= most, model.name
        if model.times is not None:
            assert model.times.whole.high <= 2 * model.times.whole.low, model.name


FREE = frozenset(
    {
        "bedrock-prompt-management",
        "partyrock",
        "sagemaker-model-cards",
        "strands-agents",
        "sagemaker-model-registry",
        "fmeval",
        "aws-iam",
        "aws-artifact",
        "aws-cost-explorer",
    }
)
"""Services that cost no money of their own."""
NAMED = {"tuning": "Tuning ", "store": "the vector store", "cached": "Savings from caching"}
"""How the line begins that says why such a part is not counted."""


@pytest.mark.parametrize("worked", sorted(KNOWLEDGE.scenarios))
def test_what_is_recommended_is_free_in_the_total_or_named_as_not_counted(worked: str) -> None:
    advice = advice_of(worked)
    wanted = [
        item
        for stage in advice.stages
        for item in stage.items
        if item.rank in ("essential", "recommended")
    ]
    for model in advice.estimates.models:
        kinds = {part.kind for part in (*model.month_parts, *model.build_parts)}
        for item in wanted:
            cost = KNOWLEDGE.item_costs.get(item.id)
            if cost is None:
                assert item.kind != "service" or item.id in FREE, item.id
            elif cost.counted is not None:
                lines = (f"{item.name}: ", NAMED.get(cost.counted, f"{item.name}: "))
                named = any(each.startswith(lines) for each in model.not_counted)
                assert kinds & COUNTED_IN[cost.counted] or named, f"{item.id}, {model.name}"
            else:
                assert any(each.startswith(item.name) for each in model.not_counted), item.id


def test_a_cost_is_exact_where_tokens_and_passages_are_stated() -> None:
    exact = estimate(
        LOAD,
        as_of=DAY,
        plan=RETRIEVAL,
        assumptions={
            "retrieved_passages": 5,
            "passage_tokens": 300,
            "changed_share": 0.1,
            "vector_bytes": 5096,
        },
        models=["amazon.nova-pro-v1:0"],
    ).models[0]

    assert exact.month.low == exact.month.high
    assert exact.month.likely == pytest.approx(
        100_000 * ((500 + 5 * 300) * 0.8 + 300 * 3.2) / 1e6, rel=0.02
    )


LENGTHS = st.fixed_dictionaries(
    {},
    optional={
        "input_tokens": st.integers(20, 20_000),
        "output_tokens": st.integers(20, 3_000),
        "knowledge_tokens": st.integers(1_000, 10**8),
    },
)


@settings(max_examples=25, deadline=None)
@given(LENGTHS, st.sampled_from((*PLANS, (*RETRIEVAL, "full-fine-tuning"))))
def test_the_middle_time_is_told_within_a_factor_of_two_and_of_three_for_a_whole_handbook(
    facts: dict[str, Any], plan: tuple[str, ...]
) -> None:
    # Measured prompts have 1,000 tokens. How fast a whole handbook in the prompt is read is an
    # assumption, whose own range is a factor of two, on top of the measured speed's.
    in_the_prompt = "knowledge_tokens" in facts and RETRIEVAL[-1] not in plan
    within = 3 if in_the_prompt else 2
    for model in of(facts, plan).models:
        if model.times is not None:
            assert model.times.whole.high / model.times.whole.low <= within, model.name
            assert model.times.first.likely <= model.times.whole.likely
            assert model.times.whole.likely <= model.times.whole_95.likely


budgets = st.sampled_from((1, 10, 100, 1_000, 10_000, 100_000))
PATH_FACTS = {
    "prompt-engineering": "monthly_budget_for_prompt_engineering",
    "retrieval-augmented-generation": "monthly_budget_for_retrieval",
    "agents": "monthly_budget_for_agents",
}


SAVING = ("batch-inference", "service-tiers", "prompt-caching", "response-caching")
repeating = st.fixed_dictionaries(
    {},
    optional={
        "shared_prefix_tokens": st.integers(0, 10_000),
        "repeated_requests_percent": st.integers(0, 100),
        "knowledge_tokens": st.integers(1_000, 250_000),
        "knowledge_source": st.sampled_from(("general", "private_documents")),
    },
)


@settings(max_examples=40, deadline=None)
@given(
    st.builds(lambda load, more: {**load, **more}, loads, repeating),
    budgets,
    st.sampled_from(sorted(PATH_FACTS)),
    st.sampled_from(("interactive", "asynchronous", "batch")),
    st.lists(st.sampled_from(SAVING), unique=True),
)
@example(
    {**LOAD, "knowledge_tokens": 100_000},
    1_000,
    "prompt-engineering",
    "interactive",
    [],
)
@example(
    {**LOAD, "input_tokens": 5_000, "shared_prefix_tokens": 4_500},
    16,
    "prompt-engineering",
    "interactive",
    ["prompt-caching"],
)
@example(
    {**LOAD, "requests_per_month": 2_000_000},
    100,
    "prompt-engineering",
    "batch",
    ["batch-inference"],
)
def test_rules_and_table_agree_on_the_budget_of_every_path(
    facts: dict[str, Any], budget: int, path: str, mode: str, items: list[str]
) -> None:
    stated = {**facts, "monthly_budget_usd": budget, "serving_mode": mode}
    standing = derive(read_scenario(stated), "production").get(PATH_FACTS[path])
    plan = tuple(dict.fromkeys((*PROMPTS, path)))
    verdicts = {
        verdict.verdict
        for model in of(stated, plan, items).models
        if (verdict := model.verdict("monthly_budget_usd"))
    }

    if standing == "below_estimate":
        assert verdicts <= {"out"}
    if standing == "above_estimate":
        assert verdicts <= {"fits"}
    if "fits" in verdicts:
        assert standing != "below_estimate"
    if "out" in verdicts:
        assert standing != "above_estimate"


@pytest.mark.parametrize("budget", [500, 2_000, 20_000])
def test_a_budget_for_weights_of_ones_own_is_held_against_hosting(budget: int) -> None:
    advice = advise({**LOAD, "control": "own_weights", "monthly_budget_usd": budget}, as_of=DAY)
    verdicts = [model.verdict("monthly_budget_usd") for model in advice.estimates.models]
    told = {each.verdict for each in verdicts if each}
    standings = {
        against.standing
        for path in advice.estimates.paths
        if path.in_plan
        for against in path.against
        if against.fact == "monthly_budget_usd"
    }

    expected = {500: {"out"}, 2_000: {"out", "fits"}, 20_000: {"fits"}}
    assert told == expected[budget]
    stands = {500: "below_estimate", 2_000: "within_estimate", 20_000: "above_estimate"}
    assert standings == {stands[budget]}
    warnings = [each.title for each in advice.warnings]
    assert ("The monthly budget does not pay hosts that run all month" in warnings) == (
        budget == 500
    )


@settings(max_examples=15, deadline=None)
@given(loads, budgets)
def test_with_a_named_model_the_rules_say_exactly_what_the_table_says(
    facts: dict[str, Any], budget: int
) -> None:
    stated = {**facts, "monthly_budget_usd": budget}
    named = with_models(KNOWLEDGE, ["amazon.nova-pro-v1:0"])
    standing = deriver_over(named).derive(read_scenario(stated), "production")[
        "monthly_budget_for_retrieval"
    ]
    verdict = (
        of(stated, RETRIEVAL, (), ["amazon.nova-pro-v1:0"]).models[0].verdict("monthly_budget_usd")
    )

    assert verdict is not None
    told = {"below_estimate": "out", "within_estimate": "tight", "above_estimate": "fits"}
    assert verdict.verdict == told[str(standing)]


def test_the_table_names_the_cheapest_a_balanced_and_the_strongest() -> None:
    models = of(LOAD, RETRIEVAL).models

    assert [each.role for each in models] == ["cheapest", "balanced", "strongest"]
    likely = [each.month.likely for each in models]
    index = [each.index or 0 for each in models]
    assert likely == sorted(likely)
    assert index == sorted(index)


def test_a_named_model_is_the_one_that_is_costed_and_a_wrong_one_is_refused() -> None:
    named = of(LOAD, models=["amazon.nova-pro-v1:0"]).models

    assert [each.id for each in named] == ["amazon.nova-pro-v1:0"]
    with pytest.raises(BadInput, match="nova-prro"):
        of(LOAD, models=["nova-prro"])


def test_an_advice_costs_the_model_that_it_was_given() -> None:
    advice = advise(LOAD, as_of=DAY, models=["amazon.nova-pro-v1:0"])

    assert [each.name for each in advice.estimates.models] == ["Nova Pro"]


def test_knowledge_kept_whole_in_the_prompt_is_paid_with_every_request() -> None:
    facts = {**LOAD, "knowledge_tokens": 60_000}
    without = of({**LOAD, "knowledge_source": "general"}, models=["amazon.nova-pro-v1:0"])
    whole = of(facts, models=["amazon.nova-pro-v1:0"])

    more = whole.models[0].month.likely - without.models[0].month.likely
    assert more == pytest.approx(100_000 * 60_000 * 0.8 / 1e6)


def test_an_agent_that_retrieves_reads_the_passages_at_every_step() -> None:
    plain = of(LOAD, (*PROMPTS, "agents"), (), ["amazon.nova-pro-v1:0"]).models[0]
    both = of(LOAD, AGENTS, (), ["amazon.nova-pro-v1:0"]).models[0]

    read = 100_000 * 4 * 5 * 300 * 0.8 / 1e6
    assert both.month.likely - plain.month.likely >= read


def test_a_prompt_above_the_bound_is_paid_at_the_higher_price() -> None:
    luna = "global.openai.gpt-5.6-luna"
    short = of({**LOAD, "input_tokens": 272_000}, models=[luna]).models[0]
    long = of({**LOAD, "input_tokens": 272_001}, models=[luna]).models[0]

    assert short.month_parts[0].likely == pytest.approx(100_000 * 272_000 * 0.2 / 1e6)
    assert long.month_parts[0].likely == pytest.approx(100_000 * 272_001 * 0.4 / 1e6)


def test_seventy_billion_weights_are_hosted_where_they_fit_and_timed_there() -> None:
    large = of(LOAD, (*PROMPTS, "full-fine-tuning")).models[-1]
    instance = next(each for each in KNOWLEDGE.instances.values() if each.name == large.instance)
    chip = KNOWLEDGE.accelerators[instance.accelerator]

    assert large.name == "Llama 3.1 70B"
    assert instance.accelerators * chip.memory_gb > 140


def test_weights_are_hosted_at_the_price_of_the_service_that_is_recommended() -> None:
    plan = (*PROMPTS, "full-fine-tuning")
    endpoint = of(LOAD, plan, ["sagemaker-endpoints", "ec2-gpu"]).models[0]
    machine = of(LOAD, plan, ["ec2-gpu"]).models[0]

    assert endpoint.instance == "ml.g5.xlarge"
    assert endpoint.month.likely == pytest.approx(1.41 * 730)
    assert machine.instance == "g5.xlarge"
    assert machine.month.likely == pytest.approx(1.006 * 730)


def test_an_endpoint_on_demand_is_held_against_the_same_machine_reserved() -> None:
    (point,) = of(LOAD, (*PROMPTS, "full-fine-tuning"), ["sagemaker-endpoints"]).points

    assert point.of == "reserved"
    assert point.name == "g5.xlarge"
    assert point.at == pytest.approx(0.63378 / 1.41)


def test_a_query_pays_for_the_one_index_that_it_asks() -> None:
    def store(indexes: int) -> float:
        found = estimate(
            {**LOAD, "knowledge_tokens": 3 * 10**9},
            as_of=DAY,
            plan=RETRIEVAL,
            items=["s3-vectors"],
            assumptions={"vector_indexes": indexes},
            models=["amazon.nova-lite-v1:0"],
        )
        return next(p.likely for p in found.models[0].month_parts if p.kind == "store")

    assert store(40) < store(1) / 1.5


def test_writing_to_the_store_is_paid_where_the_store_charges_for_it() -> None:
    def indexing(store: str) -> float:
        (model,) = of(LOAD, RETRIEVAL, [store], ["amazon.nova-lite-v1:0"]).models
        return next(p.likely for p in model.build_parts if p.kind == "indexing")

    assert indexing("opensearch-serverless") == pytest.approx(3_000_000 * 0.02 / 1e6)
    assert indexing("s3-vectors") > indexing("opensearch-serverless")


def test_a_tuned_model_that_needs_units_pays_them_all_month() -> None:
    llama = of(
        LOAD, (*PROMPTS, "parameter-efficient-fine-tuning"), (), ["meta.llama3-1-70b-instruct-v1:0"]
    ).models[0]
    units = [part for part in llama.month_parts if part.kind == "units"]

    assert [part.likely for part in units] == [24.0 * 730]


def test_batches_pay_half_and_only_where_nobody_waits() -> None:
    at_once = of(LOAD, models=["amazon.nova-pro-v1:0"]).models[0]
    facts = {**LOAD, "serving_mode": "batch"}
    batched = of(facts, PROMPTS, ["batch-inference"], ["amazon.nova-pro-v1:0"]).models[0]
    waiting = of(
        {**facts, "serving_mode": "interactive"},
        PROMPTS,
        ["batch-inference"],
        ["amazon.nova-pro-v1:0"],
    ).models[0]

    assert batched.month.likely == pytest.approx(at_once.month.likely / 2)
    assert waiting.month.likely == pytest.approx(at_once.month.likely)


def test_stated_tokens_are_read_in_pre_training() -> None:
    plan = (*PROMPTS, "pre-training-from-scratch")
    usual = of(LOAD, plan).models[0]
    stated = of({**LOAD, "unlabelled_tokens": 20 * 10**12}, plan).models[0]

    assert usual.build is not None
    assert stated.build is not None
    assert stated.build.likely > 5 * usual.build.likely


def test_an_edge_device_is_neither_priced_nor_timed() -> None:
    found = estimate({**LOAD, "deployment_target": "edge_device"}, as_of=DAY)
    assert any("neither priced nor timed" in each for each in found.warnings)
    assert of({**LOAD, "deployment_target": "edge_device"}).models == ()


def test_growth_makes_later_months_dearer_and_the_year_their_sum() -> None:
    grown = estimate(
        LOAD, as_of=DAY, assumptions={"monthly_growth": 0.1}, models=["amazon.nova-pro-v1:0"]
    ).models[0]

    assert grown.months[11] == pytest.approx(grown.months[0] * 1.1**11)
    assert grown.build is not None
    assert grown.year.likely == pytest.approx(grown.build.likely + sum(grown.months))


def test_people_are_counted_where_days_and_rate_are_given_and_else_named() -> None:
    paid = estimate(
        LOAD,
        as_of=DAY,
        assumptions={"people_days": 20, "day_rate_usd": 800},
        models=["amazon.nova-pro-v1:0"],
    ).models[0]

    assert [part.likely for part in paid.build_parts if part.kind == "people"] == [16_000]
    assert any(each.startswith("People") for each in of(LOAD).models[0].not_counted)
    assert not any(each.startswith("People") for each in paid.not_counted)


def test_a_guardrail_without_a_named_policy_is_paid_for_one() -> None:
    guarded = of(LOAD, PROMPTS, ["bedrock-guardrails"], ["amazon.nova-lite-v1:0"]).models[0]
    filtered = of(
        LOAD, PROMPTS, ["bedrock-guardrails", "content-filters"], ["amazon.nova-lite-v1:0"]
    ).models[0]

    assert [part.kind for part in guarded.month_parts].count("guardrails") == 1
    assert guarded.month == filtered.month


def test_a_judge_of_answers_of_own_hosts_is_named_as_not_counted() -> None:
    plan = (*PROMPTS, "full-fine-tuning")
    model = of(LOAD, plan, ["llm-as-judge", "quality-monitoring"]).models[0]

    lines = ("LLM as a judge: ", "Quality monitoring of live answers: ")
    assert "evaluation" not in {part.kind for part in model.month_parts}
    assert len([each for each in model.not_counted if each.startswith(lines)]) == 2


def test_every_word_for_what_is_counted_names_kinds_of_parts() -> None:
    words = {each.counted for each in KNOWLEDGE.item_costs.values() if each.counted}

    assert words == set(COUNTED_IN)
    assert frozenset().union(*COUNTED_IN.values()) <= {*running.NAMES, *building.NAMES}


def test_every_recommended_item_that_costs_money_is_counted_or_named() -> None:
    services = [each.id for each in KNOWLEDGE.items.values() if each.kind == "service"]

    assert set(services) - set(KNOWLEDGE.item_costs) <= FREE
    assert set(KNOWLEDGE.item_costs) <= set(KNOWLEDGE.items)


def test_what_has_no_price_is_named_at_the_total() -> None:
    model = of(LOAD, RETRIEVAL, ["memorydb"], ["amazon.nova-pro-v1:0"]).models[0]

    assert any("MemoryDB" in each for each in model.not_counted)
    assert not any(part.kind == "store" for part in model.month_parts)


def test_a_graph_is_paid_as_one_that_runs_not_as_one_that_is_stopped() -> None:
    graph = {**LOAD, "existing_vector_store": "graph"}
    model = of(graph, RETRIEVAL, ["neptune-analytics"], ["amazon.nova-pro-v1:0"]).models[0]
    (store,) = (part for part in model.month_parts if part.kind == "store")

    assert store.likely == 300
    assert not model.without


def test_a_limit_is_never_called_met_while_the_range_exceeds_it() -> None:
    for limit in (1_000, 3_000, 10_000, 60_000):
        for model in of({**LOAD, "p95_latency_ms": limit}).models:
            verdict = model.verdict("p95_latency_ms")
            assert verdict is not None
            if model.times is not None and verdict.verdict == "fits":
                assert model.times.whole_95.high <= limit


def test_the_plans_stand_beside_each_other_as_wholes() -> None:
    found = of(LOAD, RETRIEVAL).plans
    chosen = [each for each in found if each.chosen]

    assert len(found) == 8
    assert [each.headline for each in chosen] == ["retrieval-augmented-generation"]
    assert {each.headline: each for each in found}["prompt-engineering"].month.likely < chosen[
        0
    ].month.likely


def test_the_swings_say_what_one_unknown_alone_does() -> None:
    found = of({}, RETRIEVAL)
    balanced = next(each for each in found.models if each.role == "balanced")

    spans = [each.month_high - each.month_low for each in found.swings]
    assert spans == sorted(spans, reverse=True)
    assert found.swings[0].name == "requests_per_month"
    for each in found.swings:
        assert each.month_low <= balanced.month.likely * (1 + 1e-9)
        assert balanced.month.likely <= each.month_high * (1 + 1e-9)


def test_likely_amounts_are_round() -> None:
    advice: Advice = advise(LOAD, as_of=DAY)
    for model in advice.estimates.models:
        digits = model.month.text.strip("$").replace(",", "").replace(".", "").strip("0")
        assert len(digits) <= 2 or model.month.text == "under $0.01"
        assert "e+" not in model.month.text


def test_a_model_is_named_as_people_write_it() -> None:
    found = of(LOAD, PROMPTS, models=["Nova Lite", "claude-sonnet 4.5", "amazon.nova-lite-v1:0"])

    assert [each.name for each in found.models] == ["Nova Lite", "Claude Sonnet 4.5"]


def test_a_model_that_there_is_not_is_asked_about_at_its_place() -> None:
    with pytest.raises(BadInput) as refused:
        of(LOAD, PROMPTS, models=["Nova Lite", "Nova Lit"])

    (problem,) = refused.value.problems
    assert problem.place == "models/1"
    assert problem.remedy == 'Did you mean "amazon.nova-lite-v1:0"?'


def test_a_request_that_may_cost_nothing_has_no_break_even() -> None:
    advice = advise({"input_tokens": {"at_most": 100}, "output_tokens": 0}, as_of=DAY)

    assert advice.estimates.break_evens == ()
