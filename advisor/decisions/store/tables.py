"""The tables of a store, as they are after the last migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0001"
"""The newest migration."""

metadata = MetaData()

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("overridden", Boolean, nullable=False),
    Column("verdict", String(32)),
    # The whole decision as JSON: what its events add up to.
    Column("state", Text, nullable=False),
    Index("decisions_by_team", "team", "revision"),
)
"""Each decision as it is now."""

events = Table(
    "events",
    metadata,
    # Grows by one with each event of the store, in the order in which they are committed.
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("decision", String(32), ForeignKey("decisions.id"), nullable=False),
    Column("team", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("knowledge", String(64), nullable=False),
    Column("data", Text, nullable=False),
    UniqueConstraint("decision", "version", name="one_event_a_version"),
)
"""Everything that was done; nothing is changed or taken away."""

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)
"""One row: the revision of the last event. Who writes locks it, so that revisions have no gaps."""
