"""Answers that only whoever asks sees, in groups whose admins chose so; where that cannot be, the way to a private one.

Nothing of the answer is ever shown to the others: where an ephemeral message is impossible or refused, a neutral word
with a button that leads to the answer in the private chat stands in its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.errors.updates import RetryLater
from bot.handlers.responding.prepared_page import METHODS, PreparedPage, as_classic, render
from bot.services import search, subscriptions
from bot.services.ephemeral import server_support
from bot.store.copies.messages import MessageCopy
from bot.telegram_api.features import ephemeral_messages as ephemeral
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Unreachable, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.rich_support import failed, refused
from bot.text.query_parser import LIMIT
from bot.views import about
from bot.views.callback_data import Format, payload
from bot.views.document import Button
from bot.views.start_payload import saved_payload, search_payload

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.telegram_api.features.ephemeral_messages import EphemeralTarget
    from bot.telegram_api.outcomes import Outcome

_ADMINS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
_UNCHANGED = "message is not modified"

log = structlog.get_logger(__name__)


async def respond(
    app: AppContext, chat: ChatContext, target: EphemeralTarget, page: PreparedPage, *, is_edit: bool
) -> Outcome | None:
    """Send a page to the target alone, or edit it into the ephemeral message that was tapped.

    Returns None if neither is possible: then nothing of the page was shown.
    """
    if page.format is Format.RICH and not app.rich.known(page.body):
        page = await as_classic(app, chat, page)
    if is_edit and target.shown is not None:
        outcome = await _edit(app, chat, target, target.shown, page)
        if isinstance(outcome, Sent):
            _note(app, chat, target, target.shown, page)
            return outcome
    if not await is_possible(app, chat, target):
        return None
    if not app.ephemeral.is_confirmed:
        number = await _probe(app, chat, target)
        if number is None:
            return None
        outcome = await _edit(app, chat, target, number, page)
        if isinstance(outcome, Sent):
            _note(app, chat, target, number, page)
            return outcome
        await _discard(app, chat, target, number)
    return await _send(app, chat, target, page)


async def is_possible(app: AppContext, chat: ChatContext, target: EphemeralTarget) -> bool:
    """Whether the server, the chat, and the bot's rights or the time since the tap allow an ephemeral message."""
    if target.receiver == ephemeral.NOBODY or await is_unsupported(app) or app.ephemeral.refuses(chat.chat_id):
        return False
    return target.is_fresh(app.now()) or await _is_admin(app, chat)


async def is_unsupported(app: AppContext) -> bool:
    """Whether the server is known to post ephemeral messages for all to see; asks the database once."""
    known = app.ephemeral
    if not known.is_read:
        known.unsupported_since = await server_support.read_unsupported_since(
            app.database, app.settings.api_url, app.now()
        )
        known.is_read = True
    since = known.unsupported_since
    return since is not None and app.now() - since < server_support.KEPT


async def instead(
    app: AppContext, chat: ChatContext, target: EphemeralTarget, page: PreparedPage
) -> tuple[ChatContext, PreparedPage]:
    """Return what all may see in place of a page: that it is to be had in private, and the way there.

    What all may see is shown: a page that concerns the chat itself is not to be had in private.
    """
    openly = replace(chat, ephemeral=None, reply_to=None if target.must_be else chat.reply_to)
    if target.or_openly:
        return openly, page
    words = app.words_for(chat.preferences)
    start = await _start_payload(app, target, page)
    button = Button(words.text("button.open_private"), url=f"https://t.me/{app.bot.username}?start={start}")
    return openly, render(app, about.notice(words, "say.answer_in_private", ((button,),)))


async def _start_payload(app: AppContext, target: EphemeralTarget, page: PreparedPage) -> str:
    """Return what leads to the answer in private: the page of a public question, else what was asked, by a number.

    Everybody sees the link: what nobody else saw is not to be read from it, and a question may be longer than one is.
    """
    if page.page and not (target.must_be and target.words):
        return payload(page.page[1])
    asked = target.words[:LIMIT]
    if not asked or target.receiver == ephemeral.NOBODY:
        return search_payload(asked)
    return saved_payload((await search.save(app.database, target.receiver, (asked,), app.now()))[asked])


async def _is_admin(app: AppContext, chat: ChatContext) -> bool:
    known = app.ephemeral.is_admin(chat.chat_id)
    if known is None:
        try:
            member = await app.bot.get_chat_member(chat.chat_id, app.bot.id)
        except TelegramError:
            return False
        known = member.status in _ADMINS
        app.ephemeral.note_admin(chat.chat_id, is_admin=known)
    return known


