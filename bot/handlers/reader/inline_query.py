"""Inline mode: in any chat, `@bot words` offers matching items as cards."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.handlers.reader.share import address
from bot.handlers.responding import copy_notes
from bot.handlers.responding.picture_responder import caption_fields
from bot.model.diff import LISTS
from bot.model.reader import Preferences
from bot.render.inline_card_cache import is_photo, photo, photo_at, read_id
from bot.services import search as searches
from bot.services.pictures.pictures import key_of
from bot.store.copies.offers import Offered
from bot.store.search import DEEPEST
from bot.telegram_api.outcomes import Sent, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.uploading.photo import is_file_refused
from bot.text import query_parser
from bot.views import item_card
from bot.views.callback_data import read_payload
from bot.views.pictures import compose
from bot.views.site_address import picture_of
from bot.views.start_payload import search_payload

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import AppContext, HandlerContext
    from bot.model import Story
    from bot.store.copies.messages import CopyKind
    from bot.store.story_cache import StorySnapshot

PAGE = 20  # results of one answer; Telegram allows 50
FETCHED = 5  # pictures of one answer that Telegram has not: it fetches them all, and each is drawn
CACHED = 60  # seconds Telegram may repeat an answer to the same person: short, so that retractions show soon

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    """Items, or whole stories (None), to offer as cards, and whether there are more."""

    items: tuple[tuple[Story, str | None], ...]
    more: bool = False


async def query(update: Update, context: HandlerContext) -> None:
    """Handle an inline query: cards of what its words find; without words, of the latest stories."""
    app, inline_query = context.app, update.inline_query
    if inline_query is None:
        return
    reader, _ = await app.chat_cache.chat(inline_query.from_user.id, 0)
    preferences = reader.preferences(inline_query.from_user.language_code)
    start = int(inline_query.offset) if inline_query.offset.isascii() and inline_query.offset.isdigit() else 0
    snapshot = await app.story_cache.stories()
    if link := read_payload(inline_query.query.strip()):  # the query of a share button
        story = snapshot.by_number.get(link.story)
        preferences = replace(preferences, language=link.language)
        offer = _Offer(((story, link.item),) if story and item_card.find(story, link.item, link.language) else ())
    elif inline_query.query.strip():
        offer = await _search(app, snapshot, inline_query.query, start, preferences)
    else:
        stories = sorted(snapshot.stories, key=lambda story: (story.pinned, story.at), reverse=True)
        offer = _Offer(tuple((story, None) for story in stories[start : start + PAGE]), len(stories) > start + PAGE)
    answer: dict[str, Any] = {
        "inline_query_id": inline_query.id,
        "cache_time": CACHED,
        "is_personal": True,
        "next_offset": str(start + PAGE) if offer.more else "",
    }
    if not offer.items and not start:
        typed = "" if link else inline_query.query.strip()
        label = app.words_for(preferences).text("button.nothing_inline")
        answer["button"] = {"text": label, "start_parameter": search_payload(typed)}
    photos = await _photos(app, offer, preferences)
    if not await _send(app, answer, _results(app, offer, preferences, photos)) and photos:
        await _without_photos(app, answer, offer, preferences)
    if app.write_behind.keeps_copies:
        app.write_behind.offers.note(_offered(offer, preferences), app.now())


async def chosen(update: Update, context: HandlerContext) -> None:
    """Handle chosen_inline_result: remember the card, wherever it was sent, to be edited if it turns out wrong."""
    app, result = context.app, update.chosen_inline_result
    place = read_id(result.result_id) if result else None
    if result is None or place is None:
        return
    link, revision = place
    story = (await app.story_cache.stories()).by_number.get(link.story)
    reader, _ = await app.chat_cache.chat(result.from_user.id, 0)
    preferences = replace(reader.preferences(result.from_user.language_code), language=link.language)
    if story is None or not app.write_behind.keeps_copies:
        return
    offer = Offered(story.number, revision, link.item or "", link.language)
    app.write_behind.offers.note([offer], app.now(), chosen=True)
    if result.inline_message_id:
        sender, message = result.from_user.id, result.inline_message_id
        kind: CopyKind = "picture" if is_photo(result.result_id) else "inline"
        copy_notes.note_inline(app, sender, message, (story, link.item), preferences, revision=revision, kind=kind)


def _offered(offer: _Offer, preferences: Preferences) -> list[Offered]:
    return [Offered(story.number, story.revision, item or "", preferences.language) for story, item in offer.items]


async def _search(app: AppContext, snapshot: StorySnapshot, typed: str, start: int, preferences: Preferences) -> _Offer:
    today = app.now().astimezone(ZoneInfo(preferences.zone)).date()
    parsed = query_parser.read(typed, today, unfinished=True)
    limit = min(start, DEEPEST) + PAGE
    page = await searches.find(app.database, parsed, preferences.language, limit)
    # A story's title and standfirst share one card but may be pages apart: only the first of them offers it.
    places: dict[tuple[int, str | None], int] = {}
    for position, hit in enumerate(page.hits):
        places.setdefault((hit.story, hit.item if hit.part in LISTS else None), position)
    items = tuple(
        (snapshot.by_number[number], item)
        for (number, item), position in places.items()
        if position >= start and number in snapshot.by_number
    )
    return _Offer(items, page.more)


async def _photos(app: AppContext, offer: _Offer, preferences: Preferences) -> dict[tuple[int, str | None], str]:
    """Return the file ids of the pictures that are known of the items offered, by story and item."""
    known: dict[tuple[int, str | None], str] = {}
    for story, item in offer.items:
        files = await app.pictures.files_of(story.number, story.revision)
        if file_id := files.get(str(key_of(story, item, preferences))):
            known[story.number, item] = file_id
    return known


def _results(
    app: AppContext, offer: _Offer, preferences: Preferences, photos: dict[tuple[int, str | None], str]
) -> list[bytes]:
    """Return each item as a message, and before it as a picture where Telegram has one, or can fetch it."""
    words, bot_address = app.words_for(preferences), address(app)
    results, fetched = [], 0
    for story, item in offer.items:
        article = app.inline_cards.get(story, item, words, preferences, bot_address)
        if article is None:
            continue
        if file_id := photos.get((story.number, item)):
            results.append(photo(article, file_id, caption_fields(app, story, item, preferences)))
        elif fetched < FETCHED and (url := _served_at(app, story, item, preferences)):
            results.append(photo_at(article, url, caption_fields(app, story, item, preferences)))
            fetched += 1
        results.append(article)
    return results


def _served_at(app: AppContext, story: Story, item: str | None, preferences: Preferences) -> str | None:
    """Return where the public pages have an item's picture; None where there is none in the reader's words.

    Pages write months and digits as those do who chose nothing.
    """
    if app.settings.site is None or compose.shared(preferences) != Preferences(preferences.language):
        return None
    is_there = app.pictures.are_available and compose.find(story, item) is not None
    return picture_of(app.settings.site.url, story, item, preferences.language) if is_there else None


async def _without_photos(app: AppContext, answer: dict[str, Any], offer: _Offer, preferences: Preferences) -> None:
    """Answer with messages alone where a file id is refused, with which the whole answer is; forget the file ids."""
    for story, item in offer.items:
        await app.pictures.forget_file(key_of(story, item, preferences))
    await _send(app, answer, _results(app, offer, preferences, {}))


async def _send(app: AppContext, answer: dict[str, Any], results: list[bytes]) -> bool:
    """Answer the inline query; return False if a file id in it is refused.

    A late answer is only logged: Telegram has given up or the query changed.
    """
    body = json.dumps(answer, ensure_ascii=False).encode()[:-1] + b',"results":[' + b",".join(results) + b"]}"
    outcome = await app.client.call("answerInlineQuery", body, chat=None, priority=Priority.READER)
    if not isinstance(outcome, Sent):
        log.info("inline.not_answered", outcome=describe(outcome))
    return not is_file_refused(outcome)
