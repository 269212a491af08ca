"""Stories and their revisions, readers and what they read, updates taken and waiting, what was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pinned_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.UniqueConstraint("slug", name="uq_stories_slug"),
        sa.CheckConstraint("state IN ('live', 'archived')", name="ck_stories_state"),
    )
    op.create_table(
        "revisions",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_revisions_story_id"),
    )
    op.create_table(
        "readers",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_readers"),
    )
    op.create_table(
        "readings",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", name="pk_readings"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_readings_story_id"),
    )
    op.create_table(
        "taken",
        sa.Column("update_id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_taken"),
    )
    op.create_index("ix_taken_at", "taken", ["at"])
    op.create_table(
        "inbox",
        sa.Column("update_id", BIG, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("set_aside_reason", sa.Text()),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_table(
        "shown",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_shown"),
        sa.ForeignKeyConstraint(
            ["story_id", "revision"], ["revisions.story_id", "revisions.number"], name="fk_shown_story_id"
        ),
    )
    op.create_index("ix_shown_at", "shown", ["at"])
