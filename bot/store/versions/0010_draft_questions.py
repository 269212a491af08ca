"""Questions of drafts, a row for each (draft, person); who holds a draft, and who changed it last."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the table, move every draft's question into it, and drop its columns."""
    op.create_table(
        "draft_questions",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text()),
        sa.Column("asked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("draft_id", "user_id", name="pk_draft_questions"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_draft_questions_draft_id"),
    )
    op.create_index("ix_draft_questions_user_id", "draft_questions", ["user_id"])
    op.add_column("drafts", sa.Column("holder", sa.BigInteger()))
    op.add_column("drafts", sa.Column("changed_by", sa.BigInteger()))
    _move_questions()
    op.execute("UPDATE drafts SET holder = author WHERE state IN ('open', 'submitted', 'scheduled')")
    op.drop_index("ix_drafts_asked", "drafts")
    for column in ("question", "asked", "asked_at"):
        op.drop_column("drafts", column)


def _move_questions() -> None:
    """Give each question to whom it was put: a form is its answerer's, another kind that waits is the author's."""
    conn = op.get_bind()
    rows = conn.execute(
        sa.text("SELECT id, author, version, question, asked, asked_at FROM drafts WHERE question IS NOT NULL")
    )
    insert = sa.text("INSERT INTO draft_questions VALUES (:draft_id, :user_id, :turn, :question, :asked_at)")
    for row in rows.all():
        question = json.loads(row.question)
        owner = question.get("by") or row.asked or row.author
        about = {"draft_id": row.id, "user_id": owner, "turn": row.version, "question": row.question}
        conn.execute(insert, {**about, "asked_at": row.asked_at if row.asked == owner else None})
