"""Subscribers: the chats that are sent what changes, of which stories, and at what pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot import timing
from bot.store import dialects
from bot.store.delivery_tables import subscribers, subscriptions
from bot.store.readers import COLUMNS, read
from bot.store.tables import readers
from bot.timing import Pace, Rhythm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.audience import Reader
    from bot.timing import Window


class Kind(StrEnum):
    """What a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class State(StrEnum):
    """Whether a subscriber is sent anything: one that rests takes nothing, one that is paused is so by a wish."""

    ACTIVE = "active"
    RESTING = "resting"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that is sent what changes: of all stories where `every`, else of those of `stories_of`.

    `thread_id` is the forum topic that is written to; the rest of the fields are those of the table.
    """

    chat_id: int
    kind: Kind
    state: State = State.ACTIVE
    reason: str | None = None
    thread_id: int | None = None
    every: bool = True
    pace: Pace = Pace.NOW
    minute: int | None = None
    weekday: int | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    silent: bool = False
    both: bool = False
    card: bool = False
    title: str | None = None
    set_up_by: int | None = None

    @property
    def held(self) -> Window | None:
        """From when on what is pushed is held for it, and until when."""
        return (self.since, self.due_at) if self.since and self.due_at else None

    def rhythm(self, zone: str | None) -> Rhythm:
        """When it wants to hear, in its reader's zone (an IANA name; None for UTC)."""
        return Rhythm(self.pace, self.minute, self.weekday, self.quiet_from, self.quiet_to, zone or "UTC")

    def timed(self, window: Window | None) -> Subscriber:
        """The same, with what is held as given."""
        since, due_at = window or (None, None)
        return replace(self, since=since, due_at=due_at)


_COLUMNS = tuple(column for column in subscribers.c if column.name not in {"created_at", "changed_at"})
_SUBSCRIBER = select(*_COLUMNS)
_TIMED = select(*_COLUMNS, *COLUMNS[1:]).join(readers, readers.c.chat_id == subscribers.c.chat_id)
_PICKED = select(subscriptions.c.chat_id, subscriptions.c.story_id).where(
    subscriptions.c.chat_id.in_(bindparam("chats", expanding=True))
)


async def get(conn: AsyncConnection, chat_id: int) -> Subscriber | None:
    """The subscriber of this chat; None where it is none."""
    row = (await conn.execute(_SUBSCRIBER.where(subscribers.c.chat_id == chat_id))).one_or_none()
    return _subscriber(row) if row else None


async def put(conn: AsyncConnection, subscriber: Subscriber, at: datetime) -> Subscriber:
    """Keep the subscriber as given, in place of what was kept of the chat; its window is set anew; returned.

    What was held is not lost: a chat that changes to being told at once has it due now. One that is not active holds
    nothing.
    """
    before = await get(conn, subscriber.chat_id)
    zone = await conn.scalar(select(readers.c.zone).where(readers.c.chat_id == subscriber.chat_id))
    held = before.held if before else None
    fresh = timing.change(held, subscriber.rhythm(zone), at) if subscriber.state is State.ACTIVE else None
    kept = subscriber.timed(fresh)
    row = {column.name: _plain(getattr(kept, column.name)) for column in _COLUMNS}
    statement = dialects.insert(conn, subscribers).values(row | {"created_at": at, "changed_at": at})
    newer = {name: statement.excluded[name] for name in (*row, "changed_at") if name != "chat_id"}
    await conn.execute(statement.on_conflict_do_update(index_elements=[subscribers.c.chat_id], set_=newer))
    return kept


