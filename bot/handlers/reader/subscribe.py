"""`/subscribe` and `/unsubscribe`: in groups by their admins, in a forum's topic if they like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatType

from bot import following
from bot.following import Standing, Wish
from bot.handlers import preferences
from bot.handlers.asking import Asked, Nothing, Several, understand
from bot.handlers.opening import show
from bot.handlers.services import Services, asker
from bot.i18n import reading, timetable
from bot.i18n.folding import fold
from bot.links import Section
from bot.pages import lists, subscription
from bot.pages.subscription import DEFAULT_DAY, DEFAULT_HOUR, Following
from bot.store import subscribers
from bot.store.subscribers import Kind, State
from bot.timing import Pace

if TYPE_CHECKING:
    from telegram import Chat, Update

    from bot.handlers.asking import Meaning
    from bot.handlers.services import Asker, Context
    from bot.story import Story

KINDS = {
    ChatType.PRIVATE: Kind.PRIVATE,
    ChatType.GROUP: Kind.GROUP,
    ChatType.SUPERGROUP: Kind.GROUP,
    ChatType.CHANNEL: Kind.CHANNEL,
}
Work = Callable[[Services, Wish], Awaitable[Standing]]
"""What is done for a wish."""
_WORDS = 3  # the longest name of what can be chosen has as many


async def subscribe(update: Update, context: Context) -> None:
    """`/subscribe`: what there is to choose; with a story, or words for when, that is chosen at once."""
    await begin(update, context, " ".join(context.args or ()))


async def unsubscribe(update: Update, context: Context) -> None:
    """`/unsubscribe`: all is left, or the story that is named."""
    await end(update, context, " ".join(context.args or ()))


async def begin(update: Update, context: Context, typed: str) -> None:
    """What `/subscribe` does with these words behind it."""
    services, who = context.services, await asker(update, context.services)
    if not typed.strip():
        await screen(services, who, await following.standing(services.database, who.chat_id))
    elif not await preferences.is_allowed(services, who, update.effective_message):
        await preferences.refuse(services, who)
    elif work := _read(services, typed):
        stand = await done(services, work(services, wish(services, who, update.effective_chat)))
        await screen(services, who, stand)
    else:
        await _follow(services, who, wish(services, who, update.effective_chat), typed)


async def end(update: Update, context: Context, typed: str) -> None:
    """What `/unsubscribe` does with these words behind it."""
    services, who = context.services, await asker(update, context.services)
    if not await preferences.is_allowed(services, who, update.effective_message):
        await preferences.refuse(services, who)
        return
    told, story = services.told(who.preferences), None
    if typed.strip() and not _means(services, typed, "every"):
        stories = (await services.shelf.stories()).stories
        meaning = _understand(typed, stories, who)
        if not isinstance(meaning, Asked):
            found = seen(services, await following.standing(services.database, who.chat_id))
            await show(services, who, subscription.picking(told, who.preferences, found, stories, None))
            return
        story = meaning.story
    await out(services, who, wish(services, who, update.effective_chat), story, is_named=story is not None)


async def screen(services: Services, who: Asker, stand: Standing, message_id: int | None = None) -> None:
    """Show what the chat follows, and all that it can choose; who wants hours and has no zone is asked for it first."""
    found, told = seen(services, stand), services.told(who.preferences)
    if found and found.zone is None and (found.pace is not Pace.NOW or found.quiet):
        page = subscription.zoning(told, who.preferences, found)
    else:
        stories = (await services.shelf.stories()).stories
        page = subscription.main(told, who.preferences, found, stories)
    await show(services, who, page, message_id)


async def out(
    services: Services,
    who: Asker,
    wished: Wish,
    story: Story | None,
    message_id: int | None = None,
    *,
    is_named: bool = False,
) -> None:
    """Leave a story, or all; told with the way back. Who follows every story, and names one, leaves only that."""
    before = await following.standing(services.database, who.chat_id)
    one = story if before.subscriber and (is_named or not before.subscriber.every) else None
    if one and before.subscriber and before.subscriber.every:
        stand = await done(services, following.pick(services.database, wished, one.number))
    else:
        stand = await done(services, following.leave(services.database, wished, one.number if one else None))
    title = reading.told(one.dossier.title, who.preferences)[0] if one else None
    told, more = services.told(who.preferences), stand.subscriber is not None
    number = one.number if one else None
    await show(services, who, subscription.left(told, who.preferences, number, title, more=more), message_id)


async def begun(services: Services, who: Asker, story: Story | None, message_id: int | None = None) -> None:
    """Tell what is followed from now on: a story, or where none is named every one."""
    title = reading.told(story.dossier.title, who.preferences)[0] if story else None
    number = story.number if story else None
    told = subscription.begun(services.told(who.preferences), who.preferences, number, title)
    await show(services, who, told, message_id)


async def done(services: Services, work: Awaitable[Standing]) -> Standing:
    """What the chat follows once this is done; what is remembered of it is read anew, and what is due looked at."""
    stand = await work
    services.ledger.changed(stand.chat_id)
    services.noted.set()
    return stand


async def wake(services: Services, who: Asker) -> None:
    """Whoever presses Start takes messages again, also where it was not heard that they unblocked the bot."""
    stand = await following.standing(services.database, who.chat_id)
    if who.private and stand.subscriber and stand.subscriber.state is State.RESTING:
        async with services.database.write() as conn:
            await subscribers.wake(conn, who.chat_id, services.now())


def wish(services: Services, who: Asker, chat: Chat | None) -> Wish:
    """What somebody wants for their chat."""
    kind = KINDS[ChatType(chat.type)] if chat else Kind.PRIVATE
    title = chat.title if chat else None
    language = who.preferences.language
    return Wish(who.chat_id, kind, services.now(), who.update_id, language, title, who.thread_id)


def seen(services: Services, stand: Standing) -> Following | None:
    """What the chat follows, as its screens show it."""
    found = stand.subscriber
    if found is None:
        return None
    quiet = None if found.quiet_from is None or found.quiet_to is None else (found.quiet_from, found.quiet_to)
    due = found.due_at if found.held and found.held[0] <= services.now() else None
    return Following(
        found.every, stand.stories, found.pace, found.minute, found.weekday, quiet, stand.zone, due, str(found.state)
    )


def change(**fields: Any) -> Work:
    """What sets fields of the subscriber."""
    return lambda services, wished: following.change(services.database, wished, **fields)


def pace(wanted: Pace, minute: int = DEFAULT_HOUR, weekday: int = DEFAULT_DAY) -> Work:
    """What sets how often the chat hears."""
    if wanted is Pace.NOW:
        return change(pace=wanted, minute=None, weekday=None)
    return change(pace=wanted, minute=minute, weekday=weekday if wanted is Pace.WEEKLY else None)


async def _follow(services: Services, who: Asker, wished: Wish, typed: str) -> None:
    """Follow the story that is meant, or ask which one is."""
    stories, told = (await services.shelf.stories()).stories, services.told(who.preferences)
    match _understand(typed, stories, who):
        case Asked(story):
            await done(services, following.follow(services.database, wished, story.number))
            await begun(services, who, story)
        case Several(asked, choices):
            found = tuple(dict.fromkeys(one.story.number for one in choices))
            fitting = [one for one in stories if one.number in found]
            await show(services, who, subscription.which(told, who.preferences, asked, fitting))
        case Nothing(asked):
            await show(services, who, lists.unmatched(asked, stories, told, who.preferences))


def _understand(typed: str, stories: tuple[Story, ...], who: Asker) -> Meaning:
    if not stories:
        return Nothing(typed)
    current = next((one for one in stories if one.number == who.current), stories[0])
    return understand(typed, Section.COVER, stories, current)


def _read(services: Services, typed: str) -> Work | None:
    """What words for when mean: 'daily 9', 'weekly Friday 18:00', 'quiet 22-7', 'at once'; None for anything else."""
    if _means(services, typed, "every"):
        return lambda services, wished: following.follow(services.database, wished)
    parts = typed.split()
    for cut in range(min(len(parts), _WORDS), 0, -1):
        head, rest = " ".join(parts[:cut]), parts[cut:]
        if _means(services, head, "now") and not rest:
            return pace(Pace.NOW)
        if _means(services, head, "quiet"):
            return _quiet(services, " ".join(rest))
        if _means(services, head, "daily"):
            return _digest(Pace.DAILY, rest)
        if _means(services, head, "weekly"):
            return _digest(Pace.WEEKLY, rest)
    return None


def _quiet(services: Services, typed: str) -> Work | None:
    if _means(services, typed, "off"):
        return change(quiet_from=None, quiet_to=None)
    span = timetable.read_span(typed)
    return change(quiet_from=span[0], quiet_to=span[1]) if span else None


def _digest(wanted: Pace, rest: list[str]) -> Work | None:
    """A digest with a day, an hour, both or neither behind it."""
    minute, weekday = DEFAULT_HOUR, DEFAULT_DAY
    for part in rest:
        if (hour := timetable.read_clock(part)) is not None:
            minute = hour
        elif wanted is Pace.WEEKLY and (day := timetable.read_weekday(part)) is not None:
            weekday = day
        else:
            return None
    return pace(wanted, minute, weekday)


def named(services: Services, typed: str) -> Callable[[Update, Context, str], Awaitable[None]] | None:
    """What does as the words say that stand for `/subscribe` and `/unsubscribe`; None for any others."""
    if _means(services, typed, "subscribe"):
        return begin
    return end if _means(services, typed, "unsubscribe") else None


def _means(services: Services, typed: str, name: str) -> bool:
    """Whether the words are a name of this in either language."""
    wanted = fold(typed).strip()
    names = (one for words in services.words.values() for one in words.names(f"page.follow.typed.{name}"))
    return any(wanted == fold(one) for one in names)
