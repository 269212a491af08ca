"""Tables of copies: messages that show items, and what corrections have to do about them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from bot.store.column_types import Big, Moment, metadata
from bot.store.tables import stories

# What answers show, each once however many messages show it; pushes and digests have `renditions`.
copy_pages = Table(
    "copy_pages",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),  # a hash of the rest
    Column("recipe", Text, nullable=False),  # JSON: how it is rendered anew
    Column("covers", Text, nullable=False),  # JSON: [[story, revision, [item ids], [records that it tells of]]]
    Column("language", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),  # when a message last came to show it
)

_COPY_KINDS = ("answer", "inline", "guest", "ephemeral", "picture")

# Which message shows which of them. Pushes, digests and posts are in `deliveries`.
copies = Table(
    "copies",
    metadata,
    # Where it is; of a message sent through inline mode the person who chose it: its chat is not known.
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),  # 0 of a message that has only an inline_message_id
    Column("inline_message_id", Text, primary_key=True),  # empty in all others
    Column("kind", Text, CheckConstraint(f"kind IN {_COPY_KINDS}", name="kind"), nullable=False),
    Column("page_id", BigInteger, nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# How many answered inline queries offered an item, and how many of those cards are known to have been sent.
inline_offers = Table(
    "inline_offers",
    metadata,
    Column("story_id", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("item", Text, primary_key=True),  # empty for the story's own card
    Column("language", Text, primary_key=True),
    Column("offered", Integer, nullable=False),
    Column("chosen", Integer, nullable=False),
    Column("at", Moment, nullable=False),  # of the last one
)

_CLASSES = ("refile", "corrected", "urgent", "withdrawn", "redacted")

# What a published correction has to put right: one row for each class of the records that a revision brought.
correction_runs = Table(
    "correction_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("revision", Integer, nullable=False),  # the one that is right
    Column("class", Text, CheckConstraint(f"class IN {_CLASSES}", name="class"), nullable=False),
    Column("records", Text, nullable=False),  # JSON: ids of the records
    Column("items", Text, nullable=False),  # JSON: ids of the items that were shown wrong
    Column("languages", Text, nullable=False),  # JSON: those in which it is told otherwise
    Column("state", Text, CheckConstraint("state IN ('open', 'done')", name="state"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("prepared", Integer, nullable=False, server_default="0"),  # 1: its copies are listed, and rendered anew
    Column("ended_at", Moment),
    Column("unknown", Integer, nullable=False, server_default="0"),  # inline cards that may show it somewhere
    Column("counts", Text),  # JSON: what became of its copies and notices, once their rows are deleted
    Index("ix_correction_runs_open", "id", sqlite_where=text("state = 'open'")),
    Index(None, "story_id"),
)

_SOURCES = ("rendition", "page", "notice")

# What showed it wrong, and what it is edited to; `page_id` is that of a rendition or of one of `copy_pages`. And the
# notices, by whose preferences they are for.
corrected_pages = Table(
    "corrected_pages",
    metadata,
    Column("run_id", ForeignKey(correction_runs.c.id), primary_key=True),
    Column("source", Text, CheckConstraint(f"source IN {_SOURCES}", name="source"), primary_key=True),
    Column("page_id", BigInteger, primary_key=True),
    Column("new_id", BigInteger),  # of what it shows then; null until it is rendered
    Column("method", Text),
    # Of the edit, without chat and message, which are put in front; dropped with the picture once its run is done.
    Column("body", LargeBinary),
    Column("picture_key", Text),  # of a picture: the key of its file id in `picture_files`
    Column("picture", LargeBinary),  # and the JPEG, which the first edit uploads
    Index("ix_corrected_pages_new_id", "source", "new_id"),
)

_PENDING = text("state = 'pending'")

# The outbox of edits, one for each copy and run. An edit may repeat: what is pending after a crash is edited again.
copy_edits = Table(
    "copy_edits",
    metadata,
    Column("run_id", ForeignKey(correction_runs.c.id), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("inline_message_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # push, digest, post, or that of the copy
    Column("source", Text, nullable=False),
    Column("page_id", BigInteger, nullable=False),
    Column("broadcast_id", Integer),  # with `language` the delivery, of a push, digest or post
    Column("language", Text, nullable=False),
    Column("private", Integer, nullable=False),  # 0: groups and channels come first
    Column("rank", BigInteger, nullable=False),  # the newest come first: the negative of the copy's moment
    Column("state", Text, nullable=False),  # pending, done, same, failed
    Column("reason", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Index(
        "ix_copy_edits_pending",
        *("run_id", "private", "rank", "chat_id", "message_id", "inline_message_id"),
        sqlite_where=_PENDING,
    ),
    Index(None, "chat_id"),
    sqlite_with_rowid=False,
)

# Messages to those who were shown it wrong, each once, of urgent corrections and of what was withdrawn.
correction_notices = Table(
    "correction_notices",
    metadata,
    Column("run_id", ForeignKey(correction_runs.c.id), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("language", Text, nullable=False),
    Column("reply_to", BigInteger),  # the newest copy in the chat
    Column("state", Text, nullable=False),  # pending, sending, sent, failed, uncertain
    Column("reason", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Column("message_id", BigInteger),
    Index("ix_correction_notices_pending", "run_id", "due_at", "chat_id", sqlite_where=_PENDING),
    Index(None, "chat_id"),
    sqlite_with_rowid=False,
)
