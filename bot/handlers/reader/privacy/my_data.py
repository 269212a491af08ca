"""`/mydata`: what is kept about the chat, as a file; in groups, for admins only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader.language_forget import is_allowed, refuse
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.services.privacy import my_data as my_data_service
from bot.views import about, privacy

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import HandlerContext

FILE = "siyaq-mydata.json"


@router.command("mydata")
async def my_data(update: Update, context: HandlerContext) -> None:
    """Handle `/mydata`: send the chat's own data, of a private chat those of its person; once in ten minutes."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    words = app.words_for(chat.preferences)
    if not await is_allowed(app, chat, update.message):
        await refuse(app, chat)
    elif chat.ephemeral is not None:  # everybody in the group would see the file
        await show(app, chat, about.notice(words, "say.mydata_quiet"))
    elif not app.my_data_cooldown.take(chat.chat_id, app.now()):
        await show(app, chat, about.notice(words, "say.mydata_sent"))
    else:
        rows = await my_data_service.read(app.database, app.write_behind, chat.chat_id)
        await app.bot.send_document(
            chat.chat_id,
            privacy.file(words, rows, chat.chat_id, app.now()),
            filename=FILE,
            caption=words.text("page.mydata.caption"),
            message_thread_id=chat.thread_id,
        )
