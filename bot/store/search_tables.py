"""The tables that searches use, and what `/latest` keeps.

The index itself is not one of them but the database's own (`indexing`): with SQLite the FTS5 table `searches`, which
triggers keep in step with `searchables`, with PostgreSQL indexes upon `searchables` (`dialects.matching`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.columns import Big, Moment, metadata
from bot.store.tables import stories

# Rows are inserted and deleted, never updated: the triggers know nothing else.
searchables = Table(
    "searchables",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),  # in the order of days: what is found comes in this order
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("item", Text, nullable=False),  # an item's id, or `@title` or `@standfirst`
    Column("part", Text, nullable=False),  # the list of the dossier that has it
    Column("first", Integer),  # the first and the last day that its date can mean, by proleptic ordinal
    Column("last", Integer),
    Column("ar", Text, nullable=False),  # its words in Arabic, folded, with single spaces; likewise the others
    Column("en", Text, nullable=False),
    Column("keys", Text, nullable=False),  # by what else it is found (`searchables`)
    UniqueConstraint("story_id", "item"),
)

searched = Table(
    "searched",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("revision", Integer, nullable=False),  # which searches find
    Column("form", Integer, nullable=False),  # how its words were made (`searchables.FORM`)
)

queries = Table(
    "queries",
    metadata,
    Column("id", Integer, primary_key=True),  # the number in buttons
    Column("chat_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("chat_id", "text"),
    Index(None, "at"),
)

looks = Table(
    "looks",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("revision", Integer, nullable=False),  # that the chat has seen
    Column("at", Moment, nullable=False),
)

_WORDS = ("ar", "en", "keys")


def indexing(dialect: str) -> tuple[str, ...]:
    """The statements that make the index of `searchables` where it is new."""
    listed = ", ".join(_WORDS)
    if dialect != "sqlite":
        # The words as they are: the parser of texts would take numbers and mixed words apart.
        joined = " || ' ' || ".join(_WORDS)
        words = f"array_remove(string_to_array({joined}, ' '), '')"
        return (f"CREATE INDEX searches ON searchables USING gin (array_to_tsvector({words}))",)
    # A full-text table without a copy of the words, and its triggers: https://www.sqlite.org/fts5.html, 4.4.3.
    new, old = (", ".join(f"{row}.{name}" for name in ("id", *_WORDS)) for row in ("new", "old"))
    into = f"INSERT INTO searches(rowid, {listed}) VALUES ({new})"  # noqa: S608 - names of ours
    out = f"INSERT INTO searches(searches, rowid, {listed}) VALUES ('delete', {old})"  # noqa: S608 - likewise
    how = "content='searchables', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3'"
    return (
        f"CREATE VIRTUAL TABLE searches USING fts5({listed}, {how})",
        "CREATE VIRTUAL TABLE searches_words USING fts5vocab(searches, row)",
        f"CREATE TRIGGER searchables_in AFTER INSERT ON searchables BEGIN {into}; END",
        f"CREATE TRIGGER searchables_out AFTER DELETE ON searchables BEGIN {out}; END",
    )
