"""Keys that make a broadcast of the command line repeatable, and why the worker halted a broadcast."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table of keys and the column; no row changes."""
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency_keys"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_idempotency_keys_broadcast_id"),
    )
    op.add_column("broadcasts", sa.Column("halted", sa.Text()))
