"""Sends the notices of one run, each at most once: what may have been sent is uncertain, and is not sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.delivery.corrections import outcome_policy
from bot.delivery.corrections.flights import Flights
from bot.delivery.corrections.notice_writer import NoticeWriter
from bot.store.copies import correction_notices, runs
from bot.telegram_api.outcomes import Uncertain, explain
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.corrections.watch import CorrectionWatch
    from bot.store.copies.correction_notices import PendingNotice
    from bot.store.copies.runs import CorrectedPage, Run
    from bot.store.database import Database
    from bot.telegram_api.client import Client

_READ = 128  # notices read at once
_IN_HAND = 32  # that wait for their turn or to be claimed, or are on the wire
_LATE_SECONDS = (
    0.05  # after its turn, from which on a notice that leaves is counted anew: many that wait leave together
)

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
        flights, place = Flights(stop), correction_notices.START
        writer = NoticeWriter(self._database, self._run.id, stop, now=self._now)
        try:
            while not flights.is_stopping():
                seen = await self._watch.latest()
                async with self._database.read() as conn:
                    batch = await correction_notices.pending(conn, self._run.id, self._now(), place, _READ)
                if not batch:
                    break
                place = batch[-1].place
                pages = await self._pages({notice.variant for notice in batch})
                for notice in batch:
                    await flights.wait_for_room(_IN_HAND)
                    if flights.is_stopping():
                        break
                    if page := pages.get(notice.variant):
                        flights.start(self._send(notice, page, seen, flights, writer))
        finally:
            try:
                await flights.land()
            finally:
                await writer.close()

    async def _send(
        self, notice: PendingNotice, page: CorrectedPage, seen: str, flights: Flights, writer: NoticeWriter
    ) -> None:
        """Send one notice, claimed once its turn has come, unless it was overtaken meanwhile."""
        limiter = self._client.limiter
        if not limiter.try_acquire(notice.chat_id, Priority.URGENT):
            await limiter.acquire(notice.chat_id, Priority.URGENT)
        turn_at = limiter.clock.time()
        flights.leave()
        if not await writer.claim(notice.chat_id):
            return
        if limiter.clock.time() - turn_at > _LATE_SECONDS:
            limiter.reschedule(Priority.URGENT, turn_at)
        if await self._watch.latest() != seen:  # what it says may be wrong since: it is read, or rendered, once more
            writer.settle(outcome_policy.later(notice), None)
            return
        body = _head(notice) + (page.body or b"")
        try:
            outcome = await self._client.call(
                "sendMessage", body, chat=notice.chat_id, priority=Priority.URGENT, has_turn=True
            )
        except Exception as error:
            log.exception("correction.not_told", chat=notice.chat_id)
            outcome = Uncertain(explain(error))
        writer.settle(outcome_policy.of_notice(notice, outcome, self._now()), page.new_id)

    async def _pages(self, variants: set[int]) -> dict[int, CorrectedPage]:
        pages = {}
        async with self._database.read() as conn:
            for variant in sorted(variants):
                page = await runs.page_of(conn, self._run.id, "notice", variant)
                if page and page.method and page.body:
                    pages[variant] = page
        return pages


def _head(notice: PendingNotice) -> bytes:
    head = b'{"chat_id":%d,' % notice.chat_id
    if notice.reply_to is not None:
        head += b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},' % notice.reply_to
    return head
