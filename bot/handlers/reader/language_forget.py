"""What a chat chooses, and that it is forgotten: in groups, by their admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.handlers.opening import show
from bot.handlers.services import asker
from bot.i18n.folding import fold
from bot.language import Language
from bot.pages import about

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.document import Document
    from bot.handlers.services import Asker, Context, Services
    from bot.handlers.tapping import Tap

_ADMINS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def language(update: Update, context: Context) -> None:
    """`/language`: the choice as buttons; with a language's name or code, the choice itself."""
    services, who = context.services, await asker(update, context.services)
    wanted = _read(services, " ".join(context.args or ()))
    if wanted is None:
        await show(services, who, about.languages(services.told(who.preferences), who.chosen))
    elif await is_allowed(services, who, update.effective_message):
        await services.ledger.choose(who.update_id, who.chat_id, language=wanted)
        await show(services, who, chosen(services, wanted))
    else:
        await refuse(services, who)


async def forget(update: Update, context: Context) -> None:
    """`/forget`: all that is kept about the chat is deleted."""
    services, who = context.services, await asker(update, context.services)
    if await is_allowed(services, who, update.effective_message):
        await services.ledger.forget(who.update_id, who.chat_id)
        await show(services, who, about.notice(services.told(who.preferences), "say.forgotten"))
    else:
        await refuse(services, who)


def chosen(services: Services, language: Language) -> Document:
    """What a chat sees once it has chosen: the choice again, in its language."""
    return about.languages(services.words[language], language)


async def may_change(services: Services, who: Asker, user_id: int) -> bool:
    """Whether a person may choose for the chat: always in their own, and in groups as one of the admins."""
    if who.private:
        return True
    try:
        member = await services.bot.get_chat_member(who.chat_id, user_id)
    except TelegramError:
        return False
    return member.status in _ADMINS


async def is_allowed(services: Services, who: Asker, message: Message | None) -> bool:
    """Whether whoever wrote a message may choose for its chat."""
    if message and message.sender_chat:  # an anonymous admin posts as the group itself; a channel is nobody's admin
        return message.sender_chat.id == who.chat_id
    user = message.from_user if message else None
    return user is not None and await may_change(services, who, user.id)


async def admits(tap: Tap) -> bool:
    """Whether whoever tapped may choose for the chat; who may not is told so."""
    if await may_change(tap.services, tap.who, tap.query.from_user.id):
        return True
    await tap.answer(tap.services.told(tap.who.preferences).text("say.admins_only"), alert=True)
    return False


async def refuse(services: Services, who: Asker) -> None:
    """Tell that it is for the admins to choose."""
    await show(services, who, about.notice(services.told(who.preferences), "say.admins_only"))


def _read(services: Services, typed: str) -> Language | None:
    wanted = fold(typed)
    for one in Language:
        names = (name for words in services.words.values() for name in words.names(f"say.language.{one}"))
        if wanted and wanted in {one.value, *map(fold, names)}:
            return one
    return None
