"""Which process has a stored update."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column; what is stored belongs to no process, and is taken over by the next."""
    op.add_column("inbox", sa.Column("owner", sa.Integer()))
    op.create_index("ix_inbox_owner", "inbox", ["owner"])
