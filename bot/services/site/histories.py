"""Reads what the latest revisions of stories changed, and keeps it: an older revision never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.site import facts
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.model import Story
    from bot.model.language import Language
    from bot.site.facts import History
    from bot.store.database import Database

_FEW = 4  # revisions: nearly always enough for one that readers of either language saw


class Histories:
    """Histories of live stories by number, each as of the revision that was asked for last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[int, tuple[int, History]] = {}

    async def get(self, story: Story) -> History:
        """Return the story's history up to its revision; only what is new since the last call is read."""
        revision, known = self._kept.get(story.number, (0, None))
        if known is not None and revision == story.revision:
            return known
        if revision > story.revision:  # of another cache, which has seen a newer one
            revision, known = 0, None
        async with self._database.read() as conn:
            first_at = known.first_at if known else await stories.first_published(conn, story.number)
            span = (revision or 1, story.revision)
            revisions = await stories.latest_revisions(conn, story.number, span, facts.UPDATES + 1)
        history = facts.history(first_at or story.at, revisions, known)
        self._kept[story.number] = story.revision, history
        return history

    async def get_latest(self, story: Story, languages: Iterable[Language]) -> History:
        """Return as much of the story's history as has an update in each language: mostly few revisions are read."""
        revision, known = self._kept.get(story.number, (0, None))
        if known is not None and revision == story.revision:
            return known
        async with self._database.read() as conn:
            first_at = await stories.first_published(conn, story.number) or story.at
            for limit in (_FEW, facts.UPDATES + 1):
                revisions = await stories.latest_revisions(conn, story.number, (1, story.revision), limit)
                history = facts.history(first_at, revisions)
                if all(history.in_language(language) for language in languages):
                    break
        return history

    def keep_only(self, numbers: Collection[int]) -> None:
        """Forget stories that are no longer live."""
        for number in self._kept.keys() - set(numbers):
            del self._kept[number]
