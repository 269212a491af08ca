"""Tell owners of trouble: at most one message an hour, with counts by kind and the log's ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import notifier
from bot.i18n import zones
from bot.services import membership
from bot.services.admin import trouble as trouble_service
from bot.store.poll_loop import poll
from bot.telegram_api.outcomes import Rejected, RetryAt
from bot.views.desk.screen import screen

if TYPE_CHECKING:
    import asyncio

    from bot.errors.trouble import Trouble, TroubleLog
    from bot.handlers.context import AppContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.views.document import Document

LOOK = 2.0  # seconds between two polls: what goes wrong within these is one message
PAUSE = 60.0  # seconds until it is tried again to tell them, where Telegram took nothing


class TroubleNotifier:
    """Polls what was reported, and tells the owners in their private chats."""

    def __init__(self, app: AppContext, troubles: TroubleLog) -> None:
        self.app = app
        self.troubles = troubles
        self._time = app.client.limiter.clock.time
        self._not_before = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`."""
        availability = self.app.database.availability
        # Its own failures are logged only: reported, they would report themselves without end.
        await poll(self.look, stop, every=LOOK, availability=availability, failure="trouble.not_told", trouble=None)

    async def look(self) -> None:
        """Tell what is pending, unless owners were told within the last hour."""
        pending = self.troubles.pending()
        if not pending or self._time() < self._not_before:
            return
        if not await trouble_service.claim(self.app.database, self.app.now()):
            return
        owners = await membership.read_owners(self.app.database, self.app.settings.owners)
        outcomes = [await notifier.tell(self.app, owner, lambda to: _document(pending, to)) for owner in sorted(owners)]
        if owners and all(isinstance(outcome, RetryAt | Rejected) for outcome in outcomes):
            await trouble_service.release(self.app.database)  # nobody could be told, which may pass
            self._not_before = self._time() + PAUSE
        else:
            self.troubles.remove(pending)


def _document(pending: tuple[Trouble, ...], to: NoticeRecipient) -> Document:
    words = to.words
    lines = []
    for trouble in pending:
        at = zones.format_moment(trouble.last, to.zone or "UTC", to.preferences)
        text = words.count(f"desk.trouble.{trouble.kind}", trouble.count)
        lines.append(words.text("desk.trouble.line", text=text, at=at, id=trouble.log_id))
    return screen(words, words.text("desk.trouble.title"), *lines, words.text("desk.trouble.how"))
