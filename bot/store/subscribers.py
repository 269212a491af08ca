"""Subscribers: the chats that get broadcasts, about which stories, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.model import delivery_schedule
from bot.model.delivery_schedule import DeliverySchedule, Frequency
from bot.store import dialects
from bot.store.delivery_tables import subscribers, subscriptions
from bot.store.readers import COLUMNS, read
from bot.store.tables import readers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.delivery_schedule import QuietWindow
    from bot.model.reader import Reader


class ChatKind(StrEnum):
    """Telegram's kinds of chats; groups and supergroups are one."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class State(StrEnum):
    """Whether a subscriber is sent anything: RESTING if Telegram refuses it, PAUSED if a person asked for it."""

    ACTIVE = "active"
    RESTING = "resting"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that gets broadcasts: about all stories if `every`, else about those of `stories_of`.

    The fields are the columns of the table, which explains them.
    """

    chat_id: int
    kind: ChatKind
    state: State = State.ACTIVE
    reason: str | None = None
    thread_id: int | None = None
    every: bool = True
    frequency: Frequency = Frequency.NOW
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
    def held(self) -> QuietWindow | None:
        """The window in which broadcasts are held for a digest, as (since, due at); None if nothing is held."""
        return (self.since, self.due_at) if self.since and self.due_at else None

    def schedule(self, zone: str | None) -> DeliverySchedule:
        """Return when it wants messages, in its reader's zone (an IANA name; None for UTC)."""
        return DeliverySchedule(
            self.frequency, self.minute, self.weekday, self.quiet_from, self.quiet_to, zone or "UTC"
        )

    def timed(self, window: QuietWindow | None) -> Subscriber:
        """Return a copy with another window."""
        since, due_at = window or (None, None)
        return replace(self, since=since, due_at=due_at)


_COLUMNS = tuple(column for column in subscribers.c if column.name not in {"created_at", "changed_at"})
_SUBSCRIBER = select(*_COLUMNS)
_TIMED = select(*_COLUMNS, *COLUMNS[1:]).join(readers, readers.c.chat_id == subscribers.c.chat_id)
_PICKED = select(subscriptions.c.chat_id, subscriptions.c.story_id).where(
    subscriptions.c.chat_id.in_(bindparam("chats", expanding=True))
)


async def get(conn: AsyncConnection, chat_id: int) -> Subscriber | None:
    """Return the subscriber by chat id; None if missing."""
    row = (await conn.execute(_SUBSCRIBER.where(subscribers.c.chat_id == chat_id))).one_or_none()
    return _subscriber(row) if row else None


async def put(conn: AsyncConnection, subscriber: Subscriber, at: datetime) -> Subscriber:
    """Upsert a subscriber with its window computed again from its schedule; return it as stored.

    Held broadcasts are not lost: if the chat changes to immediate messages, its digest is due now. One that is not
    active holds nothing.
    """
    before = await get(conn, subscriber.chat_id)
    zone = await conn.scalar(select(readers.c.zone).where(readers.c.chat_id == subscriber.chat_id))
    held = before.held if before else None
    fresh = (
        delivery_schedule.changed_window(held, subscriber.schedule(zone), at)
        if subscriber.state is State.ACTIVE
        else None
    )
    timed = subscriber.timed(fresh)
    row = {column.name: _plain(getattr(timed, column.name)) for column in _COLUMNS}
    statement = dialects.insert(conn, subscribers).values(row | {"created_at": at, "changed_at": at})
    newer = {name: statement.excluded[name] for name in (*row, "changed_at") if name != "chat_id"}
    await conn.execute(statement.on_conflict_do_update(index_elements=[subscribers.c.chat_id], set_=newer))
    return timed


