"""Backups are whole, private, and of one moment; a restore replaces everything or nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from bot.errors import (
    BackupExists,
    BackupKindOther,
    BackupUnknown,
    BackupUnsound,
    DatabaseInUse,
    SchemaTooNew,
    ToolMissing,
)
from bot.store import (
    backups,
    broadcasts,
    database_file,
    postgres_tools,
    restored,
    restoring,
    scheduled_publications,
    stories,
    updates,
)
from bot.store.database import open_database
from bot.store.deliveries import RESTORED
from bot.store.migrate import known_revisions
from bot.store.tables import stories as story_table
from tests.store import pushes
from tests.store.desk import Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)


async def _backup(url: str, file: Path, at: datetime = NOW) -> None:
    path = database_file.path_of(url)
    if path:
        await asyncio.to_thread(backups.write_sqlite, path, file, at)
    else:
        await restoring.write_postgresql(url, file)


def _names(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*")]


async def _publish(database: Database, slug: str = "a-story") -> None:
    async with database.write() as conn:
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)


async def _slugs(url: str) -> list[str]:
    database = await open_database(url)
    try:
        async with database.read() as conn:
            return list(await conn.scalars(select(story_table.c.slug).order_by(story_table.c.id)))
    finally:
        await database.close()


async def test_there_and_back(database: Database, database_url: str, tmp_path: Path) -> None:
    """What was published since is gone, and kept beside; the backup is its owner's alone and overwrites none."""
    file = tmp_path / "kept" / "a.backup"
    await _publish(database)
    await _backup(database_url, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(BackupExists):
        await _backup(database_url, file)
    await _publish(database, "another")
    await database.close()
    for minutes in range(2):  # as often as one likes
        at = LATER + timedelta(minutes=minutes)
        outcome = await restoring.restore(database_url, file, tmp_path / "data", at)
        assert await _slugs(database_url) == ["a-story"]
        assert outcome.held.is_empty
        assert outcome.kept
        assert stat.S_IMODE(outcome.kept.stat().st_mode) == 0o600
    assert [name for name in _names(tmp_path) if name.endswith((".part", ".restoring"))] == []
    opened = await open_database(database_url)
    await _publish(opened, "a-third")  # numbers go on
    async with opened.read() as conn:
        assert await restored.read(conn) is not None
    await opened.close()


async def test_a_backup_is_of_one_moment(database: Database, tmp_path: Path) -> None:
    """Writers go on meanwhile: two rows that are written together are both in it, or neither."""
    path = database_file.path_of(database._url)
    if path is None:
        pytest.skip("pg_dump's own promise")
    await _publish(database)
    stop = threading.Event()

    def write() -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=15)
        number = 0
        while not stop.is_set():
            connection.execute("BEGIN IMMEDIATE")
            for key in ("first", "second"):
                statement = "INSERT OR REPLACE INTO key_values VALUES (?, ?)"
                connection.execute(statement, (key, f"{number}{'x' * 20_000}"))
            connection.execute("COMMIT")
            number += 1
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            await asyncio.to_thread(backups.write_sqlite, path, tmp_path / f"{number}.db", NOW)
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        copy = sqlite3.connect(tmp_path / f"{number}.db")
        values = [value for (value,) in copy.execute("SELECT value FROM key_values WHERE key IN ('first', 'second')")]
        copy.close()
        assert len(set(values)) <= 1


async def test_what_is_held(database: Database, database_url: str, tmp_path: Path) -> None:
    """Open deliveries, updates, and planned pushes and drafts whose time has come wait; what is ahead stays."""
    desk = Desk(database)
    await desk.gather()
    first, second = await desk.draft(dossier("one")), await desk.draft(dossier("two"))
    async with database.write() as conn:
        await pushes.subscribe(conn, (1, 2, 3))
        running = await pushes.push(conn)
        await pushes.fill(conn, running)
        await conn.execute(text("UPDATE deliveries SET state = 'sending' WHERE chat_id = 2"))
        await broadcasts.count(conn, running, {"pending": -1, "sending": 1})
        past = await pushes.push(conn, state="planned", due_at=NOW + timedelta(minutes=30))
        ahead = await pushes.push(conn, state="planned", due_at=LATER + timedelta(minutes=1))
        for draft, minutes in ((first, 30), (second, 90)):
            due = scheduled_publications.ScheduledPublication(draft.id, NOW + timedelta(minutes=minutes), "UTC", 1)
            await scheduled_publications.put(conn, due)
        await updates.store(conn, [updates.Incoming(7, '{"update_id": 7}', 5)], NOW, 1)
    file = tmp_path / "a.backup"
    await _backup(database_url, file, NOW)
    await database.close()
    outcome = await restoring.restore(database_url, file, tmp_path, LATER)
    held = outcome.held
    assert (held.uncertain, held.planned, held.drafts) == (((running, 3),), (past,), (first.id,))
    if database_file.path_of(database_url):
        assert held.restored == restored.Restored(LATER, NOW)
    opened = await open_database(database_url)
    try:
        async with opened.read() as conn:
            broadcast = await broadcasts.get(conn, running)
            assert broadcast
            assert (broadcast.state, broadcast.counts) == ("running", broadcasts.Counts(uncertain=3))
            planned = {number: await broadcasts.get(conn, number) for number in (past, ahead)}
            states = {number: row and (row.state, row.halted) for number, row in planned.items()}
            assert states == {past: ("awaiting", RESTORED), ahead: ("planned", None)}
            (letter,) = await updates.dead_letters(conn, limit=5, offset=0)
            assert (letter.update_id, letter.cause) == (7, "restored")
            assert restored.is_held(held.restored, LATER)
            assert not restored.is_held(held.restored, LATER + timedelta(seconds=1))
    finally:
        await opened.close()


