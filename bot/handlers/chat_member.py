"""Changes of the bot's own membership: blocked, added, removed, promoted, demoted, moved with its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from telegram import ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bot.handlers.desk import notifier
from bot.handlers.reader.subscribe import KINDS
from bot.i18n import names
from bot.model.roles import Action
from bot.services import subscriptions
from bot.services.subscriptions import NEW
from bot.store.subscribers import State
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from telegram import Chat, ChatMember, Update

    from bot.handlers.context import AppContext, HandlerContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.store.subscribers import Subscriber
    from bot.views.document import Document

BLOCKED, REMOVED, DEMOTED, MUTED = "blocked", "removed", "demoted", "muted"
"""Why a subscriber rests, where the update says it better than an error of the Bot API."""
_GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})

log = structlog.get_logger(__name__)


async def membership_changed(update: Update, context: HandlerContext) -> None:
    """Handle my_chat_member: update the chat's subscriber; report channels to the owners."""
    app, change = context.app, update.my_chat_member
    if change is None or change.chat.type not in KINDS:
        return
    chat = change.chat
    app.ephemeral.changed(chat.id)
    before, now = (why_not(member, chat.type) for member in (change.old_chat_member, change.new_chat_member))
    kind = KINDS[ChatType(chat.type)]
    subscriber = await subscriptions.membership_changed(
        app.database, chat.id, kind, title=chat.title, why_not=now, at=app.now()
    )
    log.info("membership.changed", chat=chat.id, kind=chat.type, why_not=now, subscriber=subscriber is not None)
    if chat.type == ChatType.CHANNEL and (before is None) is not (now is None):
        await _notify_owners(app, chat, subscriber, now)


async def migrated(update: Update, context: HandlerContext) -> None:
    """Handle a group's upgrade to a supergroup: move everything stored about it to the new id."""
    message = update.message
    if message and message.migrate_to_chat_id:
        await context.app.chat_cache.move(message.chat.id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        await context.app.chat_cache.move(message.migrate_from_chat_id, message.chat.id)


def why_not(member: ChatMember, kind: str) -> str | None:
    """Return why the bot cannot write in a chat of this kind; None if it can."""
    if kind == ChatType.PRIVATE:
        return BLOCKED if member.status == ChatMemberStatus.BANNED else None
    if member.status in _GONE:
        return REMOVED
    if kind == ChatType.CHANNEL:
        able = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
        return None if able else DEMOTED
    muted = isinstance(member, ChatMemberRestricted) and not (member.is_member and member.can_send_messages)
    return MUTED if muted else None


async def _notify_owners(app: AppContext, chat: Chat, subscriber: Subscriber | None, reason: str | None) -> None:
    """Tell the owners whether the bot can now write in a channel, with the button to set it up."""
    is_new = subscriber is None or subscriber.reason == NEW
    back = "back_paused" if subscriber and subscriber.state is State.PAUSED else "back"
    key = f"desk.channels.{reason or ('added' if is_new else back)}"

    def compose(recipient: NoticeRecipient) -> Document:
        words, title = recipient.words, names.chat(recipient.words, chat.id, chat.title, chat.username)
        label = words.text("desk.channels.set_up" if is_new else "desk.channels.open")
        setting = () if reason and is_new else (button(label, "channel", value=str(chat.id)),)
        return screen(words, title, words.text(key, title=title), rows=(setting,))

    await notifier.tell_those(app, Action.CHANNELS, compose)
