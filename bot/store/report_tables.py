"""Tables of readers' reports: what was said to be wrong with an item, and the desk's cards about it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.column_types import Moment, metadata
from bot.store.tables import stories

# An item that readers reported, a row for each time until the desk has closed it.
reported_items = Table(
    "reported_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("item", Text, nullable=False),
    Column("state", Text, CheckConstraint("state IN ('open', 'closed')", name="state"), nullable=False),
    Column("count", Integer, nullable=False),  # of reports, those of who was forgotten since included
    Column("version", Integer, nullable=False),  # grows with each change that the desk's cards are to show
    Column("shown_version", Integer, nullable=False),  # the one that they show
    Column("outcome", Text),  # of a closed one: a correction's class, or `nothing`; null if it was dropped
    Column("day", Text),  # of the correction, as files write it
    Column("changed_at", Moment, nullable=False),
    Index("ix_reported_items_open", "story_id", "item", unique=True, sqlite_where=text("state = 'open'")),
)

# What one person reported of it.
reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),  # the number in buttons: the desk knows a reporter by no other
    Column("reported_item_id", ForeignKey(reported_items.c.id), nullable=False),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False, index=True),  # where it was reported, and the answer goes
    Column("thread_id", BigInteger),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("item", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("line", Text),  # in the reporter's words; null where they wrote none
    Column("at", Moment, nullable=False),
    Column("asked_at", Moment),  # null once the line is written or skipped
    Column("told_at", Moment),  # null until they are told what came of it
    UniqueConstraint("reported_item_id", "user_id"),
)

# Which message shows a reported item to whom at the desk.
report_cards = Table(
    "report_cards",
    metadata,
    Column("reported_item_id", ForeignKey(reported_items.c.id), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
)
