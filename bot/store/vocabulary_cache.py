"""Cache of the search vocabulary: suggests what a mistyped word was meant to be, as stories print it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.store import search_statements
from bot.store.search_index import MARK, by_name, by_title
from bot.store.search_tables import indexed_stories, vocabulary_forms
from bot.text.spelling import Vocabulary
from bot.text.stemmer import searched_stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.database import Database

# Revisions only grow, and archived stories leave the index: equal sums mean an equal vocabulary.
_STATE = select(func.count(), func.sum(indexed_stories.c.revision), func.sum(indexed_stories.c.story_id))


class VocabularyCache:
    """Words of the live stories with their printed forms; read again only after something was published."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._state: tuple[object, ...] | None = None
        self._words = Vocabulary({})
        self._stems: frozenset[str] = frozenset()
        self._forms: dict[str, str] = {}
        self._reading = asyncio.Lock()

    async def near(self, words: tuple[str, ...], limit: int) -> dict[str, list[str]]:
        """Return suggestions for each folded word that no text has in any form, the likeliest first.

        Runs in a thread: weighing thousands of words takes milliseconds.
        """
        vocabulary = await self._read()
        unknown = [word for word in words if word not in vocabulary and self._stems.isdisjoint(searched_stems(word))]
        return await asyncio.to_thread(lambda: {word: vocabulary.near(word, limit) for word in unknown})

    def printed(self, words: str) -> str:
        """Return folded words, as `near` suggested them, in the form that stories print: with hamzas and capitals."""
        return " ".join(self._forms.get(word, word) for word in words.split())

    def is_name(self, word: str) -> bool:
        """Whether the folded word, as `near` suggested it, is of a person's name or a story's title."""
        return any(key.removeprefix(MARK) in self._stems for key in (by_name(word), by_title(word)))

    async def _read(self) -> Vocabulary:
        async with self._reading:
            async with self._database.read() as conn:
                state = tuple((await conn.execute(_STATE)).one())
                if state == self._state:
                    return self._words
                listed = await conn.scalar(search_statements.vocabulary(conn)) or ""
                forms = (await conn.scalars(select(vocabulary_forms.c.forms))).all()
            self._words, self._stems = await asyncio.to_thread(_parse, listed)
            self._forms = await asyncio.to_thread(_merge, forms)
            self._state = state
            return self._words


def _merge(forms: Iterable[str]) -> dict[str, str]:
    """Merge the stories' printed forms: of several for one word the one that most stories print."""
    counts = Counter(pair for listed in forms for pair in json.loads(listed).items())
    merged: dict[str, str] = {}
    for (word, form), _ in counts.most_common():
        merged.setdefault(word, form)
    return merged


def _parse(listed: str) -> tuple[Vocabulary, frozenset[str]]:
    """Return the words with their counts, and the stems."""
    parts = listed.split()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    kept = frozenset(part.removeprefix(MARK) for part in parts[::2] if part.startswith(MARK))
    return Vocabulary({word: int(count) for word, count in pairs if not word.startswith(MARK)}), kept
