"""Rights: looked up where the work is done, each time, and every refusal kept in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.roles import Action, Role, may
from bot.store import audit, members

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.services import Asker, Services


async def role(services: Services, user_id: int) -> Role | None:
    """What somebody is at the desk, as of now; whom the settings name an owner always is one."""
    if user_id in services.settings.owners:
        return Role.OWNER
    async with services.database.read() as conn:
        member = await members.get(conn, user_id)
    return Role(member.role) if member else None


async def admit(services: Services, who: Asker, update: Update, action: Action) -> bool:
    """Whether the sender may do it, here and now; where not, that is written to the audit.

    The desk is in private chats only, and whoever sends there sends in their own name: an anonymous admin, a channel
    and a forwarded message are nobody.
    """
    user = update.effective_user
    message = update.message
    in_person = user is not None and who.private and who.chat_id == user.id and not (message and _is_borrowed(message))
    if user is not None and in_person and may(await role(services, user.id), action):
        return True
    await refuse(services, user.id if user else who.chat_id, action, who.chat_id)
    return False


async def refuse(services: Services, actor: int, action: Action, chat_id: int, slug: str | None = None) -> None:
    """Keep in the audit that somebody tried what they may not."""
    async with services.database.write() as conn:
        await audit.write(
            conn, audit.Entry(services.now(), actor, action.value, allowed=False, slug=slug, detail={"chat": chat_id})
        )


def _is_borrowed(message: Message) -> bool:
    return message.sender_chat is not None or message.forward_origin is not None or message.via_bot is not None
