"""Tables of what chats follow beside stories, and of what they mute: persons, places and words."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.column_types import Moment, metadata
from bot.store.delivery_tables import broadcasts

# What at least one chat follows or mutes, once for all of them. A row says nothing of who does, and goes with the last.
topics = Table(
    "topics",
    metadata,
    Column("id", Integer, primary_key=True),  # it stands in buttons that people keep: never used again
    Column("kind", Text, CheckConstraint("kind IN ('person', 'place', 'word')", name="kind"), nullable=False),
    Column("key", Text, nullable=False),  # folded: what two chats that mean one thing have in common
    Column("names", Text, nullable=False),  # JSON: as readers see it, by language; at least one
    Column("phrases", Text, nullable=False),  # JSON: a list of phrases, each a list of words, each a list of terms
    Column("links", Text, nullable=False),  # JSON: by which persons of stories are told to be this one
    UniqueConstraint("kind", "key"),
    sqlite_autoincrement=True,
)

# The inverted index: by which terms of a push a topic can be meant at all.
topic_terms = Table(
    "topic_terms",
    metadata,
    Column("term", Text, primary_key=True),
    Column("topic_id", ForeignKey(topics.c.id, ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

follows = Table(
    "follows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("topic_id", ForeignKey(topics.c.id), primary_key=True),
    Column("muted", Integer, nullable=False),  # 1: what has it in it is not sent; 0: what has it in it is
    Column("created_at", Moment, nullable=False),
    Index(None, "topic_id", "muted", "chat_id"),  # who follows what a push has in it, without the table's rows
    sqlite_with_rowid=False,
)

# The topics that a broadcast had in it when it was started, for digests.
broadcast_topics = Table(
    "broadcast_topics",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), primary_key=True),
    Column("topic_id", Integer, primary_key=True),  # which may be gone since
    Column("language", Text, primary_key=True),
    Column("rank", Integer, nullable=False),  # of several that a chat follows the lowest is named as the reason
    Column("missed", Text, nullable=False),  # hexadecimal: a bit for each item that does not have the topic in it
    sqlite_with_rowid=False,
)
