"""Delivery queue: pending deliveries in sending order, and sent copies that a retraction has to withdraw."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, text, update

from bot.store import broadcasts
from bot.store.column_types import AGAIN_AT_ONCE, Moment, to_micros
from bot.store.delivery_tables import deliveries, subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import BindParameter, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Key

Cursor = tuple[int, int, str]
"""Keyset of the queue's order: due time (microseconds since 1970), chat id, language code."""

START: Cursor = (-1, 0, "")
RETRIES: Cursor = (to_micros(AGAIN_AT_ONCE) - 1, 2**62, "")
"""Position after all untried deliveries: a chat's second language is due a microsecond after its first."""


class PendingDelivery(NamedTuple):
    """A pending delivery that is due. `listening` is the subscriber's state, None if the chat is no subscriber.

    `blocked` is 1 while an earlier broadcast to the chat, or the message in its first language, must go out before it.
    """

    due: int
    chat_id: int
    language: str
    rendition_id: int
    tries: int
    listening: str | None
    thread_id: int | None
    silent: int | None
    blocked: int

    @property
    def cursor(self) -> Cursor:
        """Its position in sending order."""
        return self.due, self.chat_id, self.language


class SentCopy(NamedTuple):
    """A sent message that is still in its chat; `at` is when it was sent, in microseconds since 1970."""

    chat_id: int
    language: str
    rendition_id: int
    message_id: int
    at: int


RetractionResult = Literal["deleted", "edited", "kept"]

# Text, because it runs for every batch that goes out; states are spelled as in the partial indexes.
_PENDING = """
    SELECT d.due_at, d.chat_id, d.language, d.rendition_id, d.tries, s.state, s.thread_id, s.silent, CASE WHEN EXISTS (
        SELECT 1 FROM deliveries e JOIN broadcasts b ON b.id = e.broadcast_id
        WHERE e.chat_id = d.chat_id AND e.state IN ('pending', 'sending')
          AND (e.broadcast_id < d.broadcast_id AND b.urgency = :urgency AND b.state = 'running'
               OR e.broadcast_id = d.broadcast_id AND s.both = 1 AND e.language <> d.language
                  AND e.language = (SELECT r.language FROM readers r WHERE r.chat_id = d.chat_id))
      ) THEN 1 ELSE 0 END
    FROM deliveries d LEFT JOIN subscribers s ON s.chat_id = d.chat_id
    WHERE d.broadcast_id = :broadcast AND d.state = 'pending' AND d.due_at <= :now
      AND NOT EXISTS (SELECT 1 FROM renditions t WHERE t.id = d.rendition_id AND t.stale = 1)
"""
_PARAMETERS: tuple[BindParameter[Any], ...] = (
    *(bindparam(name, type_=Integer) for name in ("broadcast", "urgency", "limit")),
    bindparam("now", type_=Moment),
)


def _waiting_after(due: str, chat: str, language: str) -> TextClause:
    return text(
        f"""
        {_PENDING} AND d.due_at >= {due} AND (d.due_at, d.chat_id, d.language) > ({due}, {chat}, {language})
        ORDER BY d.due_at, d.chat_id, d.language LIMIT :limit
        """
    ).bindparams(*_PARAMETERS, *(bindparam(name, type_=BigInteger) for name in ("due", "chat")))


# In a large push nearly all rows are due `AT_ONCE`, and PostgreSQL, once it has analysed them, takes "after that" for
# none of them: it read and sorted the whole table for every 200 rows, 1.8 s in a push to 200,000. What a subquery
# returns it does not know beforehand, and then follows the index (0.02 s).
_WAITING = {
    "sqlite": _waiting_after(":due", ":chat", ":language"),
    "postgresql": _waiting_after("(SELECT :due)", "(SELECT :chat)", "(SELECT :language)"),
}
_SAMPLE = text(
    f"{_PENDING} ORDER BY d.due_at DESC, d.chat_id DESC, d.language DESC LIMIT :limit OFFSET :offset"
).bindparams(*_PARAMETERS, bindparam("offset", type_=Integer))
_COPIES = text(
    """
    SELECT chat_id, language, rendition_id, message_id, at FROM deliveries
    WHERE broadcast_id = :broadcast AND (chat_id, language) > (:chat, :language)
      AND state = 'sent' AND withdrawn IS NULL AND message_id IS NOT NULL
    ORDER BY chat_id, language LIMIT :limit
    """
).bindparams(bindparam("chat", type_=BigInteger), *(bindparam(name, type_=Integer) for name in ("broadcast", "limit")))
_WITHDRAW = (
    update(deliveries)
    .where(
        deliveries.c.broadcast_id == bindparam("of"),
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.language == bindparam("in_language"),
    )
    .values(withdrawn=bindparam("result"))
)
_COUNTED: Mapping[RetractionResult, str] = {"deleted": "deleted", "edited": "withdrawn", "kept": "kept"}


async def waiting(
    conn: AsyncConnection, broadcast: Broadcast, now: datetime, after: Cursor, limit: int
) -> tuple[PendingDelivery, ...]:
    """Return the broadcast's deliveries that are due, after a cursor, in sending order; claims nothing."""
    parameters = _parameters(broadcast, now, limit) | dict(zip(("due", "chat", "language"), after, strict=True))
    return tuple(PendingDelivery(*row) for row in await conn.execute(_WAITING[conn.dialect.name], parameters))


async def sample(
    conn: AsyncConnection, broadcast: Broadcast, now: datetime, offset: int, limit: int
) -> tuple[PendingDelivery, ...]:
    """Return deliveries that are due, `offset` rows before the queue's end, last first; the rows skipped are read."""
    parameters = _parameters(broadcast, now, limit) | {"offset": offset}
    return tuple(PendingDelivery(*row) for row in await conn.execute(_SAMPLE, parameters))


async def copies(conn: AsyncConnection, broadcast_id: int, after: Key | None, limit: int) -> tuple[SentCopy, ...]:
    """Return the broadcast's sent copies after a key that no retraction has handled yet, by chat and language."""
    chat, language = after or (-(2**62), "")
    fields = {"broadcast": broadcast_id, "chat": chat, "language": language, "limit": limit}
    return tuple(SentCopy(*row) for row in await conn.execute(_COPIES, fields))


async def withdraw(
    conn: AsyncConnection, broadcast_id: int, results: Mapping[Key, RetractionResult]
) -> Broadcast | None:
    """Store the results of a retraction, each copy once, and count them; return the updated broadcast.

    Only the leader calls it: two callers with the same copy would count it twice.
    """
    if not results:
        return await broadcasts.get(conn, broadcast_id)
    rows = [
        {"of": broadcast_id, "chat": chat_id, "in_language": language, "result": result}
        for (chat_id, language), result in sorted(results.items())
    ]
    await conn.execute(_WITHDRAW, rows)
    return await broadcasts.count(conn, broadcast_id, Counter(_COUNTED[result] for result in results.values()))


async def leave_topic(conn: AsyncConnection, chat_id: int) -> None:
    """Clear the subscriber's forum topic, which is gone: the chat is written to outside topics."""
    await conn.execute(update(subscribers).where(subscribers.c.chat_id == chat_id).values(thread_id=None))


def _parameters(broadcast: Broadcast, now: datetime, limit: int) -> dict[str, Any]:
    """Return the parameters that `waiting` and `sample` share."""
    return {"broadcast": broadcast.id, "urgency": broadcast.urgency, "now": now, "limit": limit}
