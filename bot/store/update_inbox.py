"""Inbox of raw updates: stored before Telegram may forget them, taken over by the next process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.store import updates
from bot.telegram_api import update_fields

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.errors.updates import UpdateFailure
    from bot.store.database import Database
    from bot.store.write_behind import WriteBehind


class UpdateInbox:
    """Stores raw updates until they are handled, and dead letters."""

    def __init__(self, database: Database, write_behind: WriteBehind, now: Callable[[], datetime]) -> None:
        self._database = database
        self._write_behind = write_behind
        self._now = now

    async def store(self, batch: Iterable[dict[str, Any]]) -> None:
        """Store raw updates, committed on return, until they are handled."""
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
            return [json.loads(incoming.raw) for incoming in await updates.adopt(conn, presence.id, gone)]

    async def release(self) -> None:
        """Leave what this process did not handle to whichever takes it over."""
        async with self._database.write() as conn:
            await updates.release(conn, self._database.presence.id)

    async def dead_letter(self, update: dict[str, Any], failure: UpdateFailure) -> None:
        """Set an update aside that cannot be handled, with the reason."""
        async with self._database.write() as conn:
            await updates.dead_letter(conn, _incoming(update), failure, self._now())

    async def recovered(self, stop: asyncio.Event) -> bool:
        """Wait until the database answers, or `stop` is set. Return True if it did at once."""
        return await self._database.availability.wait(stop)

    def remove(self, update_id: int) -> None:
        """Delete a handled update with the next batch of writes."""
        self._write_behind.note_handled(update_id)


def _incoming(update: dict[str, Any]) -> updates.Incoming:
    raw = json.dumps(update, ensure_ascii=True, separators=(",", ":"))
    return updates.Incoming(update["update_id"], raw, update_fields.chat_of(update) or None)
