"""Claims notices of a run and stores what became of them, many in one transaction."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.errors.database import database_failures
from bot.store import chats
from bot.store.copies import correction_notices, messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.copies.correction_notices import NoticeResult
    from bot.store.database import Database


# Notices that are claimed and whose results are not stored: what a kill leaves uncertain, at most. At the 23 a second
# that Telegram's limit leaves them, so many keep the pace while each takes up to 350 ms.
OPEN = 8


class _Settled(NamedTuple):
    result: NoticeResult
    page: int | None  # what the notice shows


class NoticeWriter:
    """Writes claims and results as they come, and claims nothing after `stop`.

    Those that come while one transaction is under way share the next: a result waits for one at most, and a kill leaves
    uncertain what was on the wire and little more.
    """

    def __init__(self, database: Database, run_id: int, stop: asyncio.Event, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._stop = stop
        self._run_id = run_id
        self._now = now
        self._claims: dict[int, asyncio.Future[bool]] = {}  # in the order of their turns
        self._open = 0
        self._settled: list[_Settled] = []
        self._writing: asyncio.Task[None] | None = None

    async def claim(self, chat_id: int) -> bool:
        """Set a pending notice to `sending`, committed on return; return False if it is not pending, or after `stop`.

        Waits while `OPEN` are. Raise what the database failed with.
        """
        claimed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._claims[chat_id] = claimed
        self._begin()
        return await claimed

    def settle(self, result: NoticeResult, page: int | None) -> None:
        """Store soon what became of a claimed notice, and the page that it shows if it was sent."""
        self._settled.append(_Settled(result, page))
        self._begin()

    async def close(self) -> None:
        """Return when all results are stored; those of a database that is away wait for it, until `stop`."""
        while self._writing:
            await self._writing
        if self._settled:
            await self._database.availability.retry(self._write, self._stop)

    def _begin(self) -> None:
        if self._writing is None:
            self._writing = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._settled or (self._claims and self._open < OPEN):
                await self._write()
                if self._stop.is_set():
                    self._refuse()
        except database_failures():
            pass  # whoever claims is told, and results are kept
        finally:
            self._writing = None

    async def _write(self) -> None:
        """Write in one transaction what is there; if that fails, keep the results, tell who claims, and raise."""
        settled, self._settled = self._settled, []
        room = OPEN - self._open + len(settled)
        waiting = {chat_id: claimed for chat_id, claimed in self._claims.items() if not claimed.done()}
        claims = dict(islice(waiting.items(), 0 if self._stop.is_set() else room))
        self._claims = {chat_id: claimed for chat_id, claimed in waiting.items() if chat_id not in claims}
        moved = [each for each in settled if each.result.moved_to is not None]

        def work(conn: Connection) -> frozenset[int]:
            self._store(conn, [each for each in settled if each.result.moved_to is None])
            return correction_notices.claim(conn, self._run_id, claims)

        try:
            if moved:
                await self._move(moved)
            marked = await self._database.run_write(work)
        except BaseException as error:
            self._settled = settled + self._settled
            for claimed in (claims | self._claims).values():
                if not claimed.done():
                    claimed.set_exception(error)
            raise
        self._open += len(marked) - len(settled)
        for chat_id, claimed in claims.items():
            if not claimed.done():
                claimed.set_result(chat_id in marked)

    def _refuse(self) -> None:
        for claimed in self._claims.values():
            if not claimed.done():
                claimed.set_result(False)
        self._claims.clear()

    def _store(self, conn: Connection, settled: list[_Settled]) -> None:
        correction_notices.settle(conn, self._run_id, [result for result, _ in settled])
        # A notice repeats what was wrong: where that is withdrawn later, it is a copy as any other.
        shown = [(result.chat_id, result.message_id, page) for result, page in settled if result.message_id and page]
        messages.place(conn, shown, self._now())

    async def _move(self, moved: list[_Settled]) -> None:
        """Let notices to groups that became supergroups go there, with all else of the group."""
        async with self._database.write() as conn:
            await conn.run_sync(self._store, moved)
            for result, _ in moved:
                if result.moved_to is not None:
                    await chats.move(conn, result.chat_id, result.moved_to, self._now())
