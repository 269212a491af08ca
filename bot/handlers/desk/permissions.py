"""Rights: looked up where the work is done, each time, and every refusal kept in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.roles import Action, Role, may
from bot.errors import DraftMoved, DraftUnknown, NotAllowed
from bot.store import audit, drafts, members

if TYPE_CHECKING:
    from collections.abc import Collection

    from telegram import Update

    from bot.deeds import Doing
    from bot.handlers.desk.turn import Turn
    from bot.handlers.services import Asker, Services
    from bot.store.drafts import Draft, State


async def role(services: Services, user_id: int) -> Role | None:
    """What somebody is at the desk, as of now; whom the settings name an owner always is one."""
    if user_id in services.settings.owners:
        return Role.OWNER
    async with services.database.read() as conn:
        member = await members.get(conn, user_id)
    return member.role if member else None


async def admit(services: Services, who: Asker, update: Update, action: Action) -> Role | None:
    """The role in which the sender may do it, here and now; where they may not, None, and the audit tells of it."""
    user = update.effective_user
    found = await role(services, user.id) if user and in_person(update) else None
    if may(found, action):
        return found
    why = "role" if found else "stranger" if in_person(update) else "not in person"
    await keep(services, user.id if user else who.chat_id, action, chat=who.chat_id, why=why)
    return None


def in_person(update: Update) -> bool:
    """Whether somebody speaks in their own name, in their private chat with the bot.

    An anonymous admin, a channel, another bot's words and a forwarded message are nobody's own.
    """
    user, chat, message = update.effective_user, update.effective_chat, update.message or update.edited_message
    if user is None or chat is None or chat.type != chat.PRIVATE or chat.id != user.id:
        return False
    return not message or not (message.sender_chat or message.forward_origin or message.via_bot)


async def keep(services: Services, actor: int, action: Action, **about: str | int) -> None:
    """Keep in the audit that somebody tried what they may not."""
    async with services.database.write() as conn:
        await audit.write(conn, audit.Entry(actor, action, services.now(), detail=about, allowed=False))


async def look(turn: Turn, draft_id: int) -> Draft:
    """A draft to be looked at by who may work on it; raises DraftUnknown, and NotAllowed, which the audit tells of."""
    async with turn.services.database.read() as conn:
        draft = await drafts.get(conn, draft_id)
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    if not _may_work(turn.role, turn.user.id, draft):
        await keep(turn.services, turn.user.id, Action.REVIEW, draft=draft_id)
        raise NotAllowed(Action.REVIEW)
    return draft


async def hold(act: Doing, draft_id: int, states: Collection[State] = ("open", "submitted")) -> Draft:
    """A draft to be changed in this transaction.

    Raises DraftUnknown, NotAllowed where it is another's and not theirs to review, and DraftMoved where it is in none
    of `states`: worked on no more, since it was published, discarded, or waits for its hour.
    """
    draft = await drafts.hold(act.conn, draft_id)
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    if not _may_work(act.role, act.deed.actor, draft):
        raise NotAllowed(Action.REVIEW)
    if draft.state not in states:
        raise DraftMoved(draft=draft_id)
    return draft


def _may_work(role: Role | None, user_id: int, draft: Draft) -> bool:
    return may(role, Action.DRAFT if draft.author == user_id else Action.REVIEW)
