"""The first tables: decisions, their events, and the counter of revisions.

Events refuse to be changed or taken away, whoever asks.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER events_stay_on_{verb} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
_POSTGRESQL = """
CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
"""
_TRIGGER = """
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION events_stay()
"""


def upgrade() -> None:
    """From an empty store."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("overridden", sa.Boolean, nullable=False),
        sa.Column("verdict", sa.String(32)),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("decisions_by_team", "decisions", ["team", "revision"])
    op.create_table(
        "events",
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("decision", sa.String(32), sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("knowledge", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.UniqueConstraint("decision", "version", name="one_event_a_version"),
    )
    made = op.create_table(
        "counter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(made, [{"id": 1, "revision": 0}])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))
    else:
        op.execute(_POSTGRESQL)
        op.execute(_TRIGGER)


def downgrade() -> None:
    """There is nothing before: history is not thrown away by a command."""
    raise NotImplementedError("A store keeps its history; remove the database yourself.")
