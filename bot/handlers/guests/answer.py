"""Guest mode: in a chat where the bot is no member, `@bot words` is answered once, as a question in a group is.

The id of a guest chat may be that of a chat where the bot is a member: here nothing is looked up, limited, remembered
or counted by it. Language, format and flood control are those of whoever asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import structlog

from bot.errors.updates import RetryLater
from bot.handlers.context import ChatContext, GuestAnswer, language_code
from bot.handlers.guests import private_matters
from bot.handlers.reader import sections
from bot.handlers.responder import preferred_format
from bot.handlers.responding import copy_notes
from bot.model.reader import Reader
from bot.render import guest_result
from bot.services.guests import answered_queries
from bot.telegram_api.features import guest_queries
from bot.telegram_api.outcomes import RetryAt, Sent, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.rich_support import refused
from bot.text.questions.addressed import words_for_bot
from bot.views import guest_answer
from bot.views.callback_data import Format, payload
from bot.views.document import Button
from bot.views.start_payload import search_payload

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.context import AppContext, HandlerContext
    from bot.handlers.responding.prepared_page import PreparedPage
    from bot.render.pagination import Place
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Document

NOWHERE = 0
"""The chat of a guest's question, which no chat has; and who asked, where that is a channel or an anonymous admin."""

log = structlog.get_logger(__name__)


class _Shown(NamedTuple):
    """The items on an answer, its format, and the start payload of its button."""

    places: tuple[Place, ...]
    format: Format
    start: str


async def answer(update: Update, context: HandlerContext) -> None:
    """Handle a guest message: find the answer, mark the query as answered, and answer it."""
    app, message = context.app, update.guest_message
    if message is None or message.guest_query_id is None:
        return
    typed = words_for_bot(message.text or message.caption or "", None, app.bot.username) or ""
    chat = await _context(update, app, message)
    is_own = private_matters.is_named(app, typed)
    await (private_matters.say(app, chat, typed) if is_own else sections.stateless_words(app, chat, typed))
    page = chat.guest.page if chat.guest else None
    if page is None or not await answered_queries.take(app.database, message.guest_query_id, app.now()):
        return
    outcome, shown = await _send(app, chat, message.guest_query_id, page, typed)
    if isinstance(outcome, RetryAt):  # certainly not sent: it may be answered later
        await answered_queries.release(app.database, message.guest_query_id)
        raise RetryLater(outcome.seconds, describe(outcome))
    if isinstance(outcome, Sent):
        sender = message.from_user.id if message.from_user and message.sender_chat is None else NOWHERE
        _note(app, sender, guest_queries.inline_message_id(outcome), page, shown)
    else:
        log.warning("guest.not_answered", outcome=describe(outcome))


async def _context(update: Update, app: AppContext, message: Message) -> ChatContext:
    """Return where the answer is gathered, with the choices of whoever asks; never those of the chat."""
    user = message.from_user if message.sender_chat is None else None
    reader = (await app.chat_cache.chat(user.id, 0))[0] if user else Reader(NOWHERE)
    return ChatContext(
        update_id=update.update_id,
        chat_id=NOWHERE,
        thread_id=None,
        reply_to=None,
        private=False,
        preferences=reader.preferences(language_code(user, message)),
        chosen=reader.language,
        current=None,
        format_preference=reader.format_preference,
        guest=GuestAnswer(),
    )


async def _send(
    app: AppContext, chat: ChatContext, query_id: str, page: PreparedPage, typed: str
) -> tuple[Outcome, _Shown]:
    """Answer with a rich message, or with a classic one where the server refuses that; return what it shows, too."""
    document = await _document(app, chat, page)
    place = page.page[1] if page.page else None
    words = app.words_for(chat.preferences)
    start = payload(place) if place else search_payload(typed)
    address = f"https://t.me/{app.bot.username}"
    label = "button.open_private" if private_matters.is_named(app, typed) else "button.read_on"
    more = Button(words.text(label), url=f"{address}?start={start}")
    linked = guest_answer.linked(document, address, more)
    title = guest_answer.title(document, app.bot.first_name)
    format_ = preferred_format(app, chat)
    body, places = guest_result.body(query_id, linked, title, format_, place)
    outcome = await _call(app, body)
    if format_ is Format.RICH and refused(outcome):
        log.info("rich.refused", chat=None, outcome=describe(outcome))
        format_ = Format.CLASSIC
        body, places = guest_result.body(query_id, linked, title, format_, place)
        outcome = await _call(app, body)
    return outcome, _Shown(places, format_, start)


async def _call(app: AppContext, body: bytes) -> Outcome:
    return await app.client.call(guest_queries.METHOD, body, chat=None, priority=Priority.READER)


async def _document(app: AppContext, chat: ChatContext, page: PreparedPage) -> Document:
    if page.page is None:
        assert page.document is not None  # noqa: S101 - whatever is no story's page is a document
        return page.document
    story, link = page.page
    others = len((await app.story_cache.stories()).stories) > 1
    preferences = replace(chat.preferences, language=link.language)
    section = replace(link, item=None, part=0)
    today = app.now().astimezone(ZoneInfo(preferences.zone)).date()
    return app.pages.document(story, section, preferences, others=others, today=today)


def _note(app: AppContext, sender: int, inline_message_id: str | None, page: PreparedPage, shown: _Shown) -> None:
    """Note which message shows the page; a guest's answer is known by its id alone."""
    story = page.page[0].number if page.page else None
    log.info("guest.answered", inline_message_id=inline_message_id, story=story)
    items = replace(page.shown, places=shown.places) if page.shown else None
    copy_notes.note_guest(app, sender, inline_message_id, items, (shown.format, shown.start))
