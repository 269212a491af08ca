"""Names of members, for display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.i18n import names
from bot.services import membership
from bot.store.audit import SHELL

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext


async def of(desk: DeskContext, user_id: int) -> str:
    """Return the name that a member joined with, else the one that Telegram reports, in words that are never empty."""
    if user_id == SHELL:
        return desk.words.text("desk.audit.shell")
    member = await membership.read_member(desk.app.database, user_id)
    if member and (name := names.visible(member.name)):
        return name
    try:
        chat = await desk.app.bot.get_chat(user_id)
    except TelegramError:
        return names.chat(desk.words, user_id, None)
    return names.chat(desk.words, user_id, chat.full_name or chat.title, chat.username)
