"""The buttons of what a chat follows: on its screens, below stories, and the way out below pushes."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot import following
from bot.handlers import preferences, subscribing
from bot.handlers.opening import show
from bot.i18n import timetable, zones
from bot.pages import subscription
from bot.timing import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.document import Document
    from bot.following import Wish
    from bot.handlers.subscribing import Work
    from bot.handlers.tapping import Act, Tap
    from bot.links import ReaderLink
    from bot.story import Story

_HOURS, _DAYS = 24, 7


async def follow(tap: Tap, link: ReaderLink) -> None:
    """A button below a story: it is followed, and that is told in a new message, so that the story stays."""
    await _follow(tap, link, None)


async def again(tap: Tap, link: ReaderLink) -> None:
    """The way back: a story, or where none is named every one, is followed; told in the message's place."""
    await _follow(tap, link, tap.message_id)


async def leave(tap: Tap, link: ReaderLink) -> None:
    """The way out below a push: one tap, told in a new message, so that the push stays."""
    await _leave(tap, link, None)


async def unfollow(tap: Tap, link: ReaderLink) -> None:
    """The story that the button names is left, or all; told in the screen's place."""
    await _leave(tap, link, tap.message_id, is_named=link.number is not None)


async def look(tap: Tap, link: ReaderLink) -> None:
    """A screen of choices: anybody may look."""
    await tap.answer()
    services, own = tap.services, tap.who.preferences
    stand = await following.standing(services.database, tap.who.chat_id)
    found, words = subscribing.seen(services, stand), services.told(own)
    stories = (await services.shelf.stories()).stories
    screens: dict[str | None, Callable[[], Document]] = {
        "pick": lambda: subscription.picking(words, own, found, stories, link.start),
        "hour": lambda: subscription.hours(words, own, found),
        "day": lambda: subscription.days(words, own, found),
        "quiet": lambda: subscription.quiet(words, own, found),
        "zone": lambda: subscription.zoning(words, own, found),
    }
    page = screens.get(link.value, lambda: subscription.main(words, own, found, stories))
    await show(services, tap.who, page(), tap.message_id)


async def pick(tap: Tap, link: ReaderLink) -> None:
    """A story is ticked or unticked."""
    services, own = tap.services, tap.who.preferences
    story = await _story(tap, link)
    if story is None:
        await tap.answer(services.told(own).text("say.story_gone"))
    elif wish := await _admitted(tap):
        stand = await subscribing.done(services, following.pick(services.database, wish, story.number))
        await tap.answer()
        found, stories = subscribing.seen(services, stand), (await services.shelf.stories()).stories
        page = subscription.picking(services.told(own), own, found, stories, link.start)
        await show(services, tap.who, page, tap.message_id)


async def choose(tap: Tap, link: ReaderLink) -> None:
    """Something about when: it is kept, and the screen shows it."""
    work = _chosen(link)
    if work is None:
        await tap.answer(tap.services.told(tap.who.preferences).text("say.button_unknown"))
    elif wish := await _admitted(tap):
        stand = await subscribing.done(tap.services, work(tap.services, wish))
        await tap.answer()
        await subscribing.screen(tap.services, tap.who, stand, tap.message_id)


async def _follow(tap: Tap, link: ReaderLink, message_id: int | None) -> None:
    services, words = tap.services, tap.services.told(tap.who.preferences)
    story = await _story(tap, link)
    if link.number and story is None:
        await tap.answer(words.text("say.story_gone"), alert=True)
    elif wish := await _admitted(tap):
        known = (await following.standing(services.database, tap.who.chat_id)).follows(link.number)
        await subscribing.done(services, following.follow(services.database, wish, link.number))
        await tap.answer(words.text("page.follow.already" if known else "page.follow.done"))
        await subscribing.begun(services, tap.who, story, message_id)


async def _leave(tap: Tap, link: ReaderLink, message_id: int | None, *, is_named: bool = False) -> None:
    """Leave the story of a button, or all where it names none: one that is archived, of which nothing comes, alone."""
    services, words = tap.services, tap.services.told(tap.who.preferences)
    wish = await _admitted(tap)
    if wish is None:
        return
    story = await _story(tap, link)
    if link.number is None or story:
        await tap.answer(words.text("page.follow.out"))
        await subscribing.out(services, tap.who, wish, story, message_id, is_named=is_named)
        return
    stand = await following.standing(services.database, tap.who.chat_id)
    if link.number in stand.stories:
        await subscribing.done(services, following.leave(services.database, wish, link.number))
    await tap.answer(words.text("say.story_gone"), alert=True)


def _chosen(link: ReaderLink) -> Work | None:  # noqa: PLR0911 - one for each button
    """What a button of the screens chooses; None where it is none of these."""
    value = link.value or ""
    number = int(value) if value.isdecimal() else _HOURS
    match link.verb:
        case "every":
            return lambda services, wish: following.follow(services.database, wish)
        case "pace" if value in set(Pace):
            return subscribing.pace(Pace(value))
        case "hour" if number < _HOURS:
            return subscribing.change(minute=number * 60)
        case "day" if number < _DAYS:
            return subscribing.change(weekday=number)
        case "quiet" if value == "off":
            return subscribing.change(quiet_from=None, quiet_to=None)
        case "quiet" if span := timetable.read_span(value):
            return subscribing.change(quiet_from=span[0], quiet_to=span[1])
        case "inzone" if zone := zones.OFFERED.get(value):
            return lambda services, wish: following.settle(services.database, wish, zone)
    return None


async def _story(tap: Tap, link: ReaderLink) -> Story | None:
    return (await tap.services.shelf.stories()).by_number.get(link.number or 0)


async def _admitted(tap: Tap) -> Wish | None:
    """What is wished for the chat by who may choose for it; anybody else is told why not."""
    if not await preferences.admits(tap):
        return None
    return subscribing.wish(tap.services, tap.who, tap.query.message.chat if tap.query.message else None)


def _spoken(act: Act) -> Act:
    """The act in the button's language, where the chat chose none."""

    async def run(tap: Tap, link: ReaderLink) -> None:
        if tap.who.chosen is None:
            own = replace(tap.who.preferences, language=link.language)
            tap = replace(tap, who=replace(tap.who, preferences=own))
        await act(tap, link)

    return run


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        verb: _spoken(act)
        for verb, act in {
            "follow": follow,
            "again": again,
            "leave": leave,
            "unfollow": unfollow,
            "follows": look,
            "pick": pick,
            **dict.fromkeys(("every", "pace", "hour", "day", "quiet", "inzone"), choose),
        }.items()
    }
)
