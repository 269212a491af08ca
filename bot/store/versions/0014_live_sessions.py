"""Live coverage: which member's messages are events of which story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "live_sessions",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_live_sessions"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_live_sessions_story_id"),
    )
