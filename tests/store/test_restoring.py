"""What was published comes again, is archived and pinned; and what comes from files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot import publishing
from bot.desk.roles import Action
from bot.errors import (
    RevisionConflict,
    RevisionUnknown,
    StoryUnknown,
)
from bot.store import audit, stories
from bot.store.search_tables import searchables
from bot.store.shelf import Shelf
from tests.store.desk import EDITOR, OTHER, Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.publishing import Published
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
    return await publishing.publish(desk.database, draft.id, version=1, deed=desk.deed())


async def test_restoring_an_older_revision(desk: Desk) -> None:
    """It is the next revision, found by searches; repeated it is none; what is not there or has moved on is refused."""
    first = await _story(desk)
    second = await _story(desk, "Moved on", base=1)
    deed = desk.deed(OTHER, LATER)
    restored = await publishing.restore(desk.database, SLUG, 1, base=2, deed=deed, note="it was right")
    assert (restored.is_new, restored.before, restored.story.revision) == (True, second.story, 3)
    assert restored.story.dossier == first.story.dossier
    for again in (deed, desk.deed()):
        repeated = await publishing.restore(desk.database, SLUG, 1, base=2, deed=again)
        assert (repeated.story, repeated.is_new) == (restored.story, False)
    with pytest.raises(RevisionConflict):
        await publishing.restore(desk.database, SLUG, 2, base=2, deed=desk.deed())
    with pytest.raises(RevisionUnknown) as unknown:
        await publishing.restore(desk.database, SLUG, 4, base=3, deed=desk.deed())
    assert unknown.value.data == {"slug": SLUG, "revision": 4}
    with pytest.raises(StoryUnknown):
        await publishing.restore(desk.database, "none", 1, base=1, deed=desk.deed())
    async with desk.database.read() as conn:
        history = await stories.history(conn, restored.story.number)
        assert [(one.number, one.author, one.note) for one in history] == [
            (3, OTHER, "it was right"),
            (2, EDITOR, None),
            (1, EDITOR, None),
        ]
        (entry,) = await audit.read(conn, action=Action.RESTORE)
        assert (entry.slug, entry.detail) == (SLUG, {"revision": 3, "of": 1})
        words = select(searchables.c.en).where(searchables.c.item == "@title")
        assert (await conn.scalars(words)).all() == ["a story"]


async def test_archiving_and_pinning(desk: Desk) -> None:
    """Readers lose and get the story at once; what is so already changes nothing; the desk still finds it."""
    shelf = Shelf(desk.database)
    number = (await _story(desk)).story.number
    deed = desk.deed(at=LATER)
    assert await publishing.pin(desk.database, SLUG, deed=deed)
    assert not await publishing.pin(desk.database, SLUG, deed=desk.deed())
    assert not await publishing.unpin(desk.database, SLUG, deed=deed)  # the update has had its effect
    assert (await shelf.stories()).stories[0].pinned
    assert await publishing.archive(desk.database, SLUG, deed=desk.deed())
    assert not await publishing.archive(desk.database, SLUG, deed=desk.deed())
    assert (await shelf.stories()).stories == ()
    async with desk.database.read() as conn:
        assert await stories.known(conn) == (stories.Known(number, SLUG, 1, is_live=False, pinned_at=LATER),)
    assert await publishing.revive(desk.database, SLUG, deed=desk.deed())
    assert await publishing.unpin(desk.database, SLUG, deed=desk.deed())
    assert not (await shelf.stories()).stories[0].pinned
    async with desk.database.read() as conn:
        entries = reversed(await audit.read(conn, slug=SLUG))
        assert [(one.action, dict(one.detail)) for one in entries][1:] == [
            ("pin", {"pinned": True, "was": None}),
            ("archive", {"live": False}),
            ("archive", {"live": True}),
            ("pin", {"pinned": False, "was": LATER.isoformat()}),
        ]
    for do in (publishing.archive, publishing.revive, publishing.pin, publishing.unpin):
        with pytest.raises(StoryUnknown):
            await do(desk.database, "none", deed=desk.deed())


async def test_what_comes_from_files_is_found_too(desk: Desk) -> None:
    """Searches find the first stories and what is imported."""
    await publishing.begin(desk.database, [dossier("first", "First")], at=NOW)
    await publishing.take_in(desk.database, dossier("second", "Second"), note=None, at=NOW)
    async with desk.database.read() as conn:
        words = select(searchables.c.en).where(searchables.c.item == "@title")
        assert set(await conn.scalars(words)) == {"first", "second"}
