"""Broadcasts: content, state, counters and progress message, one row each. People know a broadcast by its id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import Integer, bindparam, func, insert, literal, select, update

from bot.store.column_types import Moment
from bot.store.delivery_tables import broadcasts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import Connection, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

BroadcastKind = Literal["update", "announcement", "digest"]
State = Literal["planned", "awaiting", "running", "paused", "stopped", "done", "retracting", "retracted", "called_off"]
OPEN: tuple[State, ...] = ("running", "paused")
OUT: tuple[State, ...] = (*OPEN, "stopped", "done")
"""States in which chats may have the broadcast, or will: it can be retracted."""
_STANDING: tuple[State, ...] = (*OPEN, "done")  # neither stopped nor retracted
ENDED: tuple[State, ...] = ("stopped", "done", "retracted", "called_off")


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of deliveries by state; compacted ones, whose rows are deleted, stay counted."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """All deliveries, whatever their state."""
        return self.open + self.sent + self.failed + self.uncertain + self.cancelled + self.skipped

    @property
    def open(self) -> int:
        """Deliveries without an outcome yet."""
        return self.pending + self.sending

    @property
    def reached(self) -> int:
        """Deliveries that a chat has, may have, or gets yet."""
        return self.sent + self.uncertain + self.open


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast about a story, or to the readers of all stories if `story` is None; `by` is 0 from the command line.

    An update tells the difference of `revision` from `base`; `spec` (JSON) holds headlines and an announcement's text.
    `urgency` 0 goes before 1. Of a retraction, `deleted` copies are gone, `withdrawn` ones were edited to a notice, and
    `kept` ones could be neither. `halted` is the reason if the worker paused it, None if a person did. `watch` is the
    (chat id, message id) of its progress message.
    """

    id: int
    kind: BroadcastKind
    state: State
    story: int | None
    base: int | None
    revision: int | None
    spec: str
    urgency: int
    by: int
    approved_by: int | None
    due_at: datetime
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    counts: Counts
    deleted: int
    withdrawn: int
    kept: int
    watch: tuple[int, int] | None
    halted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBroadcast:
    """A broadcast to insert; the fields are those of `Broadcast`."""

    kind: BroadcastKind
    state: State
    story: int | None = None
    base: int | None = None
    revision: int | None = None
    spec: str = "{}"
    urgency: int
    by: int
    due_at: datetime
    watch: tuple[int, int] | None = None


class Changes(TypedDict, total=False):
    """The columns that `move` can change beside the state."""

    approved_by: int
    due_at: datetime
    base: int | None
    revision: int | None
    spec: str
    halted: str


_STATES = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
_TALLIES = (*_STATES, "deleted", "withdrawn", "kept")
_COLUMNS = (
    *(broadcasts.c.id, broadcasts.c.kind, broadcasts.c.state, broadcasts.c.story_id, broadcasts.c.base),
    *(broadcasts.c.revision, broadcasts.c.spec, broadcasts.c.urgency, broadcasts.c.by, broadcasts.c.approved_by),
    *(broadcasts.c.due_at, broadcasts.c.created_at, broadcasts.c.started_at, broadcasts.c.ended_at),
    *(broadcasts.c[name] for name in _TALLIES),
    *(broadcasts.c.watch_chat, broadcasts.c.watch_message, broadcasts.c.halted),
)
_BROADCASTS = select(*_COLUMNS)
_FOR_UPDATE = _BROADCASTS.where(broadcasts.c.id == bindparam("number")).with_for_update()
_COUNT = (
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("number"))
    .values({name: broadcasts.c[name] + bindparam(f"more_{name}", type_=Integer) for name in _TALLIES})
    .returning(*_COLUMNS)
)


async def add(conn: AsyncConnection, new: NewBroadcast, at: datetime) -> int:
    """Insert a broadcast created `at`; return its id. In state `running` it counts as started."""
    row: dict[str, Any] = {"kind": new.kind, "state": new.state, "story_id": new.story, "base": new.base}
    row |= {"revision": new.revision, "spec": new.spec, "urgency": new.urgency, "by": new.by, "due_at": new.due_at}
    row |= {"created_at": at, "started_at": at if new.state == "running" else None}
    row |= dict(zip(("watch_chat", "watch_message"), new.watch or (None, None), strict=True))
    return int(await conn.scalar(insert(broadcasts).values(row).returning(broadcasts.c.id)))


