"""What members are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.store import members

if TYPE_CHECKING:
    from bot.handlers.services import Services


async def of(services: Services, user_id: int) -> str:
    """The name that a member joined with, else the one that Telegram tells, else the id."""
    async with services.database.read() as conn:
        member = await members.get(conn, user_id)
    if member:
        return member.name
    try:
        chat = await services.bot.get_chat(user_id)
    except TelegramError:
        return str(user_id)
    return chat.full_name or str(user_id)
