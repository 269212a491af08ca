"""Send uncertain deliveries again without asking, where `SIYAQ_UNCERTAIN=resend` says so."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report
from bot.services.broadcasts import uncertain

if TYPE_CHECKING:
    from bot.handlers.context import AppContext

LOOK = 5.0  # seconds between two polls

log = structlog.get_logger(__name__)


async def run(app: AppContext, stop: asyncio.Event) -> None:
    """Poll until `stop`; where the desk is asked, do nothing."""
    while app.settings.uncertain == "resend" and not stop.is_set():
        try:
            for number, count in (await uncertain.resend(app.database, app.now())).items():
                log.info("uncertain.resent", number=number, chats=count)
        except database_failures() as error:
            if await app.database.availability.blames(error, stop):
                log.exception("uncertain.not_resent", trouble=report(TroubleKind.TASK_FAILED))
        except Exception:  # the task must not end: the next poll finds what is left to do
            log.exception("uncertain.not_resent", trouble=report(TroubleKind.TASK_FAILED))
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await stop.wait()
