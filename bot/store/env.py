"""What Alembic runs around the scripts of `versions/`, on the connection that `migrate` gives it."""

from __future__ import annotations

from alembic import context

from bot.store.schema import is_ours, metadata

# SQLite alters a table by making it anew: batch mode spells that for both.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=is_ours,
)
context.run_migrations()