async def test_a_restore_is_refused_while_a_bot_is_there(
    database: Database, other: Database, database_url: str, tmp_path: Path
) -> None:
    """Leading or standing by: on a server, both are seen; the database stays as it is."""
    if database_file.path_of(database_url):
        pytest.skip("a run's lock, tested by the command")
    file = tmp_path / "a.dump"
    await _publish(database)
    await _backup(database_url, file)
    await _publish(database, "another")
    lock = other.leader_lock()
    assert await lock.try_acquire()
    with pytest.raises(DatabaseInUse):
        await restoring.restore(database_url, file, tmp_path, LATER)
    await lock.release()
    await other.presence.show()
    with pytest.raises(DatabaseInUse):
        await restoring.restore(database_url, file, tmp_path, LATER)
    assert await _slugs(database_url) == ["a-story", "another"]
    await other.presence.hide()
    await restoring.restore(database_url, file, tmp_path, LATER)
    assert await _slugs(database_url) == ["a-story"]


async def test_what_is_no_backup(database: Database, database_url: str, tmp_path: Path) -> None:
    """A cut file, another kind's, one of a newer program: named, and the database stays as it is."""
    file, is_sqlite = tmp_path / "a.backup", database_file.path_of(database_url) is not None
    await _publish(database)
    await _backup(database_url, file)
    cut, other, empty = tmp_path / "cut", tmp_path / "other", tmp_path / "empty"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    other.write_bytes(b"PGDMP..." if is_sqlite else b"SQLite format 3\0...")
    empty.write_bytes(b"")
    async with database.write() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = tmp_path / "newer"
    await _backup(database_url, newer)
    async with database.write() as conn:
        known = {"known": known_revisions()[-1]}
        await conn.execute(text("UPDATE alembic_version SET version_num = :known"), known)
    await database.close()
    expected: list[tuple[Path, type[Exception]]] = [
        (cut, BackupUnsound),
        (other, BackupKindOther),
        (empty, BackupUnknown),
        (newer, SchemaTooNew),
    ]
    for bad, error in expected:
        with pytest.raises(error):
            await restoring.restore(database_url, bad, tmp_path, LATER)
        assert await _slugs(database_url) == ["a-story"]


async def test_a_dump_that_was_restored_by_hand(database: Database, database_url: str, tmp_path: Path) -> None:
    """Put back with PostgreSQL's own programs, its tables are others than those noted: what it would send is held."""
    if database_file.path_of(database_url):
        pytest.skip("a SQLite backup carries a mark: tests/delivery/test_restored.py")
    assert not await restored.begin(database, NOW)
    async with database.write() as conn:
        await pushes.subscribe(conn, (1,))
        await pushes.fill(conn, await pushes.push(conn))
    assert not await restored.begin(database, NOW)
    file = tmp_path / "a.dump"
    await _backup(database_url, file)
    await database.close()
    environment = postgres_tools.environment(database._url)
    command = ("pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", environment["PGDATABASE"], str(file))
    process = await asyncio.create_subprocess_exec(*command, env={"PATH": "/usr/bin:/bin", **environment})
    assert await process.wait() == 0
    opened = await open_database(database_url)
    assert await restored.begin(opened, LATER)
    assert not await restored.begin(opened, LATER)
    async with opened.read() as conn:
        held = await restored.read_held(conn)
    assert held
    assert [count for _, count in held.uncertain] == [1]
    await opened.close()


async def test_without_the_programs(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that is missing is named, and no file is left."""
    if database_file.path_of(database_url):
        pytest.skip("SQLite needs none")
    await _publish(database)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing) as missing:
        await _backup(database_url, tmp_path / "a.dump")
    assert missing.value.data == {"tool": "pg_dump"}
    assert [name for name in _names(tmp_path) if "a.dump" in name] == []


def test_nightly_ones_are_told_by_their_names(tmp_path: Path) -> None:
    """The latest stay, as many as are wanted; what somebody put beside them stays, too."""
    folder = tmp_path / backups.FOLDER
    folder.mkdir()
    nights = [datetime(2025, 4, day, 1, 0, tzinfo=UTC) for day in range(1, 6)]
    for night in nights:
        backups.nightly_path(tmp_path, night, backups.SQLITE).touch()
    for name in ("siyaq-of-the-election.db", "before-upgrade.db", ".siyaq-20250405T010000Z.db.x.part"):
        (folder / name).touch()
    assert [at for at, _ in backups.nightly(tmp_path)] == nights
    assert len(backups.prune(tmp_path, 2, datetime.now(UTC))) == 3
    assert [at for at, _ in backups.nightly(tmp_path)] == nights[-2:]
    assert len(list(folder.iterdir())) == 5
    backups.prune(tmp_path, 2, datetime.now(UTC) + timedelta(days=2))
    assert len(list(folder.iterdir())) == 4
