"""Reads of stories and their revisions for the desk, archived ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import RevisionUnknown, StoryUnknown
from bot.store import stories

if TYPE_CHECKING:
    from bot.model import Story
    from bot.store.database import Database
    from bot.store.stories import Known, Revision


async def find(database: Database, slug: str, revision: int | None = None) -> Story | None:
    """Read a story by slug, at its newest revision or another; None if missing."""
    async with database.read() as conn:
        return await stories.find(conn, slug, revision)


async def get(database: Database, number: int) -> Story:
    """Read a story by number, at its newest revision; raises StoryUnknown."""
    async with database.read() as conn:
        story = await stories.get(conn, number)
    if story is None:
        raise StoryUnknown(slug=str(number))
    return story


async def get_revision(database: Database, number: int, revision: int) -> Story:
    """Read one revision of a story; raises RevisionUnknown."""
    async with database.read() as conn:
        story = await stories.get(conn, number, revision)
    if story is None:
        raise RevisionUnknown(slug=str(number), revision=revision)
    return story


async def read_history(database: Database, number: int) -> tuple[Revision, ...]:
    """Read who published which revision of a story when, the newest first."""
    async with database.read() as conn:
        return await stories.history(conn, number)


async def read_known(database: Database) -> tuple[list[Known], list[Story]]:
    """Read the state of every story, and the archived ones in full: the live ones are in the story cache."""
    async with database.read() as conn:
        known = list(await stories.known(conn))
        archived = [await stories.get(conn, story.number) for story in known if not story.is_live]
    return known, [story for story in archived if story]
