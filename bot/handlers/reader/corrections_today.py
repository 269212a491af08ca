"""`/corrections` and `/today`: what was put right in the stories, and what happened on one day of the year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.asking import naming
from bot.handlers.opening import show
from bot.handlers.services import asker
from bot.i18n.days import read_day
from bot.pages import anniversaries, lists
from bot.pages import corrections as pages
from bot.pages.voice import Voice

if TYPE_CHECKING:
    from telegram import Update

    from bot.document import Document
    from bot.handlers.services import Asker, Context, Services
    from bot.handlers.tapping import Tap
    from bot.links import ReaderLink


async def corrections(update: Update, context: Context) -> None:
    """`/corrections`, of all stories or of the one that is named."""
    services, who = context.services, await asker(update, context.services)
    await put_right(services, who, " ".join(context.args or ()))


async def put_right(services: Services, who: Asker, typed: str) -> None:
    """The corrections of all stories, or of the one that the typed words name."""
    every, voice = (await services.shelf.stories()).stories, _voice(services, who)
    found = naming(typed, every) if typed else []
    document: Document
    if typed and not found:
        document = lists.unmatched(typed, every, voice.words, who.preferences)
    elif len(found) > 1:
        document = pages.choice(typed, found, voice)
    else:
        document = pages.page(every, found[0] if found else None, None, voice)
    await show(services, who, document)


async def corrected(tap: Tap, link: ReaderLink) -> None:
    """A button of the list of corrections: another page of it, or one story's."""
    await tap.answer()
    shelved = await tap.services.shelf.stories()
    only = shelved.by_number.get(link.number or 0)
    start = (link.start, link.value) if link.start and link.value else None
    voice = _voice(tap.services, _speaking(tap.who, link))
    await show(tap.services, tap.who, pages.page(shelved.stories, only, start, voice), tap.message_id)


async def today(update: Update, context: Context) -> None:
    """`/today`, or another day of the year that is named."""
    services, who = context.services, await asker(update, context.services)
    await remember(services, who, " ".join(context.args or ()))


async def remember(services: Services, who: Asker, typed: str) -> None:
    """What happened today in other years; on another day, where the typed words mean one."""
    voice = _voice(services, who)
    read = read_day(typed, voice.today) if typed else None
    day = read.first if read and read.first == read.last else voice.today
    shelved = await services.shelf.stories()
    await show(services, who, anniversaries.page(shelved.stories, day, 0, voice))


async def remembered(tap: Tap, link: ReaderLink) -> None:
    """A button: another day of the year, in the message's place; or the rest of one day's, as a new message."""
    await tap.answer()
    voice = _voice(tap.services, _speaking(tap.who, link))
    day = anniversaries.read_yearly(link.value or "") or voice.today
    shelved = await tap.services.shelf.stories()
    document = anniversaries.page(shelved.stories, day, link.start or 0, voice)
    await show(tap.services, tap.who, document, None if link.start else tap.message_id)


def _voice(services: Services, who: Asker) -> Voice:
    return Voice(services.told(who.preferences), who.preferences, services.now())


def _speaking(who: Asker, link: ReaderLink) -> Asker:
    """Who asks, in the language of the button."""
    return replace(who, preferences=replace(who.preferences, language=link.language))
