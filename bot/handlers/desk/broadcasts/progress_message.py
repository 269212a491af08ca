"""The message that shows a broadcast's progress and its end, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.handlers import responder
from bot.handlers.desk import notifier
from bot.render import request_body
from bot.services.broadcasts import status
from bot.telegram_api.outcomes import Rejected, Sent
from bot.telegram_api.rate_limiter import Priority
from bot.views.desk import broadcast_report
from bot.views.desk.screen import screen

if TYPE_CHECKING:
    from bot.handlers.context import AppContext
    from bot.store.broadcasts import Broadcast
    from bot.views.document import Document

_GONE = ("message to edit not found", "message_id_invalid", "message can't be edited")

log = structlog.get_logger(__name__)


async def put(app: AppContext, broadcast_id: int, rate: float | None = None, *, is_long: bool = False) -> bool:
    """Edit the broadcast's progress message; return True if there is none, or it was deleted.

    `is_long`: the report follows as a message of its own, and this one only says so.
    """
    last_shown: Broadcast | None = None
    watch: tuple[int, int] | None = None
    while True:
        broadcast = await status.find(app.database, broadcast_id)
        watch = (broadcast.watch if broadcast else None) or watch
        if broadcast is None or watch is None:
            return broadcast is not None
        if last_shown and last_shown.state == broadcast.state:
            return False
        # Its state may change during the edit, and another task show that: repeat until the last edit shows the last.
        last_shown = broadcast
        prepared = app.pages.render(await _document(app, watch[0], broadcast, rate, brief=is_long)).bodies[0]
        outcome = await app.client.call(
            "editMessageText", request_body.edit(prepared, *watch), chat=watch[0], priority=Priority.READER
        )
        if isinstance(outcome, Rejected) and any(sign in outcome.description.lower() for sign in _GONE):
            return True
        if not isinstance(outcome, Sent) and not _is_same(outcome):
            log.warning("progress.not_edited", broadcast=broadcast_id, outcome=repr(outcome))


async def begin(app: AppContext, broadcast_id: int) -> None:
    """Send a new progress message to the broadcast's maker, and store it."""
    broadcast = await status.find(app.database, broadcast_id)
    if broadcast is None or not (chat := broadcast.watch[0] if broadcast.watch else broadcast.by):
        return
    prepared = app.pages.render(await _document(app, chat, broadcast)).bodies[0]
    outcome = await app.client.call(
        "sendMessage", request_body.send(prepared, chat), chat=chat, priority=Priority.READER
    )
    if isinstance(outcome, Sent) and outcome.message_id:
        await status.watch(app.database, broadcast_id, chat, outcome.message_id)


async def _document(
    app: AppContext, chat: int, broadcast: Broadcast, rate: float | None = None, *, brief: bool = False
) -> Document:
    recipient = await notifier.recipient(app, chat)
    report = await status.read_report(app.database, broadcast, recipient.words, rate)
    if brief:
        words = recipient.words
        name = words.text("desk.push.named", number=broadcast.id, title=report.title)
        return screen(words, name, words.text("desk.push.report_follows"))
    return broadcast_report.document(report, recipient.words)


def _is_same(outcome: object) -> bool:
    return isinstance(outcome, Rejected) and responder.UNCHANGED in outcome.description
