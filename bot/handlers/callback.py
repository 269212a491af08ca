"""A tap of a reader on a button, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers import replies
from bot.links import ReaderLink

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.handlers.services import Asker, Services


@dataclass(frozen=True, slots=True)
class Tap:
    """Who tapped, and the message whose button it was: its id, None where it is out of reach."""

    services: Services
    who: Asker
    query: CallbackQuery
    message_id: int | None

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Acknowledge the tap, with a short notice or with none: every tap is acknowledged once."""
        await replies.answer_tap(self.services, self.query.id, text, alert=alert)


Act = Callable[[Tap, ReaderLink], Awaitable[None]]
