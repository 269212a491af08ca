"""The whole schema: all tables, and their creation in an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.store import (
    audience_tables,
    copy_tables,
    cover_pictures,
    delivery_tables,
    follow_tables,
    picture_files,
    report_tables,
    search_tables,
    tables,
)
from bot.store.column_types import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "audience_tables",
    "copy_tables",
    "cover_pictures",
    "delivery_tables",
    "follow_tables",
    "is_ours",
    "make",
    "metadata",
    "picture_files",
    "report_tables",
    "search_tables",
    "tables",
]


def is_ours(name: str | None, _kind: str, _parents: Any) -> bool:
    """Tell Alembic whether to compare an object: `search_fts*` are FTS5's own tables, unknown to SQLAlchemy."""
    return not (name or "").startswith("search_fts")


def make(connection: Connection, revision: str) -> None:
    """Create the schema in an empty database and stamp it with its revision, as Alembic does."""
    if connection.dialect.name == "postgresql":
        _restrict_indexes()
    metadata.create_all(connection, checkfirst=False)
    dialect = connection.dialect.name
    for statement in (*search_tables.indexing(dialect), *audience_tables.counting(dialect)):
        connection.exec_driver_sql(statement)
    connection.execute(
        text(
            "CREATE TABLE alembic_version "
            "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def _restrict_indexes() -> None:
    """Give partial indexes their condition on PostgreSQL, too.

    Named where the index is declared, it would import that dialect, 19 modules, into every process.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            if (where := index.dialect_kwargs.get("sqlite_where")) is not None:
                index.dialect_kwargs["postgresql_where"] = where
