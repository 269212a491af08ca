"""The schema as it is now; `versions/` holds the steps that led to it, and a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from bot.store.columns import Big, Moment, metadata

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True),  # the number in links: stories are archived, never deleted
    Column("slug", Text, nullable=False, unique=True),
    Column("state", Text, CheckConstraint("state IN ('live', 'archived')", name="state"), nullable=False),
    Column("revision", Integer, nullable=False),  # the newest; publishing moves it on from the base, or conflicts
    Column("pinned_at", Moment),
    Column("created_at", Moment, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author", BigInteger),
    Column("at", Moment, nullable=False),
    Column("note", Text),
    # JSON. It comes last, so that what stands before it is read without its pages. A program whose dossiers an older
    # one cannot read brings a migration, be it an empty one: then the older refuses the database.
    Column("dossier", Text, nullable=False),
)

readers = Table(
    "readers",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("language", Text),
    Column("wanted", Text, nullable=False, server_default="auto"),
    Column("months", Text, nullable=False, server_default="both"),
    Column("digits", Text, nullable=False, server_default="latin"),
    Column("zone", Text),  # an IANA name; null until one is chosen
    Column("newest_first", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),  # 0 outside forum topics
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
)

taken = Table(
    "taken",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),  # as far as it could be read
    Column("at", Moment, nullable=False),
    Column("set_aside_reason", Text),  # null while it waits to be handled
    Column("raw", Text, nullable=False),
)

shown = Table(
    "shown",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("story_id", Integer, nullable=False),
    Column("section", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["story_id", "revision"], [revisions.c.story_id, revisions.c.number]),
    Index(None, "at"),
)

members = Table(
    "members",
    metadata,
    Column("user_id", Big, primary_key=True, autoincrement=False),
    Column("role", Text, CheckConstraint("role IN ('owner', 'editor', 'contributor')", name="role"), nullable=False),
    Column("name", Text, nullable=False),
    Column("added_by", BigInteger),  # null from the command line
    Column("at", Moment, nullable=False),
)

invites = Table(
    "invites",
    metadata,
    Column("hash", Text, primary_key=True),  # of the link's secret, which is kept nowhere
    Column("role", Text, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_by", BigInteger),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, index=True),
    Column("base", Integer),  # the revision that it builds on; null for a story that is not there yet
    Column("author", BigInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('open', 'submitted', 'scheduled', 'published', 'discarded')", name="state"),
        nullable=False,
    ),
    Column("version", Integer, nullable=False),  # moved on by every change: who changes an older one is told
    Column("note", Text),
    Column("returned", Text),  # the words with which it was returned for changes
    Column("approved_by", BigInteger),
    Column("question", Text),  # the open one, as JSON
    Column("asked", BigInteger, index=True),  # whom it was put to
    Column("asked_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("dossier", Text, nullable=False),
)

schedule = Table(
    "schedule",
    metadata,
    Column("draft_id", ForeignKey(drafts.c.id), primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
    Column("zone", Text, nullable=False),  # in which the hour was named
    Column("by", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state IN ('waiting', 'late')", name="state"), nullable=False),
    Column("warned", Integer, nullable=False),  # the newest revision that its editor was warned of
    Column("push", Text),  # what is pushed with it, as JSON
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("allowed", Integer, nullable=False),
    Column("slug", Text),
    Column("detail", Text, nullable=False),  # JSON
)

rules = Table(
    "rules",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("user_id", Big, primary_key=True, autoincrement=False),
    Column("language", Text),  # which Telegram told last; null until it did
    Column("zone", Text),  # an IANA name; null until one is chosen
)
