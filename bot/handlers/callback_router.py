"""Taps on buttons: every one is answered, and leads to its page in the message's own place."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.audience import Wanted
from bot.errors import LinkInvalid
from bot.handlers import follows, latest, preferences, records, replies, searching, settings, sharing
from bot.handlers.desk import entrance
from bot.handlers.desk.turn import Tapped
from bot.handlers.opening import find, open_page, put, show, wanted
from bot.handlers.services import asker
from bot.handlers.tapping import Tap
from bot.links import (
    DeskLink,
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
    unpack,
)
from bot.pages import lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Update

    from bot.handlers.services import Context
    from bot.handlers.tapping import Act
    from bot.links import Link


# What readers do beside browsing, by the verb of the button.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        **follows.ACTS,
        "card": sharing.card,
        "corrected": records.corrected,
        "latest": latest.go_on,
        "more": searching.more,
        "today": records.remembered,
        "set": settings.choose,
        "zone": settings.choose_zone,
    }
)


async def tap(update: Update, context: Context) -> None:
    """A tap: what its button leads to takes the message's place; one out of reach is followed by a new message."""
    services, query = context.services, update.callback_query
    if query is None:
        return
    if update.effective_chat is None:  # under a message sent through inline mode: ours lead to addresses there
        await replies.answer_tap(services, query.id)
        return
    who = await asker(update, services)
    # A message that Telegram no longer shows the bot comes without its text and date, and PTB takes it for any other.
    message_id = query.message.message_id if query.message and query.message.is_accessible else None
    if query.message and message_id is None and not who.private:
        # Its topic is not told either: what replies to it goes there.
        who = replace(who, reply_to=query.message.message_id)
    link = _read(query.data)
    if isinstance(link, DeskLink):
        await entrance.tap(services, who, update, Tapped(link, query.id, message_id))
    else:
        await _lead(Tap(services, who, query, message_id), link)


def _read(data: str | None) -> Link | None:
    try:
        return unpack(data or "")
    except LinkInvalid:
        return None


async def _lead(tap: Tap, link: Link | None) -> None:
    match link:
        case PageLink():
            if tap.message_id is None:  # a new message then, as the chat wants those
                link = replace(link, format=wanted(tap.services, tap.who))
            opened = await find(tap.services, tap.who, link)
            await tap.answer(tap.services.words[link.language].text(opened.notice) if opened.notice else None)
            await put(tap.services, tap.who, opened, tap.message_id)
        case FreshLink(page):
            await tap.answer()
            await open_page(tap.services, tap.who, page)
        case ShareLink(page):
            await sharing.choose(tap, page)
        case ReaderLink(verb) if verb in ACTS:
            await ACTS[verb](tap, link)
        case SimpleLink(page):
            await _simplify(tap, page)
        case StoriesLink():
            await tap.answer()
            await _list(tap, link)
        case LanguageLink():
            await _choose(tap, link)
        case PositionLink():
            await tap.answer()
        case _:
            await tap.answer(tap.services.told(tap.who.preferences).text("say.button_unknown"))
            await _cover(tap)


async def _list(tap: Tap, link: StoriesLink) -> None:
    shelved = await tap.services.shelf.stories()
    own = replace(tap.who.preferences, language=link.language)
    listed = lists.stories(shelved.stories, link.start, tap.services.told(own), own, tap.services.now())
    await show(tap.services, tap.who, listed, tap.message_id)


async def _simplify(tap: Tap, page: PageLink) -> None:
    """Simple messages from now on, and this page as one."""
    if not await preferences.admits(tap):
        return
    await tap.services.ledger.choose(tap.who.update_id, tap.who.chat_id, wanted=Wanted.SIMPLE)
    opened = await find(tap.services, tap.who, replace(page, format=Format.CLASSIC))
    await tap.answer(tap.services.words[page.language].text("say.simple_chosen"))
    await put(tap.services, tap.who, opened, tap.message_id)


async def _choose(tap: Tap, link: LanguageLink) -> None:
    if not await preferences.admits(tap):
        return
    await tap.services.ledger.choose(tap.who.update_id, tap.who.chat_id, language=link.language)
    await tap.answer(tap.services.words[link.language].text("say.language_chosen"))
    await show(tap.services, tap.who, preferences.chosen(tap.services, link.language), tap.message_id)


async def _cover(tap: Tap) -> None:
    """For a button that leads nowhere any more: the cover of the story that the chat is at, or that there is none."""
    shelved = await tap.services.shelf.stories()
    language = tap.who.preferences.language
    if not shelved.stories:
        await _list(tap, StoriesLink(language))
        return
    story = shelved.by_number.get(tap.who.current or 0, shelved.stories[0])
    cover = PageLink(story.number, Section.COVER, language, format=tap.who.tapped or wanted(tap.services, tap.who))
    await put(tap.services, tap.who, await find(tap.services, tap.who, cover), tap.message_id)
