"""Buttons that lead to pages: sections, the list of stories, the choice of language or of simple messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.reader import language_forget, share
from bot.handlers.reader.registry import router
from bot.handlers.responder import open_page, preferred_format, respond, show
from bot.handlers.responding.prepared_page import prepare
from bot.model.reader import FormatPreference
from bot.views import lists
from bot.views.callback_data import (
    Format,
    FreshLink,
    LanguageLink,
    PageLink,
    PositionLink,
    ReaderLink,
    Section,
    ShareLink,
    SimpleLink,
    StoriesLink,
)

if TYPE_CHECKING:
    from bot.handlers.callback import ReaderCallback
    from bot.views.callback_data import Link


async def follow_link(callback: ReaderCallback, link: Link | None) -> None:
    """Answer the callback query and show what its link names; None and unknown verbs lead to a cover."""
    match link:
        case PageLink():
            await _page(callback, link)
        case FreshLink(page):
            await callback.answer()
            await open_page(callback.app, callback.chat, page)
        case ShareLink(page, otherwise):
            await (share.choose_card if otherwise else share.choose)(callback, page)
        case ReaderLink(verb) if verb in router.callbacks:
            await router.callbacks[verb](callback, link)
        case SimpleLink(page):
            await _simplify(callback, page)
        case StoriesLink():
            await callback.answer()
            await _stories(callback, link)
        case LanguageLink():
            await _choose_language(callback, link)
        case PositionLink():
            await callback.answer()
        case _:
            await callback.answer(callback.app.words_for(callback.chat.preferences).text("say.button_unknown"))
            await _cover(callback)


async def _page(callback: ReaderCallback, link: PageLink) -> None:
    if callback.message_id is None:  # the answer is a new message, in the format that the chat prefers
        link = replace(link, format=preferred_format(callback.app, callback.chat))
    page = await prepare(callback.app, callback.chat, link)
    await callback.answer(callback.app.translators[link.language].text(page.notice) if page.notice else None)
    await respond(callback.app, callback.chat, page, callback.message_id)


async def _stories(callback: ReaderCallback, link: StoriesLink) -> None:
    snapshot = await callback.app.story_cache.stories()
    preferences = replace(callback.chat.preferences, language=link.language)
    words = callback.app.words_for(preferences)
    document = lists.stories(snapshot.stories, link.start, words, preferences, callback.app.now())
    await show(callback.app, callback.chat, document, callback.message_id)


async def _simplify(callback: ReaderCallback, page: PageLink) -> None:
    """Store the choice of simple messages, and show this page as one."""
    if not await language_forget.require_allowed(callback):
        return
    await callback.app.chat_cache.choose(
        callback.chat.update_id, callback.chat.chat_id, format_preference=FormatPreference.SIMPLE
    )
    prepared = await prepare(callback.app, callback.chat, replace(page, format=Format.CLASSIC))
    await callback.answer(callback.app.translators[page.language].text("say.simple_chosen"))
    await respond(callback.app, callback.chat, prepared, callback.message_id)


async def _choose_language(callback: ReaderCallback, link: LanguageLink) -> None:
    if not await language_forget.require_allowed(callback):
        return
    await callback.app.chat_cache.choose(callback.chat.update_id, callback.chat.chat_id, language=link.language)
    await callback.answer(callback.app.translators[link.language].text("say.language_chosen"))
    if callback.is_ticked and callback.chat.chosen is link.language:
        return
    document = language_forget.language_page(callback.app, link.language)
    await show(callback.app, callback.chat.openly(), document, callback.message_id)


async def _cover(callback: ReaderCallback) -> None:
    """Show the cover of the story that the chat is at; without stories, the empty list."""
    snapshot = await callback.app.story_cache.stories()
    language = callback.chat.preferences.language
    if not snapshot.stories:
        await _stories(callback, StoriesLink(language))
        return
    story = snapshot.by_number.get(callback.chat.current or 0, snapshot.stories[0])
    format_ = callback.chat.callback_format or preferred_format(callback.app, callback.chat)
    cover = PageLink(story.number, Section.COVER, language, format=format_)
    await respond(callback.app, callback.chat, await prepare(callback.app, callback.chat, cover), callback.message_id)
