"""The tables of what is pushed: to whom, what, and how far that is."""

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

from bot.store.columns import Big, Moment, metadata
from bot.store.tables import stories

# Chats that are sent what changes. Each has a row in `readers`, with its language.
subscribers = Table(
    "subscribers",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, CheckConstraint("kind IN ('private', 'group', 'channel')", name="kind"), nullable=False),
    # `resting` takes no messages (blocked, removed), `paused` is so by somebody's wish.
    Column("state", Text, CheckConstraint("state IN ('active', 'resting', 'paused')", name="state"), nullable=False),
    Column("reason", Text),  # why it rests or is paused
    Column("thread_id", BigInteger),  # the forum topic that is written to
    Column("every", Integer, nullable=False),  # 1: all stories; 0: those of `subscriptions`
    Column("pace", Text, CheckConstraint("pace IN ('now', 'daily', 'weekly')", name="pace"), nullable=False),
    Column("minute", Integer),  # of the local day, when a digest goes out
    Column("weekday", Integer),  # of a weekly digest, 0 is Monday
    Column("quiet_from", Integer),  # minutes of the local day; both or neither
    Column("quiet_to", Integer),
    # What is pushed from `since` on is held, and sent as one at `due_at`: a digest, or the end of quiet hours. Both or
    # neither; where `since` lies ahead, what is pushed now goes out now.
    Column("since", Moment),
    Column("due_at", Moment),
    Column("silent", Integer, nullable=False),
    Column("both", Integer, nullable=False),  # 1: two posts, the reader's language first
    Column("card", Integer, nullable=False),  # 1: a pinned card of each story, kept up to date
    Column("title", Text),  # of a group or channel, as last heard
    Column("set_up_by", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(
        "ix_subscribers_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", ForeignKey(subscribers.c.chat_id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Index(None, "story_id"),
)

# The pinned cards of channels: which message tells of which story, as of which revision.
cards = Table(
    "cards",
    metadata,
    Column("chat_id", ForeignKey(subscribers.c.chat_id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("format", Text, nullable=False),
)

_BROADCAST_STATES = (
    *("planned", "awaiting", "running", "paused", "stopped", "done", "retracting", "retracted", "called_off"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),  # the push's number
    Column("kind", Text, CheckConstraint("kind IN ('update', 'announcement', 'digest')", name="kind"), nullable=False),
    Column("state", Text, CheckConstraint(f"state IN {_BROADCAST_STATES}", name="state"), nullable=False, index=True),
    Column("story_id", ForeignKey(stories.c.id)),  # null: to the readers of all stories
    Column("base", Integer),  # what is told is the difference from this revision
    Column("revision", Integer),
    Column("spec", Text, nullable=False),  # JSON: headlines, words, a photo
    Column("urgency", Integer, nullable=False),  # 0 goes before 1
    Column("by", BigInteger, nullable=False),  # 0 from the command line
    Column("approved_by", BigInteger),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    # How many of its deliveries are in each state, kept with them; those that were folded stay counted.
    *(
        Column(name, Integer, nullable=False, server_default="0")
        for name in ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    ),
    # Of a retraction: how many copies were deleted, edited to a notice, and could not be.
    *(Column(name, Integer, nullable=False, server_default="0") for name in ("deleted", "withdrawn", "kept")),
    Column("reasons", Text),  # JSON: failures by reason, of deliveries that were folded
    Column("watch_chat", BigInteger),  # where its progress is shown
    Column("watch_message", BigInteger),
)

# Pushes in the making, each its editor's: what they would send, and the question that is open about it.
proofs = Table(
    "proofs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("by", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # moved on by every change: who sends an older one is told
    Column("spec", Text, nullable=False),  # JSON, as that of a broadcast
    Column("question", Text),  # JSON
    Column("asked_at", Moment),  # null where the question waits for its editor to come back to it
    Column("broadcast_id", ForeignKey(broadcasts.c.id)),  # what it became
    Column("changed_at", Moment, nullable=False),
)

renditions = Table(
    "renditions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("broadcast_id", ForeignKey(broadcasts.c.id), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("rich", Integer, nullable=False),
    Column("months", Text, nullable=False),
    Column("digits", Text, nullable=False),
    Column("channel", Integer, nullable=False),  # 1: for channels, whose buttons are links
    Column("variant", Text, nullable=False),  # the name of a bundle, or of the notice of a retraction; else empty
    Column("method", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # prepared: the chat is set in front
    Column("fallback_id", ForeignKey("renditions.id")),  # the classic one of a rich one
    Column("covers", Text, nullable=False),  # JSON: [[story, revision, [items]]], what a correction looks through
)

_PENDING = text("state = 'pending'")
_OPEN = text("state IN ('pending', 'sending')")
_DOUBTFUL = text("state IN ('sending', 'uncertain')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("rendition_id", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),  # when it may be tried
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("message_id", BigInteger),
    Column("at", Moment),  # when its state was settled
    Column("reason", Text),  # in Telegram's words, or a key
    Column("withdrawn", Text),  # of a sent one: `deleted`, `edited` or `kept` by a retraction
    Column("dismissed", Integer, nullable=False, server_default="0"),  # 1: uncertain, and left so by the desk
    Index(
        "ix_deliveries_pending", "broadcast_id", "due_at", "chat_id", sqlite_where=_PENDING, postgresql_where=_PENDING
    ),
    Index("ix_deliveries_open", "chat_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_deliveries_doubtful", "broadcast_id", sqlite_where=_DOUBTFUL, postgresql_where=_DOUBTFUL),
    sqlite_with_rowid=False,
)
