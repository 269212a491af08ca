"""Publishing: a dossier becomes the next revision of its story."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import RevisionConflict
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.store.database import Database
    from bot.story import Dossier, Story


async def take_in(database: Database, dossier: Dossier, *, note: str | None, at: datetime) -> tuple[Story, bool]:
    """Publish a dossier that comes from a file, upon whatever its story's newest revision is.

    Returns the story, and whether there is a new revision: a dossier that changes nothing makes none.
    """
    async with database.write() as conn:
        known = await stories.find(conn, dossier.slug)
        if known and known.dossier == dossier:
            return known, False
        base = known.revision if known else None
        return await stories.publish(conn, dossier, base=base, note=note, author=None, at=at), True


async def begin(database: Database, starters: Iterable[Dossier], *, at: datetime) -> None:
    """Publish the first stories where the database has none; of several processes that start at once, one does."""
    async with database.write() as conn:
        if await stories.any_at_all(conn):
            return
        for dossier in starters:
            with suppress(RevisionConflict):  # on PostgreSQL another process may be at it
                await stories.publish(conn, dossier, base=None, note=None, author=None, at=at)
