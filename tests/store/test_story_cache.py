"""The stories in memory are as new as the database, and read no more than they must."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event, update

from bot.model.language import Language
from bot.store import readers, stories, updates
from bot.store.story_cache import StoryCache
from bot.store.tables import stories as table
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Story
    from bot.store.database import Database

PUBLISH = """
import asyncio, sys
from datetime import UTC, datetime
from bot.store.database import open_database
from bot.store.stories import publish
from tests.store.dossiers import NOW, dossier
async def main():
    database = await open_database(sys.argv[1])
    async with database.write() as conn:
        await publish(conn, dossier(title="From the shell"), base=1, note=None, author=None, at=datetime.now(UTC))
    await database.close()
asyncio.run(main())
"""


async def _publish(database: Database, slug: str = "a-story", base: int = 0, hours: int = 0) -> Story:
    async with database.write() as conn:
        at = NOW + timedelta(hours=hours)
        return await stories.publish(conn, dossier(slug), base=base, note=None, author=None, at=at)


@contextmanager
def _statements() -> Iterator[list[str]]:
    """The SELECTs that any engine runs meanwhile."""
    ran: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT stories"):
            ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_the_shelf_holds_the_live_stories_in_order(database: Database) -> None:
    """Pinned before newest before older, each by its number and slug; what was archived is gone."""
    cache = StoryCache(database)
    assert (await cache.stories()).stories == ()
    old = await _publish(database, "old", hours=0)
    newest = await _publish(database, "newest", hours=2)
    middle = await _publish(database, "middle", hours=1)
    assert (await cache.stories()).stories == (newest, middle, old)
    async with database.write() as conn:
        await conn.execute(update(table).where(table.c.id == old.number).values(pinned_at=NOW))
        await conn.execute(update(table).where(table.c.id == middle.number).values(state="archived"))
    shelved = await cache.stories()
    assert [(story.slug, story.pinned) for story in shelved.stories] == [("old", True), ("newest", False)]
    assert shelved.by_number == {story.number: story for story in shelved.stories}
    assert shelved.by_slug == {story.slug: story for story in shelved.stories}
    async with database.write() as conn:
        await conn.execute(update(table).values(pinned_at=None, state="live"))
    assert (await cache.stories()).stories == (newest, middle, old)


async def test_a_new_revision_is_seen_at_once(database: Database, other: Database) -> None:
    """Whoever published it; the snapshot in somebody's hands stays what it was."""
    cache = StoryCache(database)
    first = await _publish(other)
    before = await cache.stories()
    assert before.stories == (first,)
    for base in range(1, 20):
        moved = await _publish((database, other)[base % 2], base=base, hours=base)
        assert (await cache.stories()).stories == (moved,)
    assert before.stories == (first,)


async def test_a_revision_from_another_process_is_seen_at_once(database: Database, database_url: str) -> None:
    """As when somebody imports a file from the shell."""
    cache = StoryCache(database)
    await _publish(database)
    assert (await cache.stories()).stories[0].revision == 1
    shell = [sys.executable, "-c", PUBLISH, database_url]
    await asyncio.to_thread(subprocess.run, shell, check=True, timeout=60)
    (story,) = (await cache.stories()).stories
    assert (story.revision, story.dossier.title.en) == (2, "From the shell")


async def test_a_dossier_is_parsed_once_a_revision(database: Database) -> None:
    """Another story's revision, or a commit about something else, reads and parses none again."""
    cache = StoryCache(database)
    await _publish(database, "one")
    await _publish(database, "two")
    before = await cache.stories()
    async with database.write() as conn:
        await updates.mark_processed(conn, 1, NOW)
    assert await cache.stories() is before
    await _publish(database, "two", base=1)
    with _statements() as ran:
        after = await cache.stories()
    assert len(ran) == 2  # the heads, and the one that changed
    assert after.by_slug["one"].dossier is before.by_slug["one"].dossier
    assert after.by_slug["two"].dossier is not before.by_slug["two"].dossier


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_is_asked_while_nothing_changes(database: Database) -> None:
    """On SQLite, not even the event loop takes its turn."""
    cache = StoryCache(database)
    await _publish(database)
    shelved = await cache.stories()
    with _statements() as ran:
        with pytest.raises(StopIteration) as returned:
            cache.stories().send(None)
        assert returned.value.value is shelved
    assert ran == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_is_asked_while_a_push_is_written(database: Database, other: Database) -> None:
    """What is committed and concerns no story costs no look; a story that is archived or pinned does."""
    cache = StoryCache(database)
    story = await _publish(database)
    shelved = await cache.stories()
    async with other.write() as conn:
        await readers.choose(conn, 101, NOW, language=Language.AR)
    with _statements() as ran:
        with pytest.raises(StopIteration) as returned:
            cache.stories().send(None)
        assert returned.value.value is shelved
    assert ran == []
    async with other.write() as conn:
        await stories.pin(conn, story.number, NOW)
    assert (await cache.stories()).stories[0].pinned
    async with other.write() as conn:
        await stories.set_live(conn, story.number, live=False)
    assert (await cache.stories()).stories == ()


async def test_callers_at_once_share_a_look(database: Database) -> None:
    """Of fifty, the first looks, and another for all who came while it did."""
    cache = StoryCache(database)
    await _publish(database)
    with _statements() as ran:
        story_snapshots = await asyncio.gather(*(cache.stories() for _ in range(50)))
    assert len([statement for statement in ran if "dossier" not in statement]) <= 2
    assert {len(shelved.stories) for shelved in story_snapshots} == {1}


async def test_no_caller_gets_what_was_before_its_call(database: Database, other: Database) -> None:
    """Though others are looking when it comes."""
    cache = StoryCache(database)
    await _publish(other)
    for base in range(1, 30):
        looking = [asyncio.create_task(cache.stories()) for _ in range(3)]
        await asyncio.sleep(0)
        await _publish(other, base=base)
        looking += [asyncio.create_task(cache.stories()) for _ in range(3)]
        *early, one, two, three = await asyncio.gather(*looking)
        assert {one.stories[0].revision, two.stories[0].revision, three.stories[0].revision} == {base + 1}
        assert {shelved.stories[0].revision for shelved in early} <= {base, base + 1}


async def test_a_look_that_was_broken_off_misleads_nobody(database: Database, other: Database) -> None:
    """Whoever waits behind it looks for itself."""
    cache = StoryCache(database)
    await _publish(other)
    await cache.stories()
    moved = await _publish(other, base=1)
    broken, waiting = asyncio.create_task(cache.stories()), asyncio.create_task(cache.stories())
    await asyncio.sleep(0)
    broken.cancel()
    with pytest.raises(asyncio.CancelledError):
        await broken
    assert (await waiting).stories == (moved,)
    assert (await cache.stories()).stories == (moved,)
