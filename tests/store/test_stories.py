"""Publishing, and finding what was published."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.errors import RevisionConflict, StoryUnknown
from bot.store import stories
from bot.store.tables import revisions
from tests.store.dossiers import NOW, dossier
from tests.thoroughness import examples

if TYPE_CHECKING:
    from bot.model import Story
    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)


async def _publish(database: Database, base: int | None, slug: str = "a-story", title: str = "A story") -> Story:
    async with database.write() as conn:
        at = NOW + timedelta(hours=base or 0)
        return await stories.publish(conn, dossier(slug, title), base=base, note="why", author=7, at=at)


async def test_a_story_comes_back_as_it_was_published(database: Database) -> None:
    """By number and by slug, to the microsecond and the last mark of its dossier."""
    published = await _publish(database, None)
    assert (published.slug, published.revision, published.at, published.pinned) == ("a-story", 1, NOW, False)
    assert published.dossier == dossier()
    async with database.read() as conn:
        assert await stories.get(conn, published.number) == published
        assert await stories.find(conn, "a-story") == published
        assert await stories.get(conn, published.number + 1) is None
        assert await stories.find(conn, "b-story") is None
        row = (await conn.execute(select(revisions.c.note, revisions.c.author))).one()
        assert tuple(row) == ("why", 7)


async def test_every_revision_stays(database: Database) -> None:
    """The newest is what is found, the others are found when asked for, a missing one is not."""
    first = await _publish(database, 0)
    second = await _publish(database, 1, title="Moved on")
    assert (second.number, second.revision, second.at) == (first.number, 2, LATER)
    async with database.read() as conn:
        assert await stories.get(conn, first.number) == second
        assert await stories.find(conn, "a-story", 1) == first
        assert await stories.get(conn, first.number, 2) == second
        assert await stories.get(conn, first.number, 3) is None


@pytest.mark.parametrize("base", [None, 0, 1, 3])
async def test_a_stale_base_is_a_conflict(database: Database, base: int | None) -> None:
    """It names the base and the newest revision, and leaves everything as it was."""
    await _publish(database, None)
    newest = await _publish(database, 1)
    with pytest.raises(RevisionConflict) as conflict:
        await _publish(database, base, title="Too late")
    assert conflict.value.data == {"slug": "a-story", "base": base or 0, "newest": 2}
    async with database.read() as conn:
        assert await stories.find(conn, "a-story") == newest
        assert await conn.scalar(select(func.count()).select_from(revisions)) == 2


async def test_a_base_of_no_story_is_refused(database: Database) -> None:
    """A story that is not there has no first revision to build on."""
    with pytest.raises(StoryUnknown) as unknown:
        await _publish(database, 1)
    assert unknown.value.data == {"slug": "a-story"}


async def test_heads_and_live_stories(database: Database) -> None:
    """Each live story once, as of its newest revision; archived ones are found by name only."""
    async with database.read() as conn:
        assert not await stories.any_at_all(conn)
    one, two, three = [await _publish(database, None, slug) for slug in ("one", "two", "three")]
    moved = await _publish(database, 1, "one")
    async with database.write() as conn:
        await stories.set_live(conn, two.number, live=False)
        await stories.pin(conn, three.number, LATER)
    async with database.read() as conn:
        assert await stories.heads(conn) == (
            stories.Head(one.number, "one", 2, LATER, None),
            stories.Head(three.number, "three", 1, NOW, LATER),
        )
        live = await stories.live(conn)
        assert live[0] == moved
        assert [(story.slug, story.pinned) for story in live] == [("one", False), ("three", True)]
        assert await stories.live(conn, {two.number, one.number}) == (moved,)
        assert await stories.live(conn, ()) == ()
        assert await stories.find(conn, "two") == two
        assert await stories.any_at_all(conn)
        assert await stories.known(conn) == (
            stories.Known(one.number, "one", 2, is_live=True, pinned_at=None),
            stories.Known(two.number, "two", 1, is_live=False, pinned_at=None),
            stories.Known(three.number, "three", 1, is_live=True, pinned_at=LATER),
        )
    async with database.write() as conn:
        await stories.set_live(conn, two.number, live=True)
        await stories.pin(conn, three.number, None)
        assert await stories.get_for_update(conn, "three") == stories.Known(
            three.number, "three", 1, is_live=True, pinned_at=None
        )
        assert await stories.get_for_update(conn, "four") is None
        assert len(await stories.live(conn)) == 3


async def test_ids_that_were_used(database: Database) -> None:
    """Those of every revision of the story, of items that are gone too; none that only a text speaks of."""
    await _publish(database, None)
    speaks = '"id":"x1" \\"id":"x2" \\\\"id":"x3"'
    fewer = dossier(title=speaks).model_copy(update={"events": ()})
    async with database.write() as conn:
        await stories.publish(conn, fewer, base=1, note=None, author=None, at=LATER)
        await stories.publish(
            conn,
            fewer.model_copy(update={"slug": "b-story", "sources": ()}),
            base=None,
            note=None,
            author=None,
            at=LATER,
        )
    async with database.read() as conn:
        assert await stories.used_ids(conn, "a-story") == {"s1", "e1"}
        assert await stories.used_ids(conn, "b-story") == frozenset()
        assert await stories.used_ids(conn, "none") == frozenset()


async def test_the_history_of_a_story(database: Database) -> None:
    """Every revision with who, when and why, the newest first; none of a story that is not there."""
    number = (await _publish(database, None)).number
    await _publish(database, 1)
    await _publish(database, None, "b-story")
    async with database.read() as conn:
        assert await stories.history(conn, number) == (
            stories.Revision(2, 7, LATER, "why"),
            stories.Revision(1, 7, NOW, "why"),
        )
        assert await stories.history(conn, 99) == ()


@pytest.mark.parametrize("processes", [1, 2])
async def test_of_two_racing_publishers_one_wins(database: Database, other: Database, processes: int) -> None:
    """A hundred times in a full run, from a new story on: one makes the revision, the other is told of the conflict."""
    second = database if processes == 1 else other
    for base in range(examples(100)):
        results = await asyncio.gather(
            _publish(database, base, title="one"), _publish(second, base, title="two"), return_exceptions=True
        )
        won = [result for result in results if not isinstance(result, BaseException)]
        lost = [result for result in results if isinstance(result, RevisionConflict)]
        assert (len(won), len(lost)) == (1, 1), results
        assert (won[0].revision, lost[0].data["newest"]) == (base + 1, base + 1)
        async with database.read() as conn:
            assert await stories.find(conn, "a-story") == won[0]
    async with database.read() as conn:
        numbers = (await conn.scalars(select(revisions.c.number).order_by(revisions.c.number))).all()
        assert list(numbers) == list(range(1, examples(100) + 1))


async def test_revisions_as_of_a_moment(database: Database) -> None:
    """Of each story the newest that was there by then; a story of later is not among them."""
    async with database.write() as conn:
        first = await stories.publish(conn, dossier("one"), base=None, note=None, author=None, at=NOW)
        later = NOW + timedelta(hours=1)
        await stories.publish(conn, dossier("one"), base=1, note=None, author=None, at=later)
        second = await stories.publish(conn, dossier("two"), base=None, note=None, author=None, at=later)
    async with database.read() as conn:
        assert await stories.as_of(conn, NOW - timedelta(seconds=1)) == {}
        assert await stories.as_of(conn, NOW) == {first.number: 1}
        assert await stories.as_of(conn, later) == {first.number: 2, second.number: 1}
