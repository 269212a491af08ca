"""`/settings` and `/zone`: a chat's choices on one page; the zone also by name or by location."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers import group_commands
from bot.handlers.context import resolve_chat
from bot.handlers.reader.language_forget import is_allowed, refuse, require_allowed
from bot.handlers.reader.registry import router
from bot.handlers.reader.typed.typed_names import is_known
from bot.handlers.responder import show
from bot.handlers.responding import ephemeral
from bot.i18n import typed_zones, zones
from bot.i18n.catalogue import folded_names
from bot.model import printable
from bot.model.reader import spoken
from bot.text.normalize import fold
from bot.views import chat_settings as pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.views.callback_data import ReaderLink

    Meant = Sequence[tuple[str, str]]

_WORDS = 5  # of a zone's name, with those around it
_NOTICE = "page.settings.zone_set"


@router.command("settings")
async def settings(update: Update, context: HandlerContext) -> None:
    """Handle `/settings`: show all choices; `/settings zone Amman` sets the zone."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    args, names = context.args or [], folded_names("say.typed.zone")
    prefix_length = next((cut for cut in (2, 1) if fold(" ".join(args[:cut])) in names), 0)
    if prefix_length:
        await set_typed(update, app, chat, " ".join(args[prefix_length:]))
    else:
        await overview(app, chat, "")


@router.command("zone")
async def zone(update: Update, context: HandlerContext) -> None:
    """Handle `/zone` with a city, a country or an IANA zone; without one, offer the choice."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    await set_typed(update, app, chat, " ".join(context.args or ()))


async def located(update: Update, context: HandlerContext) -> bool:
    """Handle a location sent in private: keep the zone of the nearest city, and nothing else.

    Return whether it is the sender's own: a venue or what was forwarded says nothing about that.
    """
    app, message = context.app, update.message
    if not message or not message.location or message.venue or message.forward_origin:
        return False
    zone = zones.nearest(message.location.latitude, message.location.longitude)
    await _keep(app, await resolve_chat(update, app), zone, "page.settings.zone_from_place")
    return True


async def overview(app: AppContext, chat: ChatContext, _typed: str) -> None:
    """Send the page of all settings."""
    await _show(app, chat.openly())


async def offer(app: AppContext, chat: ChatContext, _typed: str) -> None:
    """Send the choice of a zone."""
    await _offer(app, chat.openly())


@router.callback("set")
async def choose(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button of a choice: store it; without one, return to the page of all settings."""
    if link.value in pages.CHOICES and not await require_allowed(callback):
        return
    if choice := pages.CHOICES.get(link.value or ""):
        reader, _ = await callback.app.chat_cache.chat(callback.chat.chat_id, callback.chat.thread_id or 0)
        if callback.is_ticked and all(getattr(reader, name) == value for name, value in choice.items()):
            await callback.answer()
            return
        await callback.app.chat_cache.choose(callback.chat.update_id, callback.chat.chat_id, **choice)
        if "ephemeral_answers" in choice:
            await group_commands.refresh(callback.app, callback.chat.chat_id, is_ephemeral=choice["ephemeral_answers"])
    await callback.answer()
    chat = _in_link_language(callback.chat, link)
    if link.value == pages.OWN_LANGUAGE:
        own = spoken(callback.query.from_user.language_code)
        chat = replace(chat, preferences=replace(chat.preferences, language=own))
    await _show(callback.app, chat, callback.message_id)


@router.callback("months")
async def choose_months(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle the button that offers the names of months."""
    await callback.answer()
    chat = _in_link_language(callback.chat, link)
    reader, _ = await callback.app.chat_cache.chat(chat.chat_id, chat.thread_id or 0)
    page = pages.months(callback.app.words_for(chat.preferences), reader)
    await show(callback.app, chat, page, callback.message_id)


@router.callback("zone")
async def choose_zone(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button of a zone: store it; without one, offer the zones."""
    zone_name = zones.by_code(link.value or "")
    if zone_name is None:
        await callback.answer()
        await _offer(callback.app, _in_link_language(callback.chat, link), callback.message_id)
    elif await require_allowed(callback):
        reader, _ = await callback.app.chat_cache.chat(callback.chat.chat_id, callback.chat.thread_id or 0)
        if callback.is_ticked and reader.zone == zone_name:
            await callback.answer(callback.app.words_for(callback.chat.preferences).text(_NOTICE))
            return
        await callback.app.chat_cache.choose(callback.chat.update_id, callback.chat.chat_id, zone=zone_name)
        await callback.answer(callback.app.words_for(callback.chat.preferences).text(_NOTICE))
        await _show(callback.app, _in_link_language(callback.chat, link), callback.message_id)


async def take_zone(update: Update, context: HandlerContext) -> bool:
    """Take words right after the choice of a zone was shown in private as one. Return whether they are."""
    app, typed = context.app, (update.message.text or "") if update.message else ""
    chat_id = update.effective_chat.id if update.effective_chat else 0
    if not app.zone_asked.take(chat_id, app.now()) or len(typed.split()) > _WORDS or is_known(typed):
        return False
    chat = await resolve_chat(update, app)
    if typed_zones.read(typed) is None and not await _near(typed, chat):
        return False
    await set_typed(update, app, chat, typed)
    return True


async def set_typed(update: Update, app: AppContext, chat: ChatContext, typed: str) -> None:
    """Keep the zone that is typed; ask which is meant where it is none, or can be several."""
    zone = typed_zones.read(typed)
    if zone is None:
        await _offer(app, chat, unknown=printable(typed), meant=await _near(typed, chat))
    elif await is_allowed(app, chat, update.message):
        await _keep(app, chat, zone, _NOTICE)
    else:
        await refuse(app, chat)


async def _near(typed: str, chat: ChatContext) -> Meant:
    return await asyncio.to_thread(typed_zones.near, typed, chat.preferences.language) if typed.strip() else []


async def _keep(app: AppContext, chat: ChatContext, zone: str, notice: str) -> None:
    await app.chat_cache.choose(chat.update_id, chat.chat_id, zone=zone)
    await _show(app, chat, notice=notice)


async def _show(app: AppContext, chat: ChatContext, message_id: int | None = None, notice: str | None = None) -> None:
    """Show the current settings, read anew: the update may itself have changed them."""
    reader, _ = await app.chat_cache.chat(chat.chat_id, chat.thread_id or 0)
    preferences = reader.preferences(chat.preferences.language)
    if reader.ephemeral_answers and await ephemeral.is_unsupported(app):
        notice = notice or "page.settings.asked_unsupported"
    page = pages.screen(app.words_for(preferences), reader, preferences, app.now(), notice)
    await show(app, chat, page, message_id)


async def _offer(
    app: AppContext, chat: ChatContext, message_id: int | None = None, unknown: str | None = None, meant: Meant = ()
) -> None:
    reader, _ = await app.chat_cache.chat(chat.chat_id, chat.thread_id or 0)
    words = app.words_for(chat.preferences)
    page = pages.places(words, reader, private=chat.private, unknown=unknown or None, meant=meant)
    await show(app, chat, page, message_id)
    if chat.private:
        app.zone_asked.note(chat.chat_id, app.now())


def _in_link_language(chat: ChatContext, link: ReaderLink) -> ChatContext:
    """Return the chat in the language of the pressed page if it chose none itself."""
    return replace(chat.openly(), preferences=replace(chat.preferences, language=chat.chosen or link.language))
