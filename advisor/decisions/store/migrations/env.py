"""Alembic runs this: the migrations go over the connection of the store that asks for them."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # All or nothing: an interrupted migration leaves the store as it was, in SQLite too.
    transactional_ddl=True,
)
context.run_migrations()
