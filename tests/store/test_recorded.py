"""A database written by the program before migration 0005 keeps every row, under the new names."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.model.reader import FormatPreference
from bot.store import (
    broadcast_drafts,
    broadcasts,
    drafts,
    member_locale,
    readers,
    scheduled_publications,
    search,
    subscribers,
)
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.text import query_parser
from tests.store import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.database import Database

EMMA, TABLES_RENAMED = 102, 12
DRAFTS = (
    "(SELECT id, slug, base, author, state, version, note, returned, approved_by, created_at, changed_at, dossier"
    " FROM drafts) AS kept"
)
RENAMED = {
    "cards": "pinned_cards",
    "looks": "last_seen",
    "proofs": "broadcast_drafts",
    "queries": "saved_searches",
    "readings": "current_stories",
    "rules": "key_values",
    "schedule": "scheduled_publications",
    "searchables": "search_index",
    "searched": "indexed_stories",
    "seats": "member_locale",
    "taken": "processed_updates",
}


async def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    async with database.read() as conn:
        return sorted((tuple(row) for row in await conn.execute(text(f"SELECT * FROM {table}"))), key=repr)  # noqa: S608 - our own names


async def test_every_row_survives_the_renaming(empty: Database, other: Database, tmp_path: Path) -> None:
    """Each renamed table holds exactly what the old one held, in either database."""
    await recorded.load_rows(empty, tmp_path)
    assert await _rows(empty, "shown")  # dropped since
    before = {new: await _rows(empty, old) for old, new in RENAMED.items()}
    for kept in ("inbox", "readers", "subscribers", "subscriptions", "deliveries", "broadcasts"):
        before[kept] = await _rows(empty, kept)
    assert all(before[new] for new in RENAMED.values())
    held = await _rows(empty, DRAFTS)
    asked = await _rows(empty, "(SELECT id, asked, version, question, asked_at FROM drafts) AS asked")
    await migrate(empty)
    assert await _rows(other, DRAFTS) == held
    assert await _rows(other, "draft_questions") == [row for row in asked if row[3]] != []
    for name, rows in before.items():
        # Columns that later migrations add come last.
        assert [row[: len(rows[0])] if rows else row for row in await _rows(other, name)] == rows, name


async def test_what_was_kept_is_read_and_the_next_ids_are_free(empty: Database, tmp_path: Path) -> None:
    """Drafts, broadcasts, subscribers and searches are found by today's functions; new rows collide with none."""
    await recorded.load_rows(empty, tmp_path)
    await migrate(empty)
    async with empty.read() as conn:
        draft = await drafts.get(conn, 2, EMMA)
        assert draft
        assert draft.question
        assert (draft.question["by"], draft.asked, draft.holder) == (EMMA, EMMA, EMMA)
        paused, planned = await broadcasts.get(conn, 1), await broadcasts.get(conn, 2)
        assert paused
        assert planned
        assert (paused.state, planned.state) == ("paused", "planned")
        due = await scheduled_publications.get(conn, 1)
        assert due
        assert due.broadcast_spec
        subscriber, reader = await subscribers.get(conn, 103), await readers.get(conn, 103)
        assert subscriber
        assert reader
        assert subscriber.frequency is Frequency.NOW
        assert reader.format_preference is FormatPreference.AUTO
        assert (await member_locale.get(conn, EMMA)).zone == "Asia/Amman"
        query = query_parser.read("Putin", recorded.AT.date())
        match = await conn.run_sync(lambda sync: search.find(sync, query, Language.EN, 5))
        assert len(match.hits) == 5
    async with empty.write() as conn:
        fresh = await broadcast_drafts.create(conn, by=EMMA, spec="{}", at=recorded.AT + timedelta(hours=1))
        assert fresh.id == 3


async def test_the_file_itself_is_migrated(tmp_path: Path) -> None:
    """SQLite's own file of the older program, triggers and full-text index included."""
    recorded.load_sqlite(tmp_path / "siyaq.db")
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    try:
        await migrate(database)
        assert len(await _rows(database, "processed_updates")) > TABLES_RENAMED
    finally:
        await database.close()
    with sqlite3.connect(tmp_path / "siyaq.db") as file:
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
        assert file.execute("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')").fetchall() == []
    file.close()
    assert not {*RENAMED, "searches", "searches_words", "searchables_in", "searchables_out"} & names
