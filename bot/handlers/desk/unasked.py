"""What members send without being asked: a change of an item, whole items, a longer text, copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.entries.word_change import read_arrow
from bot.handlers.context import resolve_chat
from bot.handlers.desk import access, permissions
from bot.handlers.desk.drafts import card_reply, entries, loose_text
from bot.handlers.desk.intake import receive
from bot.model.roles import Action

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from bot.handlers.context import HandlerContext
    from bot.handlers.desk.desk_context import DeskContext


async def reworded(update: Update, context: HandlerContext) -> bool:
    """Take a member's reply to an item's card as its new text. Return whether it was one."""
    links = card_reply.links_of(update.message or update.edited_message, context.app.bot.id)
    return bool(links) and await _taken(update, context, lambda desk: card_reply.take(desk, links))


async def reworded_alone(update: Update, context: HandlerContext) -> bool:
    """Take `old → new` of a member that replies to no card. Return whether it was that."""
    message = update.message or update.edited_message
    return bool(message and read_arrow(message.text or "")) and await _taken(update, context, card_reply.take_unreplied)


async def entered(update: Update, context: HandlerContext) -> bool:
    """Take a member's whole items for the draft that they were shown last. Return whether it was that."""
    return entries.may_be(update.message) and await _taken(update, context, entries.take)


async def placed(update: Update, context: HandlerContext) -> bool:
    """Ask a member which draft a longer text belongs to. Return whether it is one; readers' words cost no query."""
    if not loose_text.is_copy(update.message) or not permissions.in_person(update):
        return False
    if not await access.is_member(context.app, update):
        return False
    if desk := await access.admit(context.app, await resolve_chat(update, context.app), update, Action.DRAFT):
        await access.run(loose_text.ask, desk)
    return desk is not None


async def forwarded(update: Update, context: HandlerContext) -> bool:
    """Take what a member forwards to the bot as wire copy. Return whether it is that."""
    if not update.message or not update.message.forward_origin or not permissions.in_person(update, is_copy=True):
        return False
    if not await access.is_member(context.app, update):
        return False
    chat = await resolve_chat(update, context.app)
    if desk := await access.admit(context.app, chat, update, Action.DRAFT, is_copy=True):
        await access.run(receive.message, desk)
    return desk is not None


async def captioned_copy(update: Update, context: HandlerContext) -> bool:
    """Take the caption of what a member forwards, a picture, a video or a file, as copy, whatever is asked."""
    return bool(update.message and update.message.caption) and await forwarded(update, context)


async def _taken(update: Update, context: HandlerContext, take: Callable[[DeskContext], Awaitable[bool]]) -> bool:
    """Offer a member's message to a handler that may not want it. Return whether it was taken, or refused in words."""
    app = context.app
    if not permissions.in_person(update) or not await access.is_member(app, update):
        return False
    desk = await access.admit(app, await resolve_chat(update, app), update, Action.DRAFT)
    is_taken = desk is not None

    async def offered(desk: DeskContext) -> None:
        nonlocal is_taken
        is_taken = await take(desk)

    if desk:
        await access.run(offered, desk)
    return is_taken
