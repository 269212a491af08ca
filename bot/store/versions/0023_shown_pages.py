"""Drop shown pages, which nothing reads since copies are kept (0018), and topics of broadcasts long ended."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Drop the table and the rows; broadcasts with `reasons` are compacted already."""
    op.drop_table("shown_pages")
    compacted = "SELECT id FROM broadcasts WHERE reasons IS NOT NULL"
    op.execute(f"DELETE FROM broadcast_topics WHERE broadcast_id IN ({compacted})")  # noqa: S608 - a constant
