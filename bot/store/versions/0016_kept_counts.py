"""Kept counts of readers and subscribers, with the triggers that keep them; reactions to channel posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.audience_tables import counting, recount

revision = "0016"
down_revision = "0015"
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create both tables, count what there is, and keep it counted."""
    op.create_table(
        "audience_counts",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "state", "language")),
        sa.Column("rich", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("months", "digits")),
        sa.Column("in_both", sa.Integer(), nullable=False),
        sa.Column("held_from", sa.BigInteger()),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audience_counts"),
    )
    op.create_table(
        "post_reactions",
        sa.Column("chat_id", _BIG, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_post_reactions"),
    )
    conn = op.get_bind()
    conn.exec_driver_sql(recount())
    for statement in counting(conn.dialect.name):
        conn.exec_driver_sql(statement)
