"""Tables of stories, readers and the desk, as of now; `versions/` holds the migrations, and a test compares them."""

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
)

from bot.store.column_types import Big, Moment, metadata

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True),  # the number in links: stories are archived, never deleted
    Column("slug", Text, nullable=False, unique=True),
    Column("state", Text, CheckConstraint("state IN ('live', 'archived')", name="state"), nullable=False),
    Column("revision", Integer, nullable=False),  # the newest; publishing on an older one is a conflict
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
    # JSON. The last column, so that SQLite reads the others without its overflow pages. A version whose dossiers older
    # ones cannot read needs a migration, even an empty one: then older versions refuse the database.
    Column("dossier", Text, nullable=False),
)

readers = Table(
    "readers",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("language", Text),
    Column("format_preference", Text, nullable=False, server_default="auto"),
    Column("months", Text, nullable=False, server_default="both"),
    Column("digits", Text, nullable=False, server_default="latin"),
    Column("zone", Text),  # an IANA name; null until one is chosen
    Column("newest_first", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column(
        "ephemeral_answers", Integer, nullable=False, server_default="0"
    ),  # of a group: whoever asks alone sees them
)

current_stories = Table(
    "current_stories",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),  # 0 outside forum topics
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
)

last_seen = Table(
    "last_seen",
    metadata,
    Column("chat_id", Big, primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True),
    Column("revision", Integer, nullable=False),  # the last one shown to the chat
    Column("at", Moment, nullable=False),
)

processed_updates = Table(
    "processed_updates",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

# Answered guest queries, so that each is answered once: no chat and no person.
guest_queries = Table(
    "guest_queries",
    metadata,
    Column("query_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),  # null if it could not be read
    Column("at", Moment, nullable=False),
    Column("dead_letter_reason", Text),  # null while it waits to be handled
    Column("dead_letter_cause", Text),
    Column("dead_letter_log_id", Text),
    Column("raw", Text, nullable=False),
    Column("owner", Integer),  # id of the process that has it (`process_presence`); null once it is to be taken over
    Index(None, "owner"),
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
    Column("hash", Text, primary_key=True),  # of the link's secret, which is stored nowhere
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
    Column("base", Integer),  # the revision that it is based on; null for a new story
    Column("author", BigInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('open', 'submitted', 'scheduled', 'published', 'discarded')", name="state"),
        nullable=False,
    ),
    Column("version", Integer, nullable=False),  # grows with every change (optimistic locking)
    Column("note", Text),
    Column("returned", Text),  # the reviewer's reason for returning it
    Column("approved_by", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("dossier", Text, nullable=False),
    Column("holder", BigInteger),  # who works on it; null once it is released
    Column("changed_by", BigInteger),  # of the dossier, last; null where nobody but its author did
    Column("correction", Text),  # JSON: class and reason of the corrections that it is published with
)

draft_questions = Table(
    "draft_questions",
    metadata,
    Column("draft_id", ForeignKey(drafts.c.id), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, index=True),
    Column("turn", Integer, nullable=False),  # moved on by every change
    Column("question", Text),  # as JSON; null once it ended
    Column("asked_at", Moment),  # null while it waits for the person to come back to it
)

wire_copies = Table(
    "wire_copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),  # of its last message; a day later it is deleted
    Column("screen", BigInteger),  # the bot's message that asks where it belongs
    Column("content", Text, nullable=False),  # JSON with a version
)

intakes = Table(
    "intakes",
    metadata,
    Column("draft_id", ForeignKey(drafts.c.id), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("content", Text, nullable=False),  # JSON with a version: what was found in a copy, and what was decided
)

live_sessions = Table(
    "live_sessions",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("heard_at", Moment, nullable=False),  # of the member's last message in it
    Column("content", Text, nullable=False),  # JSON: its source, a place that is kept, what the next message answers
)

scheduled_publications = Table(
    "scheduled_publications",
    metadata,
    Column("draft_id", ForeignKey(drafts.c.id), primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
    Column("zone", Text, nullable=False),  # IANA name; the hour was chosen in it
    Column("by", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state IN ('waiting', 'late')", name="state"), nullable=False),
    Column("warned", Integer, nullable=False),  # the newest revision about which its editor was warned; 0: none
    Column("broadcast_spec", Text),  # what to broadcast with it, JSON; null: nothing
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

refusals = Table(
    "refusals",
    metadata,
    Column("actor", Big, primary_key=True, autoincrement=False),  # nobody on the desk; 0 for many together
    Column("action", Text, primary_key=True),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)

key_values = Table(
    "key_values",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", Integer, primary_key=True),  # in UTC, as a proleptic ordinal
    Column("name", Text, primary_key=True),
    Column("language", Text, primary_key=True),  # empty for none
    Column("story_id", Integer, primary_key=True),  # 0 for none
    Column("count", Integer, nullable=False),
)

blocks = Table(
    "blocks",
    metadata,
    # A chat or a person. Not named `chat_id`, by which `chats.forget` finds rows: /forget must not lift a block.
    Column("blocked_id", Big, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("report_id", Integer),  # the report for which it was made: whose it is the desk is not told
)

member_locale = Table(
    "member_locale",
    metadata,
    Column("user_id", Big, primary_key=True, autoincrement=False),
    Column("language", Text),  # as Telegram last reported it; null until then
    Column("zone", Text),  # an IANA name; null until one is chosen
)
