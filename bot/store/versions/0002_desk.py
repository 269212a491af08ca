"""The desk: members, invitations, drafts, what is scheduled, rules, the audit; and what searches look through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the desk's tables."""
    op.create_table(
        "members",
        sa.Column("user_id", BIG, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_members"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'contributor')", name="ck_members_role"),
    )
    op.create_table(
        "invites",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.BigInteger()),
        sa.PrimaryKeyConstraint("hash", name="pk_invites"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer()),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("returned", sa.Text()),
        sa.Column("approved_by", sa.BigInteger()),
        sa.Column("question", sa.Text()),
        sa.Column("asked", sa.BigInteger()),
        sa.Column("asked_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'scheduled', 'published', 'discarded')", name="ck_drafts_state"
        ),
    )
    op.create_index("ix_drafts_slug", "drafts", ["slug"])
    op.create_index("ix_drafts_asked", "drafts", ["asked"])
    op.create_table(
        "schedule",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name="pk_schedule"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_schedule_draft_id"),
        sa.CheckConstraint("state IN ('waiting', 'late')", name="ck_schedule_state"),
    )
    op.create_index("ix_schedule_due_at", "schedule", ["due_at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "rules",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rules"),
    )
    op.create_table(
        "searchables",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", "item", "language", name="pk_searchables"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_searchables_story_id"),
    )
    op.create_table(
        "seats",
        sa.Column("user_id", BIG, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("zone", sa.Text()),
        sa.PrimaryKeyConstraint("user_id", name="pk_seats"),
    )
