"""Copies: which message shows which items, and what corrections have to do about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _create_copies()
    _create_runs()
    _create_outboxes()


def _create_copies() -> None:
    op.create_table(
        "copy_pages",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("recipe", "covers", "language")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_copy_pages"),
    )
    op.create_index("ix_copy_pages_at", "copy_pages", ["at"])
    op.create_table(
        "copies",
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("chat_id", "message_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("inline_message_id", "kind")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("page_id", "at")),
        sa.CheckConstraint("kind IN ('answer', 'inline', 'guest', 'ephemeral')", name="ck_copies_kind"),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "inline_message_id", name="pk_copies"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copies_page_id", "copies", ["page_id"])
    op.create_index("ix_copies_at", "copies", ["at"])
    key = ("story_id", "revision", "item", "language")
    op.create_table(
        "inline_offers",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in key[:2]),
        *(sa.Column(name, sa.Text(), nullable=False) for name in key[2:]),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("offered", "chosen")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_inline_offers"),
    )


def _create_runs() -> None:
    classes = "class IN ('refile', 'corrected', 'urgent', 'withdrawn', 'redacted')"
    op.create_table(
        "correction_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("class", "records", "items", "languages", "state")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("prepared", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("unknown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", sa.Text()),
        sa.CheckConstraint(classes, name="ck_correction_runs_class"),
        sa.CheckConstraint("state IN ('open', 'done')", name="ck_correction_runs_state"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_correction_runs_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correction_runs"),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_correction_runs_open", "correction_runs", ["id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_correction_runs_story_id", "correction_runs", ["story_id"])
    op.create_table(
        "corrected_pages",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("new_id", sa.BigInteger()),
        sa.Column("method", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.CheckConstraint("source IN ('rendition', 'page', 'notice')", name="ck_corrected_pages_source"),
        sa.ForeignKeyConstraint(["run_id"], ["correction_runs.id"], name="fk_corrected_pages_run_id"),
        sa.PrimaryKeyConstraint("run_id", "source", "page_id", name="pk_corrected_pages"),
    )
    op.create_index("ix_corrected_pages_new_id", "corrected_pages", ["source", "new_id"])


def _create_outboxes() -> None:
    pending = sa.text("state = 'pending'")
    key = ("run_id", "chat_id", "message_id", "inline_message_id")
    op.create_table(
        "copy_edits",
        sa.Column("run_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in key[1:3]),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("inline_message_id", "kind", "source")),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("broadcast_id", sa.Integer()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("private", sa.Integer(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["correction_runs.id"], name="fk_copy_edits_run_id"),
        sa.PrimaryKeyConstraint(*key, name="pk_copy_edits"),
        sqlite_with_rowid=False,
    )
    order = ["run_id", "private", "rank", "chat_id", "message_id", "inline_message_id"]
    op.create_index("ix_copy_edits_pending", "copy_edits", order, sqlite_where=pending, postgresql_where=pending)
    op.create_index("ix_copy_edits_chat_id", "copy_edits", ["chat_id"])
    op.create_table(
        "correction_notices",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(["run_id"], ["correction_runs.id"], name="fk_correction_notices_run_id"),
        sa.PrimaryKeyConstraint("run_id", "chat_id", name="pk_correction_notices"),
        sqlite_with_rowid=False,
    )
    order = ["run_id", "due_at", "chat_id"]
    op.create_index(
        "ix_correction_notices_pending", "correction_notices", order, sqlite_where=pending, postgresql_where=pending
    )
    op.create_index("ix_correction_notices_chat_id", "correction_notices", ["chat_id"])
