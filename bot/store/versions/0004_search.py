"""What searches look through, item by item, with its index; what was searched for; and what each chat saw last.

The words of stories published before are folded by the program, at its next start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("ar", "en", "keys")


def upgrade() -> None:
    """Make the tables anew, and the index as each database has it."""
    op.drop_table("searchables")
    op.create_table(
        "searchables",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer()),
        sa.Column("last", sa.Integer()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in COLUMNS),
        sa.PrimaryKeyConstraint("id", name="pk_searchables"),
        sa.UniqueConstraint("story_id", "item", name="uq_searchables_story_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_searchables_story_id"),
    )
    op.create_table(
        "searched",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_searched"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_searched_story_id"),
    )
    op.create_table(
        "queries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queries"),
        sa.UniqueConstraint("chat_id", "text", name="uq_queries_chat_id"),
    )
    op.create_index("ix_queries_at", "queries", ["at"])
    op.create_table(
        "looks",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name="pk_looks"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_looks_story_id"),
    )
    (_fts5 if op.get_bind().dialect.name == "sqlite" else _gin)()


def _fts5() -> None:
    """A full-text table without a copy of the words, and its triggers: https://www.sqlite.org/fts5.html, 4.4.3."""
    listed = ", ".join(COLUMNS)
    new, old = (", ".join(f"{row}.{name}" for name in ("id", *COLUMNS)) for row in ("new", "old"))
    op.execute(
        f"CREATE VIRTUAL TABLE searches USING fts5({listed}, content='searchables', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    )
    op.execute("CREATE VIRTUAL TABLE searches_words USING fts5vocab(searches, row)")
    into = f"INSERT INTO searches(rowid, {listed}) VALUES ({new})"  # noqa: S608 - names of ours
    out = f"INSERT INTO searches(searches, rowid, {listed}) VALUES ('delete', {old})"  # noqa: S608 - likewise
    op.execute(f"CREATE TRIGGER searchables_in AFTER INSERT ON searchables BEGIN {into}; END")
    op.execute(f"CREATE TRIGGER searchables_out AFTER DELETE ON searchables BEGIN {out}; END")


def _gin() -> None:
    """An index of the words as they are: the parser of texts would take numbers and mixed words apart."""
    words = "array_remove(string_to_array(ar || ' ' || en || ' ' || keys, ' '), '')"
    op.execute(f"CREATE INDEX searches ON searchables USING gin (array_to_tsvector({words}))")