async def _probe(app: AppContext, chat: ChatContext, target: EphemeralTarget) -> int | None:
    """Send a neutral word, to learn whether the server keeps it to the target; return its id, None if it does not."""
    word = render(app, about.notice(app.words_for(chat.preferences), "say.one_moment"))
    outcome = await _call_send(app, chat, target, word)
    number = ephemeral.ephemeral_id(outcome)
    if number is not None:
        app.ephemeral.confirm()
        return number
    await _settle(app, chat, outcome)
    return None


async def _send(app: AppContext, chat: ChatContext, target: EphemeralTarget, page: PreparedPage) -> Outcome | None:
    outcome = await _call_send(app, chat, target, page)
    if page.format is Format.RICH:
        app.rich.note(outcome, page.body)
        if refused(outcome) or failed(outcome):
            page = await as_classic(app, chat, page)
            outcome = await _call_send(app, chat, target, page)
    if (number := ephemeral.ephemeral_id(outcome)) is not None:
        app.ephemeral.confirm()
        _note(app, chat, target, number, page)
        return outcome
    return await _settle(app, chat, outcome)


async def _edit(
    app: AppContext, chat: ChatContext, target: EphemeralTarget, number: int, page: PreparedPage
) -> Outcome:
    outcome = await _call_edit(app, chat, target, number, page)
    if page.format is Format.RICH:
        app.rich.note(outcome, page.body)
        if refused(outcome):
            outcome = await _call_edit(app, chat, target, number, await as_classic(app, chat, page))
    if isinstance(outcome, Rejected) and _UNCHANGED in outcome.description:
        return Sent(None, b"")
    return outcome


async def _discard(app: AppContext, chat: ChatContext, target: EphemeralTarget, number: int) -> None:
    """Delete the neutral word, which could not become the answer."""
    body = ephemeral.deleted(chat.chat_id, target.receiver, number)
    deleted = await app.client.call(ephemeral.DELETE, body, chat=chat.chat_id, priority=Priority.READER)
    log.info("ephemeral.word_deleted", chat=chat.chat_id, deleted=describe(deleted))


async def _settle(app: AppContext, chat: ChatContext, outcome: Outcome) -> Outcome | None:
    """Handle what did not stay ephemeral, or was not sent. Return None if the answer is still to be had in private."""
    log.warning("ephemeral.not_sent", chat=chat.chat_id, outcome=describe(outcome))
    match outcome:
        case Sent(message_id):
            await _take_back(app, chat, message_id)
            return None
        case RetryAt(seconds):
            raise RetryLater(seconds, describe(outcome))
        case Moved(chat_id):  # the way to the private answer follows the group; handled again, it would be no quiet one
            await app.chat_cache.move(chat.chat_id, chat_id)
            return None
        case Unreachable(reason):
            await subscriptions.mark_unreachable(app.database, chat.chat_id, reason, app.now())
        case Rejected():
            app.ephemeral.note_refused(chat.chat_id)
            return None
    return outcome


async def _take_back(app: AppContext, chat: ChatContext, message_id: int | None) -> None:
    """Delete a message that all could see, and send no more ephemeral ones to this server."""
    app.ephemeral.note_unsupported()
    if message_id is not None:
        body = b'{"chat_id":%d,"message_id":%d}' % (chat.chat_id, message_id)
        deleted = await app.client.call("deleteMessage", body, chat=chat.chat_id, priority=Priority.READER)
        log.warning("ephemeral.was_public", chat=chat.chat_id, deleted=describe(deleted))
    await server_support.note_unsupported(app.database, app.settings.api_url, app.now())


async def _call_send(app: AppContext, chat: ChatContext, target: EphemeralTarget, page: PreparedPage) -> Outcome:
    body = ephemeral.sent(page.body, chat.chat_id, chat.thread_id, target, with_tap=target.is_fresh(app.now()))
    return await app.client.call(METHODS[page.format], body, chat=chat.chat_id, priority=Priority.READER)


async def _call_edit(
    app: AppContext, chat: ChatContext, target: EphemeralTarget, number: int, page: PreparedPage
) -> Outcome:
    body = ephemeral.edited(page.body, chat.chat_id, target.receiver, number)
    return await app.client.call(ephemeral.EDIT, body, chat=chat.chat_id, priority=Priority.READER)


def _note(app: AppContext, chat: ChatContext, target: EphemeralTarget, number: int, page: PreparedPage) -> None:
    """Note the story that the member is at, not as the chat's own, which others would see; and what was shown.

    A correction counts the copy, which it cannot reach: its id is used again once the message has expired.
    """
    if page.page:
        app.ephemeral.note_story(chat.chat_id, target.receiver, page.page[0].number)
    if (shown := page.shown and page.shown.page(page.format)) and app.write_behind.keeps_copies:
        copy = MessageCopy(chat.chat_id, 0, shown, app.now(), "ephemeral", f"{target.receiver}:{number}")
        app.write_behind.note_copy(copy)
