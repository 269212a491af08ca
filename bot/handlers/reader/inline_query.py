"""Inline mode: in any chat, `@bot words` offers cards of what the words find, and sends the one that is chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.handlers.payloads import search_payload
from bot.handlers.sharing import address
from bot.i18n import queries
from bot.links import read_payload
from bot.pages import cards
from bot.store import search
from bot.story.difference import LISTS
from bot.transport.limiter import Lane
from bot.transport.outcomes import Sent, words

if TYPE_CHECKING:
    from telegram import Update

    from bot.audience import Preferences
    from bot.handlers.services import Context, Services
    from bot.store.shelf import Shelved
    from bot.story import Story

PAGE = 20  # results of one answer; Telegram allows 50
CACHED = 60  # seconds that Telegram may repeat an answer to the same person: what was withdrawn is soon offered no more

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    """Items, or whole stories (None), to be offered as cards, and whether there are more."""

    items: tuple[tuple[Story, str | None], ...]
    more: bool = False


async def query(update: Update, context: Context) -> None:
    """What is typed behind the bot's name: cards of what it finds; without words, of the latest stories."""
    services, asked = context.services, update.inline_query
    if asked is None:
        return
    reader, _ = await services.ledger.chat(asked.from_user.id, 0)
    preferences = reader.preferences(asked.from_user.language_code)
    start = int(asked.offset) if asked.offset.isascii() and asked.offset.isdigit() else 0
    shelved = await services.shelf.stories()
    if link := read_payload(asked.query.strip()):  # of a button that shares
        story = shelved.by_number.get(link.story)
        preferences = replace(preferences, language=link.language)
        offer = _Offer(((story, link.item),) if story and cards.find(story, link.item, link.language) else ())
    elif asked.query.strip():
        offer = await _search(services, shelved, asked.query, start, preferences)
    else:
        stories = sorted(shelved.stories, key=lambda one: (one.pinned, one.at), reverse=True)
        offer = _Offer(tuple((one, None) for one in stories[start : start + PAGE]), len(stories) > start + PAGE)
    answer: dict[str, Any] = {
        "inline_query_id": asked.id,
        "cache_time": CACHED,
        "is_personal": True,
        "next_offset": str(start + PAGE) if offer.more else "",
    }
    if not offer.items and not start:
        lead = "" if link else asked.query.strip()
        label = services.told(preferences).text("button.nothing_inline")
        answer["button"] = {"text": label, "start_parameter": search_payload(lead)}
    await _send(services, answer, _results(services, offer, preferences))


async def _search(services: Services, shelved: Shelved, typed: str, start: int, preferences: Preferences) -> _Offer:
    today = services.now().astimezone(ZoneInfo(preferences.zone)).date()
    asked = queries.read(typed, today, unfinished=True)
    end = min(start, search.DEEPEST) + PAGE
    found = await services.database.look(lambda conn: search.find(conn, asked, preferences.language, end))
    # A story's title and its standfirst are one card, and may lie pages apart: the first of them offers it.
    places: dict[tuple[int, str | None], int] = {}
    for at, hit in enumerate(found.hits):
        places.setdefault((hit.story, hit.item if hit.part in LISTS else None), at)
    items = tuple(
        (shelved.by_number[number], item)
        for (number, item), at in places.items()
        if at >= start and number in shelved.by_number
    )
    return _Offer(items, found.more)


def _results(services: Services, offer: _Offer, preferences: Preferences) -> list[bytes]:
    told, ours = services.told(preferences), address(services)
    dealt = (services.deck.deal(story, item, told, preferences, ours) for story, item in offer.items)
    return [one for one in dealt if one]


async def _send(services: Services, answer: dict[str, Any], results: list[bytes]) -> None:
    """Answer, if it is not too late: then something else was typed, or Telegram has given up."""
    body = json.dumps(answer, ensure_ascii=False).encode()[:-1] + b',"results":[' + b",".join(results) + b"]}"
    outcome = await services.client.call("answerInlineQuery", body, chat=None, lane=Lane.READER)
    if not isinstance(outcome, Sent):
        log.info("inline.not_answered", outcome=words(outcome))
