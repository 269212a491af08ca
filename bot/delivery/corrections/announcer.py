"""Sends the notices of one run, each at most once: what may have been sent is uncertain, and is not sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.delivery.corrections import outcome_policy
from bot.delivery.corrections.flights import Flights
from bot.store import chats
from bot.store.copies import correction_notices, messages, runs
from bot.telegram_api.outcomes import Uncertain, explain
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.delivery.corrections.watch import CorrectionWatch
    from bot.store.copies.correction_notices import NoticeResult, PendingNotice
    from bot.store.copies.runs import CorrectedPage, Run
    from bot.store.database import Database
    from bot.telegram_api.client import Client

_BATCH = 32  # notices that are claimed in one transaction

log = structlog.get_logger(__name__)


class Announcer:
    """One pass over a run's notices that are due."""

    def __init__(
        self, database: Database, client: Client, watch: CorrectionWatch, run: Run, *, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._client = client
        self._watch = watch
        self._run = run
        self._now = now

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due now, until `stop`."""
        while not stop.is_set():
            seen = await self._watch.latest()
            async with self._database.read() as conn:
                batch = await correction_notices.pending(conn, self._run.id, self._now(), _BATCH)
            pages = await self._pages({notice.variant for notice in batch})
            ready = [notice for notice in batch if notice.variant in pages]
            if not ready:
                return
            results: list[NoticeResult] = []
            flights = Flights(stop)
            try:
                for notice in ready:
                    flights.start(self._send(notice, pages[notice.variant].body or b"", seen, flights, results))
            finally:
                try:
                    await flights.land()
                finally:
                    await self._write(results, {notice.chat_id: pages[notice.variant].new_id for notice in ready})

    async def _send(
        self, notice: PendingNotice, prepared: bytes, seen: str, flights: Flights, results: list[NoticeResult]
    ) -> None:
        """Send one notice, claimed once its turn has come, unless it was overtaken meanwhile."""
        limiter = self._client.limiter
        if not limiter.try_acquire(notice.chat_id, Priority.URGENT):
            await limiter.acquire(notice.chat_id, Priority.URGENT)
        flights.leave()
        async with self._database.write() as conn:
            if not await correction_notices.claim(conn, self._run.id, [notice.chat_id]):
                return
        if await self._watch.latest() != seen:  # what it says may be wrong since: it is read, or rendered, once more
            results.append(outcome_policy.later(notice))
            return
        try:
            outcome = await self._client.call(
                "sendMessage", _head(notice) + prepared, chat=notice.chat_id, priority=Priority.URGENT, has_turn=True
            )
        except Exception as error:
            log.exception("correction.not_told", chat=notice.chat_id)
            outcome = Uncertain(explain(error))
        results.append(outcome_policy.of_notice(notice, outcome, self._now()))

    async def _pages(self, variants: set[int]) -> dict[int, CorrectedPage]:
        pages = {}
        async with self._database.read() as conn:
            for variant in sorted(variants):
                page = await runs.page_of(conn, self._run.id, "notice", variant)
                if page and page.method and page.body:
                    pages[variant] = page
        return pages

    async def _write(self, results: list[NoticeResult], pages: Mapping[int, int | None]) -> None:
        if not results:
            return
        sent = ((result.chat_id, result.message_id, pages[result.chat_id]) for result in results)
        async with self._database.write() as conn:
            await correction_notices.settle(conn, self._run.id, results)
            # A notice repeats what was wrong: where that is withdrawn later, it is a copy as any other.
            shown = [(chat, message, page) for chat, message, page in sent if message and page]
            await messages.place(conn, shown, self._now())
            for result in results:
                if result.moved_to is not None:
                    await chats.move(conn, result.chat_id, result.moved_to, self._now())


def _head(notice: PendingNotice) -> bytes:
    head = b'{"chat_id":%d,' % notice.chat_id
    if notice.reply_to is not None:
        head += b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},' % notice.reply_to
    return head
