"""What retrieval costs: the index, the store that is recommended, the questions."""

from __future__ import annotations

from advisor.estimates import storing
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import asked_tokens
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.wanted import Wanted
from advisor.knowledge.figures import MANAGED_MODELS_CITATION

STORES = ("neptune-analytics", "opensearch-serverless", "aurora-pgvector", "s3-vectors")
"""Stores with a price, and UNPRICED without; an advice recommends one of all."""
UNPRICED = (
    "memorydb",
    "documentdb",
    "amazon-kendra",
    "amazon-elasticache",
    "bedrock-managed-knowledge-base",
)


def index_size(inputs: Inputs) -> Quantity:
    """Size of the index in GB."""
    return inputs.work_out("vector_gb", "Size of the index", storing.vector_gb, vectors=_of(inputs))


def _of(inputs: Inputs) -> Quantity:
    return inputs.work_out("vectors", "Vectors of the index", storing.vectors)


def indexing_cost(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What embedding the knowledge and writing the index costs once, in USD.

    Of the stores with a price, S3 Vectors alone charges for writing.
    """
    if _store(wanted) != "s3-vectors":
        return inputs.work_out(
            "indexing_cost",
            "Embedding the knowledge",
            storing.embedding_cost,
            embedding_usd=_embedding_usd(inputs),
        )
    return inputs.work_out(
        "indexing_cost",
        "Embedding the knowledge and writing the index",
        storing.indexing_cost,
        vector_gb=index_size(inputs),
        embedding_usd=_embedding_usd(inputs),
        vector_put_gb=inputs.priced("vector_put_gb"),
    )


def retrieval_parts(inputs: Inputs, wanted: Wanted) -> list[Quantity]:
    """What asking the index and keeping it current costs each month, in USD; the store apart."""
    parts = [
        inputs.work_out(
            "questions_cost",
            "Embedding the questions",
            storing.questions_cost,
            input_tokens=asked_tokens(inputs),
            embedding_usd=_embedding_usd(inputs),
        )
    ]
    if wanted.stated.get("knowledge_change") != "never":
        parts.append(
            inputs.work_out(
                "reindexing_cost",
                "Indexing changed knowledge anew",
                storing.reindexing_cost,
                indexing_cost=indexing_cost(inputs, wanted),
            )
        )
    return parts


def store_cost(inputs: Inputs, wanted: Wanted) -> Quantity | None:
    """What the vector store costs each month, in USD; None where no source gives its price.

    The store that is recommended; S3 Vectors, which has no floor, where none is.
    """
    store = _store(wanted)
    if store is None or _is_there_already(wanted, store):
        return None
    if store == "opensearch-serverless":
        return inputs.work_out(
            "opensearch_cost",
            "OpenSearch Serverless: running all hours",
            storing.opensearch_cost,
            vector_gb=index_size(inputs),
            opensearch_unit_hour=inputs.priced("opensearch_unit_hour"),
            opensearch_storage_gb_month=inputs.priced("opensearch_storage_gb_month"),
        )
    if store == "neptune-analytics":
        return inputs.work_out(
            "neptune_cost",
            "Neptune Analytics: a graph of 16 units at all hours",
            storing.neptune_cost,
            neptune_month=inputs.priced("neptune_month"),
        )
    if store == "aurora-pgvector":
        return inputs.work_out(
            "aurora_cost",
            "Aurora PostgreSQL: the smallest",
            storing.aurora_cost,
            aurora_month=inputs.priced("aurora_month"),
        )
    return inputs.work_out(
        "s3_vectors_cost",
        "S3 Vectors: storage and queries",
        storing.s3_vectors_cost,
        vector_gb=index_size(inputs),
        asked_vectors=inputs.work_out(
            "asked_vectors",
            "Vectors that a query reads",
            storing.asked_vectors,
            vectors=_of(inputs),
        ),
        vector_storage_gb_month=inputs.priced("vector_storage_gb_month"),
        vector_queries_million=inputs.priced("vector_queries_million"),
        vector_scan_tb=inputs.priced("vector_scan_tb"),
        vector_scan_tb_beyond=inputs.priced("vector_scan_tb_beyond"),
    )


def _store(wanted: Wanted) -> str | None:
    """The store with a price that keeps the vectors; None where one without a price does."""
    if any(each in wanted.items for each in UNPRICED):
        return None
    return next((each for each in STORES if each in wanted.items), "s3-vectors")


def store_not_counted(wanted: Wanted) -> str | None:
    """Why the store is not in the total, where it is not."""
    store = next((each for each in STORES if each in wanted.items), "s3-vectors")
    if wanted.searches and _is_there_already(wanted, store):
        return "the vector store, which is in use already: what more it costs for this is not known"
    return None


def second_graph(wanted: Wanted) -> str | None:
    """That a graph is counted beside the one in use; None where none is in use, or counted."""
    in_use = wanted.stated.get("existing_vector_store") == "graph"
    if not (in_use and wanted.searches and _store(wanted) == "neptune-analytics"):
        return None
    return (
        "Neptune Analytics is counted as a graph that a knowledge base builds beside yours. Where "
        "only your own graph is queried, leave it out."
    )


def _is_there_already(wanted: Wanted, store: str) -> bool:
    own = {"opensearch-serverless": "opensearch", "aurora-pgvector": "postgresql"}
    return wanted.stated.get("existing_vector_store") == own.get(store, store)


def reranking_cost(inputs: Inputs) -> Quantity:
    """What ordering the hits anew costs each month, in USD."""
    return inputs.work_out(
        "reranking_cost",
        "Ordering the hits anew",
        storing.reranking_cost,
        rerank_thousand=inputs.priced("rerank_thousand"),
    )


def _embedding_usd(inputs: Inputs) -> Quantity:
    model = inputs.knowledge.managed_models[inputs.reference("embedding_model")]
    return exactly(
        "embedding_usd",
        model.input_usd or 0.0,
        "USD per million tokens",
        "price",
        f"Tokens embedded: {model.name}",
        model.sources or (MANAGED_MODELS_CITATION,),
    )
