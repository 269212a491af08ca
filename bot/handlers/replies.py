"""What leaves as an answer: a new message, an edit in place, or the answer to a tap."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import structlog

from bot.links import Format
from bot.render import body
from bot.store import subscribers
from bot.transport import newer
from bot.transport.limiter import Lane
from bot.transport.outcomes import Moved, Rejected, Sent, Unreachable, words

if TYPE_CHECKING:
    from bot.handlers.services import Asker, Services
    from bot.transport.outcomes import Outcome

_METHODS = {Format.CLASSIC: "sendMessage", Format.RICH: newer.METHOD}
UNCHANGED = "message is not modified"

log = structlog.get_logger(__name__)


async def send(services: Services, asker: Asker, prepared: bytes, format_: Format = Format.CLASSIC) -> Outcome:
    """Send a prepared message to where the asker is; where that is a supergroup by now, there: then it is `Moved`."""
    message = body.send(prepared, asker.chat_id, asker.thread_id, asker.reply_to)
    outcome = await services.client.call(_METHODS[format_], message, chat=asker.chat_id, lane=Lane.READER)
    await _heed(services, asker, outcome, prepared, format_)
    return outcome


async def edit(
    services: Services, asker: Asker, message_id: int, prepared: bytes, format_: Format = Format.CLASSIC
) -> Outcome:
    """Put a prepared message in the place of an old one; where that cannot be edited any more, send it anew.

    A rich one that the server refuses for what it is comes back refused.
    """
    message = body.edit(prepared, asker.chat_id, message_id)
    outcome = await services.client.call("editMessageText", message, chat=asker.chat_id, lane=Lane.READER)
    if isinstance(outcome, Rejected):
        if UNCHANGED in outcome.description:
            return Sent(message_id, b"")
        if format_ is Format.RICH and newer.refused(outcome):
            return outcome
        return await send(services, asker, prepared, format_)
    await _heed(services, asker, outcome, prepared, format_)
    return outcome


async def answer_tap(services: Services, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a tap, with a short notice or with none; one that is answered too late is let be."""
    answer: dict[str, Any] = {"callback_query_id": query_id}
    if text:
        answer |= {"text": text, "show_alert": alert}
    payload = json.dumps(answer, ensure_ascii=False).encode()
    outcome = await services.client.call("answerCallbackQuery", payload, chat=None, lane=Lane.READER)
    if not isinstance(outcome, Sent):
        log.info("tap.not_answered", outcome=words(outcome))


async def _heed(services: Services, asker: Asker, outcome: Outcome, prepared: bytes, format_: Format) -> None:
    """What a message that was not sent tells of its chat: that it is another now, or takes no messages."""
    if isinstance(outcome, Sent):
        return
    log.warning("reply.not_sent", chat=asker.chat_id, outcome=words(outcome))
    if isinstance(outcome, Moved):
        await services.ledger.move(asker.chat_id, outcome.chat_id)
        message = body.send(prepared, outcome.chat_id)
        again = await services.client.call(_METHODS[format_], message, chat=outcome.chat_id, lane=Lane.READER)
        log.info("reply.repeated", chat=outcome.chat_id, outcome=words(again))
    elif isinstance(outcome, Unreachable):
        async with services.database.write() as conn:
            await subscribers.rest(conn, [asker.chat_id], outcome.reason, services.now())
