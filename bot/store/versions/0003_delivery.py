"""Who is sent what changes, what is pushed, and how far each push is; and what readers choose beside the language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped", "deleted", "withdrawn", "kept")
STATES = ("planned", "awaiting", "running", "paused", "stopped", "done", "retracting", "retracted", "called_off")


def upgrade() -> None:
    """Widen the readers, and make the tables of delivery."""
    for name, default in (("wanted", "auto"), ("months", "both"), ("digits", "latin")):
        op.add_column("readers", sa.Column(name, sa.Text(), nullable=False, server_default=default))
    op.add_column("readers", sa.Column("zone", sa.Text()))
    op.add_column("readers", sa.Column("newest_first", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("schedule", sa.Column("push", sa.Text()))
    _subscribers()
    _broadcasts()


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("minute", "weekday", "quiet_from", "quiet_to")),
        sa.Column("since", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("silent", "both", "card")),
        sa.Column("title", sa.Text()),
        sa.Column("set_up_by", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_subscribers"),
        sa.CheckConstraint("kind IN ('private', 'group', 'channel')", name="ck_subscribers_kind"),
        sa.CheckConstraint("state IN ('active', 'resting', 'paused')", name="ck_subscribers_state"),
        sa.CheckConstraint("pace IN ('now', 'daily', 'weekly')", name="ck_subscribers_pace"),
    )
    _index("ix_subscribers_due_at", "subscribers", ["due_at"], "due_at IS NOT NULL")
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["subscribers.chat_id"], name="fk_subscriptions_chat_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_subscriptions_story_id"),
    )
    op.create_index("ix_subscriptions_story_id", "subscriptions", ["story_id"])
    op.create_table(
        "cards",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "story_id", "language", name="pk_cards"),
        sa.ForeignKeyConstraint(["chat_id"], ["subscribers.chat_id"], name="fk_cards_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_cards_story_id"),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Integer()),
        sa.Column("base", sa.Integer()),
        sa.Column("revision", sa.Integer()),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in COUNTS),
        sa.Column("reasons", sa.Text()),
        sa.Column("watch_chat", sa.BigInteger()),
        sa.Column("watch_message", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_broadcasts_story_id"),
        sa.CheckConstraint("kind IN ('update', 'announcement', 'digest')", name="ck_broadcasts_kind"),
        sa.CheckConstraint(f"state IN {STATES}", name="ck_broadcasts_state"),
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("question", sa.Text()),
        sa.Column("asked_at", sa.BigInteger()),
        sa.Column("broadcast_id", sa.Integer()),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proofs"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_proofs_broadcast_id"),
    )
    op.create_index("ix_proofs_by", "proofs", ["by"])
    op.create_table(
        "renditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rich", sa.Integer(), nullable=False),
        sa.Column("months", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fallback_id", sa.Integer()),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_renditions"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_renditions_broadcast_id"),
        sa.ForeignKeyConstraint(["fallback_id"], ["renditions.id"], name="fk_renditions_fallback_id"),
    )
    op.create_index("ix_renditions_broadcast_id", "renditions", ["broadcast_id"])
    op.create_table(
        "deliveries",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rendition_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("at", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.Column("withdrawn", sa.Text()),
        sa.Column("dismissed", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", "language", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_deliveries_broadcast_id"),
        sqlite_with_rowid=False,
    )
    _index("ix_deliveries_pending", "deliveries", ["broadcast_id", "due_at", "chat_id"], "state = 'pending'")
    _index("ix_deliveries_open", "deliveries", ["chat_id"], "state IN ('pending', 'sending')")
    _index("ix_deliveries_doubtful", "deliveries", ["broadcast_id"], "state IN ('sending', 'uncertain')")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
