"""What outsiders tried at the desk, one row for each of them and each action; those of the audit move here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# As the audit has them: refused for being no member, and still none.
OUTSIDERS = """
    FROM audit WHERE allowed = 0 AND detail LIKE '%"why": "stranger"%' AND actor NOT IN (SELECT user_id FROM members)
"""


def upgrade() -> None:
    """Create the table, and move the rows of strangers, which could be thousands, out of the audit."""
    op.create_table(
        "refusals",
        sa.Column("actor", BIG, autoincrement=False, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "action", name="pk_refusals"),
    )
    op.create_index("ix_refusals_last_at", "refusals", ["last_at"])
    op.execute(
        "INSERT INTO refusals (actor, action, first_at, last_at, count) "
        f"SELECT actor, action, min(at), max(at), count(*) {OUTSIDERS} GROUP BY actor, action"
    )
    op.execute(f"DELETE {OUTSIDERS}")
