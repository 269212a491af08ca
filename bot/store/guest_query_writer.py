"""Writer of guest queries: each is taken once, by whichever process comes first, and marked before it is answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from bot.model.reader import Reader
from bot.store import guest_queries, readers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.chat_cache import ChatCache
    from bot.store.database import Database

NOBODY = 0
"""Who asks, where that is a channel or an anonymous admin: no person has this id."""


class _Query(NamedTuple):
    id: str
    asker: int
    taken: asyncio.Future[Reader | None]


class GuestQueryWriter:
    """Marks guest queries as answered, and reads along who asks, in one transaction.

    Queries that come while one is under way share the next: a lone one waits for nobody, and a crowd that asks as news
    breaks costs few commits.
    """

    def __init__(self, database: Database, chat_cache: ChatCache, now: Callable[[], datetime]) -> None:
        self._database = database
        self._chat_cache = chat_cache
        self._now = now
        self._waiting: list[_Query] = []
        self._put_back: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def take(self, query_id: str, asker: int) -> Reader | None:
        """Mark a query as answered, committed on return, and return who asks; None if it was before.

        Raise what the database failed with: then nobody knows whether it is marked.
        """
        taken: asyncio.Future[Reader | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Query(query_id, asker, taken))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await taken

    def put_back(self, query_id: str) -> None:
        """Let this process take a marked query again, for which nothing was sent yet."""
        self._put_back.add(query_id)

    async def release(self, query_id: str) -> None:
        """Let any process take a query again, whose answer was certainly not sent."""
        async with self._database.write() as conn:
            await guest_queries.unmark(conn, query_id)

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._write(batch)
            except Exception as error:  # noqa: BLE001 - it is for those who wait
                for query in batch:
                    if not query.taken.done():
                        query.taken.set_exception(error)
        self._task = None

    async def _write(self, batch: list[_Query]) -> None:
        askers = {query.asker for query in batch if query.asker != NOBODY}
        known = {asker: chat[0] for asker in askers if (chat := self._chat_cache.known(asker))}

        def work(conn: Connection) -> tuple[set[str], dict[int, tuple[Reader | None, int | None]]]:
            marked = guest_queries.mark(conn, (query.id for query in batch), self._now())
            return marked, {asker: readers.get_with_story(conn, asker) for asker in askers - known.keys()}

        marked, stored = await self._database.run_write(work)
        for asker, read in stored.items():
            known[asker] = self._chat_cache.learn(asker, 0, *read)[0]
        marked |= {query.id for query in batch} & self._put_back
        self._put_back -= marked
        for query in batch:
            is_first = query.id in marked
            marked.discard(query.id)  # of a query that came twice at once, one is answered
            if not query.taken.done():
                query.taken.set_result(known.get(query.asker, Reader(query.asker)) if is_first else None)
