"""Why an update was set aside, in a word that the desk has a sentence for, and the id by which the log names it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns; what was set aside before has neither."""
    op.add_column("inbox", sa.Column("dead_letter_cause", sa.Text()))
    op.add_column("inbox", sa.Column("dead_letter_log_id", sa.Text()))
