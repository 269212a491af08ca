"""Scheduled publications: when a draft is to be published; one row a draft, deleted when done or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import delete, select, update

from bot.store import dialects
from bot.store.tables import scheduled_publications

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ScheduledPublication:
    """A draft to publish at `due_at`, which the user `by` chose in the time zone `zone` (IANA name).

    A `late` one missed its hour and waits for its editor's decision. `warned` is the newest revision of the story about
    which the editor was warned, 0 for none. `broadcast_spec` (JSON) is what to broadcast with it; None for nothing.
    """

    draft_id: int
    due_at: datetime
    zone: str
    by: int
    state: Literal["waiting", "late"] = "waiting"
    warned: int = 0
    broadcast_spec: str | None = None


class Changes(TypedDict, total=False):
    """The columns that `change` can change."""

    due_at: datetime
    zone: str
    by: int
    state: Literal["waiting", "late"]
    warned: int
    broadcast_spec: str | None


_SCHEDULED = select(
    *(
        scheduled_publications.c.draft_id,
        scheduled_publications.c.due_at,
        scheduled_publications.c.zone,
        scheduled_publications.c.by,
        scheduled_publications.c.state,
        scheduled_publications.c.warned,
    ),
    scheduled_publications.c.broadcast_spec,
).order_by(scheduled_publications.c.due_at, scheduled_publications.c.draft_id)


async def put(conn: AsyncConnection, due: ScheduledPublication) -> None:
    """Upsert when a draft is due."""
    row: dict[str, Any] = {"draft_id": due.draft_id, "due_at": due.due_at, "zone": due.zone, "by": due.by}
    statement = dialects.insert(conn, scheduled_publications).values(
        row | {"state": due.state, "warned": due.warned, "broadcast_spec": due.broadcast_spec}
    )
    newer = {column.name: column for column in statement.excluded if not column.primary_key}
    await conn.execute(statement.on_conflict_do_update(index_elements=[scheduled_publications.c.draft_id], set_=newer))


async def get(conn: AsyncConnection, draft_id: int) -> ScheduledPublication | None:
    """Return the draft's scheduled publication; None if there is none."""
    row = (await conn.execute(_SCHEDULED.where(scheduled_publications.c.draft_id == draft_id))).one_or_none()
    return ScheduledPublication(*row) if row else None


async def due(conn: AsyncConnection, now: datetime) -> tuple[ScheduledPublication, ...]:
    """Return the waiting publications that are due, earliest first."""
    rows = await conn.execute(
        _SCHEDULED.where(scheduled_publications.c.state == "waiting", scheduled_publications.c.due_at <= now)
    )
    return tuple(ScheduledPublication(*row) for row in rows)


async def all_(conn: AsyncConnection) -> tuple[ScheduledPublication, ...]:
    """Return all scheduled publications, earliest first."""
    return tuple(ScheduledPublication(*row) for row in await conn.execute(_SCHEDULED))


async def change(conn: AsyncConnection, draft_id: int, **changes: Unpack[Changes]) -> bool:
    """Update columns of a draft's scheduled publication; return whether there is one."""
    return (
        await conn.execute(
            update(scheduled_publications).where(scheduled_publications.c.draft_id == draft_id).values(**changes)
        )
    ).rowcount == 1


async def remove(conn: AsyncConnection, draft_id: int) -> bool:
    """Delete the draft's scheduled publication; return whether there was one: of two calls at once, True for one."""
    return (
        await conn.execute(delete(scheduled_publications).where(scheduled_publications.c.draft_id == draft_id))
    ).rowcount == 1
