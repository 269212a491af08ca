"""Every word that searches can find, near at hand, to tell what somebody who mistyped one may have meant."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.i18n.spelling import Vocabulary
from bot.i18n.stems import stems
from bot.store import dialects
from bot.store.search_tables import searched
from bot.store.searchables import MARK

if TYPE_CHECKING:
    from bot.store.database import Database

# Revisions only grow, and a story that is archived leaves: the same sums mean the same words.
_STATE = select(func.count(), func.sum(searched.c.revision), func.sum(searched.c.story_id))


class Lexicon:
    """The words of a database's live stories, read again only after something was published."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._state: tuple[object, ...] | None = None
        self._words = Vocabulary({})
        self._stems: frozenset[str] = frozenset()
        self._turn = asyncio.Lock()

    async def near(self, words: tuple[str, ...], limit: int) -> dict[str, list[str]]:
        """For each of the folded words that stands nowhere in any form, what it may have been meant to be.

        The likeliest comes first.

        The event loop is not kept waiting.
        """
        known = await self._read()
        lost = [word for word in words if word not in known and self._stems.isdisjoint(stems(word))]
        return await asyncio.to_thread(lambda: {word: known.near(word, limit) for word in lost})

    async def _read(self) -> Vocabulary:
        async with self._turn:
            async with self._database.read() as conn:
                state = tuple((await conn.execute(_STATE)).one())
                if state == self._state:
                    return self._words
                listed = await conn.scalar(dialects.vocabulary(conn)) or ""
            self._words, self._stems = await asyncio.to_thread(_parse, listed)
            self._state = state
            return self._words


def _parse(listed: str) -> tuple[Vocabulary, frozenset[str]]:
    """The words, and their stems."""
    parts = listed.split()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    kept = frozenset(part.removeprefix(MARK) for part in parts[::2] if part.startswith(MARK))
    return Vocabulary({word: int(count) for word, count in pairs if not word.startswith(MARK)}), kept
