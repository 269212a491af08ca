"""Writer of a shared inbox: what arrives and what is handled, many in one transaction, with claims by chat."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors.database import database_failures
from bot.store import inbox_claims, updates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.store.database import Database
    from bot.store.updates import Incoming

BATCH = 100  # arrivals in one transaction: each locks a chat, and the server has room for some thousand locks
_PAUSE = 0.3  # seconds after a failure for which the database is not to blame

log = structlog.get_logger(__name__)


class InboxWriter:
    """Stores updates and passes on those that this process is to handle, in their chat's order.

    While one transaction is under way the next gathers, so that a lone update waits for nobody and many share a commit.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._arrived: dict[Incoming, asyncio.Future[None]] = {}
        self._handled: dict[int, int] = {}  # id -> chat
        self._freed: set[int] = set()
        self._is_unsure = False  # a commit failed, and may have been one
        self._failure: Exception | None = None  # of the database, until it answers again
        self._has_work = asyncio.Event()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.on_claimed: Callable[[list[dict[str, Any]]], None] = lambda _claimed: None

    async def store(self, batch: Sequence[Incoming]) -> None:
        """Store updates, committed on return; by then `on_claimed` got those that are this process's to handle.

        Raise what the database failed with: then nobody knows whether they are stored.
        """
        if self._failure:
            raise self._failure
        loop = asyncio.get_running_loop()
        for incoming in batch:
            self._arrived.setdefault(incoming, loop.create_future())
        waiting = [self._arrived[incoming] for incoming in batch]
        self._note()
        await asyncio.gather(*map(asyncio.shield, waiting))

    def remove(self, update_id: int, chat: int) -> None:
        """Delete a handled update soon; what waits of its chat is claimed then."""
        self._handled[update_id] = chat
        self._note()

    def free(self, chat: int) -> None:
        """Claim soon what waits of a chat in which an update was set aside."""
        self._freed.add(chat)
        self._note()

    async def close(self) -> None:
        """Write what is to be written; raise what the database fails with."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        async with self._writing:  # what was under way is let end
            if self._arrived or self._handled or self._freed:
                await self._write()

    def _note(self) -> None:
        self._has_work.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            try:
                # Shielded: a transaction that is cancelled half-way may have been committed.
                await asyncio.shield(self._flush())
            except database_failures() as error:
                self._failure = error
                self._fail_all(error)
                self._has_work.set()  # to learn what is stored
                if await self._database.availability.blames(error):
                    log.exception("inbox.not_written")
                    await asyncio.sleep(_PAUSE)
                self._failure = None

    async def _flush(self) -> None:
        async with self._writing:
            await self._write()

    def _fail_all(self, error: Exception) -> None:
        """Let Telegram keep what comes while the database is away."""
        arrived, self._arrived = self._arrived, {}
        _fail(arrived.values(), error)

    async def _write(self) -> None:
        arrived = dict(islice(self._arrived.items(), BATCH))
        handled, freed = self._handled, self._freed
        self._handled, self._freed = {}, set()
        for incoming in arrived:
            del self._arrived[incoming]
        if self._arrived:
            self._has_work.set()
        try:
            claimed = await self._transact(list(arrived), handled, freed)
        except BaseException as error:
            self._is_unsure = True
            self._handled, self._freed = handled | self._handled, freed | self._freed
            _fail(arrived.values(), error)
            raise
        self._is_unsure = False
        self.on_claimed([json.loads(incoming.raw) for incoming in claimed])
        for waiting in arrived.values():
            if not waiting.done():
                waiting.set_result(None)

    async def _transact(
        self, arrived: list[Incoming], handled: dict[int, int], freed: set[int]
    ) -> tuple[Incoming, ...]:
        owner = self._database.presence.id
        chats = {incoming.chat_id or 0 for incoming in arrived} | set(handled.values()) | freed
        async with self._database.write() as conn:
            await inbox_claims.lock_chats(conn, chats)
            await conn.run_sync(updates.remove, handled)
            await updates.store(conn, arrived, self._now(), None)
            claimed = await inbox_claims.claim(conn, owner, chats)
            return await inbox_claims.read_own(conn, owner) if self._is_unsure else claimed


def _fail(stored: Iterable[asyncio.Future[None]], error: BaseException) -> None:
    for waiting in stored:
        if not waiting.done():
            waiting.set_exception(error)
            waiting.exception()  # whoever waited may be gone