async def retime(conn: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Compute the chat's window again, after its zone changed; do nothing if it is no subscriber."""
    subscriber = await get(conn, chat_id)
    if subscriber:
        await put(conn, subscriber, at)


async def remove(conn: AsyncConnection, chat_id: int) -> bool:
    """Delete a subscriber and its subscriptions; return whether there was one."""
    return (await conn.execute(delete(subscribers).where(subscribers.c.chat_id == chat_id))).rowcount == 1


async def mark_unreachable(conn: AsyncConnection, chat_ids: Collection[int], reason: str, at: datetime) -> None:
    """Set active subscribers that Telegram refuses to RESTING, with the reason; they hold nothing."""
    statement = (
        update(subscribers)
        .where(subscribers.c.chat_id.in_(bindparam("chats", expanding=True)), subscribers.c.state == State.ACTIVE)
        .values(state=State.RESTING.value, reason=reason, since=None, due_at=None, changed_at=at)
    )
    if chat_ids:
        await conn.execute(statement, {"chats": sorted(chat_ids)})


async def wake(conn: AsyncConnection, chat_id: int, at: datetime) -> bool:
    """Set a RESTING subscriber to ACTIVE; return whether it was one. A paused one stays so."""
    subscriber = await get(conn, chat_id)
    if subscriber is None or subscriber.state is not State.RESTING:
        return False
    await put(conn, replace(subscriber, state=State.ACTIVE, reason=None), at)
    return True


async def stories_of(conn: AsyncConnection, chat_id: int) -> frozenset[int]:
    """Return the story numbers that the chat subscribed to; they apply while `every` is off."""
    return frozenset(await conn.scalars(select(subscriptions.c.story_id).where(subscriptions.c.chat_id == chat_id)))


async def subscribe(conn: AsyncConnection, chat_id: int, story: int) -> None:
    """Subscribe a subscriber to a story; idempotent."""
    await conn.execute(
        dialects.insert(conn, subscriptions).values(chat_id=chat_id, story_id=story).on_conflict_do_nothing()
    )


async def unsubscribe(conn: AsyncConnection, chat_id: int, story: int | None = None) -> None:
    """Unsubscribe a subscriber from a story, or from all if none is given."""
    statement = delete(subscriptions).where(subscriptions.c.chat_id == chat_id)
    await conn.execute(statement if story is None else statement.where(subscriptions.c.story_id == story))


async def pick(conn: AsyncConnection, chat_id: int, stories: Iterable[int]) -> None:
    """Replace a subscriber's subscriptions by these stories."""
    await unsubscribe(conn, chat_id)
    if rows := [{"chat_id": chat_id, "story_id": story} for story in sorted(set(stories))]:
        await conn.execute(insert(subscriptions), rows)


async def channels(conn: AsyncConnection, limit: int = 200) -> tuple[Subscriber, ...]:
    """Return the subscribed channels, then the groups, newest first, at most `limit`."""
    query = _SUBSCRIBER.where(subscribers.c.chat_id < 0, subscribers.c.kind.in_((ChatKind.CHANNEL, ChatKind.GROUP)))
    rows = await conn.execute(query.order_by(subscribers.c.kind, subscribers.c.created_at.desc()).limit(limit))
    return tuple(_subscriber(row) for row in rows)


async def channels_changed(conn: AsyncConnection) -> tuple[Any, ...]:
    """Return a value that changes when a channel's or group's set-up does; private chats (positive ids) are skipped."""
    query = select(func.count(), func.max(subscribers.c.changed_at), func.sum(subscribers.c.card))
    return tuple((await conn.execute(query.where(subscribers.c.chat_id < 0))).one())


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A subscriber whose window has ended, its reader, and its story numbers; None for every story."""

    subscriber: Subscriber
    reader: Reader
    stories: frozenset[int] | None

    def rolled(self, now: datetime) -> Subscriber:
        """Return the subscriber with the window that follows a digest sent `now`."""
        return self.subscriber.timed(delivery_schedule.next_window(self.subscriber.schedule(self.reader.zone), now))


async def due(conn: AsyncConnection, now: datetime, limit: int = 500, *, lock: bool = True) -> tuple[DueDigest, ...]:
    """Return active subscribers whose window has ended, longest waiting first, until `roll` gives them another.

    `lock` locks the rows, for a caller that rolls them; two leaders would otherwise send a digest twice.
    """
    query = _TIMED.where(subscribers.c.due_at <= now, subscribers.c.state == State.ACTIVE)
    query = query.order_by(subscribers.c.due_at, subscribers.c.chat_id).limit(limit)
    rows = (await conn.execute(query.with_for_update(of=subscribers) if lock else query)).all()
    picking = [row.chat_id for row in rows if not row.every]
    picked: dict[int, set[int]] = {chat: set() for chat in picking}
    if picking:
        for chat, story in await conn.execute(_PICKED, {"chats": picking}):
            picked[chat].add(story)
    return tuple(
        DueDigest(_subscriber(row), read(row), None if row.every else frozenset(picked[row.chat_id])) for row in rows
    )


async def next_due(conn: AsyncConnection) -> datetime | None:
    """Return when the next window ends; None if no window is open."""
    query = select(subscribers.c.due_at).where(subscribers.c.due_at.is_not(None), subscribers.c.state == State.ACTIVE)
    moment: datetime | None = await conn.scalar(query.order_by(subscribers.c.due_at).limit(1))
    return moment


async def roll(conn: AsyncConnection, rolled: Iterable[Subscriber]) -> None:
    """Update the windows of subscribers (see `DueDigest.rolled`).

    Most of those that are due at once get one window, by one statement: each fires the triggers of `audience_tables`.
    """
    windows: defaultdict[tuple[datetime | None, datetime | None], list[int]] = defaultdict(list)
    for subscriber in rolled:
        windows[subscriber.since, subscriber.due_at].append(subscriber.chat_id)
    for (since, until), chats in windows.items():
        chosen = subscribers.c.chat_id.in_(select(dialects.listed(conn, chats)))
        await conn.execute(update(subscribers).where(chosen).values(since=since, due_at=until))


def _plain(value: Any) -> Any:
    """Convert a field to its column's value: enums to text, booleans to 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    return value.value if isinstance(value, StrEnum) else value


def _subscriber(row: Row[*tuple[Any, ...]]) -> Subscriber:
    fields = {column.name: getattr(row, column.name) for column in _COLUMNS}
    for name in ("every", "silent", "both", "card"):
        fields[name] = bool(fields[name])
    return Subscriber(
        **fields | {"kind": ChatKind(row.kind), "state": State(row.state), "frequency": Frequency(row.frequency)}
    )
