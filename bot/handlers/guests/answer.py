"""Guest mode: in a chat where the bot is no member, `@bot words` is answered once, as a question in a group is.

The id of a guest chat may be that of a chat where the bot is a member: here nothing is looked up, limited, remembered
or counted by it. Language, format and flood control are those of whoever asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.errors.updates import RetryLater
from bot.handlers.context import ChatContext, GuestAnswer, language_code
from bot.handlers.guests import private_matters
from bot.handlers.reader import sections
from bot.handlers.responding import copy_notes
from bot.handlers.responding.prepared_page import as_classic
from bot.handlers.responding.renewal import renewed
from bot.render import request_body
from bot.store.guest_query_writer import NOBODY
from bot.telegram_api.features import guest_queries
from bot.telegram_api.outcomes import RetryAt, Sent, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.rich_support import refused
from bot.text.questions.addressed import words_for_bot
from bot.views.callback_data import Format, payload
from bot.views.guest_answer import GuestLinks
from bot.views.start_payload import search_payload

if TYPE_CHECKING:
    from telegram import Update, User

    from bot.handlers.context import AppContext, HandlerContext
    from bot.handlers.responding.prepared_page import PreparedPage
    from bot.model.reader import Reader
    from bot.telegram_api.outcomes import Outcome

NOWHERE = 0
"""The chat of a guest's question, which no chat has."""

log = structlog.get_logger(__name__)


async def answer(update: Update, context: HandlerContext) -> None:
    """Handle a guest message: mark the query as answered, find the answer, and answer with it."""
    app, message = context.app, update.guest_message
    if message is None or message.guest_query_id is None:
        return
    query_id, user = message.guest_query_id, message.from_user if message.sender_chat is None else None
    reader = await app.guest_queries.take(query_id, user.id if user else NOBODY)
    if reader is None:
        return
    typed = words_for_bot(message.text or message.caption or "", None, app.bot.username) or ""
    is_own = private_matters.is_named(typed)
    links = GuestLinks(
        f"https://t.me/{app.bot.username}",
        app.bot.first_name,
        more="button.open_private" if is_own else "button.read_on",
    )
    guest = GuestAnswer(links, search_payload(typed))
    chat = _context(update, reader, user, guest)
    try:
        await (private_matters.say(app, chat, typed) if is_own else sections.stateless_words(app, chat, typed))
    except database_failures():  # it is handled again
        app.guest_queries.put_back(query_id)
        raise
    if guest.page is None:
        return
    outcome, page = await _send(app, chat, query_id, guest.page)
    if page.format is Format.RICH and refused(outcome):
        log.info("rich.refused", chat=None, outcome=describe(outcome))
        outcome, page = await _send(app, chat, query_id, await as_classic(app, chat, page))
    if isinstance(outcome, RetryAt):  # certainly not sent: it may be answered later
        await app.guest_queries.release(query_id)
        raise RetryLater(outcome.seconds, describe(outcome))
    if isinstance(outcome, Sent):
        _note(app, reader.chat_id, guest_queries.inline_message_id(outcome), page, guest.start)
    else:
        log.warning("guest.not_answered", outcome=describe(outcome))


def _context(update: Update, reader: Reader, user: User | None, guest: GuestAnswer) -> ChatContext:
    """Return where the answer is gathered, with the choices of whoever asks; never those of the chat."""
    return ChatContext(
        update_id=update.update_id,
        chat_id=NOWHERE,
        thread_id=None,
        reply_to=None,
        private=False,
        preferences=reader.preferences(language_code(user, update.guest_message)),
        chosen=reader.language,
        current=None,
        format_preference=reader.format_preference,
        guest=guest,
    )


async def _send(app: AppContext, chat: ChatContext, query_id: str, page: PreparedPage) -> tuple[Outcome, PreparedPage]:
    """Answer with a page, and return it as it left: where it had to wait, it is rendered as it is then."""

    async def renew() -> bytes:
        nonlocal page
        page = await renewed(app, chat, page)
        return request_body.guest(page.body, query_id)

    body, priority = request_body.guest(page.body, query_id), Priority.READER
    outcome = await app.client.call(guest_queries.METHOD, body, chat=None, priority=priority, renew=renew)
    return outcome, page


def _note(app: AppContext, sender: int, inline_message_id: str | None, page: PreparedPage, start: str) -> None:
    """Note which message shows the page; a guest's answer is known by its id alone."""
    link = payload(page.page[1]) if page.page else start
    copy_notes.note_guest(app, sender, inline_message_id, page.shown, (page.format, link))
