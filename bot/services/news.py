"""News: the revisions that stories are compared to, for what changed since then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from datetime import datetime

    from bot.model import Dossier
    from bot.store.database import Database


async def revisions_at(database: Database, moment: datetime) -> dict[int, int]:
    """Return the revision that each story had at a moment, by the story's number."""
    async with database.read() as conn:
        return await stories.as_of(conn, moment)


async def dossiers(database: Database, revisions: Iterable[tuple[int, int]]) -> AsyncGenerator[Dossier | None]:
    """Yield the dossier of each revision (story, revision), read as needed; None for revision 0, before the first."""
    async with database.read() as conn:
        for number, revision in revisions:
            before = await stories.get(conn, number, revision) if revision else None
            yield before.dossier if before else None
