"""Keep the inbox: show that this process lives, and as the leader take over what processes left that do not."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report

if TYPE_CHECKING:
    from bot.delivery.worker import Leadership
    from bot.store.database import Database
    from bot.telegram_api.update_queue import UpdateQueue

LOOK = 1.0  # seconds between two polls; after an outage every process shows itself within a few

log = structlog.get_logger(__name__)


async def run(database: Database, updates: UpdateQueue, leadership: Leadership, stop: asyncio.Event) -> None:
    """Poll until `stop`. Only the leader takes over, so that of several processes one does."""
    while not stop.is_set():
        try:
            await database.presence.show()
            if leadership.leading.is_set():
                await updates.resume()
        except database_failures() as error:
            if await database.availability.blames(error, stop):
                log.exception("inbox.not_resumed", trouble=report(TroubleKind.TASK_FAILED))
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await stop.wait()
