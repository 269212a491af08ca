"""Tables of the search index and of saved searches.

The full-text index is the database's own (`indexing`): on SQLite the FTS5 table `search_fts`, which triggers keep in
step with `search_index`; on PostgreSQL an index on `search_index` (`search_statements`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.model.language import Language
from bot.store.column_types import Big, Moment, metadata
from bot.store.tables import stories

# Rows are inserted and deleted, never updated: the triggers handle no updates.
search_index = Table(
    "search_index",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),  # sorts by day, so that matches come newest first
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("item", Text, nullable=False),  # an item's id, or `@title` or `@standfirst`
    Column("part", Text, nullable=False),  # the dossier's list that holds it
    Column("first", Integer),  # first and last day that its date can mean, as proleptic ordinals
    Column("last", Integer),
    # Its words in each language, folded, joined by single spaces; likewise the keys.
    *(Column(language.value, Text, nullable=False) for language in Language),
    Column("keys", Text, nullable=False),  # stems, names and marks (`search_index`)
    UniqueConstraint("story_id", "item"),
)

indexed_stories = Table(
    "indexed_stories",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("revision", Integer, nullable=False),  # the indexed revision
    Column("form", Integer, nullable=False),  # version of the index (`search_index.FORM`)
)

vocabulary_forms = Table(
    "vocabulary_forms",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("forms", Text, nullable=False),  # JSON: the words that the story prints otherwise than folded, so printed
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Integer, primary_key=True),  # the number in buttons
    Column("chat_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("chat_id", "text"),
    Index(None, "at"),
)

WORDS = (*(language.value for language in Language), "keys")
# On PostgreSQL, the words as they are: the parser of texts would take numbers and mixed words apart.
JOINED = "array_remove(string_to_array(" + " || ' ' || ".join(WORDS) + ", ' '), '')"


def indexing(dialect: str) -> tuple[str, ...]:
    """Return the statements that create the full-text index of a new `search_index` table."""
    columns = ", ".join(WORDS)
    if dialect != "sqlite":
        return (f"CREATE INDEX search_fts ON search_index USING gin (array_to_tsvector({JOINED}))",)
    # An external-content FTS5 table and its triggers: https://www.sqlite.org/fts5.html, 4.4.3.
    new, old = (", ".join(f"{row}.{name}" for name in ("id", *WORDS)) for row in ("new", "old"))
    into = f"INSERT INTO search_fts(rowid, {columns}) VALUES ({new})"  # noqa: S608 - names of ours
    out = f"INSERT INTO search_fts(search_fts, rowid, {columns}) VALUES ('delete', {old})"  # noqa: S608 - likewise
    how = "content='search_index', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3'"
    return (
        f"CREATE VIRTUAL TABLE search_fts USING fts5({columns}, {how})",
        "CREATE VIRTUAL TABLE search_fts_words USING fts5vocab(search_fts, row)",
        f"CREATE TRIGGER search_index_inserted AFTER INSERT ON search_index BEGIN {into}; END",
        f"CREATE TRIGGER search_index_deleted AFTER DELETE ON search_index BEGIN {out}; END",
    )
