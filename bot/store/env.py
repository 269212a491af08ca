"""Alembic's environment: runs the scripts of `versions/` on the connection that `migrate` passes in."""

from __future__ import annotations

from alembic import context

from bot.store.schema import is_ours, metadata

# SQLite cannot alter most of a table: batch mode rebuilds it there, and alters it on PostgreSQL.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=is_ours,
)
context.run_migrations()
