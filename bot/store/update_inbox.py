"""Inbox of raw updates: stored before Telegram may forget them, taken over by the next process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.store import inbox_claims, updates
from bot.store.inbox_writer import InboxWriter
from bot.telegram_api import update_fields

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.errors.updates import UpdateFailure
    from bot.store.database import Database
    from bot.store.write_behind import WriteBehind


class UpdateInbox:
    """Stores raw updates until they are handled, and dead letters.

    A lone process stores only what it does not handle quickly. Where several receive (`is_shared`), each update is
    stored before it is handled, and claimed by its chat.
    """

    def __init__(self, database: Database, write_behind: WriteBehind, now: Callable[[], datetime]) -> None:
        self._database = database
        self._write_behind = write_behind
        self._now = now
        self._writer = InboxWriter(database, now)

    @property
    def is_shared(self) -> bool:
        """Whether another process may receive updates of the same chats."""
        return not self._database.presence.is_alone

    def on_claimed(self, enter: Callable[[list[dict[str, Any]]], None]) -> None:
        """Pass to `enter` the raw updates that are this process's to handle, in the order of their chats."""
        self._writer.on_claimed = enter

    async def claim(self, batch: Iterable[dict[str, Any]]) -> None:
        """Store raw updates, committed on return; those that are for this process were passed to `on_claimed`."""
        await self._writer.store([_incoming(update) for update in batch])

    async def store(self, batch: Iterable[dict[str, Any]]) -> None:
        """Store raw updates that this process has, committed on return, until they are handled."""
        async with self._database.write() as conn:
            incoming = [_incoming(update) for update in batch]
            await updates.store(conn, incoming, self._now(), self._database.presence.id)

    async def adopt(self) -> list[dict[str, Any]]:
        """Take over what is stored and no living process has; return the raw updates in their order of arrival."""
        presence = self._database.presence
        async with self._database.read() as conn:
            owners = await updates.read_owners(conn)
        gone = await presence.find_gone(owner for owner in owners if owner is not None)
        if not gone and None not in owners:
            return []
        async with self._database.write() as conn:
            if not self.is_shared:
                return [json.loads(incoming.raw) for incoming in await updates.adopt(conn, presence.id, gone)]
            chats = await inbox_claims.lock_left_chats(conn, gone)
            await inbox_claims.disown(conn, chats, gone)
            return [json.loads(incoming.raw) for incoming in await inbox_claims.claim(conn, presence.id, chats)]

    async def has_others(self) -> bool:
        """Return whether there are stored updates that are not this process's."""
        async with self._database.read() as conn:
            return bool(await updates.read_owners(conn) - {self._database.presence.id})

    async def release(self) -> None:
        """Leave what this process did not handle to whichever takes it over."""
        await self._writer.close()
        async with self._database.write() as conn:
            await updates.release(conn, self._database.presence.id)

    async def dead_letter(self, update: dict[str, Any], failure: UpdateFailure) -> None:
        """Set an update aside that cannot be handled, with the reason."""
        async with self._database.write() as conn:
            await updates.dead_letter(conn, _incoming(update), failure, self._now())
        if self.is_shared:
            self._writer.free(update_fields.chat_of(update))

    async def recovered(self, stop: asyncio.Event) -> bool:
        """Wait until the database answers, or `stop` is set. Return True if it did at once."""
        return await self._database.availability.wait(stop)

    def remove(self, update_id: int, chat: int) -> None:
        """Delete a handled update: with the next batch of writes, or soon where others may wait for its chat."""
        if self.is_shared:
            self._writer.remove(update_id, chat)
        else:
            self._write_behind.note_handled(update_id)


def _incoming(update: dict[str, Any]) -> updates.Incoming:
    raw = json.dumps(update, ensure_ascii=True, separators=(",", ":"))
    return updates.Incoming(update["update_id"], raw, update_fields.chat_of(update) or None)
