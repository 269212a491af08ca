"""All tables together, as the database holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.store import delivery_tables, search_tables, tables
from bot.store.columns import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["delivery_tables", "is_ours", "make", "metadata", "search_tables", "tables"]


def is_ours(name: str | None, _kind: str, _parents: Any) -> bool:
    """Whether Alembic is to compare it: what begins with `searches` is an index of the database's own."""
    return not (name or "").startswith("searches")


def make(connection: Connection, revision: str) -> None:
    """Make everything in a database that has nothing, and note that it is at this revision, as Alembic does."""
    metadata.create_all(connection, checkfirst=False)
    for statement in search_tables.indexing(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(
        text(
            "CREATE TABLE alembic_version "
            "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
