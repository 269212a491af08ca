"""Adapters between Telegram messages and the open questions of `services.drafts.questions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.form_state import Typed
from bot.model import printable
from bot.services import membership
from bot.services.drafts import questions
from bot.services.drafts.questions import FORM, OpenQuestion, form, is_open, kind

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.context import AppContext

__all__ = [
    "FORM",
    "OpenQuestion",
    "answered_by",
    "form",
    "is_open",
    "kind",
    "leave",
    "replied",
    "said",
    "waiting",
]

# Entities that Telegram finds by itself; any other is formatting, https://core.telegram.org/bots/api#messageentity
_DETECTED = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)


async def waiting(app: AppContext, user_id: int, update: Update) -> OpenQuestion | None:
    """Find the draft or broadcast draft whose question the person's message answers; None if it answers none."""
    message = update.message
    typed = said(message) if message and message.text else None
    return await questions.find_waiting(app.database, user_id, update.update_id, typed)


async def answered_by(app: AppContext, user_id: int, message: Message) -> OpenQuestion | None:
    """Find what the person's edited message had answered; None if it answered nothing."""
    return await questions.find_answered_by(app.database, user_id, message.message_id, message.date, message.text)


async def leave(app: AppContext, user_id: int) -> None:
    """Ask a former member nothing more."""
    await membership.leave(app.database, user_id, app.now())


def said(message: Message) -> Typed:
    """Convert a text message to an answer, without invisible characters."""
    formatted = any(entity.type not in _DETECTED for entity in message.entities)
    return Typed(printable(message.text or ""), message.message_id, int(message.date.timestamp()), formatted)


def replied(update: Update) -> Typed | None:
    """Return the text of the message that the tapped screen replies to; None if it was deleted."""
    query = update.callback_query
    message = getattr(query.message, "reply_to_message", None) if query else None
    return said(message) if message and message.text else None