async def get(conn: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """Return the broadcast by id; None if missing."""
    row = (await conn.execute(_BROADCASTS.where(broadcasts.c.id == broadcast_id))).one_or_none()
    return _broadcast(row) if row else None


async def get_for_update(conn: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """SELECT … FOR UPDATE by id; None if missing."""
    row = (await conn.execute(_FOR_UPDATE, {"number": broadcast_id})).one_or_none()
    return _broadcast(row) if row else None


async def all_(conn: AsyncConnection, limit: int = 20) -> tuple[Broadcast, ...]:
    """Return the latest broadcasts, digests included, newest first."""
    rows = await conn.execute(_BROADCASTS.order_by(broadcasts.c.id.desc()).limit(limit))
    return tuple(_broadcast(row) for row in rows)


async def latest(conn: AsyncConnection, limit: int = 20, *, states: Collection[State] = ()) -> tuple[Broadcast, ...]:
    """Return the latest updates and announcements, newest first, in any of `states`; in every one if none is given."""
    query = _BROADCASTS.where(broadcasts.c.kind != "digest", *([broadcasts.c.state.in_(states)] if states else []))
    rows = await conn.execute(query.order_by(broadcasts.c.id.desc()).limit(limit))
    return tuple(_broadcast(row) for row in rows)


async def in_state(conn: AsyncConnection, *states: State) -> tuple[Broadcast, ...]:
    """Return the broadcasts in any of these states in sending order: by urgency, then by id."""
    query = _BROADCASTS.where(broadcasts.c.state.in_(states)).order_by(broadcasts.c.urgency, broadcasts.c.id)
    return tuple(_broadcast(row) for row in await conn.execute(query))


async def due(conn: AsyncConnection, now: datetime) -> tuple[Broadcast, ...]:
    """Return the planned broadcasts that are due, earliest first."""
    query = _BROADCASTS.where(broadcasts.c.state == "planned", broadcasts.c.due_at <= now)
    rows = await conn.execute(query.order_by(broadcasts.c.due_at, broadcasts.c.id))
    return tuple(_broadcast(row) for row in rows)


async def newest_revision(conn: AsyncConnection, story: int) -> int | None:
    """Return the newest revision of a story that an update told of; None if there is none that is not retracted."""
    query = select(func.max(broadcasts.c.revision)).where(broadcasts.c.story_id == story, broadcasts.c.kind == "update")
    revision: int | None = await conn.scalar(query.where(broadcasts.c.state.in_(OUT)))
    return revision


async def since(conn: AsyncConnection, moment: datetime) -> tuple[Broadcast, ...]:
    """Return the updates and announcements started at a moment or later, not stopped or retracted, earliest first."""
    query = _BROADCASTS.where(broadcasts.c.started_at >= moment, broadcasts.c.kind != "digest")
    query = query.where(broadcasts.c.state.in_(_STANDING)).order_by(broadcasts.c.started_at, broadcasts.c.id)
    return tuple(_broadcast(row) for row in await conn.execute(query))


async def unreported(conn: AsyncConnection) -> tuple[Broadcast, ...]:
    """Return the ended broadcasts that still have a progress message: it does not show the end yet."""
    query = _BROADCASTS.where(broadcasts.c.state.in_(ENDED), broadcasts.c.watch_message.is_not(None))
    return tuple(_broadcast(row) for row in await conn.execute(query.order_by(broadcasts.c.id)))


async def move(
    conn: AsyncConnection,
    broadcast_id: int,
    to: State,
    *,
    at: datetime,
    expected: Collection[State],
    **changes: Unpack[Changes],
) -> bool:
    """Change the state, and `changes` with it, if it is one of `expected`; return whether it was.

    The first `running` sets `started_at`. A state of `ENDED` sets `ended_at`, any other clears it.
    """
    row: dict[str, Any] = {"halted": None, **changes, "state": to, "ended_at": at if to in ENDED else None}
    if to == "running":
        row["started_at"] = func.coalesce(broadcasts.c.started_at, literal(at, Moment))
    statement = update(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(expected))
    return (await conn.execute(statement.values(row))).rowcount == 1


async def watch(conn: AsyncConnection, broadcast_id: int, chat: int | None, message: int | None) -> None:
    """Set the progress message's chat id and message id; None for both removes it."""
    statement = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    await conn.execute(statement.values(watch_chat=chat, watch_message=message))


async def count(conn: AsyncConnection, broadcast_id: int, changed: Mapping[str, int]) -> Broadcast | None:
    """Add to the counters, named by delivery state or retraction result; return the updated broadcast."""
    row = (await conn.execute(_COUNT, _added(broadcast_id, changed))).one_or_none()
    return _broadcast(row) if row else None


def get_for_update_now(conn: Connection, broadcast_id: int) -> Broadcast | None:
    """Do as `get_for_update`, on a synchronous connection."""
    row = conn.execute(_FOR_UPDATE, {"number": broadcast_id}).one_or_none()
    return _broadcast(row) if row else None


def count_now(conn: Connection, broadcast_id: int, changed: Mapping[str, int]) -> Broadcast | None:
    """Do as `count`, on a synchronous connection."""
    row = conn.execute(_COUNT, _added(broadcast_id, changed)).one_or_none()
    return _broadcast(row) if row else None


def _added(broadcast_id: int, changed: Mapping[str, int]) -> dict[str, int]:
    return {"number": broadcast_id, **{f"more_{name}": changed.get(name, 0) for name in _TALLIES}}


def _broadcast(row: Row[*tuple[Any, ...]]) -> Broadcast:
    values = row._asdict()
    values["story"] = values.pop("story_id")
    values["counts"] = Counts(**{name: values.pop(name) for name in _STATES})
    place = values.pop("watch_chat"), values.pop("watch_message")
    values["watch"] = None if None in place else place
    return Broadcast(**values)
