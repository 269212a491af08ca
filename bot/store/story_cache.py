"""The live stories in memory: a dossier is parsed once a revision, and a new revision is seen at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.store.database import Database
    from bot.store.stories import Head
    from bot.story import Story


@dataclass(frozen=True, slots=True)
class Shelved:
    """The live stories at one moment: the pinned before the others, of each the newest before the older.

    The same object as long as they are the same, so that what is made of it can be kept beside it.
    """

    stories: tuple[Story, ...]
    by_number: Mapping[int, Story]
    by_slug: Mapping[str, Story]


class Shelf:
    """The live stories of a database, which other processes may publish in as well."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shelved = _shelve((), {})
        self._heads: tuple[Head, ...] = ()
        self._version: int | None = None
        self._edition: str | None = None
        self._turn = asyncio.Lock()
        self._begun = self._ended = 0  # looks into the database, by number

    async def stories(self) -> Shelved:
        """The live stories, never as they were before the call.

        On SQLite, where nothing was committed since the last call, it neither waits nor asks the database.
        """
        if not self._is_current():
            begun = self._begun
            async with self._turn:
                # A look that began after this call serves it too: of many callers at once, two look.
                if self._ended <= begun and not self._is_current():
                    await self._look()
        return self._shelved

    def _is_current(self) -> bool:
        version = self._database.version()
        if version is None or version == self._version:
            return version is not None
        # Something was committed: a push does so many times a second, and hardly ever anything about stories.
        edition = self._database.glance(stories.EDITION)
        if edition is None or edition != self._edition:
            return False
        self._version = version
        return True

    async def _look(self) -> None:
        self._begun += 1
        # Before the query, so that no commit in between is missed.
        version, edition = self._database.version(), self._database.glance(stories.EDITION)
        known = self._shelved.by_number
        async with self._database.read() as conn:
            heads = await stories.heads(conn)
            changed = {head.number for head in heads if not _has(known, head)}
            fresh = {story.number: story for story in await stories.live(conn, changed)} if changed else {}
        if changed or heads != self._heads:
            kept = {number: story for number, story in known.items() if number not in changed}
            self._shelved = _shelve(heads, kept | fresh)
            self._heads = heads
        self._version, self._edition = version, edition
        self._ended = self._begun


def _has(known: Mapping[int, Story], head: Head) -> bool:
    return head.number in known and known[head.number].revision == head.revision


def _shelve(heads: tuple[Head, ...], known: Mapping[int, Story]) -> Shelved:
    """The stories of these heads, but for one that was archived between two statements."""
    present = [head for head in heads if head.number in known]
    present.sort(key=lambda head: (head.pinned_at is not None, head.pinned_at or head.at, head.number), reverse=True)
    ordered = tuple(replace(known[head.number], pinned=head.pinned_at is not None) for head in present)
    return Shelved(ordered, {story.number: story for story in ordered}, {story.slug: story for story in ordered})
