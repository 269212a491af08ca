"""Updates: processed ids, the inbox of unhandled ones, and dead letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_, select, update

from bot.errors.updates import DeadLetterCause
from bot.store import dialects
from bot.store.tables import inbox, processed_updates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.errors.updates import UpdateFailure

_REASON = 500  # characters that are kept: an error's text may quote the whole statement
_WAITS = inbox.c.dead_letter_reason.is_(None)
_IS_DEAD = inbox.c.dead_letter_reason.is_not(None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A raw update: its JSON text, and its chat if that could be read."""

    update_id: int
    raw: str
    chat_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that is set aside: its JSON text, its arrival, why, and the log line's id.

    `cause` and `log_id` are None for what an older program set aside.
    """

    update_id: int
    raw: str
    at: datetime
    reason: str
    cause: DeadLetterCause | None
    log_id: str | None


async def mark_processed(conn: AsyncConnection, update_id: int, at: datetime) -> bool:
    """Mark an update as processed, in the transaction of its effect; return False if it was before."""
    statement = dialects.insert(conn, processed_updates).values(update_id=update_id, at=at).on_conflict_do_nothing()
    return (await conn.execute(statement)).rowcount == 1


async def was_processed(conn: AsyncConnection, update_id: int) -> bool:
    """Whether the update was marked as processed."""
    return (
        await conn.scalar(select(processed_updates.c.update_id).where(processed_updates.c.update_id == update_id))
        is not None
    )


async def store(conn: AsyncConnection, batch: Iterable[Incoming], at: datetime, owner: int | None) -> None:
    """Insert updates that a process has, or nobody, and did not handle yet; one already stored stays as it is."""
    ordered = sorted(batch, key=lambda update: update.update_id)
    if rows := [_row(update, at) | {"owner": owner} for update in ordered]:
        await conn.execute(dialects.insert(conn, inbox).on_conflict_do_nothing(), rows)


async def read_owners(conn: AsyncConnection) -> frozenset[int | None]:
    """Read which processes have stored updates; None is in it if some wait for any to take them over."""
    return frozenset((await conn.execute(select(inbox.c.owner).where(_WAITS).distinct())).scalars())


async def adopt(conn: AsyncConnection, owner: int, gone: Collection[int]) -> tuple[Incoming, ...]:
    """Give a process the updates of processes that are `gone`, or of none; return them in order of arrival."""
    left = or_(inbox.c.owner.is_(None), inbox.c.owner.in_(sorted(gone)))
    statement = update(inbox).where(_WAITS, left).values(owner=owner)
    rows = await conn.execute(statement.returning(inbox.c.at, inbox.c.update_id, inbox.c.raw, inbox.c.chat_id))
    # Ids may restart lower after a week without updates.
    return tuple(Incoming(*row[1:]) for row in sorted(rows, key=lambda row: (row.at, row.update_id)))


async def release(conn: AsyncConnection, owner: int) -> None:
    """Leave what a process has to be taken over by another."""
    await conn.execute(update(inbox).where(_WAITS, inbox.c.owner == owner).values(owner=None))


def remove(conn: Connection, update_ids: Iterable[int]) -> None:
    """Delete handled updates."""
    if rows := [{"handled": update_id} for update_id in sorted(update_ids)]:
        conn.execute(delete(inbox).where(inbox.c.update_id == bindparam("handled")), rows)


async def dead_letter(conn: AsyncConnection, incoming: Incoming, failure: UpdateFailure, at: datetime) -> None:
    """Set an update aside with the reason; it is not retried by itself."""
    reason = {
        "dead_letter_reason": failure.detail[:_REASON],
        "dead_letter_cause": failure.cause.value,
        "dead_letter_log_id": failure.log_id,
    }
    statement = dialects.insert(conn, inbox).values(_row(incoming, at) | reason)
    await conn.execute(statement.on_conflict_do_update(index_elements=[inbox.c.update_id], set_=reason))


async def count_dead_letters(conn: AsyncConnection) -> int:
    """Return how many updates are set aside."""
    return await conn.scalar(select(func.count()).where(_IS_DEAD)) or 0


async def dead_letters(conn: AsyncConnection, *, limit: int, offset: int) -> tuple[DeadLetter, ...]:
    """Return the updates that are set aside, the latest first."""
    columns = inbox.c.update_id, inbox.c.raw, inbox.c.at, inbox.c.dead_letter_reason, inbox.c.dead_letter_cause
    query = select(*columns, inbox.c.dead_letter_log_id).where(_IS_DEAD)
    rows = await conn.execute(query.order_by(inbox.c.at.desc(), inbox.c.update_id.desc()).limit(limit).offset(offset))
    return tuple(
        DeadLetter(id_, raw, at, reason, DeadLetterCause(cause) if cause else None, log_id)
        for id_, raw, at, reason, cause, log_id in rows
    )


async def revive(conn: AsyncConnection, update_id: int, owner: int) -> str | None:
    """Let a process handle a dead letter again, and return its JSON text; None if it is none."""
    empty = dict.fromkeys(("dead_letter_reason", "dead_letter_cause", "dead_letter_log_id"))
    statement = update(inbox).where(inbox.c.update_id == update_id, _IS_DEAD).values(empty | {"owner": owner})
    raw: str | None = (await conn.execute(statement.returning(inbox.c.raw))).scalar_one_or_none()
    return raw


async def drop_dead_letter(conn: AsyncConnection, update_id: int) -> bool:
    """Delete a dead letter; return False if it is none."""
    return (await conn.execute(delete(inbox).where(inbox.c.update_id == update_id, _IS_DEAD))).rowcount == 1


async def prune_processed(conn: AsyncConnection, before: datetime) -> int:
    """Delete processed ids older than a moment; return the count."""
    return (await conn.execute(delete(processed_updates).where(processed_updates.c.at < before))).rowcount


async def prune_dead_letters(conn: AsyncConnection, before: datetime) -> int:
    """Delete dead letters older than a moment; return the count."""
    old = delete(inbox).where(inbox.c.at < before, _IS_DEAD)
    return (await conn.execute(old)).rowcount


def _row(incoming: Incoming, at: datetime) -> dict[str, object]:
    return {"update_id": incoming.update_id, "chat_id": incoming.chat_id, "at": at, "raw": incoming.raw}
