"""How stories print the words that searches find: filled by the program at its next start, as the index is anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "vocabulary_forms",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_vocabulary_forms"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_vocabulary_forms_story_id"),
    )
