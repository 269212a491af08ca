"""Every word that searches can find, near at hand, to tell what somebody who mistyped one may have meant."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.i18n.spelling import Vocabulary
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
        self._turn = asyncio.Lock()

    async def near(self, words: tuple[str, ...], limit: int) -> dict[str, list[str]]:
        """For each of the folded words that stands nowhere, what it may have been meant to be, the likeliest first.

        The event loop is not kept waiting.
        """
        known = await self._read()
        return await asyncio.to_thread(lambda: {word: known.near(word, limit) for word in words if word not in known})

    async def _read(self) -> Vocabulary:
        async with self._turn:
            async with self._database.read() as conn:
                state = tuple((await conn.execute(_STATE)).one())
                if state == self._state:
                    return self._words
                listed = await conn.scalar(dialects.vocabulary(conn)) or ""
            self._words = await asyncio.to_thread(_parse, listed)
            self._state = state
            return self._words


def _parse(listed: str) -> Vocabulary:
    parts = listed.split()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Vocabulary({word: int(count) for word, count in pairs if not word.startswith(MARK)})
