"""Broadcasts: what is pushed, whose push it is, how far it is; one row a push, whose id is the push's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import Integer, bindparam, func, insert, literal, select, update

from bot.store.columns import Moment
from bot.store.delivery_tables import broadcasts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import Connection, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

Kind = Literal["update", "announcement", "digest"]
State = Literal["planned", "awaiting", "running", "paused", "stopped", "done", "retracting", "retracted", "called_off"]
OPEN: tuple[State, ...] = ("running", "paused")
OUT: tuple[State, ...] = (*OPEN, "stopped", "done")
"""In which chats may have a push, or will have it: it can be retracted."""
_STANDING: tuple[State, ...] = (*OPEN, "done")  # neither stopped nor taken back
ENDED: tuple[State, ...] = ("stopped", "done", "retracted", "called_off")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries are in each state; those that were folded away stay counted."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """Deliveries in any state."""
        return self.open + self.sent + self.failed + self.uncertain + self.cancelled + self.skipped

    @property
    def open(self) -> int:
        """Deliveries of which nothing has come yet."""
        return self.pending + self.sending


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A push of a story, or to the readers of all stories where `story` is None, for which `by` (0: a shell) answers.

    What is told is the difference of `revision` from `base`, or what `spec` (JSON) says. Of a retraction, `deleted`
    copies are gone, `withdrawn` ones were edited to a notice, and `kept` ones could not be. `watch` is the chat and the
    message that show its progress.
    """

    id: int
    kind: Kind
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


class Changes(TypedDict, total=False):
    """What `move` can change beside the state."""

    approved_by: int
    due_at: datetime
    base: int | None
    revision: int | None
    spec: str


_STATES = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
_TALLIES = (*_STATES, "deleted", "withdrawn", "kept")
_COLUMNS = (
    *(broadcasts.c.id, broadcasts.c.kind, broadcasts.c.state, broadcasts.c.story_id, broadcasts.c.base),
    *(broadcasts.c.revision, broadcasts.c.spec, broadcasts.c.urgency, broadcasts.c.by, broadcasts.c.approved_by),
    *(broadcasts.c.due_at, broadcasts.c.created_at, broadcasts.c.started_at, broadcasts.c.ended_at),
    *(broadcasts.c[name] for name in _TALLIES),
    *(broadcasts.c.watch_chat, broadcasts.c.watch_message),
)
_BROADCASTS = select(*_COLUMNS)
_HOLD = _BROADCASTS.where(broadcasts.c.id == bindparam("number")).with_for_update()
_COUNT = (
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("number"))
    .values({name: broadcasts.c[name] + bindparam(f"more_{name}", type_=Integer) for name in _TALLIES})
    .returning(*_COLUMNS)
)


async def add(
    conn: AsyncConnection,
    *,
    kind: Kind,
    state: State,
    story: int | None,
    base: int | None,
    revision: int | None,
    spec: str,
    urgency: int,
    by: int,
    due_at: datetime,
    at: datetime,
    watch: tuple[int, int] | None = None,
) -> int:
    """Begin a push made `at`, and return its number; one that is `running` at once has started."""
    row: dict[str, Any] = {"kind": kind, "state": state, "story_id": story, "base": base, "revision": revision}
    row |= {"spec": spec, "urgency": urgency, "by": by, "due_at": due_at, "created_at": at}
    row |= {"started_at": at if state == "running" else None}
    row |= dict(zip(("watch_chat", "watch_message"), watch or (None, None), strict=True))
    return int(await conn.scalar(insert(broadcasts).values(row).returning(broadcasts.c.id)))


