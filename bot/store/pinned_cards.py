"""Pinned cards: which message of a chat shows which story, in which language, as of which revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, literal, or_, select, union_all, update

from bot.model.language import Language
from bot.store import dialects
from bot.store.delivery_tables import pinned_cards, subscribers, subscriptions
from bot.store.readers import COLUMNS, read
from bot.store.subscribers import State
from bot.store.tables import readers, stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.reader import Reader


@dataclass(frozen=True, slots=True)
class PinnedCard:
    """A pinned card; `message_id` is 0 if none is known, `format` is the format's letter in callback data."""

    chat_id: int
    story: int
    language: Language
    message_id: int
    revision: int
    format: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A card to be pinned in the reader's chat, or to be edited if `message_id` is not 0."""

    reader: Reader
    story: int
    language: Language
    message_id: int


_SPOKEN = union_all(*(select(literal(language.value).label("language")) for language in Language)).subquery("spoken")
_PICKED = exists().where(subscriptions.c.chat_id == subscribers.c.chat_id, subscriptions.c.story_id == stories.c.id)
# Cards that should exist: for each live story that a chat with cards subscribes to, in each of its languages.
_WANTED = and_(
    subscribers.c.card == 1,
    stories.c.state == "live",
    or_(subscribers.c.every == 1, _PICKED),
    or_(_SPOKEN.c.language == readers.c.language, subscribers.c.both == 1),
)
_SAME = and_(
    pinned_cards.c.chat_id == subscribers.c.chat_id,
    pinned_cards.c.story_id == stories.c.id,
    pinned_cards.c.language == _SPOKEN.c.language,
)
_MISSING = (
    select(*COLUMNS, stories.c.id.label("story"), _SPOKEN.c.language.label("spoken"), pinned_cards.c.message_id)
    .select_from(subscribers)
    .join(readers, readers.c.chat_id == subscribers.c.chat_id)
    .join(stories, literal(1) == 1)
    .join(_SPOKEN, literal(1) == 1)
    .outerjoin(pinned_cards, _SAME)
    .where(subscribers.c.chat_id < 0)  # private chats have no cards; this skips a million rows by the key
    .where(_WANTED, subscribers.c.state == State.ACTIVE.value, readers.c.language.is_not(None))
    .where(or_(pinned_cards.c.revision.is_(None), pinned_cards.c.revision != stories.c.revision))
    .order_by(subscribers.c.chat_id, stories.c.id, _SPOKEN.c.language)
)
_STILL = (
    select(literal(1))
    .select_from(subscribers)
    .join(readers, readers.c.chat_id == subscribers.c.chat_id)
    .join(stories, literal(1) == 1)
    .join(_SPOKEN, literal(1) == 1)
    .where(_WANTED, _SAME)
    .correlate(pinned_cards)
)
_LEFT_OVER = select(pinned_cards).where(~_STILL.exists())


async def missing(conn: AsyncConnection) -> tuple[Missing, ...]:
    """Return the cards to be pinned, and those that show another revision than the newest, by chat, story, language."""
    rows = await conn.execute(_MISSING)
    return tuple(Missing(read(row), row.story, Language(row.spoken), row.message_id or 0) for row in rows)


async def left_over(conn: AsyncConnection) -> tuple[PinnedCard, ...]:
    """Return the cards to be unpinned: story archived or unsubscribed, another language chosen, or cards off."""
    return tuple(
        PinnedCard(row.chat_id, row.story_id, Language(row.language), row.message_id, row.revision, row.format)
        for row in await conn.execute(_LEFT_OVER)
    )


async def put(conn: AsyncConnection, card: PinnedCard) -> None:
    """Upsert a card; do nothing if the chat has unsubscribed meanwhile."""
    row = {"chat_id": card.chat_id, "story_id": card.story, "language": card.language.value}
    newer = {"message_id": card.message_id, "revision": card.revision, "format": card.format}
    if await conn.scalar(select(subscribers.c.chat_id).where(subscribers.c.chat_id == card.chat_id)) is not None:
        statement = dialects.insert(conn, pinned_cards).values(row | newer)
        await conn.execute(statement.on_conflict_do_update(index_elements=pinned_cards.primary_key, set_=newer))


async def remove(conn: AsyncConnection, card: PinnedCard) -> None:
    """Delete a card's row."""
    of_story = (pinned_cards.c.chat_id == card.chat_id) & (pinned_cards.c.story_id == card.story)
    await conn.execute(delete(pinned_cards).where(of_story, pinned_cards.c.language == card.language.value))


async def invalidate(conn: AsyncConnection, chat_id: int) -> None:
    """Have all cards of a chat rendered again, after its format or language changed: no revision has the number 0."""
    await conn.execute(update(pinned_cards).where(pinned_cards.c.chat_id == chat_id).values(revision=0))
