"""Cache of chats: each one's choices and the story that it is at."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.model.reader import Reader
from bot.store import chats, key_values, readers, subscribers, updates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Unpack

    from bot.model.language import Language
    from bot.store.database import Database
    from bot.store.last_seen import LastSeen
    from bot.store.write_behind import WriteBehind

CHATS = 50_000  # cached chats; the least recently used leave first

_K = TypeVar("_K")
_V = TypeVar("_V")


class ChatCache:
    """LRU cache of readers, their current stories and what they follow; its changes invalidate it.

    With several processes on one database (PostgreSQL) nothing is cached, since another may have changed it.
    """

    def __init__(self, database: Database, write_behind: WriteBehind, now: Callable[[], datetime]) -> None:
        self._database = database
        self._write_behind = write_behind
        self._now = now
        self._is_sole_process = database.change_counter() is not None
        self._readers: OrderedDict[int, Reader] = OrderedDict()
        self._stories: OrderedDict[tuple[int, int], int | None] = OrderedDict()
        self._follows: OrderedDict[int, tuple[bool, frozenset[int]]] = OrderedDict()
        self._version: int | None = None
        self._imports: str | None = None

    async def chat(self, chat_id: int, thread_id: int) -> tuple[Reader, int | None]:
        """Return the reader of a chat, and the number of the story that the chat (or forum topic) is at."""
        known = self.known(chat_id, thread_id)
        if known is None:
            read = partial(readers.get_with_story, chat_id=chat_id, thread_id=thread_id)
            known = self.learn(chat_id, thread_id, *await self._database.run_read(read))
        return known

    def known(self, chat_id: int, thread_id: int = 0) -> tuple[Reader, int | None] | None:
        """Return what `chat` does of a chat that is cached; None of any other."""
        self._invalidate_after_import()
        place = (chat_id, thread_id)
        if chat_id not in self._readers or place not in self._stories:
            return None
        self._readers.move_to_end(chat_id)
        self._stories.move_to_end(place)
        return self._readers[chat_id], self._stories[place]

    def learn(
        self, chat_id: int, thread_id: int, stored: Reader | None, story: int | None
    ) -> tuple[Reader, int | None]:
        """Cache what is stored of a chat, and return what `chat` does."""
        reader = stored or Reader(chat_id)
        if noted := self._write_behind.current(chat_id, thread_id):
            story = noted.story
        if self._is_sole_process:
            _put(self._readers, chat_id, reader)
            _put(self._stories, (chat_id, thread_id), story)
        return reader, story

    async def follows(self, chat_id: int, story: int) -> bool:
        """Return whether a chat follows a story, by itself or as one of all."""
        self._invalidate_after_import()
        if (followed := self._follows.get(chat_id)) is None:
            async with self._database.read() as conn:
                subscriber = await subscribers.get(conn, chat_id)
                picked = await subscribers.stories_of(conn, chat_id) if subscriber else frozenset()
            followed = subscriber is not None and subscriber.every, picked
            if self._is_sole_process:
                _put(self._follows, chat_id, followed)
        every, picked = followed
        return every or story in picked

    async def choose(self, update_id: int, chat_id: int, **choices: Unpack[readers.Choices]) -> None:
        """Store the chat's choices; an update that was processed before changes nothing."""
        async with self._database.write() as conn:
            if await updates.mark_processed(conn, update_id, self._now()):
                await readers.choose(conn, chat_id, self._now(), **choices)
                if "zone" in choices:
                    await subscribers.retime(conn, chat_id, self._now())
        self.changed(chat_id)

    def changed(self, chat_id: int) -> None:
        """Invalidate the chat's reader: somebody else changed it."""
        self._readers.pop(chat_id, None)
        self._follows.pop(chat_id, None)

    async def forget(self, update_id: int, chat_id: int) -> None:
        """Delete all that is stored about the chat; an update that was processed before deletes nothing."""
        async with self._write_behind.paused():
            self._drop(chat_id)
            self._write_behind.drop(chat_id)
            async with self._database.write() as conn:
                if await updates.mark_processed(conn, update_id, self._now()):
                    await chats.forget(conn, chat_id)

    async def move(self, old: int, new: int) -> None:
        """Move everything stored about a group to the supergroup that it became; idempotent."""
        async with self._write_behind.paused():
            noted = self._write_behind.moved_current(old, new)
            self._drop(old)
            self._drop(new)
            self._write_behind.drop(old)
            async with self._database.write() as conn:
                await conn.run_sync(readers.remember, noted)
                await chats.move(conn, old, new, self._now())

    def note_shown(self, visit: LastSeen, language: Language, thread_id: int) -> None:
        """Note that a page of a story was shown, and that its story is the one that the chat or topic is at."""
        place = (visit.chat_id, thread_id)
        self._write_behind.note_shown(visit, language)
        # Most chats stay at their story: skipping those halves what is written.
        if self._stories.get(place) != visit.story:
            self._write_behind.note_current(readers.CurrentStory(visit.chat_id, visit.story, thread_id))
            if self._is_sole_process:
                _put(self._stories, place, visit.story)

    def _invalidate_after_import(self) -> None:
        """Drop all readers where another process imported subscribers."""
        version = self._database.change_counter()
        if not self._is_sole_process or (version is not None and version == self._version):
            return
        # The change counter moves all the time while a broadcast is sent, the imports hardly ever: peek first.
        imports = self._database.peek(key_values.SUBSCRIBER_IMPORTS)
        if imports is not None:
            self._version = version
            if imports != self._imports:
                self._imports = imports
                self._readers.clear()
                self._follows.clear()

    def _drop(self, chat_id: int) -> None:
        self.changed(chat_id)
        self._stories = OrderedDict((place, story) for place, story in self._stories.items() if place[0] != chat_id)


def _put(cache: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    cache[key] = value
    cache.move_to_end(key)
    if len(cache) > CHATS:
        cache.popitem(last=False)
