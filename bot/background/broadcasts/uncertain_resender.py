"""Send uncertain deliveries again without asking, where `SIYAQ_UNCERTAIN=resend` says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.services.broadcasts import uncertain
from bot.store.poll_loop import poll

if TYPE_CHECKING:
    import asyncio

    from bot.handlers.context import AppContext

LOOK = 5.0  # seconds between two polls

log = structlog.get_logger(__name__)


async def run(app: AppContext, stop: asyncio.Event) -> None:
    """Poll until `stop`; where the desk is asked, do nothing."""

    async def resend() -> None:
        for number, count in (await uncertain.resend(app.database, app.now())).items():
            log.info("uncertain.resent", number=number, chats=count)

    if app.settings.uncertain == "resend":
        await poll(resend, stop, every=LOOK, availability=app.database.availability, failure="uncertain.not_resent")
