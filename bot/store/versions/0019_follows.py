"""What chats follow beside stories, and what they mute: persons, places and words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "key", "names", "phrases", "links")),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("kind", "key", name="uq_topics_kind"),
        sa.CheckConstraint("kind IN ('person', 'place', 'word')", name="kind"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "topic_terms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", "topic_id", name="pk_topic_terms"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_topic_terms_topic_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_topic_terms_topic_id", "topic_terms", ["topic_id"])
    op.create_table(
        "follows",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("muted", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "topic_id", name="pk_follows"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_follows_topic_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_follows_topic_id", "follows", ["topic_id", "muted", "chat_id"])
    op.create_table(
        "broadcast_topics",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "topic_id", "language", name="pk_broadcast_topics"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_topics_broadcast_id"),
        sqlite_with_rowid=False,
    )
