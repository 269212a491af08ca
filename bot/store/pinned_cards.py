"""Pinned cards: which message of a channel tells of which story, in which language, as of which revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, literal, or_, select, union_all, update

from bot.language import Language
from bot.store import dialects
from bot.store.delivery_tables import cards, subscribers, subscriptions
from bot.store.readers import COLUMNS, read
from bot.store.subscribers import State
from bot.store.tables import readers, stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.audience import Reader


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it stands: message 0 where none is known to; `format` is its letter in links."""

    chat_id: int
    story: int
    language: Language
    message_id: int
    revision: int
    format: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A card that is to be pinned, or, where it has a message, brought up to date, for a chat's reader."""

    reader: Reader
    story: int
    language: Language
    message_id: int


_SPOKEN = union_all(*(select(literal(one.value).label("language")) for one in Language)).subquery("spoken")
_PICKED = exists().where(subscriptions.c.chat_id == subscribers.c.chat_id, subscriptions.c.story_id == stories.c.id)
# What is to be pinned: of each live story that a chat with cards takes, in each of its languages.
_WANTED = and_(
    subscribers.c.card == 1,
    stories.c.state == "live",
    or_(subscribers.c.every == 1, _PICKED),
    or_(_SPOKEN.c.language == readers.c.language, subscribers.c.both == 1),
)
_SAME = and_(
    cards.c.chat_id == subscribers.c.chat_id,
    cards.c.story_id == stories.c.id,
    cards.c.language == _SPOKEN.c.language,
)
_MISSING = (
    select(*COLUMNS, stories.c.id.label("story"), _SPOKEN.c.language.label("spoken"), cards.c.message_id)
    .select_from(subscribers)
    .join(readers, readers.c.chat_id == subscribers.c.chat_id)
    .join(stories, literal(1) == 1)
    .join(_SPOKEN, literal(1) == 1)
    .outerjoin(cards, _SAME)
    .where(subscribers.c.chat_id < 0)  # people have no cards, and are many
    .where(_WANTED, subscribers.c.state == State.ACTIVE.value, readers.c.language.is_not(None))
    .where(or_(cards.c.revision.is_(None), cards.c.revision != stories.c.revision))
    .order_by(subscribers.c.chat_id, stories.c.id, _SPOKEN.c.language)
)
_STILL = (
    select(literal(1))
    .select_from(subscribers)
    .join(readers, readers.c.chat_id == subscribers.c.chat_id)
    .join(stories, literal(1) == 1)
    .join(_SPOKEN, literal(1) == 1)
    .where(_WANTED, _SAME)
    .correlate(cards)
)
_LEFT_OVER = select(cards).where(~_STILL.exists())


async def missing(conn: AsyncConnection) -> tuple[Missing, ...]:
    """The cards that are to be pinned, or tell of an older revision than there is, in the order of their chats."""
    rows = await conn.execute(_MISSING)
    return tuple(Missing(read(row), row.story, Language(row.spoken), row.message_id or 0) for row in rows)


async def left_over(conn: AsyncConnection) -> tuple[Card, ...]:
    """The cards that nobody wants any more: the story is archived or not taken, the language another, cards are off."""
    return tuple(
        Card(row.chat_id, row.story_id, Language(row.language), row.message_id, row.revision, row.format)
        for row in await conn.execute(_LEFT_OVER)
    )


async def of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Card, ...]:
    """The cards of a chat."""
    return tuple(
        Card(row.chat_id, row.story_id, Language(row.language), row.message_id, row.revision, row.format)
        for row in await conn.execute(select(cards).where(cards.c.chat_id == chat_id).order_by(cards.c.story_id))
    )


async def put(conn: AsyncConnection, card: Card) -> None:
    """Keep a card as it stands now; of a chat that is no subscriber any more, none is kept."""
    row = {"chat_id": card.chat_id, "story_id": card.story, "language": card.language.value}
    newer = {"message_id": card.message_id, "revision": card.revision, "format": card.format}
    if await conn.scalar(select(subscribers.c.chat_id).where(subscribers.c.chat_id == card.chat_id)) is not None:
        statement = dialects.insert(conn, cards).values(row | newer)
        await conn.execute(statement.on_conflict_do_update(index_elements=cards.primary_key, set_=newer))


async def remove(conn: AsyncConnection, card: Card) -> None:
    """Let go of a card."""
    its = (cards.c.chat_id == card.chat_id) & (cards.c.story_id == card.story)
    await conn.execute(delete(cards).where(its, cards.c.language == card.language.value))


async def turn(conn: AsyncConnection, chat_id: int) -> None:
    """Let all cards of a chat be made anew: what they look like was chosen otherwise."""
    await conn.execute(update(cards).where(cards.c.chat_id == chat_id).values(revision=0))
