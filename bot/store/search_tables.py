"""The tables that searches use, and what `/latest` keeps.

The index itself is made by migration 0004 and belongs to the database: with SQLite the FTS5 table `searches`, which
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
