"""Class and reason of the corrections that publishing a draft writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    """Add the column."""
    op.add_column("drafts", sa.Column("correction", sa.Text()))
