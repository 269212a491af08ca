"""`/language` and `/forget`; in groups, admins only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.handlers import group_commands
from bot.handlers.context import resolve_chat
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.i18n.catalogue import folded_names
from bot.model.language import Language
from bot.services import subscriptions
from bot.text.normalize import fold
from bot.views import about

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.views.callback_data import ReaderLink
    from bot.views.document import Document

_ADMINS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@router.command("language")
async def language(update: Update, context: HandlerContext) -> None:
    """Handle `/language`: the choice as buttons; with a language's name or code, set it."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if not await chosen_by_name(update, app, chat, " ".join(context.args or ())):
        await show(app, chat, about.languages(app.words_for(chat.preferences), chat.chosen))


async def chosen_by_name(update: Update, app: AppContext, chat: ChatContext, typed: str) -> bool:
    """Set the language whose name is all that was typed. Return whether it was one."""
    language = _read(typed)
    if language is None:
        return False
    if await is_allowed(app, chat, update.message):
        await app.chat_cache.choose(chat.update_id, chat.chat_id, language=language)
        await show(app, chat, language_page(app, language))
    else:
        await refuse(app, chat)
    return True


@router.command("forget")
async def forget(update: Update, context: HandlerContext) -> None:
    """Handle `/forget`: ask whether to delete all that is stored about the chat."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if await is_allowed(app, chat, update.message):
        subscription = await subscriptions.subscription_state(app.database, chat.chat_id)
        await show(app, chat, about.forgetting(app.words_for(chat.preferences), follows=subscription.follows_any))
    else:
        await refuse(app, chat)


@router.callback("forget")
async def forget_confirmed(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle the two buttons of the question: delete all that is stored about the chat, or keep it."""
    app, chat = callback.app, callback.chat
    if not await require_allowed(callback):
        return
    if link.value == about.FORGET:
        await app.chat_cache.forget(chat.update_id, chat.chat_id)
    if link.value == about.FORGET and chat.ephemeral:
        await group_commands.refresh(app, chat.chat_id, is_ephemeral=False)
    await callback.answer()
    key = "say.forgotten" if link.value == about.FORGET else "say.nothing_deleted"
    await show(app, chat.openly(), about.notice(app.translators[link.language], key), callback.message_id)


def language_page(app: AppContext, language: Language) -> Document:
    """Return the language page in the language just chosen."""
    return about.languages(app.translators[language], language)


async def may_change(app: AppContext, chat: ChatContext, user_id: int) -> bool:
    """Whether a person may change the chat's settings: always in private, in groups as an admin."""
    if chat.private:
        return True
    try:
        member = await app.bot.get_chat_member(chat.chat_id, user_id)
    except TelegramError:
        return False
    return member.status in _ADMINS


async def is_allowed(app: AppContext, chat: ChatContext, message: Message | None) -> bool:
    """Whether the author of a message may change its chat's settings."""
    if message and message.sender_chat:  # anonymous admins post as the group itself; a channel is no admin
        return message.sender_chat.id == chat.chat_id
    user = message.from_user if message else None
    return user is not None and await may_change(app, chat, user.id)


async def require_allowed(callback: ReaderCallback) -> bool:
    """Whether whoever pressed the button may change the chat's settings; if not, say so."""
    if await may_change(callback.app, callback.chat, callback.query.from_user.id):
        return True
    await callback.answer(callback.app.words_for(callback.chat.preferences).text("say.admins_only"), alert=True)
    return False


async def refuse(app: AppContext, chat: ChatContext) -> None:
    """Say that only admins may choose."""
    await show(app, chat, about.notice(app.words_for(chat.preferences), "say.admins_only"))


def _read(typed: str) -> Language | None:
    folded = fold(typed)
    for language in Language:
        if folded and folded in {language.value, *folded_names(f"say.language.{language}")}:
            return language
    return None
