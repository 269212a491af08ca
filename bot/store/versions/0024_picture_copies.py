"""Pictures in chats become copies like all others, and corrections keep what they are replaced by."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_KINDS = "kind IN ('answer', 'inline', 'guest', 'ephemeral', 'picture')"
_KEY = ("chat_id", "message_id", "inline_message_id")
_COLUMNS = (*_KEY, "kind", "page_id", "at")


def upgrade() -> None:
    """Allow the kind, add what an edit of a picture takes, and move what is known of pictures in chats."""
    _allow_pictures()
    op.add_column("corrected_pages", sa.Column("picture_key", sa.Text()))
    op.add_column("corrected_pages", sa.Column("picture", sa.LargeBinary()))
    _move(op.get_bind())
    op.drop_table("picture_messages")


def _allow_pictures() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # New databases of 0018 to 0022 have the first name. 0018 itself gave the second: the convention put its
        # beginning before a name that had it.
        for name in ("ck_copies_kind", "ck_copies_ck_copies_kind"):
            op.execute(f"ALTER TABLE copies DROP CONSTRAINT IF EXISTS {name}")
        op.create_check_constraint(op.f("ck_copies_kind"), "copies", _KINDS)
        return
    # SQLite cannot change a constraint: the table is made anew.
    for name in ("page_id", "at"):
        op.drop_index(f"ix_copies_{name}", "copies")
    op.rename_table("copies", "copies_before")
    op.create_table(
        "copies",
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _KEY[:2]),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("inline_message_id", "kind")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("page_id", "at")),
        sa.CheckConstraint(_KINDS, name="ck_copies_kind"),
        sa.PrimaryKeyConstraint(*_KEY, name="pk_copies"),
        sqlite_with_rowid=False,
    )
    listed = ", ".join(_COLUMNS)
    op.execute(f"INSERT INTO copies ({listed}) SELECT {listed} FROM copies_before")  # noqa: S608 - names of ours
    op.drop_table("copies_before")
    for name in ("page_id", "at"):
        op.create_index(f"ix_copies_{name}", "copies", [name])


def _move(conn: sa.Connection) -> None:
    """Write a recipe for each picture that shows items, as `views.recipes` does, and a copy for each message."""
    seen: dict[tuple[Any, ...], int | None] = {}
    page = sa.text(
        "INSERT INTO copy_pages (id, recipe, covers, language, at) VALUES (:id, :recipe, :covers, :language, :at) "
        "ON CONFLICT DO NOTHING"
    )
    copy = sa.text(
        "INSERT INTO copies (chat_id, message_id, inline_message_id, kind, page_id, at) "
        "VALUES (:chat, :message, '', 'picture', :page, :at) ON CONFLICT DO NOTHING"
    )
    rows = conn.execute(sa.text("SELECT * FROM picture_messages ORDER BY at DESC")).mappings().all()
    for row in rows:
        shown = tuple(row[name] for name in ("story_id", "item", "language", "months", "digits", "revision"))
        if shown not in seen:
            made = _page(conn, shown)
            seen[shown] = made["id"] if made else None
            if made:
                conn.execute(page, made | {"at": row["at"]})
        if page_id := seen[shown]:
            place = {"chat": row["chat_id"], "message": row["message_id"], "page": page_id, "at": row["at"]}
            conn.execute(copy, place)


def _page(conn: sa.Connection, shown: tuple[Any, ...]) -> dict[str, Any] | None:
    story, item, language, months, digits, number = shown
    items = _items(conn, story, number, item)
    if not items:
        return None
    preferences = [language, months, digits, "UTC", 0, 0]
    values = json.dumps([story, item], ensure_ascii=False, separators=(",", ":"))
    recipe = f'["picture",{values},"c",{json.dumps(preferences)}]'
    covers = json.dumps([[story, number, items]], separators=(",", ":"))
    digest = blake2b(f"{recipe}\n{covers}".encode(), digest_size=8).digest()
    return {"id": int.from_bytes(digest) >> 1, "recipe": recipe, "covers": covers, "language": language}


def _items(conn: sa.Connection, story: int, number: int, item: str) -> list[str]:
    """Return what a picture shows: of an event its neighbours as well, and of the timeline all."""
    if not item:
        return []
    query = sa.text("SELECT dossier FROM revisions WHERE story_id = :story AND number = :number")
    stored = conn.scalar(query, {"story": story, "number": number})
    dossier = json.loads(stored) if isinstance(stored, str) else stored or {}
    events = [event["id"] for event in dossier.get("events", ())]
    return events if item == "timeline" or item in events else [item]