async def get(conn: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """The push of this number."""
    row = (await conn.execute(_BROADCASTS.where(broadcasts.c.id == broadcast_id))).one_or_none()
    return _broadcast(row) if row else None


async def hold(conn: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """The push of this number, which nobody else changes until this transaction, which writes, ends."""
    row = (await conn.execute(_HOLD, {"number": broadcast_id})).one_or_none()
    return _broadcast(row) if row else None


async def all_(conn: AsyncConnection, limit: int = 20) -> tuple[Broadcast, ...]:
    """The last pushes, digests among them, the newest first."""
    rows = await conn.execute(_BROADCASTS.order_by(broadcasts.c.id.desc()).limit(limit))
    return tuple(_broadcast(row) for row in rows)


async def latest(conn: AsyncConnection, limit: int = 20, *, states: Collection[State] = ()) -> tuple[Broadcast, ...]:
    """The last updates and announcements, the newest first; only those in one of `states`, where any are named."""
    query = _BROADCASTS.where(broadcasts.c.kind != "digest", *([broadcasts.c.state.in_(states)] if states else []))
    rows = await conn.execute(query.order_by(broadcasts.c.id.desc()).limit(limit))
    return tuple(_broadcast(row) for row in rows)


async def in_state(conn: AsyncConnection, *states: State) -> tuple[Broadcast, ...]:
    """Pushes in any of these states, in the order in which they go out: by urgency, then by number."""
    query = _BROADCASTS.where(broadcasts.c.state.in_(states)).order_by(broadcasts.c.urgency, broadcasts.c.id)
    return tuple(_broadcast(row) for row in await conn.execute(query))


async def due(conn: AsyncConnection, now: datetime) -> tuple[Broadcast, ...]:
    """Planned pushes whose hour has come, the earliest first."""
    query = _BROADCASTS.where(broadcasts.c.state == "planned", broadcasts.c.due_at <= now)
    rows = await conn.execute(query.order_by(broadcasts.c.due_at, broadcasts.c.id))
    return tuple(_broadcast(row) for row in rows)


async def told(conn: AsyncConnection, story: int) -> int | None:
    """The newest revision of the story that an update told of; None where none ever did, or all were taken back."""
    query = select(func.max(broadcasts.c.revision)).where(broadcasts.c.story_id == story, broadcasts.c.kind == "update")
    revision: int | None = await conn.scalar(query.where(broadcasts.c.state.in_(OUT)))
    return revision


async def since(conn: AsyncConnection, moment: datetime) -> tuple[Broadcast, ...]:
    """The updates and announcements that began at a moment or later and still stand, the first of them first."""
    query = _BROADCASTS.where(broadcasts.c.started_at >= moment, broadcasts.c.kind != "digest")
    query = query.where(broadcasts.c.state.in_(_STANDING)).order_by(broadcasts.c.started_at, broadcasts.c.id)
    return tuple(_broadcast(row) for row in await conn.execute(query))


async def unreported(conn: AsyncConnection) -> tuple[Broadcast, ...]:
    """Ended pushes whose progress is still shown somewhere: nobody was told yet that they ended."""
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
    """Change the state where it is one of `expected`, and return whether it was; what is named changes with it.

    `running` sets when it started, the first time; a state that ends it sets when, and any other takes that back.
    """
    row: dict[str, Any] = {**changes, "state": to, "ended_at": at if to in ENDED else None}
    if to == "running":
        row["started_at"] = func.coalesce(broadcasts.c.started_at, literal(at, Moment))
    statement = update(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(expected))
    return (await conn.execute(statement.values(row))).rowcount == 1


async def watch(conn: AsyncConnection, broadcast_id: int, chat: int | None, message: int | None) -> None:
    """Keep which message shows the progress; None for both: none does any more."""
    statement = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    await conn.execute(statement.values(watch_chat=chat, watch_message=message))


async def count(conn: AsyncConnection, broadcast_id: int, changed: Mapping[str, int]) -> Broadcast | None:
    """Add to the counters by their names (states of deliveries, and those of a retraction); the push as it is then."""
    row = (await conn.execute(_COUNT, _added(broadcast_id, changed))).one_or_none()
    return _broadcast(row) if row else None


def hold_now(conn: Connection, broadcast_id: int) -> Broadcast | None:
    """As `hold`, where nothing is awaited."""
    row = conn.execute(_HOLD, {"number": broadcast_id}).one_or_none()
    return _broadcast(row) if row else None


def count_now(conn: Connection, broadcast_id: int, changed: Mapping[str, int]) -> Broadcast | None:
    """As `count`, where nothing is awaited."""
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
