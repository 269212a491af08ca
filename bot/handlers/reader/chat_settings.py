"""`/settings`: what a chat chooses, on one page that changes as one taps; the zone also by name, or by where one is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.opening import show
from bot.handlers.preferences import admits, is_allowed, refuse
from bot.handlers.services import asker
from bot.i18n import zones
from bot.i18n.folding import fold
from bot.pages import settings as pages
from bot.story import printable

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.services import Asker, Context, Services
    from bot.handlers.tapping import Tap
    from bot.links import ReaderLink

_NOTICE = "page.settings.zone_set"


async def settings(update: Update, context: Context) -> None:
    """`/settings`: all that can be chosen; `/settings zone Amman` chooses the zone."""
    services, who = context.services, await asker(update, context.services)
    args, names = context.args or [], _names(services, "say.typed.zone")
    named = next((cut for cut in (2, 1) if fold(" ".join(args[:cut])) in names), 0)
    if named:
        await _take(update, services, who, " ".join(args[named:]))
    else:
        await overview(services, who, "")


async def zone(update: Update, context: Context) -> None:
    """`/zone` with the name of a city, a country or the zone itself; without one, the choice."""
    services, who = context.services, await asker(update, context.services)
    await _take(update, services, who, " ".join(context.args or ()))


async def located(update: Update, context: Context) -> None:
    """Where somebody is, sent in their private chat: the zone of the nearest city is kept, and nothing else."""
    services, who, message = context.services, await asker(update, context.services), update.effective_message
    if message and message.location and not message.venue and not message.forward_origin:
        place = message.location
        await _keep(services, who, zones.nearest(place.latitude, place.longitude), "page.settings.zone_from_place")


async def overview(services: Services, who: Asker, _typed: str) -> None:
    """The page of all settings, as a new message."""
    await _show(services, who)


async def offer(services: Services, who: Asker, _typed: str) -> None:
    """The choice of a zone, as a new message."""
    await _offer(services, who)


async def choose(tap: Tap, link: ReaderLink) -> None:
    """A tap on a choice, which is kept and marked; without one, back to the page of all."""
    if link.value in pages.CHOICES and not await admits(tap):
        return
    if choice := pages.CHOICES.get(link.value or ""):
        await tap.services.ledger.choose(tap.who.update_id, tap.who.chat_id, **choice)
    await tap.answer()
    await _show(tap.services, _speaking(tap.who, link), tap.message_id)


async def choose_zone(tap: Tap, link: ReaderLink) -> None:
    """A tap on a zone, which is kept; without one, the choice of zones."""
    wanted = zones.OFFERED.get(link.value or "")
    if wanted is None:
        await tap.answer()
        await _offer(tap.services, _speaking(tap.who, link), tap.message_id)
    elif await admits(tap):
        await tap.services.ledger.choose(tap.who.update_id, tap.who.chat_id, zone=wanted)
        await tap.answer(tap.services.told(tap.who.preferences).text(_NOTICE))
        await _show(tap.services, _speaking(tap.who, link), tap.message_id)


async def _take(update: Update, services: Services, who: Asker, typed: str) -> None:
    found = zones.read_zone(typed)
    if found is None:
        await _offer(services, who, unknown=printable(typed))
    elif await is_allowed(services, who, update.effective_message):
        await _keep(services, who, found, _NOTICE)
    else:
        await refuse(services, who)


async def _keep(services: Services, who: Asker, zone: str, notice: str) -> None:
    await services.ledger.choose(who.update_id, who.chat_id, zone=zone)
    await _show(services, who, notice=notice)


async def _show(services: Services, who: Asker, message_id: int | None = None, notice: str | None = None) -> None:
    """The page of all settings as they are now, which may be others than those that the update came upon."""
    reader, _ = await services.ledger.chat(who.chat_id, who.thread_id or 0)
    preferences = reader.preferences(who.preferences.language)
    page = pages.screen(services.told(preferences), reader, preferences, services.now(), notice)
    await show(services, who, page, message_id)


async def _offer(services: Services, who: Asker, message_id: int | None = None, unknown: str | None = None) -> None:
    reader, _ = await services.ledger.chat(who.chat_id, who.thread_id or 0)
    page = pages.places(services.told(who.preferences), reader, private=who.private, unknown=unknown or None)
    await show(services, who, page, message_id)


def _speaking(who: Asker, link: ReaderLink) -> Asker:
    """Who asks, in the language of the page that was tapped where the chat has none of its own."""
    return replace(who, preferences=replace(who.preferences, language=who.chosen or link.language))


def _names(services: Services, key: str) -> set[str]:
    return {fold(name) for words in services.words.values() for name in words.names(key)}
