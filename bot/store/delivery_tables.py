"""Tables of broadcasts: subscribers, broadcasts, renditions and deliveries."""

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

# Chats that are sent updates. Each has a row in `readers`, with its language.
subscribers = Table(
    "subscribers",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, CheckConstraint("kind IN ('private', 'group', 'channel')", name="kind"), nullable=False),
    # `resting`: Telegram refuses messages (bot blocked or removed); `paused`: a person asked for it.
    Column("state", Text, CheckConstraint("state IN ('active', 'resting', 'paused')", name="state"), nullable=False),
    Column("reason", Text),  # of `resting` or `paused`
    Column("thread_id", BigInteger),  # the forum topic to write to
    Column("every", Integer, nullable=False),  # 1: all stories; 0: those of `subscriptions`
    Column(
        "frequency",
        Text,
        CheckConstraint("frequency IN ('now', 'daily', 'weekly')", name="frequency"),
        nullable=False,
    ),
    Column("minute", Integer),  # of the local day at which a digest goes out
    Column("weekday", Integer),  # of a weekly digest, 0 is Monday
    Column("quiet_from", Integer),  # minutes of the local day; both or neither
    Column("quiet_to", Integer),
    # Broadcasts from `since` on are held and sent as one digest at `due_at`: a digest's hour or the end of quiet hours.
    # Both or neither; while `since` is in the future, broadcasts go out at once.
    Column("since", Moment),
    Column("due_at", Moment),
    Column("silent", Integer, nullable=False),
    Column("both", Integer, nullable=False),  # 1: a message in each language, the reader's first
    Column("card", Integer, nullable=False),  # 1: a pinned card of each story, kept up to date
    Column("title", Text),  # of a group or channel, as last heard
    Column("set_up_by", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_subscribers_due_at", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index("ix_subscribers_set_up_by", "set_up_by", sqlite_where=text("set_up_by IS NOT NULL")),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", ForeignKey(subscribers.c.chat_id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Index(None, "story_id"),
)

# Pinned cards: which message of a chat shows which story, as of which revision.
pinned_cards = Table(
    "pinned_cards",
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
    Column("id", Integer, primary_key=True),  # people know the broadcast by it
    Column("kind", Text, CheckConstraint("kind IN ('update', 'announcement', 'digest')", name="kind"), nullable=False),
    Column("state", Text, CheckConstraint(f"state IN {_BROADCAST_STATES}", name="state"), nullable=False, index=True),
    Column("story_id", ForeignKey(stories.c.id)),  # null: to the readers of all stories
    Column("base", Integer),  # an update tells what changed since this revision
    Column("revision", Integer),
    Column("spec", Text, nullable=False),  # JSON: headlines, words, a photo
    Column("urgency", Integer, nullable=False),  # 0 goes before 1
    Column("by", BigInteger, nullable=False),  # 0 from the command line
    Column("approved_by", BigInteger),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    # Deliveries by state, updated in their transactions, since counting a million rows is slow; compacted ones count.
    *(
        Column(name, Integer, nullable=False, server_default="0")
        for name in ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    ),
    # Copies that a retraction deleted, edited to a notice, or could do nothing about.
    *(Column(name, Integer, nullable=False, server_default="0") for name in ("deleted", "withdrawn", "kept")),
    Column("reasons", Text),  # JSON: number of failures by reason, of compacted deliveries
    Column("watch_chat", BigInteger),  # of the progress message
    Column("watch_message", BigInteger),
    Column("halted", Text),  # why the worker paused it, in Telegram's words; null if a person did
)

# Idempotency keys of the command line: a repeated command starts no second broadcast.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),  # SHA-256 of the content: another under the same key is refused
    Column("broadcast_id", ForeignKey(broadcasts.c.id), nullable=False),
    Column("created_at", Moment, nullable=False),
)

# Broadcasts that editors prepare, each with its open form question.
broadcast_drafts = Table(
    "broadcast_drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("by", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # grows with every change (optimistic locking)
    Column("spec", Text, nullable=False),  # JSON, as that of a broadcast
    Column("question", Text),  # JSON
    Column("asked_at", Moment),  # null while the editor is elsewhere: their messages do not answer the question
    Column("broadcast_id", ForeignKey(broadcasts.c.id)),  # the broadcast that was sent from it
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
    Column("variant", Text, nullable=False),  # a digest's key, or `withdrawn` for a retraction's notice; else empty
    Column("method", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # of the request, without the chat id, which is put in front
    Column("fallback_id", ForeignKey("renditions.id")),  # the classic rendition to send if the rich one is refused
    Column("covers", Text, nullable=False),  # JSON: [[story, revision, [item ids]]], by which corrections find copies
    # 1: it shows an item that was corrected since. Nothing is sent in it; what waits is given a new one.
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("digest", Text),  # JSON: of what a digest is made, to be rendered anew
    Index("ix_renditions_stale", "broadcast_id", sqlite_where=text("stale = 1")),
)

_PENDING = text("state = 'pending'")
_OPEN = text("state IN ('pending', 'sending')")
_UNCERTAIN = text("state IN ('sending', 'uncertain')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("rendition_id", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),  # not to be tried before
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("message_id", BigInteger),
    Column("at", Moment),  # when its state was last set
    Column("reason", Text),  # in Telegram's words, or a key
    Column("withdrawn", Text),  # result of a retraction: `deleted`, `edited` or `kept`
    Column("dismissed", Integer, nullable=False, server_default="0"),  # 1: uncertain, and the desk will not resend it
    Index("ix_deliveries_pending", "broadcast_id", "due_at", "chat_id", sqlite_where=_PENDING),
    Index("ix_deliveries_open", "chat_id", sqlite_where=_OPEN),
    Index("ix_deliveries_uncertain", "broadcast_id", sqlite_where=_UNCERTAIN),
    sqlite_with_rowid=False,
)

# Reactions to posts in channels, as Telegram last counted them.
post_reactions = Table(
    "post_reactions",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True),
    Column("story_id", Integer, nullable=False),  # 0 for none
    Column("language", Text, nullable=False),
    Column("day", Integer, nullable=False),  # on which it was sent, in UTC, as a proleptic ordinal
    Column("count", Integer, nullable=False),  # of all reactions together
)
