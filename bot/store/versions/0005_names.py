"""Rename tables, columns, constraints and indexes to the field's standard terms; no row changes.

PostgreSQL renames in place. SQLite renames neither constraints nor the content table of an FTS5 index, so each table
is made under its new name from its own definition, filled, and the old one dropped.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = {
    "cards": "pinned_cards",
    "looks": "last_seen",
    "proofs": "broadcast_drafts",
    "queries": "saved_searches",
    "readings": "current_stories",
    "rules": "key_values",
    "schedule": "scheduled_publications",
    "searchables": "search_index",
    "searched": "indexed_stories",
    "seats": "member_locale",
    "shown": "shown_pages",
    "taken": "processed_updates",
}
# By the table's name before this migration.
COLUMNS = {
    "inbox": {"set_aside_reason": "dead_letter_reason"},
    "readers": {"wanted": "format_preference"},
    "schedule": {"push": "broadcast_spec"},
    "subscribers": {"pace": "frequency"},
}
WORDS = ("ar", "en", "keys")


def upgrade() -> None:
    """Rename everything, as each database can."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        _drop_fts5()
    for table in sorted({*TABLES, *COLUMNS}):
        (_rebuild if sqlite else _rename)(table, TABLES.get(table, table), COLUMNS.get(table, {}))
    if sqlite:
        _make_fts5()
        op.drop_index("ix_deliveries_doubtful")
        op.execute(
            "CREATE INDEX ix_deliveries_uncertain ON deliveries (broadcast_id) WHERE state IN ('sending', 'uncertain')"
        )
    else:
        op.execute("ALTER INDEX searches RENAME TO search_fts")
        op.execute("ALTER INDEX ix_deliveries_doubtful RENAME TO ix_deliveries_uncertain")


def _renamed(definition: str, old: str, new: str, columns: dict[str, str]) -> str:
    """Return a definition or a constraint's name with the table and its columns renamed."""
    for before, after in {old: new, **columns}.items():
        definition = re.sub(rf"(?<![a-z]){before}(?![a-z])", after, definition)
    return definition


def _rebuild(old: str, new: str, columns: dict[str, str]) -> None:
    """Copy a table of SQLite to its new definition; foreign keys are off meanwhile, and checked before the commit."""
    bind = op.get_bind()
    objects = sa.text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    rows = bind.execute(objects, {"table": old}).all()
    definition = next(sql for kind, _name, sql in rows if kind == "table")
    # Other tables point at a table that keeps its name: the old one must be gone before the new one is called so.
    made = new if new != old else f"{old}_rebuilt"
    head = re.match(rf'CREATE TABLE "?{old}"?', definition)
    if head is None:
        raise ValueError(definition)
    body = _renamed(definition[head.end() :], old, new, columns)
    bind.exec_driver_sql(f'CREATE TABLE "{made}"{body}')
    bind.exec_driver_sql(f'INSERT INTO "{made}" SELECT * FROM "{old}" ORDER BY rowid')  # noqa: S608 - names of ours
    bind.exec_driver_sql(f'DROP TABLE "{old}"')
    if made != new:
        bind.exec_driver_sql(f'ALTER TABLE "{made}" RENAME TO "{new}"')
    for kind, _name, sql in rows:
        if kind == "index":
            bind.exec_driver_sql(_renamed(sql, old, new, columns))


def _rename(old: str, new: str, columns: dict[str, str]) -> None:
    """Rename a table of PostgreSQL, its columns, and its constraints, indexes and sequence."""
    if old != new:
        op.rename_table(old, new)
    for before, after in columns.items():
        op.alter_column(new, before, new_column_name=after)
    bind, named = op.get_bind(), {"table": new}
    constraints = sa.text("SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass)")
    for name in bind.scalars(constraints, named).all():
        if (fresh := _renamed(name, old, new, columns)) != name:
            op.execute(f'ALTER TABLE {new} RENAME CONSTRAINT "{name}" TO "{fresh}"')
    # The index of a primary key or a unique constraint was renamed with it, and must not be renamed once more.
    indexes = sa.text(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema AND tablename = :table "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    for name in bind.scalars(indexes, named).all():
        if (fresh := _renamed(name, old, new, columns)) != name:
            op.execute(f'ALTER INDEX "{name}" RENAME TO "{fresh}"')
    if old != new and bind.scalar(sa.text("SELECT to_regclass(:name)"), {"name": f"{old}_id_seq"}):
        op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")


def _drop_fts5() -> None:
    for statement in (
        *("DROP TRIGGER searchables_in", "DROP TRIGGER searchables_out"),
        *("DROP TABLE searches_words", "DROP TABLE searches"),
    ):
        op.execute(statement)


def _make_fts5() -> None:
    """Make the full-text index anew from its content table: https://www.sqlite.org/fts5.html, 4.4.3 and 6.10."""
    listed = ", ".join(WORDS)
    new, old = (", ".join(f"{row}.{name}" for name in ("id", *WORDS)) for row in ("new", "old"))
    op.execute(
        f"CREATE VIRTUAL TABLE search_fts USING fts5({listed}, content='search_index', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    )
    op.execute("CREATE VIRTUAL TABLE search_fts_words USING fts5vocab(search_fts, row)")
    op.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    into = f"INSERT INTO search_fts(rowid, {listed}) VALUES ({new})"  # noqa: S608 - names of ours
    out = f"INSERT INTO search_fts(search_fts, rowid, {listed}) VALUES ('delete', {old})"  # noqa: S608 - likewise
    op.execute(f"CREATE TRIGGER search_index_inserted AFTER INSERT ON search_index BEGIN {into}; END")
    op.execute(f"CREATE TRIGGER search_index_deleted AFTER DELETE ON search_index BEGIN {out}; END")
