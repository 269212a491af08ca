"""What was published comes again, is archived and pinned; and what comes from files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.errors import (
    RevisionConflict,
    RevisionUnknown,
    StoryUnknown,
)
from bot.model.roles import Action
from bot.services import publishing
from bot.store import audit, stories
from bot.store.search_tables import search_index
from bot.store.story_cache import StoryCache
from tests.store.desk import EDITOR, OTHER, Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.services.publishing import Published
    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)
SLUG = "a-story"


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def _story(desk: Desk, title: str = "A story", base: int | None = None) -> Published:
    draft = await desk.draft(dossier(title=title), base=base)
    return await publishing.publish(desk.database, draft.id, version=1, context=desk.deed())


async def test_restoring_an_older_revision(desk: Desk) -> None:
    """It is the next revision, found by searches; repeated it is none; what is not there or has moved on is refused."""
    first = await _story(desk)
    second = await _story(desk, "Moved on", base=1)
    context = desk.deed(OTHER, LATER)
    restored = await publishing.restore(desk.database, SLUG, 1, base=2, context=context, note="it was right")
    assert (restored.is_new, restored.before, restored.story.revision) == (True, second.story, 3)
    assert restored.story.dossier == first.story.dossier
    for again in (context, desk.deed()):
        repeated = await publishing.restore(desk.database, SLUG, 1, base=2, context=again)
        assert (repeated.story, repeated.is_new) == (restored.story, False)
    with pytest.raises(RevisionConflict):
        await publishing.restore(desk.database, SLUG, 2, base=2, context=desk.deed())
    with pytest.raises(RevisionUnknown) as unknown:
        await publishing.restore(desk.database, SLUG, 4, base=3, context=desk.deed())
    assert unknown.value.data == {"slug": SLUG, "revision": 4}
    with pytest.raises(StoryUnknown):
        await publishing.restore(desk.database, "none", 1, base=1, context=desk.deed())
    async with desk.database.read() as conn:
        history = await stories.history(conn, restored.story.number)
        assert [(revision.number, revision.author, revision.note) for revision in history] == [
            (3, OTHER, "it was right"),
            (2, EDITOR, None),
            (1, EDITOR, None),
        ]
        (entry,) = await audit.read(conn, action=Action.RESTORE)
        assert (entry.slug, entry.detail) == (SLUG, {"revision": 3, "of": 1})
        words = select(search_index.c.en).where(search_index.c.item == "@title")
        assert (await conn.scalars(words)).all() == ["a story"]


async def test_archiving_and_pinning(desk: Desk) -> None:
    """Readers lose and get the story at once; what is so already changes nothing; the desk still finds it."""
    cache = StoryCache(desk.database)
    number = (await _story(desk)).story.number
    context = desk.deed(at=LATER)
    assert await publishing.pin(desk.database, SLUG, context=context)
    assert not await publishing.pin(desk.database, SLUG, context=desk.deed())
    assert not await publishing.unpin(desk.database, SLUG, context=context)  # the update has had its effect
    assert (await cache.stories()).stories[0].pinned
    assert await publishing.archive(desk.database, SLUG, context=desk.deed())
    assert not await publishing.archive(desk.database, SLUG, context=desk.deed())
    assert (await cache.stories()).stories == ()
    async with desk.database.read() as conn:
        assert await stories.known(conn) == (stories.Known(number, SLUG, 1, is_live=False, pinned_at=LATER),)
    assert await publishing.revive(desk.database, SLUG, context=desk.deed())
    assert await publishing.unpin(desk.database, SLUG, context=desk.deed())
    assert not (await cache.stories()).stories[0].pinned
    async with desk.database.read() as conn:
        entries = reversed(await audit.read(conn, slug=SLUG))
        assert [(entry.action, dict(entry.detail)) for entry in entries][1:] == [
            ("pin", {"pinned": True, "was": None}),
            ("archive", {"live": False}),
            ("archive", {"live": True}),
            ("pin", {"pinned": False, "was": LATER.isoformat()}),
        ]
    for do in (publishing.archive, publishing.revive, publishing.pin, publishing.unpin):
        with pytest.raises(StoryUnknown):
            await do(desk.database, "none", context=desk.deed())


async def test_what_comes_from_files_is_found_too(desk: Desk) -> None:
    """Searches find the first stories and what is imported."""
    await publishing.seed(desk.database, [dossier("first", "First")], at=NOW)
    await publishing.import_dossier(desk.database, dossier("second", "Second"), note=None, at=NOW)
    async with desk.database.read() as conn:
        words = select(search_index.c.en).where(search_index.c.item == "@title")
        assert set(await conn.scalars(words)) == {"first", "second"}
