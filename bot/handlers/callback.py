"""A reader's callback query and its acknowledgement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers import responder
from bot.views.callback_data import ReaderLink

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.handlers.context import AppContext, ChatContext


@dataclass(frozen=True, slots=True)
class ReaderCallback:
    """A reader's callback query: who pressed the button and under which message; None if out of reach."""

    app: AppContext
    chat: ChatContext
    query: CallbackQuery
    message_id: int | None

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Acknowledge the callback query, with or without a short notice. Telegram wants exactly one answer."""
        await responder.answer_callback(self.app, self.query.id, text, alert=alert)


CallbackHandler = Callable[[ReaderCallback, ReaderLink], Awaitable[None]]
