"""Responses: send or edit one message, and handle what the Bot API says about it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors.updates import RetryLater
from bot.handlers.responding import copy_notes, ephemeral
from bot.handlers.responding.prepared_page import METHODS, PreparedPage, as_classic, prepare, render
from bot.handlers.responding.renewal import completed, renewed
from bot.model.reader import FormatPreference
from bot.render import request_body
from bot.services import subscriptions
from bot.store.last_seen import LastSeen
from bot.telegram_api import rich_support
from bot.telegram_api.features import ephemeral_messages
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Unreachable, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.rich_support import failed, refused
from bot.views import about, correction_notes
from bot.views.callback_data import Format, PageLink

if TYPE_CHECKING:
    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext
    from bot.handlers.responding.renewal import Renew
    from bot.model import Story
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Button, Document
    from bot.views.recipes.recipe import Recipe

UNCHANGED = "message is not modified"

log = structlog.get_logger(__name__)


async def open_page(app: AppContext, chat: ChatContext, link: PageLink) -> None:
    """Send the linked page in the chat's preferred format, after a notice if it is gone."""
    page = await prepare(app, chat, replace(link, format=preferred_format(app, chat)))
    if page.notice:
        preferences = replace(chat.preferences, language=link.language)
        words, story = app.words_for(preferences), page.page[0] if page.page else None
        record = correction_notes.withdrawn(story, link.item, words, preferences) if story else None
        if record:  # which leads to the story by itself
            await show(app, chat, record)
            return
        await show(app, chat, about.notice(words, page.notice))
    await respond(app, chat, page)


async def show(
    app: AppContext,
    chat: ChatContext,
    document: Document,
    message_id: int | None = None,
    format_: Format = Format.CLASSIC,
    *,
    recipe: Recipe | None = None,
) -> Outcome:
    """Send a document in a format, or edit it into a message in that message's format.

    One that shows items has a `recipe`, by which it is composed once more where one of them is corrected. A guest gets
    every answer in the format that is preferred.
    """
    if chat.guest is not None:
        format_ = preferred_format(app, chat)
    elif message_id is not None and chat.callback_format:
        format_ = chat.callback_format
    return await respond(app, chat, render(app, document, format_, chat, recipe), message_id)


def preferred_format(app: AppContext, chat: ChatContext) -> Format:
    """Return the format of a new page: rich, unless the chat wants simple messages or the server lacks rich ones."""
    return Format.RICH if chat.format_preference is not FormatPreference.SIMPLE and app.rich.known() else Format.CLASSIC


async def respond(app: AppContext, chat: ChatContext, page: PreparedPage, message_id: int | None = None) -> Outcome:
    """Send a prepared page or edit it into a message; note what the chat now shows.

    A page the server refuses as a rich message is sent as a classic one at once. In a group that chose so, whoever asks
    alone sees it, and nothing is noted.
    """
    if chat.guest is not None:
        chat.guest.page = page
        return Sent(None, b"")
    if chat.ephemeral is not None:
        target = chat.ephemeral
        outcome = await ephemeral.respond(app, chat, target, page, is_edit=message_id is not None)
        if outcome is not None:
            return outcome
        chat, page = await ephemeral.instead(app, chat, target, page)
        message_id = None
    if page.format is Format.RICH and not app.rich.known(page.body):
        page, message_id = await as_classic(app, chat, page), None
    is_edit = message_id is not None
    outcome, page = await _put(app, chat, page, message_id)
    if page.format is Format.RICH:
        outcome, page = await _settle(app, chat, outcome, page)
    if page.page:
        _note_shown(app, chat, outcome, *page.page)
    copy_notes.note(app, chat, outcome, page.shown, page.format, is_edit=is_edit)
    return outcome


async def _put(
    app: AppContext, chat: ChatContext, page: PreparedPage, message_id: int | None = None
) -> tuple[Outcome, PreparedPage]:
    """Send or edit a page, and return it as it left: where it had to wait, it is rendered as it is then."""

    async def renew() -> bytes:
        nonlocal page
        page = await renewed(app, chat, page)
        return page.body

    if message_id is None:
        outcome = await send(app, chat, page.body, page.format, renew=renew)
    else:
        outcome = await edit(app, chat, message_id, page.body, page.format, renew=renew)
    return outcome, page


async def _settle(
    app: AppContext, chat: ChatContext, outcome: Outcome, page: PreparedPage
) -> tuple[Outcome, PreparedPage]:
    """Replace a rich message that the server refused or failed at by a classic one, and remember the refusal."""
    if not (refused(outcome) or failed(outcome)):
        app.rich.note(outcome, page.body)
        return outcome, page
    log.info("rich.refused", chat=chat.chat_id, outcome=describe(outcome))
    resent, classic = await _put(app, chat, await as_classic(app, chat, page))
    if isinstance(resent, Sent):  # else the chat is the cause, whatever the description says
        app.rich.note(outcome, page.body)
    return resent, classic


def _note_shown(app: AppContext, chat: ChatContext, outcome: Outcome, story: Story, link: PageLink) -> None:
    if not isinstance(outcome, Sent) or outcome.message_id is None:
        return
    visit = LastSeen(chat.chat_id, story.number, story.revision, app.now())
    app.chat_cache.note_shown(visit, link.language, chat.thread_id or 0)


