"""Callback queries: answered once each; what a button names replaces the message, or follows it if out of reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers import responder
from bot.handlers.callback import ReaderCallback
from bot.handlers.context import resolve_chat
from bot.handlers.desk import access
from bot.handlers.desk.desk_context import CallbackButton
from bot.handlers.reader import page_callbacks
from bot.views.callback_data import DeskLink, unpack

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import HandlerContext
    from bot.views.callback_data import Link


async def route(update: Update, context: HandlerContext) -> None:
    """Route a callback query to the desk or to the readers' handlers, by the link in its data."""
    app, query = context.app, update.callback_query
    if query is None:
        return
    if update.effective_chat is None:  # under a message sent through inline mode, whose own buttons are URLs
        await responder.answer_callback(app, query.id)
        return
    chat = await resolve_chat(update, app)
    # A message that Telegram no longer shows the bot has neither text nor date and cannot be edited.
    message_id = query.message.message_id if query.message and query.message.is_accessible else None
    if query.message and message_id is None and not chat.private:
        # Its forum topic is unknown as well; a reply to it lands there.
        chat = replace(chat, reply_to=query.message.message_id)
    link = _read(query.data)
    if isinstance(link, DeskLink):
        await access.tap(app, chat, update, CallbackButton(link, query.id, message_id))
    else:
        await page_callbacks.follow_link(ReaderCallback(app, chat, query, message_id), link)


def _read(data: str | None) -> Link | None:
    try:
        return unpack(data or "")
    except LinkInvalid:
        return None
