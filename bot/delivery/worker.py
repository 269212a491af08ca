"""The worker: one of the processes on a database delivers, and takes up whatever any of them sets going."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.delivery.shift import Shift
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.reports import Watcher
    from bot.store.database import Database
    from bot.store.lead import Lead
    from bot.transport.client import Client
    from bot.transport.newer import RichServer

_STANDBY = 0.5  # seconds between two tries to have the lead

log = structlog.get_logger(__name__)


class Worker:
    """Delivers while it leads, and tells `watcher`; `rate` is messages a second over all.

    `paid_rate` is that of pushes where they are paid for. The client's limiter has the same rates.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichServer,
        watcher: Watcher,
        *,
        now: Callable[[], datetime],
        rate: float,
        paid_rate: float | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._rich = rich
        self._watcher = watcher
        self._now = now
        self._rate = paid_rate or rate
        self._is_paid = paid_rate is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, whenever no other process does; nothing is half sent then.

        What fails is logged and tried again.
        """
        lead = self._database.lead()
        try:
            while not stop.is_set():
                try:
                    if await lead.take():
                        await self._deliver(lead, stop)
                except Exception:
                    log.exception("delivery.failed")
                with suppress(TimeoutError):
                    async with asyncio.timeout(_STANDBY):
                        await stop.wait()
        finally:
            await lead.release()

    async def _deliver(self, lead: Lead, stop: asyncio.Event) -> None:
        async with self._database.write() as conn:
            left = await deliveries.doubt(conn, deliveries.INTERRUPTED, self._now())
        log.info("delivery.leads", uncertain=left)
        shift = Shift(
            self._database,
            self._client,
            self._rich,
            self._watcher,
            now=self._now,
            rate=self._rate,
            paid=self._is_paid,
        )
        await shift.run(lead, stop)
