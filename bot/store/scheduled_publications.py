"""What is to be published at an hour: one row a draft, gone when it is done or called off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import delete, select, update

from bot.store import dialects
from bot.store.tables import schedule

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Due:
    """A draft to publish at `due_at`, an hour that `by` named in `zone` (an IANA name).

    `late` waits for its editor to say whether it is still to be published. `warned` is the newest revision of the story
    that the editor was warned of, 0 for none. `push` (JSON) is what is pushed with it; None for nothing.
    """

    draft_id: int
    due_at: datetime
    zone: str
    by: int
    state: Literal["waiting", "late"] = "waiting"
    warned: int = 0
    push: str | None = None


class Changes(TypedDict, total=False):
    """What `change` can change."""

    due_at: datetime
    zone: str
    by: int
    state: Literal["waiting", "late"]
    warned: int
    push: str | None


_DUE = select(
    *(schedule.c.draft_id, schedule.c.due_at, schedule.c.zone, schedule.c.by, schedule.c.state, schedule.c.warned),
    schedule.c.push,
).order_by(schedule.c.due_at, schedule.c.draft_id)


async def put(conn: AsyncConnection, due: Due) -> None:
    """Keep when the draft is due, in place of what was kept of it."""
    row: dict[str, Any] = {"draft_id": due.draft_id, "due_at": due.due_at, "zone": due.zone, "by": due.by}
    statement = dialects.insert(conn, schedule).values(
        row | {"state": due.state, "warned": due.warned, "push": due.push}
    )
    newer = {column.name: column for column in statement.excluded if not column.primary_key}
    await conn.execute(statement.on_conflict_do_update(index_elements=[schedule.c.draft_id], set_=newer))


async def get(conn: AsyncConnection, draft_id: int) -> Due | None:
    """When the draft is due; None where it is not."""
    row = (await conn.execute(_DUE.where(schedule.c.draft_id == draft_id))).one_or_none()
    return Due(*row) if row else None


async def due(conn: AsyncConnection, now: datetime) -> tuple[Due, ...]:
    """What waits no longer than until `now`, the earliest first."""
    rows = await conn.execute(_DUE.where(schedule.c.state == "waiting", schedule.c.due_at <= now))
    return tuple(Due(*row) for row in rows)


async def all_(conn: AsyncConnection) -> tuple[Due, ...]:
    """Everything that is scheduled, the earliest first."""
    return tuple(Due(*row) for row in await conn.execute(_DUE))


async def change(conn: AsyncConnection, draft_id: int, **changes: Unpack[Changes]) -> bool:
    """Change what is kept of the draft's hour, and return whether it has one."""
    return (await conn.execute(update(schedule).where(schedule.c.draft_id == draft_id).values(**changes))).rowcount == 1


async def remove(conn: AsyncConnection, draft_id: int) -> bool:
    """Let go of the draft's hour, and return whether it had one; of two at once, one is told so."""
    return (await conn.execute(delete(schedule).where(schedule.c.draft_id == draft_id))).rowcount == 1
