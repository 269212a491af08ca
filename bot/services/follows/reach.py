"""Which topics a broadcast has in it, and what their names are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.follows.matching import matches_of, news_of
from bot.store import followers, topics
from bot.store.followers import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.language import Language
    from bot.services.follows.matching import NewsItem
    from bot.store.topics import Topic
    from bot.views.story_update import StoryUpdate


async def resolve(conn: AsyncConnection, update: StoryUpdate) -> Reach:
    """Return the topics of what a broadcast tells."""
    return await reach_of(conn, update.story.number if update.story else None, news_of(update))


async def reach_of(conn: AsyncConnection, story: int | None, items: tuple[NewsItem, ...]) -> Reach:
    """Return the topics of news, given by item."""
    terms = frozenset(term for item in items for term in item.terms)
    matches = matches_of(items, await topics.with_terms(conn, terms)) if terms else ()
    muted = await followers.muted_of(conn, {match.topic_id for match in matches}) if matches else frozenset()
    return Reach(story, matches, muted)


async def names_of(conn: AsyncConnection, ids: Iterable[int | None]) -> Mapping[int, Topic]:
    """Return the topics of these ids, None left out."""
    wanted = {number for number in ids if number is not None}
    return await topics.by_ids(conn, wanted) if wanted else {}


def name_of(names: Mapping[int, Topic], topic: int | None, language: Language) -> str | None:
    """Return a topic's name; None if it is gone, or none is named."""
    known = names.get(topic) if topic is not None else None
    return known.name(language) if known else None
