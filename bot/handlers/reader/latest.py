"""`/latest`: changes since this chat's last visit or since a moment, continued where a message was full."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.handlers.context import resolve_chat
from bot.handlers.reader.argument_parser import WORDS_LIMIT, naming
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.i18n.catalogue import folded_names
from bot.services import news as revisions
from bot.store.last_seen import LastSeen
from bot.telegram_api.outcomes import Sent
from bot.text.dates.date_parser import read_day
from bot.text.normalize import fold
from bot.views import about, corrections, lists
from bot.views import latest as pages
from bot.views.latest import News
from bot.views.reader_context import ReaderContext
from bot.views.recipes import making

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.model import Story
    from bot.views.callback_data import ReaderLink

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
_LATEST = 1 << 35  # upper bound of a Unix time in a button: beyond it datetime overflows on some platforms
_LOOKED, _SINCE = "r", "t"  # prefixes of a button's value: a base revision of one story, or a Unix time for all
_ONLY = "o"  # prefix before those: only the button's story


@dataclass(frozen=True, slots=True)
class _Wanted:
    """News since a moment, or since the last visit (None); of all stories, or only of the number `only`."""

    since: datetime | None = None
    only: int | None = None

    def mark(self, base: int) -> str:
        """Return the callback value that continues with a story compared to revision `base`."""
        value = f"{_SINCE}{int(self.since.timestamp())}" if self.since else f"{_LOOKED}{base}"
        return value if self.only is None else f"{_ONLY}{value}"


@dataclass(frozen=True, slots=True)
class _Continuation:
    """Position to continue from: the story, the revision it is compared to, and the first change to show.

    Base None means the revision that it had at the requested moment.
    """

    story: int
    base: int | None
    start: int


@router.command("latest", is_question=True)
async def latest(update: Update, context: HandlerContext) -> None:
    """Handle `/latest`, alone or with a story, a span ('week', 'yesterday', '28 April'), or both."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await show_news(app, chat, " ".join(context.args or ()))


async def show_news(app: AppContext, chat: ChatContext, typed: str) -> None:
    """Show what is new, in all stories or the named one, since the last visit or the typed span."""
    all_stories = (await app.story_cache.stories()).stories
    named, since = _understand(app, chat, typed, all_stories) if typed else ((), None)
    words = app.words_for(chat.preferences)
    if typed and all_stories and not named and since is None:
        await show(app, chat, about.notice(words, "page.latest.unread", buttons=pages.spans(words)))
    elif len(named) > 1:
        reader = ReaderContext(words, chat.preferences, app.now())
        value = _Wanted(since, 0).mark(0) if since else None
        await show(app, chat, corrections.choice(typed, named, reader, verb=pages.VERB, value=value))
    else:
        await _show_news(app, chat, _Wanted(since, named[0].number if named else None))


def _understand(
    app: AppContext, chat: ChatContext, typed: str, all_stories: Sequence[Story]
) -> tuple[Sequence[Story], datetime | None]:
    """Return the stories that the words name, and the moment that the words before or behind them mean."""
    parts = typed.split()[:WORDS_LIMIT]
    if since := _since(app, chat, typed):
        return (), since
    if matches := naming(typed, all_stories):
        return matches, None
    for cut in range(len(parts) - 1, 0, -1):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        for name, span in ((left, right), (right, left)):
            if (matches := naming(name, all_stories)) and (since := _since(app, chat, span)):
                return matches, since
    return (), None


