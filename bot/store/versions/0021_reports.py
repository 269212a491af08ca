"""Readers' reports, the desk's cards about them, and blocks of reporters whom the desk is not told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create the tables and the column."""
    op.create_table(
        "reported_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("count", "version", "shown_version")),
        *(sa.Column(name, sa.Text()) for name in ("outcome", "day")),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name="ck_reported_items_state"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_reported_items_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reported_items"),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        *("ix_reported_items_open", "reported_items", ["story_id", "item"]),
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    item = sa.ForeignKeyConstraint(["reported_item_id"], ["reported_items.id"], name="fk_reports_reported_item_id")
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reported_item_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("user_id", "chat_id")),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("story_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("item", "language", "kind")),
        sa.Column("line", sa.Text()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger()) for name in ("asked_at", "told_at")),
        item,
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_reports_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("reported_item_id", "user_id", name="uq_reports_reported_item_id"),
    )
    for column in ("user_id", "chat_id"):
        op.create_index(f"ix_reports_{column}", "reports", [column])
    op.create_table(
        "report_cards",
        sa.Column("reported_item_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("user_id", "message_id")),
        sa.ForeignKeyConstraint(["reported_item_id"], ["reported_items.id"], name="fk_report_cards_reported_item_id"),
        sa.PrimaryKeyConstraint("reported_item_id", "user_id", name="pk_report_cards"),
    )
    op.add_column("blocks", sa.Column("report_id", sa.Integer()))
    set_up = sa.text("set_up_by IS NOT NULL")
    op.create_index(
        *("ix_subscribers_set_up_by", "subscribers", ["set_up_by"]), sqlite_where=set_up, postgresql_where=set_up
    )