async def retime(conn: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Set the chat's window anew: its zone is another now. A chat that is no subscriber has none."""
    found = await get(conn, chat_id)
    if found:
        await put(conn, found, at)


async def remove(conn: AsyncConnection, chat_id: int) -> bool:
    """The chat is sent nothing any more, and what it had chosen is gone; whether it was a subscriber."""
    return (await conn.execute(delete(subscribers).where(subscribers.c.chat_id == chat_id))).rowcount == 1


async def rest(conn: AsyncConnection, chat_ids: Collection[int], reason: str, at: datetime) -> None:
    """Active subscribers that take no messages rest, and hold nothing; those of other chats stay as they are."""
    statement = (
        update(subscribers)
        .where(subscribers.c.chat_id.in_(bindparam("chats", expanding=True)), subscribers.c.state == State.ACTIVE)
        .values(state=State.RESTING.value, reason=reason, since=None, due_at=None, changed_at=at)
    )
    if chat_ids:
        await conn.execute(statement, {"chats": sorted(chat_ids)})


async def wake(conn: AsyncConnection, chat_id: int, at: datetime) -> bool:
    """A subscriber that rests takes messages again; whether it was one. One that is paused stays so."""
    found = await get(conn, chat_id)
    if found is None or found.state is not State.RESTING:
        return False
    await put(conn, replace(found, state=State.ACTIVE, reason=None), at)
    return True


async def stories_of(conn: AsyncConnection, chat_id: int) -> frozenset[int]:
    """The numbers of the stories that the chat picked; they count where it does not take every story."""
    return frozenset(await conn.scalars(select(subscriptions.c.story_id).where(subscriptions.c.chat_id == chat_id)))


async def subscribe(conn: AsyncConnection, chat_id: int, story: int) -> None:
    """The subscriber picks a story; picked before, it stays so."""
    await conn.execute(
        dialects.insert(conn, subscriptions).values(chat_id=chat_id, story_id=story).on_conflict_do_nothing()
    )


async def unsubscribe(conn: AsyncConnection, chat_id: int, story: int | None = None) -> None:
    """The subscriber picks a story no more, or, where none is named, any."""
    statement = delete(subscriptions).where(subscriptions.c.chat_id == chat_id)
    await conn.execute(statement if story is None else statement.where(subscriptions.c.story_id == story))


async def pick(conn: AsyncConnection, chat_id: int, stories: Iterable[int]) -> None:
    """The subscriber picks these stories and no others."""
    await unsubscribe(conn, chat_id)
    if rows := [{"chat_id": chat_id, "story_id": story} for story in sorted(set(stories))]:
        await conn.execute(insert(subscriptions), rows)


async def channels(conn: AsyncConnection, limit: int = 200) -> tuple[Subscriber, ...]:
    """The channels, and then the groups, that are subscribers, the newest first, at most `limit`."""
    query = _SUBSCRIBER.where(subscribers.c.chat_id < 0, subscribers.c.kind.in_((Kind.CHANNEL, Kind.GROUP)))
    rows = await conn.execute(query.order_by(subscribers.c.kind, subscribers.c.created_at.desc()).limit(limit))
    return tuple(_subscriber(row) for row in rows)


async def channels_changed(conn: AsyncConnection) -> tuple[Any, ...]:
    """What is another after channels were set up otherwise; people, whose numbers are positive, are not looked at."""
    query = select(func.count(), func.max(subscribers.c.changed_at), func.sum(subscribers.c.card))
    return tuple((await conn.execute(query.where(subscribers.c.chat_id < 0))).one())


@dataclass(frozen=True, slots=True)
class Due:
    """A subscriber whose window has ended, its reader, and the stories that it picked: None for every one."""

    subscriber: Subscriber
    reader: Reader
    stories: frozenset[int] | None

    def rolled(self, now: datetime) -> Subscriber:
        """The subscriber with its next window, once what was held goes out `now`: nothing older is held by it."""
        return self.subscriber.timed(timing.roll(self.subscriber.rhythm(self.reader.zone), now))


async def due(conn: AsyncConnection, now: datetime, limit: int = 500, *, hold: bool = True) -> tuple[Due, ...]:
    """Active subscribers whose window has ended, those that have waited longest first; `roll` takes them out of these.

    Whoever rolls them holds them meanwhile; who only looks does not.
    """
    query = _TIMED.where(subscribers.c.due_at <= now, subscribers.c.state == State.ACTIVE)
    query = query.order_by(subscribers.c.due_at, subscribers.c.chat_id).limit(limit)
    rows = (await conn.execute(query.with_for_update(of=subscribers) if hold else query)).all()
    picky = [row.chat_id for row in rows if not row.every]
    picked: dict[int, set[int]] = {chat: set() for chat in picky}
    if picky:
        for chat, story in await conn.execute(_PICKED, {"chats": picky}):
            picked[chat].add(story)
    return tuple(
        Due(_subscriber(row), read(row), None if row.every else frozenset(picked[row.chat_id])) for row in rows
    )


async def next_due(conn: AsyncConnection) -> datetime | None:
    """When the next window ends; None where nothing is held."""
    query = select(subscribers.c.due_at).where(subscribers.c.due_at.is_not(None), subscribers.c.state == State.ACTIVE)
    moment: datetime | None = await conn.scalar(query.order_by(subscribers.c.due_at).limit(1))
    return moment


async def roll(conn: AsyncConnection, rolled: Iterable[Subscriber]) -> None:
    """Keep the next windows of subscribers (`Due.rolled`)."""
    statement = (
        update(subscribers)
        .where(subscribers.c.chat_id == bindparam("chat"))
        .values(since=bindparam("from_"), due_at=bindparam("until"))
    )
    if rows := [{"chat": one.chat_id, "from_": one.since, "until": one.due_at} for one in rolled]:
        await conn.execute(statement, rows)


def _plain(value: Any) -> Any:
    """A value as the tables have it: choices as text, yes and no as 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    return value.value if isinstance(value, StrEnum) else value


def _subscriber(row: Row[*tuple[Any, ...]]) -> Subscriber:
    given = {column.name: getattr(row, column.name) for column in _COLUMNS}
    for name in ("every", "silent", "both", "card"):
        given[name] = bool(given[name])
    return Subscriber(**given | {"kind": Kind(row.kind), "state": State(row.state), "pace": Pace(row.pace)})
