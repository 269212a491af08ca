"""Readers: the chats that ask, their preferences, and the story that each was last at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import BigInteger, and_, bindparam, literal, select, update

from bot.model.language import Language
from bot.model.reader import Digits, FormatPreference, Months, Reader
from bot.store import dialects
from bot.store.tables import current_stories, member_locale, readers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import Connection, Row
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class CurrentStory:
    """The story (its number) that a chat is at; in a forum per topic, elsewhere `thread_id` is 0."""

    chat_id: int
    story: int
    thread_id: int = 0


# Columns that `read` expects, the chat first.
COLUMNS = (
    readers.c.chat_id,
    readers.c.language,
    readers.c.format_preference,
    readers.c.months,
    readers.c.digits,
    readers.c.zone,
    readers.c.newest_first,
    readers.c.ephemeral_answers,
)
_READER = select(*COLUMNS)
_ALWAYS = select(literal(1).label("row")).subquery()  # a chat may have chosen nothing, and still be at a story
_READER_AND_STORY = select(*COLUMNS, current_stories.c.story_id).select_from(
    _ALWAYS.outerjoin(readers, readers.c.chat_id == bindparam("chat", type_=BigInteger)).outerjoin(
        current_stories,
        and_(
            current_stories.c.chat_id == bindparam("chat", type_=BigInteger),
            current_stories.c.thread_id == bindparam("thread", type_=BigInteger),
        ),
    )
)


class Choices(TypedDict, total=False):
    """A chat's choices; None for `language` or `zone` resets it."""

    language: Language | None
    format_preference: FormatPreference
    months: Months
    digits: Digits
    zone: str | None
    newest_first: bool
    ephemeral_answers: bool


async def get(conn: AsyncConnection, chat_id: int) -> Reader | None:
    """Return the reader of this chat; None if it has chosen nothing yet."""
    row = (await conn.execute(_READER.where(readers.c.chat_id == chat_id))).one_or_none()
    return read(row) if row else None


async def choose(conn: AsyncConnection, chat_id: int, at: datetime, **choices: Unpack[Choices]) -> None:
    """Upsert the chat's choices; columns that are not named stay."""
    row = {"chat_id": chat_id, "created_at": at, **choices}
    statement = dialects.insert(conn, readers).values(row)
    newer = {name: statement.excluded[name] for name in choices}
    await conn.execute(statement.on_conflict_do_update(index_elements=[readers.c.chat_id], set_=newer))
    if "zone" in choices:  # the later choice wins; a private chat's id is its person's
        await conn.execute(update(member_locale).where(member_locale.c.user_id == chat_id).values(zone=None))


def get_with_story(conn: Connection, chat_id: int, thread_id: int = 0) -> tuple[Reader | None, int | None]:
    """Return the chat's reader, and the number of the story that the chat or forum topic was last at: one statement."""
    values = {"chat": chat_id, "thread": thread_id}
    row = (conn.execute(_READER_AND_STORY, values)).one()
    return (None if row.chat_id is None else read(row)), row.story_id


def remember(conn: Connection, batch: Iterable[CurrentStory]) -> None:
    """Upsert the current story of chats and topics; of several for one, the last wins."""
    latest = {(current.chat_id, current.thread_id): current.story for current in batch}
    # Sorted, so that two processes with the same chats take row locks in one order and never deadlock.
    rows = [
        {"chat_id": chat_id, "thread_id": thread_id, "story_id": story}
        for (chat_id, thread_id), story in sorted(latest.items())
    ]
    if rows:
        statement = dialects.insert(conn, current_stories)
        statement = statement.on_conflict_do_update(
            index_elements=[current_stories.c.chat_id, current_stories.c.thread_id],
            set_={"story_id": statement.excluded.story_id},
        )
        conn.execute(statement, rows)


def read(row: Row[*tuple[Any, ...]]) -> Reader:
    """Convert a row of `COLUMNS` to a Reader."""
    return Reader(
        row.chat_id,
        Language(row.language) if row.language else None,
        FormatPreference(row.format_preference),
        Months(row.months),
        Digits(row.digits),
        row.zone,
        bool(row.newest_first),
        bool(row.ephemeral_answers),
    )
