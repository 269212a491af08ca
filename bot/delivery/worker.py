"""Delivery worker: of all processes on a database the elected leader sends, whichever of them enqueued."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.delivery.leader import LeaderSession
from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report
from bot.store import deliveries, dialects, restored
from bot.store.copies import correction_notices
from bot.telegram_api.clock import SteadyClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.progress_reporter import ProgressListener
    from bot.store.database import Database
    from bot.store.leader_lock import LeaderLock
    from bot.telegram_api.client import Client
    from bot.telegram_api.rich_support import RichCapability

_STANDBY_SECONDS = 0.5  # seconds between two tries to become the leader

log = structlog.get_logger(__name__)


class Leadership:
    """Whether this process is the leader, as two events of which one is set."""

    def __init__(self) -> None:
        self.leading = asyncio.Event()
        self.standby = asyncio.Event()
        self.standby.set()

    def change(self, *, leads: bool) -> None:
        """Set the one event and clear the other."""
        gained, lost = (self.leading, self.standby) if leads else (self.standby, self.leading)
        lost.clear()
        gained.set()


class Worker:
    """Sends while it is the leader, and reports to `listener`; `rate` is messages a second over all chats.

    `paid_rate` is the rate of paid broadcasts, if they are. The client's limiter has the same rates.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichCapability,
        listener: ProgressListener,
        *,
        now: Callable[[], datetime],
        rate: float,
        paid_rate: float | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._rich = rich
        self._listener = listener
        self._now = now
        self._rate = paid_rate or rate
        self._is_paid = paid_rate is not None
        self.leadership = Leadership()

    async def run(self, stop: asyncio.Event) -> None:
        """Compete for leadership and send until `stop`; requests on the wire are awaited before it returns.

        Errors are logged and the lead is taken again.
        """
        lock = self._database.leader_lock()
        try:
            while not stop.is_set():
                try:
                    leads = await lock.try_acquire()
                    self.leadership.change(leads=leads)
                    if leads:
                        await self._lead(lock, stop)
                except database_failures() as error:
                    if lock.is_in_database:
                        self.leadership.change(leads=False)
                    if await self._database.availability.blames(error, stop):
                        log.exception("delivery.failed")
                except Exception:
                    self.leadership.change(leads=False)
                    log.exception("delivery.failed", trouble=report(TroubleKind.DELIVERY_FAILED))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_STANDBY_SECONDS):
                        await stop.wait()
        finally:
            self.leadership.change(leads=False)
            await lock.release()

    async def _lead(self, lock: LeaderLock, stop: asyncio.Event) -> None:
        # Whatever is `sending` now belonged to a leader that is gone: nobody will learn whether it arrived.
        async with self._database.write() as conn:
            # By the database's clock, where it has one: the next leader, on another machine, reads what is put off.
            server_time = await dialects.database_time(conn)
            start = server_time or self._now()
            if server_time is None:
                await deliveries.shift_put_off(conn, start)
            await restored.hold_if_unheld(conn, self._now())  # another process may have restored it while we stood by
            uncertain = await deliveries.mark_uncertain(conn, deliveries.INTERRUPTED, self._now())
            await correction_notices.mark_uncertain(conn, deliveries.INTERRUPTED, "sending")
        log.info("delivery.leader_acquired", uncertain=uncertain)
        session = LeaderSession(
            self._database,
            self._client,
            self._rich,
            self._listener,
            now=self._now,
            due_clock=SteadyClock(start, self._client.limiter.clock.time),
            rate=self._rate,
            paid=self._is_paid,
        )

        def step_back() -> None:
            # While a SQLite file is full or locked its lock stays ours, and readers are still answered.
            if lock.is_in_database:
                self.leadership.change(leads=False)

        await session.run(lock, stop, step_back)
