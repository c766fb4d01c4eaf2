"""The arithmetic of retrieval: indexing the knowledge, keeping it, asking it."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, formula, larger, smaller


@formula("vectors", lowered_by=("indexed_passage_tokens",))
def vectors(knowledge_tokens: Amount, indexed_passage_tokens: Amount) -> Amount:
    """Vectors of the index: one for each passage."""
    return knowledge_tokens / indexed_passage_tokens


@formula("GB")
def vector_gb(vectors: Amount, vector_bytes: Amount) -> Amount:
    """Size of the index in GB of 2^30 bytes, as AWS bills it: vectors with their text."""
    return vectors * vector_bytes / 1073741824.0


@formula("USD")
def indexing_cost(
    knowledge_tokens: Amount, embedding_usd: Amount, vector_gb: Amount, vector_put_gb: Amount
) -> Amount:
    """What embedding the knowledge and writing it to S3 Vectors costs once, in USD.

    embedding_usd: per million tokens. The work of people and of reading files is not in it.
    """
    return knowledge_tokens * embedding_usd / 1e6 + vector_gb * vector_put_gb


@formula("USD")
def embedding_cost(knowledge_tokens: Amount, embedding_usd: Amount) -> Amount:
    """What embedding the knowledge costs once, in USD, where writing to the store is free."""
    return knowledge_tokens * embedding_usd / 1e6


@formula("USD per month")
def reindexing_cost(changed_share: Amount, indexing_cost: Amount) -> Amount:
    """What indexing changed knowledge anew costs each month in USD."""
    return changed_share * indexing_cost


@formula("USD per month")
def questions_cost(
    requests_per_month: Amount, input_tokens: Amount, embedding_usd: Amount
) -> Amount:
    """What embedding the questions of a month costs in USD."""
    return requests_per_month * input_tokens * embedding_usd / 1e6


@formula("vectors", lowered_by=("vector_indexes",))
def asked_vectors(vectors: Amount, vector_indexes: Amount) -> Amount:
    """Vectors that a query reads: those of the one index that it asks."""
    return vectors / vector_indexes


@formula("USD per month")
def s3_vectors_cost(
    vector_gb: Amount,
    vector_storage_gb_month: Amount,
    requests_per_month: Amount,
    vector_queries_million: Amount,
    asked_vectors: Amount,
    scanned_vector_bytes: Amount,
    vector_scan_tb: Amount,
    vector_scan_tb_beyond: Amount,
) -> Amount:
    """What S3 Vectors costs each month in USD: storage, calls, and the vectors that calls read.

    A TB is 2^40 bytes. The first 100,000 vectors of an index have a price of their own.
    """
    scanned = (
        smaller(asked_vectors, 100000.0) * vector_scan_tb
        + larger(0.0, asked_vectors - 100000.0) * vector_scan_tb_beyond
    )
    query = vector_queries_million / 1e6 + scanned * scanned_vector_bytes / 1099511627776.0
    return vector_gb * vector_storage_gb_month + requests_per_month * query


@formula("USD per month")
def opensearch_cost(
    opensearch_units: Amount,
    opensearch_unit_hour: Amount,
    hours_per_month: Amount,
    vector_gb: Amount,
    opensearch_storage_gb_month: Amount,
) -> Amount:
    """What OpenSearch Serverless costs each month in USD: units that always run, and storage."""
    running = opensearch_units * opensearch_unit_hour * hours_per_month
    return running + vector_gb * opensearch_storage_gb_month


@formula("USD per month")
def aurora_cost(aurora_month: Amount) -> Amount:
    """What the smallest Aurora PostgreSQL costs each month in USD."""
    return aurora_month


@formula("USD per month")
def neptune_cost(neptune_month: Amount) -> Amount:
    """What a graph of Neptune Analytics costs each month in USD that is never stopped."""
    return neptune_month


@formula("USD per month")
def reranking_cost(requests_per_month: Amount, rerank_thousand: Amount) -> Amount:
    """What ordering the hits anew costs each month in USD."""
    return requests_per_month * rerank_thousand / 1000.0
