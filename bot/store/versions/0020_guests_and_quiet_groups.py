"""Guest queries that were answered, and groups whose answers only the asker sees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the table of guest queries, and add the choice to readers."""
    op.create_table(
        "guest_queries",
        sa.Column("query_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("query_id", name="pk_guest_queries"),
    )
    op.create_index("ix_guest_queries_at", "guest_queries", ["at"])
    op.add_column("readers", sa.Column("ephemeral_answers", sa.Integer(), nullable=False, server_default="0"))
