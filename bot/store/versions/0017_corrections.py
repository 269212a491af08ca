"""Corrections: their class and reason in a draft, and renditions that show what was corrected since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("drafts", sa.Column("correction", sa.Text()))
    op.add_column("renditions", sa.Column("stale", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("renditions", sa.Column("digest", sa.Text()))
    stale = sa.text("stale = 1")
    op.create_index("ix_renditions_stale", "renditions", ["broadcast_id"], sqlite_where=stale, postgresql_where=stale)
