"""Cache of live stories: each revision's dossier is parsed once; new revisions are seen at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Story
    from bot.store.database import Database
    from bot.store.stories import Head


@dataclass(frozen=True, slots=True)
class StorySnapshot:
    """The live stories at one moment: pinned ones first, then the newest.

    The same object while nothing changed, so that callers can key their own caches on it.
    """

    stories: tuple[Story, ...]
    by_number: Mapping[int, Story]
    by_slug: Mapping[str, Story]


class StoryCache:
    """Live stories of a database in which other processes may publish as well."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshot = _snapshot((), {})
        self._heads: tuple[Head, ...] = ()
        self._version: int | None = None
        self._edition: str | None = None
        self._turn = asyncio.Lock()
        self._begun = self._ended = 0  # numbers of the last refresh begun and ended

    async def stories(self) -> StorySnapshot:
        """Return the live stories, never older than this call.

        On SQLite this neither waits nor runs SQL if nothing was committed since the last call.
        """
        if not self._is_current():
            begun = self._begun
            async with self._turn:
                # A refresh that began after this call serves it too: of many concurrent callers at most two query.
                if self._ended <= begun and not self._is_current():
                    await self._refresh()
        return self._snapshot

    def _is_current(self) -> bool:
        version = self._database.change_counter()
        if version is None or version == self._version:
            return version is not None
        # The change counter moved. A broadcast commits many times a second without touching stories.
        edition = self._database.peek(stories.EDITION)
        if edition is None or edition != self._edition:
            return False
        self._version = version
        return True

    async def _refresh(self) -> None:
        self._begun += 1
        # Read before the query, so that no commit in between is missed.
        version, edition = self._database.change_counter(), self._database.peek(stories.EDITION)
        known = self._snapshot.by_number
        async with self._database.read() as conn:
            heads = await stories.heads(conn)
            changed = {head.number for head in heads if not _has(known, head)}
            fresh = {story.number: story for story in await stories.live(conn, changed)} if changed else {}
        if changed or heads != self._heads:
            unchanged = {number: story for number, story in known.items() if number not in changed}
            self._snapshot = _snapshot(heads, unchanged | fresh)
            self._heads = heads
        self._version, self._edition = version, edition
        self._ended = self._begun


def _has(known: Mapping[int, Story], head: Head) -> bool:
    return head.number in known and known[head.number].revision == head.revision


def _snapshot(heads: tuple[Head, ...], known: Mapping[int, Story]) -> StorySnapshot:
    """Build the snapshot; skips a story archived between the two statements."""
    present = sorted((head for head in heads if head.number in known), key=lambda head: head.rank, reverse=True)
    ordered = tuple(replace(known[head.number], pinned=head.pinned_at is not None) for head in present)
    return StorySnapshot(ordered, {story.number: story for story in ordered}, {story.slug: story for story in ordered})
