"""Deliveries: a push to one chat in one language; each change of state is counted in its push's row with it.

Whoever changes deliveries holds the row of their push first, so that its state and its counters stay true.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, exists, func, select, text, tuple_, update

from bot.language import Language
from bot.store import broadcasts
from bot.store.delivery_tables import broadcasts as pushes
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


State = Literal["pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped"]
Key = tuple[int, str]
"""Which delivery of a push: its chat and its language's code."""

INTERRUPTED = "interrupted"
"""The reason of a delivery that was being sent when its sender died."""

MOVED = "moved"
"""The reason of a delivery to a group that became a supergroup which is delivered to anyway."""

_UNSETTLED = frozenset({"pending", "sending", "uncertain"})
# Spelled as the indexes have them: those are partial.
_PENDING = text("deliveries.state = 'pending'")
_OPEN = text("deliveries.state IN ('pending', 'sending')")
_DOUBTFUL = text("deliveries.state IN ('sending', 'uncertain')")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a push to one chat in one language stands; `at` is when that was settled, `reason` in Telegram's words."""

    chat_id: int
    language: Language
    state: State
    reason: str | None
    message_id: int | None
    at: datetime | None
    withdrawn: str | None
    dismissed: bool


_SHOWN = (
    *(deliveries.c.chat_id, deliveries.c.language, deliveries.c.state, deliveries.c.reason, deliveries.c.message_id),
    *(deliveries.c.at, deliveries.c.withdrawn, deliveries.c.dismissed),
)


async def doubt(conn: AsyncConnection, reason: str, at: datetime) -> int:
    """Let every delivery that is `sending` be uncertain: whoever sent it is gone. Returns how many there were."""
    total = 0
    for number in (await conn.scalars(select(pushes.c.id).where(pushes.c.sending > 0).order_by(pushes.c.id))).all():
        await broadcasts.hold(conn, number)
        statement = update(deliveries).where(
            deliveries.c.broadcast_id == number, _DOUBTFUL, deliveries.c.state == "sending"
        )
        found = (await conn.execute(statement.values(state="uncertain", reason=reason, at=at))).rowcount
        await broadcasts.count(conn, number, {"sending": -found, "uncertain": found})
        total += found
    return total


async def listed(
    conn: AsyncConnection,
    broadcast_id: int,
    states: Collection[State] | None = None,
    after: Key | None = None,
    limit: int = 100,
) -> tuple[Delivery, ...]:
    """The push's deliveries, or those in some states, by chat and language, from behind `after` on."""
    query = select(*_SHOWN).where(deliveries.c.broadcast_id == broadcast_id)
    if states is not None:
        query = query.where(deliveries.c.state.in_(states))
    if after is not None:
        query = query.where(tuple_(deliveries.c.chat_id, deliveries.c.language) > after)
    rows = await conn.execute(query.order_by(deliveries.c.chat_id, deliveries.c.language).limit(limit))
    return tuple(_delivery(row) for row in rows)


async def uncertain(conn: AsyncConnection, broadcast_id: int, limit: int = 100) -> tuple[Delivery, ...]:
    """The push's deliveries of which nobody knows whether they arrived, and the desk has not left so."""
    query = select(*_SHOWN).where(
        *(deliveries.c.broadcast_id == broadcast_id, _DOUBTFUL),
        *(deliveries.c.state == "uncertain", deliveries.c.dismissed == 0),
    )
    rows = await conn.execute(query.order_by(deliveries.c.chat_id, deliveries.c.language).limit(limit))
    return tuple(_delivery(row) for row in rows)


