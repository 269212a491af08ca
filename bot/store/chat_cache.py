"""What is kept about chats and updates, near at hand: read from memory, written behind in batches."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.audience import Reader
from bot.store import chats, looks, queries, readers, rules, shown, subscribers, updates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHATS = 50_000  # chats remembered, the latest
DELAY = 0.3  # seconds that what is to be written may wait for more
TAKEN_KEPT = timedelta(hours=48)
SHOWN_KEPT = timedelta(days=30)
PRUNED_EVERY = timedelta(hours=1)

_K = TypeVar("_K")
_V = TypeVar("_V")

log = structlog.get_logger(__name__)


class Ledger:
    """Remembers chats, and writes what is noted about them a moment later, many notes in one transaction.

    What was noted and not yet written is lost in a crash: which story a chat is at, which message shows what. Several
    processes on one database (PostgreSQL) do not keep chats in memory, since another may have changed them.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._alone = database.version() is not None
        self._readers: OrderedDict[int, Reader] = OrderedDict()
        self._version: int | None = None
        self._rosters: str | None = None
        self._stories: OrderedDict[tuple[int, int], int | None] = OrderedDict()
        self._readings: dict[tuple[int, int], readers.Reading] = {}
        self._shown: dict[tuple[int, int], shown.Shown] = {}
        self._looks: dict[tuple[int, int], looks.Look] = {}
        self._writing_looks: dict[tuple[int, int], looks.Look] = {}  # they are asked for while they are written
        self._handled: set[int] = set()
        self._noted = asyncio.Event()
        self._pruned_at: datetime | None = None
        self._writing = asyncio.Lock()  # what a chat wants forgotten must not be written a moment later

    async def chat(self, chat_id: int, thread_id: int) -> tuple[Reader, int | None]:
        """The reader of a chat, and the number of the story that the chat (in a forum, the topic) is at."""
        self._catch_up()
        place = (chat_id, thread_id)
        if chat_id in self._readers and place in self._stories:
            self._readers.move_to_end(chat_id)
            self._stories.move_to_end(place)
            return self._readers[chat_id], self._stories[place]
        async with self._database.read() as conn:
            reader = await readers.get(conn, chat_id) or Reader(chat_id)
            story = await readers.story_of(conn, chat_id, thread_id)
        if noted := self._readings.get(place):
            story = noted.story
        if self._alone:
            _keep(self._readers, chat_id, reader)
            _keep(self._stories, place, story)
        return reader, story

    async def choose(self, update_id: int, chat_id: int, **choices: Unpack[readers.Choices]) -> None:
        """Keep what the chat chooses; an update that was taken before changes nothing."""
        async with self._database.write() as conn:
            if await updates.take(conn, update_id, self._now()):
                await readers.choose(conn, chat_id, self._now(), **choices)
                if "zone" in choices:
                    await subscribers.retime(conn, chat_id, self._now())
        self.changed(chat_id)

    def changed(self, chat_id: int) -> None:
        """Read the chat anew when it is asked for: somebody changed what is kept of it."""
        self._readers.pop(chat_id, None)

    async def forget(self, update_id: int, chat_id: int) -> None:
        """Delete all that is kept about the chat; an update that was taken before deletes nothing."""
        async with self._writing:
            self._drop(chat_id)
            async with self._database.write() as conn:
                if await updates.take(conn, update_id, self._now()):
                    await chats.forget(conn, chat_id)

    async def move(self, old: int, new: int) -> None:
        """Let a group be the supergroup that it became; done before, it changes nothing."""
        async with self._writing:
            noted = [replace(one, chat_id=new) for place, one in self._readings.items() if place[0] == old]
            self._drop(old)
            self.changed(new)
            self._stories = OrderedDict((place, one) for place, one in self._stories.items() if place[0] != new)
            async with self._database.write() as conn:
                await readers.remember(conn, noted)
                await chats.move(conn, old, new, self._now())

    def note_shown(self, page: shown.Shown, thread_id: int) -> None:
        """Note which page a message shows, and that its story is the one that the chat or topic is at."""
        place = (page.chat_id, thread_id)
        self._shown[page.chat_id, page.message_id] = page
        self.note_look(looks.Look(page.chat_id, page.story, page.revision, page.at))
        if self._stories.get(place) != page.story:  # most stay where they are: half of what would be written
            self._readings[place] = readers.Reading(page.chat_id, page.story, thread_id)
            if self._alone:
                _keep(self._stories, place, page.story)
        self._noted.set()

    def note_look(self, look: looks.Look) -> None:
        """Note that a chat was shown a story as of a revision."""
        self._looks[look.chat_id, look.story] = look
        self._noted.set()

    async def looks_of(self, chat_id: int) -> dict[int, looks.Look]:
        """What the chat was last shown, by the story's number, what is still to be written included."""
        every = self._writing_looks | self._looks
        noted = {story: look for (chat, story), look in every.items() if chat == chat_id}
        async with self._database.read() as conn:
            return await looks.of_chat(conn, chat_id) | noted

    async def store(self, batch: Iterable[dict[str, Any]]) -> None:
        """Keep raw updates, now, until they are handled."""
        async with self._database.write() as conn:
            await updates.store(conn, [_incoming(update) for update in batch], self._now())

    async def waiting(self) -> list[dict[str, Any]]:
        """The raw updates that an earlier run did not handle, in their order."""
        async with self._database.read() as conn:
            return [json.loads(one.raw) for one in await updates.waiting(conn)]

    async def set_aside(self, update: dict[str, Any], reason: str) -> None:
        """Keep an update that cannot be handled, with the reason, out of the way."""
        async with self._database.write() as conn:
            await updates.set_aside(conn, _incoming(update), reason, self._now())

    def remove(self, update_id: int) -> None:
        """Note that a stored update was handled."""
        self._handled.add(update_id)
        self._noted.set()

    async def run(self) -> None:
        """Write behind until cancelled; `flush` afterwards writes what is left."""
        while True:
            await self._noted.wait()
            await asyncio.sleep(DELAY)
            try:
                # Cancelled in the middle, a transaction could keep the database locked; so it is let end.
                await asyncio.shield(self.flush())
            except SQLAlchemyError:
                log.exception("ledger.not_written")
                await asyncio.sleep(DELAY)

    async def flush(self) -> None:
        """Write what was noted, in one transaction; where that fails, it stays noted and the error is raised."""
        async with self._writing:
            self._noted.clear()
            read, seen, looked, handled = self._readings, self._shown, self._looks, self._handled
            self._readings, self._shown, self._looks, self._handled = {}, {}, {}, set()
            self._writing_looks = looked
            try:
                async with self._database.write() as conn:
                    await readers.remember(conn, read.values())
                    await shown.record(conn, seen.values())
                    await looks.record(conn, looked.values())
                    await updates.remove(conn, handled)
                    await self._prune(conn)
            except BaseException:
                self._readings, self._shown = read | self._readings, seen | self._shown
                self._looks = looked | self._looks
                self._handled |= handled
                self._noted.set()
                raise
            finally:
                self._writing_looks = {}

    def _catch_up(self) -> None:
        """Remember no reader any more where another process took an audience in."""
        version = self._database.version()
        if not self._alone or (version is not None and version == self._version):
            return
        # While a push is sent, something is committed all the time, and hardly ever this.
        found = self._database.glance(rules.ROSTERS)
        if found is not None:
            self._version = version
            if found != self._rosters:
                self._rosters = found
                self._readers.clear()

    async def _prune(self, conn: AsyncConnection) -> None:
        now = self._now()
        if self._pruned_at is None or now - self._pruned_at > PRUNED_EVERY:
            await updates.prune_taken(conn, now - TAKEN_KEPT)
            await updates.prune_set_aside(conn, now - SHOWN_KEPT)
            await shown.prune(conn, now - SHOWN_KEPT)
            await queries.prune(conn, now - SHOWN_KEPT)
            self._pruned_at = now

    def _drop(self, chat_id: int) -> None:
        self._readers.pop(chat_id, None)
        self._stories = OrderedDict((place, story) for place, story in self._stories.items() if place[0] != chat_id)
        self._readings = {place: one for place, one in self._readings.items() if place[0] != chat_id}
        self._shown = {place: one for place, one in self._shown.items() if place[0] != chat_id}
        self._looks = {place: one for place, one in self._looks.items() if place[0] != chat_id}


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > CHATS:
        kept.popitem(last=False)


def _incoming(update: dict[str, Any]) -> updates.Incoming:
    raw = json.dumps(update, ensure_ascii=True, separators=(",", ":"))
    return updates.Incoming(update["update_id"], raw, updates.chat_of(update) or None)
