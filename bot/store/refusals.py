"""What outsiders tried at the desk and were refused: counted by person and action, bounded, apart from the audit.

Whoever knows a button's data can send it without end (186 times a second were tried): that must neither fill the audit,
which is kept, nor cost a write each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_

from bot.store import dialects
from bot.store.tables import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

OTHERS = 0
"""The actor of what is counted together, where outsiders are too many to be named: nobody has this id."""
MAX_BUFFERED = 500  # outsiders and actions in memory, until the next write
MAX_ROWS = 1000  # in the database, the latest; the rest is counted together


@dataclass(frozen=True, slots=True)
class Refusal:
    """How often an outsider tried an action, first and last when; `actor` is a person, a chat, or OTHERS."""

    actor: int
    action: str
    first_at: datetime
    last_at: datetime
    count: int = 1


class RefusalBuffer:
    """Counts refusals in memory until they are written; `on_note` is called with each."""

    def __init__(self, on_note: Callable[[], None] = lambda: None) -> None:
        self._on_note = on_note
        self._buffered: dict[tuple[int, str], Refusal] = {}

    def note(self, actor: int, action: str, at: datetime) -> None:
        """Count one refusal."""
        self.add([Refusal(actor, str(action), at, at)])
        self._on_note()

    def add(self, others: Iterable[Refusal]) -> None:
        """Count refusals in, such as those that could not be written."""
        for refusal in others:
            key = (refusal.actor, refusal.action)
            if key not in self._buffered and len(self._buffered) >= MAX_BUFFERED:
                key = (OTHERS, refusal.action)
            known = self._buffered.get(key)
            self._buffered[key] = _merged(known, refusal) if known else replace(refusal, actor=key[0])

    def take(self) -> tuple[Refusal, ...]:
        """Return what was counted, and begin anew."""
        buffered, self._buffered = tuple(self._buffered.values()), {}
        return buffered


def record(conn: Connection, buffered: Iterable[Refusal]) -> None:
    """Add to what was counted before; beyond MAX_ROWS, the longest past are counted together."""
    if not _add(conn, buffered):
        return
    total: int = conn.scalar(select(func.count()).where(refusals.c.actor != OTHERS)) or 0
    if total <= MAX_ROWS:
        return
    oldest = (conn.execute(_REFUSALS.where(refusals.c.actor != OTHERS).order_by(*_LATEST).offset(MAX_ROWS))).all()
    keys = [(row.actor, row.action) for row in oldest]
    conn.execute(delete(refusals).where(tuple_(refusals.c.actor, refusals.c.action).in_(keys)))
    together: dict[str, Refusal] = {}
    for row in oldest:
        refusal = replace(Refusal(*row), actor=OTHERS)
        known = together.get(refusal.action)
        together[refusal.action] = _merged(known, refusal) if known else refusal
    _add(conn, together.values())


async def read(conn: AsyncConnection, *, limit: int, offset: int = 0) -> tuple[Refusal, ...]:
    """Return the latest first; what is counted together comes last."""
    rows = await conn.execute(_REFUSALS.order_by(refusals.c.actor == OTHERS, *_LATEST).limit(limit).offset(offset))
    return tuple(Refusal(*row) for row in rows)


async def total(conn: AsyncConnection) -> int:
    """Return how often outsiders were refused in all."""
    return int(await conn.scalar(select(func.coalesce(func.sum(refusals.c.count), 0))) or 0)


async def prune(conn: AsyncConnection, before: datetime) -> None:
    """Delete what was last tried before a moment."""
    await conn.execute(delete(refusals).where(refusals.c.last_at < before))


_REFUSALS = select(
    refusals.c.actor, refusals.c.action, refusals.c.first_at, refusals.c.last_at, refusals.c.count.label("count")
)
_LATEST = (refusals.c.last_at.desc(), refusals.c.actor, refusals.c.action)


def _add(conn: Connection, buffered: Iterable[Refusal]) -> bool:
    rows = [
        {
            "actor": refusal.actor, "action": refusal.action,
            "first_at": refusal.first_at, "last_at": refusal.last_at, "count": refusal.count,
        }
        for refusal in buffered
    ]  # fmt: skip
    if rows:
        statement = dialects.insert(conn, refusals)
        counted = {"last_at": statement.excluded.last_at, "count": refusals.c.count + statement.excluded.count}
        conn.execute(
            statement.on_conflict_do_update(index_elements=[refusals.c.actor, refusals.c.action], set_=counted), rows
        )
    return bool(rows)


def _merged(known: Refusal, other: Refusal) -> Refusal:
    return replace(
        known,
        first_at=min(known.first_at, other.first_at),
        last_at=max(known.last_at, other.last_at),
        count=known.count + other.count,
    )
