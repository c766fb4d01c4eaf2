"""What queries over records cost: written by a knowledge base, by the model, or in other costs."""

from __future__ import annotations

import datetime
from collections.abc import Collection

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import ModelEstimate, ModelTimes, PathEstimate

DAY = datetime.date(2026, 11, 26)
RAG = ("prompt-engineering", "retrieval-augmented-generation")
RECORDS = {
    "knowledge_source": "structured_records",
    "requests_per_month": 20_000,
    "input_tokens": 500,
    "output_tokens": 300,
}
KNOWLEDGE_BASE = "bedrock-knowledge-bases"


def found(
    facts: dict[str, object] = RECORDS, plan: Collection[str] = RAG, items: Collection[str] = ()
) -> ModelEstimate:
    return estimate(facts, as_of=DAY, plan=plan, items=items).models[0]


def queries(model: ModelEstimate) -> float | None:
    """What writing the queries of a month costs; None where no part says."""
    return next((each.likely for each in model.month_parts if each.kind == "queries"), None)


def test_a_knowledge_base_charges_for_each_query_that_it_writes() -> None:
    assert queries(found(items=[KNOWLEDGE_BASE])) == pytest.approx(20_000 * 0.002)


def test_without_a_knowledge_base_the_model_writes_the_query_in_a_call_of_its_own() -> None:
    model = found()
    read = next(each.likely for each in model.month_parts if each.kind == "read")

    written = queries(model)
    assert written is not None
    # The call reads as much as the one that answers, and writes besides.
    assert written > read


def test_a_query_is_counted_in_what_evaluating_costs() -> None:
    with_it, without_it = found(items=[KNOWLEDGE_BASE]), found()

    assert with_it.build is not None
    assert without_it.build is not None
    # 100 examples, 5 rounds.
    assert with_it.build.likely > 500 * 0.002


def test_what_runs_the_queries_is_told_to_come_on_top() -> None:
    for items in ((), (KNOWLEDGE_BASE,)):
        model = found(items=items)
        assert "running the queries over the records" in model.without
        assert any("Running the queries" in each for each in model.not_counted)


def test_an_agent_writes_its_queries_as_calls_of_a_tool() -> None:
    assert queries(found(plan=[*RAG, "agents"])) is None


def test_where_the_query_is_the_answer_it_is_paid_for_once() -> None:
    assert queries(found({**RECORDS, "tasks": ["text_to_query"]})) is None


def test_of_records_beside_documents_it_is_told_what_each_query_costs() -> None:
    facts = {**RECORDS, "further_knowledge_sources": ["private_documents"]}
    model = found(facts, items=[KNOWLEDGE_BASE])

    assert queries(model) is None
    assert any("0.002 USD for each" in each for each in model.not_counted)
    assert "writing and running the queries over the records" in model.without


def test_documents_are_found_without_queries() -> None:
    model = found({**RECORDS, "knowledge_source": "private_documents"}, items=[KNOWLEDGE_BASE])

    assert queries(model) is None
    assert not any("quer" in each.lower() for each in model.without)


def test_by_path_too_records_are_found_by_queries_and_without_an_index() -> None:
    def by_path(knowledge: str) -> tuple[PathEstimate, list[str]]:
        made = estimate({**RECORDS, "knowledge_source": knowledge}, as_of=DAY)
        path = next(each for each in made.paths if each.path == RAG[1])
        return path, [part.name for part in made.figures[str(path.monthly_cost)].inputs]

    records, of_records = by_path("structured_records")
    documents, of_documents = by_path("private_documents")

    assert records.build_cost is None
    assert documents.build_cost is not None
    assert "queries_cost" in of_records
    assert "queries_cost" not in of_documents


def times_of(
    facts: dict[str, object], items: Collection[str] = (), plan: Collection[str] = RAG
) -> ModelTimes:
    told = found(facts, plan=plan, items=items).times
    assert told is not None
    return told


DOCUMENTS: dict[str, object] = {**RECORDS, "knowledge_source": "private_documents"}


def test_a_query_is_written_by_a_whole_call_of_the_model_before_the_answer() -> None:
    records, documents = times_of(RECORDS), times_of(DOCUMENTS)
    search = 200
    # A first word of its own, and the tokens of the query.
    call = records.first.likely - documents.first.likely

    assert call > documents.first.likely - search
    assert records.whole.likely - documents.whole.likely == pytest.approx(call)
    assert records.without == "running the query"
    assert documents.without == ""


def test_what_a_knowledge_base_takes_to_write_a_query_is_in_no_time() -> None:
    records = times_of(RECORDS, [KNOWLEDGE_BASE])

    assert records.first.likely == pytest.approx(times_of(DOCUMENTS).first.likely)
    assert records.without == "writing and running the query"


def test_where_the_query_is_the_answer_no_time_is_counted_twice() -> None:
    answer = times_of({**RECORDS, "tasks": ["text_to_query"]})

    assert answer.first.likely == pytest.approx(
        times_of({**DOCUMENTS, "tasks": ["text_to_query"]}).first.likely
    )


def test_the_query_of_an_agent_is_one_of_its_steps() -> None:
    agents = [*RAG, "agents"]

    assert times_of(RECORDS, plan=agents).first.likely == pytest.approx(
        times_of(DOCUMENTS, plan=agents).first.likely
    )


def test_hosted_weights_write_the_query_too() -> None:
    own: dict[str, object] = {"control": "own_weights"}
    tuned = [*RAG, "full-fine-tuning"]
    hosted = ["self-hosted-open-weights"]
    records = times_of({**RECORDS, **own}, hosted, tuned)
    documents = times_of({**DOCUMENTS, **own}, hosted, tuned)

    assert records.whole.likely > documents.whole.likely
    assert records.first.likely > documents.first.likely
