"""Where the bot may speak: blocked and unblocked, added and removed, made admin and demoted, moved with its group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from telegram import ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bot.desk.roles import Action
from bot.handlers.desk import notices
from bot.handlers.desk.screens import button, screen
from bot.handlers.subscribing import KINDS
from bot.store import subscribers
from bot.store.subscribers import Kind, State, Subscriber

if TYPE_CHECKING:
    from telegram import Chat, ChatMember, Update

    from bot.document import Document
    from bot.handlers.desk.notices import Hearer
    from bot.handlers.services import Context, Services

BLOCKED, REMOVED, DEMOTED, MUTED, NEW = "blocked", "removed", "demoted", "muted", "new"
"""Why a subscriber rests, as far as we know better than in Telegram's words; a channel that is `NEW` is paused."""
_GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})

log = structlog.get_logger(__name__)


async def changed(update: Update, context: Context) -> None:
    """The bot's standing in a chat changed: its subscriber rests or wakes, and of a channel the owners are told."""
    services, told = context.services, update.my_chat_member
    if told is None or told.chat.type not in KINDS:
        return
    chat = told.chat
    before, now = (why_not(one, chat.type) for one in (told.old_chat_member, told.new_chat_member))
    found = await _settle(services, chat, now)
    log.info("membership.changed", chat=chat.id, kind=chat.type, why_not=now, subscriber=found is not None)
    if chat.type == ChatType.CHANNEL and (before is None) is not (now is None):
        await _tell_owners(services, chat, found, now)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: what is kept of it goes with it."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        await context.services.ledger.move(message.chat.id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        await context.services.ledger.move(message.migrate_from_chat_id, message.chat.id)


def why_not(member: ChatMember, kind: str) -> str | None:
    """Why the bot cannot write in a chat of that kind where it stands like that; None where it can."""
    if kind == ChatType.PRIVATE:
        return BLOCKED if member.status == ChatMemberStatus.BANNED else None
    if member.status in _GONE:
        return REMOVED
    if kind == ChatType.CHANNEL:
        able = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
        return None if able else DEMOTED
    muted = isinstance(member, ChatMemberRestricted) and not (member.is_member and member.can_send_messages)
    return MUTED if muted else None


async def _settle(services: Services, chat: Chat, why: str | None) -> Subscriber | None:
    """Let the chat's subscriber rest, or wake, returned as it was; a new channel is kept, to be set up."""
    kind = KINDS[ChatType(chat.type)]
    async with services.database.write() as conn:
        found = await subscribers.get(conn, chat.id)
        if found is None and (why or kind is not Kind.CHANNEL):
            return None
        if found and found.reason == NEW and why:
            await subscribers.remove(conn, chat.id)
            return None
        fresh = replace(found or Subscriber(chat.id, kind, State.PAUSED, NEW), kind=kind, title=chat.title)
        if why and fresh.state is not State.PAUSED:
            fresh = replace(fresh, state=State.RESTING, reason=why)
        elif fresh.state is State.RESTING and not why:
            fresh = replace(fresh, state=State.ACTIVE, reason=None)
        await subscribers.put(conn, fresh, services.now())
        return found


async def _tell_owners(services: Services, chat: Chat, found: Subscriber | None, why: str | None) -> None:
    """Whether the bot can write in a channel now, and what can be done about it."""
    is_new = found is None or found.reason == NEW
    back = "back_paused" if found and found.state is State.PAUSED else "back"
    key = f"desk.channels.{why or ('added' if is_new else back)}"

    def compose(to: Hearer) -> Document:
        words, title = to.words, chat.title or str(chat.id)
        label = words.text("desk.channels.set_up" if is_new else "desk.channels.open")
        setting = () if why and is_new else (button(label, "channel", value=str(chat.id)),)
        return screen(words, title, words.text(key, title=title), rows=(setting,))

    await notices.tell_those(services, Action.CHANNELS, compose)
