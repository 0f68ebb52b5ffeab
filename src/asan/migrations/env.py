"""Alembic's entry: runs the versions over the connection that `asan.kit.migrate` hands in."""

from alembic import context

from asan.kit.store import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most of a table in place; batch mode copies it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
