"""Authorisation of desk updates: rights are looked up for each update, and every refusal is recorded.

A member's goes to the audit; an outsider's is counted, since anybody can send any number of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import NotAllowed
from bot.model.roles import is_for_owners, may
from bot.services import drafts
from bot.services.desk_transaction import ActionContext, read_role, record_refusal

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import AppContext, ChatContext
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model.roles import Action, Role
    from bot.store.drafts import Draft


async def role(app: AppContext, user_id: int) -> Role | None:
    """Read somebody's current role at the desk; None for a stranger."""
    return await read_role(app.database, user_id, app.settings.owners)


async def admit(
    app: AppContext, chat: ChatContext, update: Update, action: Action, *, is_copy: bool = False
) -> Role | None:
    """Return the sender's role if they may do this, here and now; else None, and the refusal is recorded.

    `is_copy` says that the message is taken as wire copy, and may be a forwarded one.
    """
    user = update.effective_user
    sender_role = await role(app, user.id) if user else None
    is_in_person = in_person(update, is_copy=is_copy)
    if is_in_person and may(sender_role, action):
        return sender_role
    actor = user.id if user else chat.chat_id
    if sender_role is None:
        app.write_behind.refusals.note(actor, action, app.now())
    else:
        why = "role" if is_in_person else "not in person"
        context = ActionContext(actor, app.now(), app.settings.owners)
        await record_refusal(app.database, context, action, chat=chat.chat_id, why=why)
    return None


def refusal(action: Action) -> str:
    """Return the key of what a member is told who may not do this: whom to ask."""
    return "error.owners_only" if is_for_owners(action) else NotAllowed.key


def in_person(update: Update, *, is_copy: bool = False) -> bool:
    """Return whether somebody writes in their own name, in their private chat with the bot.

    An anonymous admin, a channel, another bot's inline result and a forwarded message identify no sender. Of copy the
    words are somebody else's anyway: it may be forwarded.
    """
    user, chat, message = update.effective_user, update.effective_chat, update.message or update.edited_message
    if user is None or chat is None or chat.type != chat.PRIVATE or chat.id != user.id:
        return False
    if not message:
        return True
    return not (message.sender_chat or message.via_bot or (message.forward_origin and not is_copy))


async def read_draft(desk: DeskContext, draft_id: int) -> Draft:
    """Read a draft that the member may work on; raises DraftUnknown, and NotAllowed, which is audited."""
    return await drafts.read(desk.app.database, draft_id, role=desk.role, context=desk.action_context)
