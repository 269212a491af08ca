"""Sharing: items of a page as cards that stand alone in any chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.reader.registry import router
from bot.handlers.responder import respond, show
from bot.handlers.responding.prepared_page import prepare
from bot.views import item_card, section_page, share_menu
from bot.views.callback_data import PageLink, Section
from bot.views.recipes import making
from bot.views.recipes.recipe import Shape
from bot.views.site_address import SiteAddress

if TYPE_CHECKING:
    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext
    from bot.model import Story
    from bot.views.callback_data import ReaderLink


async def choose(callback: ReaderCallback, page: PageLink) -> None:
    """Ask which item of the page to share; with one or none, show its card or the story's."""
    story = (await callback.app.story_cache.stories()).by_number.get(page.story)
    if story is None:
        await _show_replacement(callback, page)
        return
    preferences = replace(callback.chat.preferences, language=page.language)
    words = callback.app.words_for(preferences)
    items = share_menu.items(section_page.compose(story, page, words, preferences, others=False), page)
    if len(items) < 2:  # noqa: PLR2004 - nothing to choose between
        await _show(callback, story, items[0] if items else None, page)
        return
    await callback.answer()
    inline = callback.app.has_inline_mode
    document = share_menu.choice(story, items, page, words, preferences, inline=inline)
    recipe = making.of_choice(story, items, page, Shape.STRAIGHT if inline else Shape.CARDS)
    await show(callback.app, callback.chat, document, callback.message_id, recipe=recipe)


async def choose_card(callback: ReaderCallback, page: PageLink) -> None:
    """Ask which item's card to show, from one on: cards have a link to copy, a picture, and the report of a mistake."""
    story = (await callback.app.story_cache.stories()).by_number.get(page.story)
    preferences = replace(callback.chat.preferences, language=page.language)
    words = callback.app.words_for(preferences)
    items = story and share_menu.items(section_page.compose(story, page, words, preferences, others=False), page)
    if not story or not items:
        await _show_replacement(callback, page)
        return
    await callback.answer()
    document = share_menu.ways(story, items, page, words, preferences)
    recipe = making.of_choice(story, items, page, Shape.WAYS)
    await show(callback.app, callback.chat, document, callback.message_id, recipe=recipe)


@router.callback("card")
async def card(callback: ReaderCallback, link: ReaderLink) -> None:
    """Show the card of an item or of the story, with the ways to share it; the cover if it is gone."""
    page = PageLink(link.number or 0, Section.COVER, link.language, link.value)
    story = (await callback.app.story_cache.stories()).by_number.get(page.story)
    if story is None:
        await _show_replacement(callback, page)
    else:
        await _show(callback, story, link.value, page)


def address(app: AppContext) -> str:
    """Return what links of messages begin with: the bot's own address, or that of the public pages if it is chosen."""
    site = app.settings.site
    return SiteAddress(site.url) if site and site.is_linked else f"https://t.me/{app.bot.username}"


async def _show(callback: ReaderCallback, story: Story, item: str | None, page: PageLink) -> None:
    app = callback.app
    preferences = replace(callback.chat.preferences, language=page.language)
    words = app.words_for(preferences)
    item_card_document = item_card.card(story, item, words, preferences, address(app))
    if item_card_document is None:
        await _show_replacement(callback, page)
        return
    await callback.answer()
    inline = app.has_inline_mode
    pictures = app.pictures.are_available
    document = share_menu.card(item_card_document, words, inline=inline, pictures=pictures)
    await show(app, callback.chat, document, callback.message_id, recipe=making.of_card(story, item))


async def _show_replacement(callback: ReaderCallback, page: PageLink) -> None:
    """Show what exists in place of an item that is gone, with a notice."""
    prepared = await prepare(callback.app, callback.chat, page)
    await callback.answer(callback.app.translators[page.language].text(prepared.notice) if prepared.notice else None)
    await respond(callback.app, callback.chat, prepared, callback.message_id)