async def settle(  # noqa: PLR0917 - as the row is found, then what to do
    conn: AsyncConnection, broadcast_id: int, chat: int, language: str, way: Literal["send", "leave"], at: datetime
) -> bool:
    """Send an uncertain delivery again, or leave it so; whether it still was uncertain, and could be sent.

    An ended push runs again for it; one that is retracted sends nothing.
    """
    push = await broadcasts.hold(conn, broadcast_id)
    if push is None or (way == "send" and push.state not in {"running", "paused", "stopped", "done"}):
        return False
    statement = update(deliveries).where(
        *(deliveries.c.broadcast_id == broadcast_id, deliveries.c.chat_id == chat, deliveries.c.language == language),
        *(deliveries.c.state == "uncertain", deliveries.c.dismissed == 0),
    )
    if way == "leave":
        return (await conn.execute(statement.values(dismissed=1))).rowcount == 1
    if (await conn.execute(statement.values(state="pending", due_at=at, at=None, reason=None))).rowcount == 0:
        return False
    await broadcasts.count(conn, broadcast_id, {"uncertain": -1, "pending": 1})
    await broadcasts.move(conn, broadcast_id, "running", at=at, expected={"stopped", "done"})
    return True


async def reasons(conn: AsyncConnection, broadcast_id: int) -> dict[str, int]:
    """How many deliveries of the push failed for which reason, those that were folded away too; the most first."""
    folded = await conn.scalar(select(pushes.c.reasons).where(pushes.c.id == broadcast_id))
    counted = Counter(json.loads(folded or "{}"))
    query = select(func.coalesce(deliveries.c.reason, ""), func.count())
    query = query.where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.state == "failed").group_by(
        deliveries.c.reason
    )
    counted.update({row[0]: row[1] for row in await conn.execute(query)})
    return dict(counted.most_common())


async def fold(conn: AsyncConnection, before: datetime) -> int | None:
    """Let go of the deliveries that came to nothing of one push that ended before a moment; which push it was.

    They stay counted, by state and by reason. None where all such pushes are folded already.
    """
    query = select(pushes.c.id).where(
        pushes.c.state.in_(broadcasts.ENDED), pushes.c.ended_at < before, pushes.c.reasons.is_(None)
    )
    number: int | None = await conn.scalar(query.order_by(pushes.c.id).limit(1))
    if number is not None:
        counted = json.dumps(await reasons(conn, number))
        await conn.execute(update(pushes).where(pushes.c.id == number).values(reasons=counted))
        settled = deliveries.c.state.in_(("failed", "skipped", "cancelled"))
        await conn.execute(delete(deliveries).where(deliveries.c.broadcast_id == number, settled))
    return number


async def cancel_pending(conn: AsyncConnection, broadcast_id: int, at: datetime) -> int:
    """Let nothing more of the push go out: what is pending is cancelled; returns how many."""
    await broadcasts.hold(conn, broadcast_id)
    statement = update(deliveries).where(deliveries.c.broadcast_id == broadcast_id, _PENDING)
    found = (await conn.execute(statement.values(state="cancelled", at=at))).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": -found, "cancelled": found})
    return found


async def move_chat(conn: AsyncConnection, old: int, new: int, at: datetime) -> None:
    """Let what is pending for a group go to the supergroup that it became, unless that gets, or got, the same push."""
    query = select(deliveries.c.broadcast_id, deliveries.c.language)
    query = query.where(deliveries.c.chat_id == old, _OPEN, deliveries.c.state == "pending")
    for number, language in (await conn.execute(query.order_by(deliveries.c.broadcast_id))).all():
        await broadcasts.hold(conn, number)
        its = (deliveries.c.broadcast_id == number) & (deliveries.c.language == language)
        known = await conn.scalar(select(exists().where(its, deliveries.c.chat_id == new)))
        moved: dict[str, Any] = {"state": "cancelled", "reason": MOVED, "at": at} if known else {"chat_id": new}
        changed = await conn.execute(update(deliveries).where(its, deliveries.c.chat_id == old, _PENDING).values(moved))
        if known and changed.rowcount:
            await broadcasts.count(conn, number, {"pending": -1, "cancelled": 1})


def _delivery(row: Any) -> Delivery:
    values = row._asdict()
    values |= {"language": Language(values["language"]), "dismissed": bool(values["dismissed"])}
    return Delivery(**values)
