"""Everything moves between SQLite and PostgreSQL, is compared, and waits for the desk there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from bot.errors import CopyDiffers, CopyTargetUsed, CopyToItself, DatabaseInUse
from bot.store import copying, recipients, restored, search_index, stories
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.schema import metadata
from bot.store.tables import stories as story_table
from tests.store import pushes
from tests.store.conftest import _create, postgres_url, sqlite_url
from tests.store.desk import Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.store.database import Database

pytestmark = pytest.mark.postgres
CHANGED = {"key_values", "deliveries", "broadcasts", "audience_counts"}  # by what is held; the last is counted anew


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def _fill(url: str) -> None:
    """Make a database with a little in most tables; a text's zero character is none, which PostgreSQL has not."""
    async with _opened(url) as database:
        await migrate(database)
        desk = Desk(database)
        await desk.gather()
        await desk.draft(dossier("b-draft"))
        async with database.write() as conn:
            for slug in ("a-story", "another", "a-third"):
                await stories.publish(conn, dossier(slug), base=None, note="ملاحظة", author=2, at=NOW)
            await conn.execute(story_table.delete().where(story_table.c.id < 0))
            await pushes.subscribe(conn, range(-1_000_000_000_001, -999_999_999_999), kind="channel")
            await pushes.subscribe(conn, range(5_000_000_000, 5_000_002_500))
            await pushes.fill(conn, await pushes.push(conn))
        await search_index.fill(database)


async def _rows(url: str) -> dict[str, list[Any]]:
    async with _opened(url) as database, database.read() as conn:
        return {
            table.name: sorted(map(repr, (await conn.execute(select(table))).all()))
            for table in metadata.sorted_tables
            if table.name not in CHANGED
        }


async def test_there_and_back_again(tmp_path: Path, postgres_socket: Path) -> None:
    """From a file to a server and from there to another file: every row as it was, searches find, numbers go on."""
    first, second = sqlite_url(tmp_path), f"sqlite+aiosqlite:///{tmp_path / 'second.db'}"
    server = postgres_url(postgres_socket, await _create(postgres_socket))
    await _fill(first)
    counted: dict[str, int] = {}
    rows = await copying.copy(first, server, NOW, counted.__setitem__)
    assert counted["deliveries"] == 2_502
    assert sum(counted.values()) == rows
    assert set(counted) == set(metadata.tables) - {"audience_counts"}
    await copying.copy(server, second, NOW, counted.__setitem__)
    assert await _rows(first) == await _rows(server) == await _rows(second)
    for url in (server, second):
        async with _opened(url) as database:
            async with database.write() as conn:
                held = await restored.read_held(conn)
                assert held
                assert [count for _, count in held.uncertain] == [2_502]
                assert (await recipients.tally(conn, None, NOW)).total == 2_502
                story = await stories.publish(conn, dossier("a-fourth"), base=None, note=None, author=None, at=NOW)
                assert story.number == 4
            async with database.read() as conn:
                assert await conn.scalar(select(func.count()).select_from(text("search_index")))
    async with _opened(second) as database, database.read() as conn:
        match = text("SELECT count(*) FROM search_fts WHERE search_fts MATCH 'began'")
        assert await conn.scalar(match) == 3


async def test_again_until_a_bot_has_run(tmp_path: Path, postgres_socket: Path) -> None:
    """A copy replaces what an earlier one brought; once a bot has run on it, it is somebody's, and stays."""
    first, server = sqlite_url(tmp_path), postgres_url(postgres_socket, await _create(postgres_socket))
    await _fill(first)
    for _ in range(2):
        await copying.copy(first, server, NOW, lambda *_: None)
    async with _opened(server) as database:
        assert not await restored.begin(database, NOW, is_run=True)
    before = await _rows(server)
    with pytest.raises(CopyTargetUsed):
        await copying.copy(first, server, NOW, lambda *_: None)
    with pytest.raises(CopyToItself):
        await copying.copy(server, server, NOW, lambda *_: None)
    assert await _rows(server) == before


@pytest.mark.parametrize("leads", ["source", "target"])
async def test_not_while_a_sender_leads(tmp_path: Path, postgres_socket: Path, leads: str) -> None:
    """Of the source or of the target: what it sends meanwhile would be sent once more."""
    first, server = sqlite_url(tmp_path), postgres_url(postgres_socket, await _create(postgres_socket))
    await _fill(first)
    async with _opened(first if leads == "source" else server) as database:
        lock = database.leader_lock()
        assert await lock.try_acquire()
        with pytest.raises(DatabaseInUse):
            await copying.copy(first, server, NOW, lambda *_: None)
        await lock.release()
    await copying.copy(first, server, NOW, lambda *_: None)


async def test_what_reads_back_otherwise_is_undone(tmp_path: Path, postgres_socket: Path) -> None:
    """A trigger of somebody's changes what is written: the table is named, and nothing of the copy stays."""
    first, server = sqlite_url(tmp_path), postgres_url(postgres_socket, await _create(postgres_socket))
    await _fill(first)
    async with _opened(server) as database:
        await migrate(database)
        async with database.write() as conn:
            body = "BEGIN NEW.slug = upper(NEW.slug); RETURN NEW; END"
            await conn.execute(text(f"CREATE FUNCTION shout() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql"))
            shouted = "CREATE TRIGGER shouted BEFORE INSERT ON stories FOR EACH ROW EXECUTE FUNCTION shout()"
            await conn.execute(text(shouted))
    with pytest.raises(CopyDiffers) as differs:
        await copying.copy(first, server, NOW, lambda *_: None)
    assert differs.value.data == {"table": "stories", "read": 3, "written": 3}
    assert not any((await _rows(server)).values())
