"""`/latest`: what changed since this chat last looked, or since a moment; it goes on where a message was full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.handlers.asking import WORDS_LIMIT, naming
from bot.handlers.opening import show
from bot.handlers.services import asker
from bot.i18n.days import read_day
from bot.i18n.folding import fold
from bot.pages import about, corrections, lists
from bot.pages import latest as pages
from bot.pages.latest import News
from bot.pages.voice import Voice
from bot.store import stories
from bot.store.looks import Look
from bot.transport.outcomes import Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from telegram import Update

    from bot.handlers.services import Asker, Context, Services
    from bot.handlers.tapping import Tap
    from bot.links import ReaderLink
    from bot.story import Story

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
_LATEST = 1 << 35  # seconds since 1970 that a moment can have
_LOOKED, _SINCE = "r", "t"  # what a button says: from which revision its story is told, or since which moment all are
_ONLY = "o"  # before that: its story alone


@dataclass(frozen=True, slots=True)
class _Wanted:
    """News since a moment, or since the last look (None); of all stories, or of the one that has the number `only`."""

    since: datetime | None = None
    only: int | None = None

    def mark(self, base: int) -> str:
        """What a button says to go on with a story that is told from revision `base`."""
        mark = f"{_SINCE}{int(self.since.timestamp())}" if self.since else f"{_LOOKED}{base}"
        return mark if self.only is None else f"{_ONLY}{mark}"


@dataclass(frozen=True, slots=True)
class _Begun:
    """Where a telling goes on: at a change of a story, by its number from 0, that is told from revision `base`.

    None is the one that it had at the moment that is asked for.
    """

    story: int
    base: int | None
    start: int


async def latest(update: Update, context: Context) -> None:
    """`/latest`, alone, or with a story, or with a span of time ('week', 'yesterday', '28 April'), or with both."""
    services, who = context.services, await asker(update, context.services)
    await ask(services, who, " ".join(context.args or ()))


async def ask(services: Services, who: Asker, typed: str) -> None:
    """What is new: in all stories or in the one that is named, since the last look or since what the words mean."""
    every = (await services.shelf.stories()).stories
    named, since = _understand(services, who, typed, every) if typed else ((), None)
    words = services.told(who.preferences)
    if typed and every and not named and since is None:
        await show(services, who, about.notice(words, "page.latest.unread", buttons=pages.spans(words)))
    elif len(named) > 1:
        voice = Voice(words, who.preferences, services.now())
        value = _Wanted(since, 0).mark(0) if since else None
        await show(services, who, corrections.choice(typed, named, voice, verb=pages.VERB, value=value))
    else:
        await _tell(services, who, _Wanted(since, named[0].number if named else None))


def _understand(
    services: Services, who: Asker, typed: str, every: Sequence[Story]
) -> tuple[Sequence[Story], datetime | None]:
    """The stories that the words name, none where they name none, and the moment that they mean, before or behind."""
    parts = typed.split()[:WORDS_LIMIT]
    if since := _since(services, who, typed):
        return (), since
    if named := naming(typed, every):
        return named, None
    for cut in range(len(parts) - 1, 0, -1):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        for name, span in ((left, right), (right, left)):
            if (named := naming(name, every)) and (since := _since(services, who, span)):
                return named, since
    return (), None


async def go_on(tap: Tap, link: ReaderLink) -> None:
    """A button: a span of time, or the rest of what a message had no room for, which comes as a new message."""
    await tap.answer()
    services, who = tap.services, replace(tap.who, preferences=replace(tap.who.preferences, language=link.language))
    value = (link.value or "").removeprefix(_ONLY)
    only = link.number if value in SPANS or value != link.value else None
    if value in SPANS:
        await _tell(services, who, _Wanted(services.now() - SPANS[value], only), message_id=tap.message_id)
    elif value[:1] in {_LOOKED, _SINCE} and value[1:].isdigit() and link.number:
        number, start = int(value[1:]), link.start or 0
        since = None if value[:1] == _LOOKED else datetime.fromtimestamp(min(number, _LATEST), UTC)
        await _tell(services, who, _Wanted(since, only), _Begun(link.number, None if since else number, start))
    else:
        await _tell(services, who, _Wanted(only=link.number))


async def _tell(
    services: Services,
    who: Asker,
    wanted: _Wanted,
    begun: _Begun | None = None,
    message_id: int | None = None,
) -> None:
    """Tell the news, as much as one message holds, and note as looked at what was sent."""
    voice = Voice(services.told(who.preferences), who.preferences, services.now())
    shelved, since = await services.shelf.stories(), wanted.since
    only = shelved.by_number.get(wanted.only or 0)
    every = (only,) if only else () if wanted.only else shelved.stories
    if not every:
        await show(services, who, lists.stories(shelved.stories, None, voice.words, voice.preferences, voice.now))
        return
    looked = await services.ledger.looks_of(who.chat_id)
    news = await _news(services, every, looked, wanted, begun)
    page = pages.page(news, _start(news, begun), since, voice)
    if not page.told:
        of = [looked[wanted.only]] if wanted.only in looked else looked.values()
        last = since or max((look.at for look in of), default=None)
        await show(services, who, pages.nothing(last, voice, asked=since is not None, only=only), message_id)
        return
    outcome = await show(services, who, page.document, message_id)
    if isinstance(outcome, Sent):
        for one in page.told:
            look = looked.get(one.story.number)
            # What was told since a later moment than the last look leaves out what came between.
            if since is None or (look and one.base <= look.revision):
                services.ledger.note_look(Look(who.chat_id, one.story.number, one.story.revision, voice.now))


async def _news(
    services: Services,
    every: tuple[Story, ...],
    looked: Mapping[int, Look],
    wanted: _Wanted,
    begun: _Begun | None,
) -> list[News]:
    """The stories with something new, the newest first, as many as a page needs; what was begun comes before."""
    ordered = sorted(every, key=lambda one: one.at, reverse=True)
    places = {one.number: at for at, one in enumerate(ordered)}
    news: list[News] = []
    since = wanted.since
    async with services.database.read() as conn:
        bases = await stories.as_of(conn, since) if since else {n: look.revision for n, look in looked.items()}
        if begun and begun.story in places:
            first = ordered.pop(places[begun.story])
            if begun.base is not None:
                bases[first.number] = begun.base
            ordered = [first, *(ordered if since is None else ordered[places[begun.story] :])]
        for story in ordered:
            base = bases.get(story.number, 0)
            if base >= story.revision:
                continue
            before = await stories.get(conn, story.number, base) if base else None
            look = looked.get(story.number) if since is None and begun is None else None
            one = News(story, before.dossier if before else None, base, wanted.mark(base), look.at if look else None)
            if one.changes:
                news.append(one)
            if pages.enough(news, _start(news, begun)):
                break
    return news


def _start(news: Sequence[News], begun: _Begun | None) -> int:
    """With which change of the first story to begin: where the telling stopped, if that story is still to be told."""
    return begun.start if begun and news and news[0].story.number == begun.story else 0


def _since(services: Services, who: Asker, typed: str) -> datetime | None:
    """The moment from which on is asked: a week ago, the beginning of a day; None for words that mean none."""
    wanted, now = fold(typed).strip(" .,،!?؟"), services.now()
    for span, length in SPANS.items():
        if any(wanted in map(fold, words.names(f"page.latest.typed.{span}")) for words in services.words.values()):
            return now - length
    zone = ZoneInfo(who.preferences.zone)
    day = read_day(typed, now.astimezone(zone).date())
    moment = datetime.combine(day.first, time(), zone) if day else None
    return moment.astimezone(UTC) if moment and moment < now else None
