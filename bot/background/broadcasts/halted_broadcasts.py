"""Resume broadcasts that halted, once Telegram accepts the bot's token again, and tell of it.

While the token is refused nothing can be sent to anybody: whoever has to know is told as soon as that is possible.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.handlers.desk import notifier
from bot.services import membership
from bot.services.broadcasts import halted as halted_service
from bot.services.broadcasts import status
from bot.store.poll_loop import poll
from bot.telegram_api.outcomes import Rejected, RetryAt, Sent
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from bot.handlers.context import AppContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.store.broadcasts import Broadcast
    from bot.views.document import Document

LOOK = 1.0  # seconds between two polls of the database
# Seconds between two questions whether the token is accepted: doubled, as long as broadcasts halt.
FIRST, LONGEST = 1.0, 10.0
CALM = 300.0  # seconds without a halted broadcast, after which the first pause counts again
EVERY = timedelta(hours=1)  # one broadcast is told of once within it, however often it halts

log = structlog.get_logger(__name__)


class HaltedBroadcasts:
    """Polls for halted broadcasts, asks whether the token is accepted, resumes them, and tells owners and makers."""

    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._time = app.client.limiter.clock.time
        self._pause = FIRST
        self._ask_at = 0.0
        self._notified_at: dict[int, datetime] = {}
        self._unnotified: dict[int, Broadcast] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`."""
        availability = self._app.database.availability
        await poll(self.look, stop, every=LOOK, availability=availability, failure="halted.not_read")

    async def look(self) -> None:
        """Resume what is halted if the token is accepted, and tell of what was not told yet."""
        halted, now = await halted_service.read(self._app.database), self._time()
        if not (halted or self._unnotified):
            if now - self._ask_at > CALM:
                self._pause = FIRST
            return
        if now < self._ask_at:
            return
        self._ask_at, self._pause = now + self._pause, min(LONGEST, 2 * self._pause)
        for broadcast in halted:
            told_at = self._notified_at.get(broadcast.id)
            if told_at is None or self._app.now() - told_at >= EVERY:
                self._unnotified.setdefault(broadcast.id, broadcast)
        if not isinstance(await self._app.client.call("getMe", b"{}"), Sent):
            return
        for broadcast in halted:
            if await halted_service.resume(self._app.database, broadcast.id, self._app.now()):
                log.info("broadcast.resumed", number=broadcast.id)
        self._app.due_changed.set()
        for broadcast in list(self._unnotified.values()):
            await self._tell(broadcast)

    async def _tell(self, broadcast: Broadcast) -> None:
        """Notify the owners, whoever started the broadcast, and its maker."""
        owners = await membership.read_owners(self._app.database, self._app.settings.owners)
        titles = await status.read_titles(self._app.database, broadcast, self._app.translators)

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            title = words.text("desk.push.named", number=broadcast.id, title=titles[words.language])
            card = [button(words.text("desk.push.button.card"), "pushcard", broadcast.id)]
            return screen(words, title, words.text("desk.push.went_on", why=broadcast.halted or ""), rows=(card,))

        makers = {broadcast.by} if broadcast.by else set()
        outcomes = [await notifier.tell(self._app, user_id, compose) for user_id in sorted(owners | makers)]
        if outcomes and all(isinstance(outcome, RetryAt | Rejected) for outcome in outcomes):
            return  # nobody could be told, which may pass
        self._notified_at[broadcast.id] = self._app.now()
        del self._unnotified[broadcast.id]
