"""Drop shown pages: which message shows what is known by the copies since 0018, and nothing read these any more."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Drop the table."""
    op.drop_table("shown_pages")
