"""A reader's callback query and its acknowledgement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import Message

from bot.handlers import responder
from bot.views.callback_data import ReaderLink
from bot.views.labels import TICK

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

    @property
    def is_ticked(self) -> bool:
        """Whether the pressed button was marked as the choice that stands: an edit would change nothing."""
        markup = self.query.message.reply_markup if isinstance(self.query.message, Message) else None
        buttons = (button for row in (markup.inline_keyboard if markup else ()) for button in row)
        return any(button.callback_data == self.query.data and button.text.startswith(TICK) for button in buttons)

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Acknowledge the callback query, with or without a short notice. Telegram wants exactly one answer."""
        await responder.answer_callback(self.app, self.query.id, text, alert=alert)


CallbackHandler = Callable[[ReaderCallback, ReaderLink], Awaitable[None]]
