"""Readers share: what a page holds, item by item, as cards that stand by themselves in any chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.opening import find, put, show
from bot.links import PageLink, Section
from bot.pages import cards, compose, sharing

if TYPE_CHECKING:
    from bot.handlers.services import Services
    from bot.handlers.tapping import Tap
    from bot.links import ReaderLink
    from bot.story import Story


async def choose(tap: Tap, place: PageLink) -> None:
    """Which item of the page is meant; where there is but one, or none, its card or the story's."""
    story = (await tap.services.shelf.stories()).by_number.get(place.story)
    if story is None:
        await _lost(tap, place)
        return
    preferences = replace(tap.who.preferences, language=place.language)
    words = tap.services.told(preferences)
    held = cards.held(compose(story, place, words, preferences, others=False))
    if len(held) < 2:  # noqa: PLR2004 - nothing to choose between
        await _show(tap, story, held[0] if held else None, place)
        return
    await tap.answer()
    await show(tap.services, tap.who, sharing.choice(story, held, place, words, preferences), tap.message_id)


async def card(tap: Tap, link: ReaderLink) -> None:
    """The card of an item, or of the story, with the ways to share it; where it is gone, the story's cover."""
    place = PageLink(link.number or 0, Section.COVER, link.language, link.value)
    story = (await tap.services.shelf.stories()).by_number.get(place.story)
    if story is None:
        await _lost(tap, place)
    else:
        await _show(tap, story, link.value, place)


def address(services: Services) -> str:
    """The bot's own address, which its deep links begin with."""
    return f"https://t.me/{services.bot.username}"


async def _show(tap: Tap, story: Story, item: str | None, place: PageLink) -> None:
    services = tap.services
    preferences = replace(tap.who.preferences, language=place.language)
    words = services.told(preferences)
    found = cards.card(story, item, words, preferences, address(services))
    if found is None:
        await _lost(tap, place)
        return
    await tap.answer()
    inline = bool(services.bot.bot.supports_inline_queries)
    await show(services, tap.who, sharing.card(found, words, inline=inline), tap.message_id)


async def _lost(tap: Tap, place: PageLink) -> None:
    """What was to be shared is there no more: what there is in its place, and a word about it."""
    opened = await find(tap.services, tap.who, place)
    await tap.answer(tap.services.words[place.language].text(opened.notice) if opened.notice else None)
    await put(tap.services, tap.who, opened, tap.message_id)