async def send(
    app: AppContext,
    chat: ChatContext,
    prepared: bytes,
    format_: Format = Format.CLASSIC,
    *,
    renew: Renew | None = None,
) -> Outcome:
    """Send a prepared message to the chat; follows a group's migration and then returns `Moved`.

    Raises RetryLater if it was certainly not sent and can be, later: the whole update is then handled again.
    """

    def complete(body: bytes) -> bytes:
        return request_body.send(body, chat.chat_id, chat.thread_id, chat.reply_to, chat.direct_topic_id)

    again = completed(renew, complete)
    method, to = METHODS[format_], chat.chat_id
    outcome = await app.client.call(method, complete(prepared), chat=to, priority=Priority.READER, renew=again)
    if isinstance(outcome, Rejected) and (chat.thread_id or chat.direct_topic_id) and _is_topic_shut(outcome):
        # The topic was deleted, or closed to us: the answer goes to the chat itself, as broadcasts do.
        message = request_body.send(prepared, chat.chat_id, None, chat.reply_to)
        outcome = await app.client.call(METHODS[format_], message, chat=chat.chat_id, priority=Priority.READER)
    await handle_outcome(app, chat, outcome, prepared, format_)
    return outcome


def _is_topic_shut(outcome: Rejected) -> bool:
    return outcome.is_topic_gone or "topic_closed" in outcome.description.lower()


async def edit(
    app: AppContext,
    chat: ChatContext,
    message_id: int,
    prepared: bytes,
    format_: Format = Format.CLASSIC,
    *,
    renew: Renew | None = None,
) -> Outcome:
    """Edit a prepared message into an old one; send it as a new message if the old one cannot be edited.

    A rich message that the server refuses as such comes back refused.
    """

    def complete(body: bytes) -> bytes:
        return request_body.edit(body, chat.chat_id, message_id)

    outcome = await app.client.call(
        *("editMessageText", complete(prepared)),
        chat=chat.chat_id,
        priority=Priority.READER,
        renew=completed(renew, complete),
    )
    if isinstance(outcome, Rejected):
        if UNCHANGED in outcome.description:
            return Sent(message_id, b"")
        if format_ is Format.RICH and rich_support.refused(outcome):
            return outcome
        return await send(app, chat, prepared, format_)
    await handle_outcome(app, chat, outcome, prepared, format_)
    return outcome


async def relabel(app: AppContext, callback: ReaderCallback, button: Button) -> bool:
    """Give the pressed button of a message another label; False where the message is out of reach."""
    markup = getattr(callback.query.message, "reply_markup", None)
    pressed, changed = callback.query.data, False
    rows = [[dict(shown) for shown in row] for row in markup.to_dict()["inline_keyboard"]] if markup else []
    for shown in (shown for row in rows for shown in row):
        if shown.get("callback_data") == pressed and shown["text"] != button.label:
            shown["text"], changed = button.label, True
    if not changed or callback.message_id is None:
        return False
    return await edit_buttons(app, callback.chat, callback.message_id, rows)


async def edit_buttons(app: AppContext, chat: ChatContext, message_id: int, rows: list[list[dict[str, Any]]]) -> bool:
    """Replace the buttons of a message; False where that cannot be, and they stay as they are."""
    markup = request_body.prepare({"reply_markup": {"inline_keyboard": rows}})
    method, payload = "editMessageReplyMarkup", request_body.edit(markup, chat.chat_id, message_id)
    if chat.ephemeral is not None and chat.ephemeral.shown is not None:
        method, receiver = ephemeral_messages.EDIT_BUTTONS, chat.ephemeral.receiver
        payload = ephemeral_messages.edited(markup, chat.chat_id, receiver, chat.ephemeral.shown)
    outcome = await app.client.call(method, payload, chat=chat.chat_id, priority=Priority.READER)
    if not isinstance(outcome, Sent):
        log.info("buttons.not_edited", chat=chat.chat_id, outcome=describe(outcome))
    return isinstance(outcome, Sent)


async def answer_callback(app: AppContext, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a callback query; one that is too old is only logged."""
    answer: dict[str, Any] = {"callback_query_id": query_id}
    if text:
        answer |= {"text": text, "show_alert": alert}
    payload = json.dumps(answer, ensure_ascii=False).encode()
    outcome = await app.client.call("answerCallbackQuery", payload, chat=None, priority=Priority.READER)
    if not isinstance(outcome, Sent):
        log.info("tap.not_answered", outcome=describe(outcome))


async def handle_outcome(
    app: AppContext, chat: ChatContext, outcome: Outcome, prepared: bytes, format_: Format
) -> None:
    """Handle a message that was not sent: follow a migration, mark an unreachable chat."""
    if isinstance(outcome, Sent):
        return
    log.warning("reply.not_sent", chat=chat.chat_id, outcome=describe(outcome))
    if isinstance(outcome, Moved):
        await app.chat_cache.move(chat.chat_id, outcome.chat_id)
        message = request_body.send(prepared, outcome.chat_id)
        resent = await app.client.call(METHODS[format_], message, chat=outcome.chat_id, priority=Priority.READER)
        log.info("reply.repeated", chat=outcome.chat_id, outcome=describe(resent))
    elif isinstance(outcome, RetryAt):
        raise RetryLater(outcome.seconds, describe(outcome))
    elif isinstance(outcome, Unreachable):
        await subscriptions.mark_unreachable(app.database, chat.chat_id, outcome.reason, app.now())
