"""Reactions to posts in channels: Telegram tells how many there are, and not whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services import channels
from bot.telegram_api.update_fields import is_number

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import HandlerContext


async def counted(update: Update, context: HandlerContext) -> None:
    """Handle message_reaction_count: store how many reactions the post has by now."""
    reacted = update.message_reaction_count
    if reacted is None:
        return
    counts = [reaction.total_count for reaction in reacted.reactions]
    if all(map(is_number, counts)):  # they are others' where the webhook's secret is; Telegram sends numbers
        await channels.count_reactions(context.app.database, reacted.chat.id, reacted.message_id, sum(counts))