@router.callback("latest")
async def more(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button: a span of time, or the rest of what a message had no room for, as a new message."""
    await callback.answer()
    app, chat = (
        callback.app,
        replace(callback.chat, preferences=replace(callback.chat.preferences, language=link.language)),
    )
    value = (link.value or "").removeprefix(_ONLY)
    only = link.number if value in SPANS or value != link.value else None
    if value in SPANS:
        await _show_news(app, chat, _Wanted(app.now() - SPANS[value], only), message_id=callback.message_id)
    elif value[:1] in {_LOOKED, _SINCE} and value[1:].isdigit() and link.number:
        number, start = int(value[1:]), link.start or 0
        since = None if value[:1] == _LOOKED else datetime.fromtimestamp(min(number, _LATEST), UTC)
        await _show_news(app, chat, _Wanted(since, only), _Continuation(link.number, None if since else number, start))
    else:
        await _show_news(app, chat, _Wanted(only=link.number))


async def _show_news(
    app: AppContext,
    chat: ChatContext,
    wanted: _Wanted,
    begun: _Continuation | None = None,
    message_id: int | None = None,
) -> None:
    """Show the news, as much as one message holds, and note as seen what was sent."""
    reader = ReaderContext(app.words_for(chat.preferences), chat.preferences, app.now())
    snapshot, since = await app.story_cache.stories(), wanted.since
    only = snapshot.by_number.get(wanted.only or 0)
    chosen = (only,) if only else () if wanted.only else snapshot.stories
    if not chosen:
        await show(app, chat, lists.stories(snapshot.stories, None, reader.words, reader.preferences, reader.now))
        return
    if chat.guest is not None and since is None:  # nothing is known of what was seen there
        since = app.now() - SPANS["week"]
        wanted = replace(wanted, since=since)
    last_seen = {} if chat.guest else await app.write_behind.last_seen_by(chat.chat_id)
    news = await _news(app, chosen, last_seen, wanted, begun)
    page = pages.page(news, _start(news, begun), since, reader)
    if not page.news:
        visits = [last_seen[wanted.only]] if wanted.only in last_seen else last_seen.values()
        last_visit = since or max((visit.at for visit in visits), default=None)
        await show(app, chat, pages.nothing(last_visit, reader, asked=since is not None, only=only), message_id)
        return
    recipe = making.of_latest(page.news, _start(news, begun), since)
    outcome = await show(app, chat, page.document, message_id, recipe=recipe)
    if isinstance(outcome, Sent) and chat.guest is None and chat.ephemeral is None:
        for news_item in page.news:
            visit = last_seen.get(news_item.story.number)
            # News since a moment later than the last visit skips what came between: that stays unseen.
            if since is None or (visit and news_item.base <= visit.revision):
                app.write_behind.note_last_seen(
                    LastSeen(chat.chat_id, news_item.story.number, news_item.story.revision, reader.now)
                )


async def _news(
    app: AppContext,
    chosen: tuple[Story, ...],
    last_seen: Mapping[int, LastSeen],
    wanted: _Wanted,
    begun: _Continuation | None,
) -> list[News]:
    """Return the stories with news, newest first, as many as a page needs; a continued one comes first."""
    ordered = sorted(chosen, key=lambda story: story.at, reverse=True)
    places = {story.number: position for position, story in enumerate(ordered)}
    since = wanted.since
    bases = await revisions.revisions_at(app.database, since) if since else _revisions(last_seen)
    if begun and begun.story in places:
        first = ordered.pop(places[begun.story])
        if begun.base is not None:
            bases[first.number] = begun.base
        ordered = [first, *(ordered if since is None else ordered[places[begun.story] :])]
    changed = [(story, base) for story in ordered if (base := bases.get(story.number, 0)) < story.revision]
    news: list[News] = []
    befores = revisions.dossiers(app.database, ((story.number, base) for story, base in changed))
    async with aclosing(befores):  # closes its connection where the page is full before the last story
        for story, base in changed:
            before = await anext(befores)
            visit = last_seen.get(story.number) if since is None and begun is None else None
            item = News(story, before, base, wanted.mark(base), visit.at if visit else None)
            if item.changes:
                news.append(item)
            if pages.enough(news, _start(news, begun)):
                break
    return news


def _revisions(last_seen: Mapping[int, LastSeen]) -> dict[int, int]:
    return {story: visit.revision for story, visit in last_seen.items()}


def _start(news: Sequence[News], begun: _Continuation | None) -> int:
    """Return the number of the first change to show: where the last message stopped, if it still applies."""
    return begun.start if begun and news and news[0].story.number == begun.story else 0


def _since(app: AppContext, chat: ChatContext, typed: str) -> datetime | None:
    """Return the requested start: a week ago, the beginning of a day; None for words that mean none."""
    folded, now = fold(typed).strip(" .,،!?؟"), app.now()
    for span, length in SPANS.items():
        if folded in folded_names(f"page.latest.typed.{span}"):
            return now - length
    zone = ZoneInfo(chat.preferences.zone)
    day = read_day(typed, now.astimezone(zone).date())
    moment = datetime.combine(day.first, time(), zone) if day else None
    return moment.astimezone(UTC) if moment and moment < now else None
