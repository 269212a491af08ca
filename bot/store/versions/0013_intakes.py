"""Wire copy that waits to be read, and what was found in it: proposals for a draft, with what was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "wire_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("screen", sa.BigInteger()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wire_copies"),
    )
    op.create_index("ix_wire_copies_user_id", "wire_copies", ["user_id"])
    op.create_index("ix_wire_copies_at", "wire_copies", ["at"])
    op.create_table(
        "intakes",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "user_id", name="pk_intakes"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_intakes_draft_id"),
    )
