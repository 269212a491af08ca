"""What is to go out next: deliveries that wait for their turn, and copies that are to be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, text, update

from bot.store import broadcasts
from bot.store.columns import Moment, ticks
from bot.store.delivery_tables import deliveries, subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Key

Cursor = tuple[int, int, str]
"""Where reading has come to: microseconds since 1970 of the hour that a delivery is due at, its chat, its language."""

START: Cursor = (-1, 0, "")


class Waiting(NamedTuple):
    """A delivery whose hour has come. `listening` is the subscriber's state, None where the chat is none.

    A `blocked` one waits for an earlier push to the same chat, or for the chat's post in its first language.
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
        """Where it stands in the order of sending."""
        return self.due, self.chat_id, self.language


class Copy(NamedTuple):
    """A message that stands in a chat, since `at`."""

    chat_id: int
    language: str
    rendition_id: int
    message_id: int
    at: int


Fate = Literal["deleted", "edited", "kept"]

# Raw, since it is asked for every message that goes out; states are spelled as the partial indexes have them.
_WAITING = text(
    """
    SELECT d.due_at, d.chat_id, d.language, d.rendition_id, d.tries, s.state, s.thread_id, s.silent, CASE WHEN EXISTS (
        SELECT 1 FROM deliveries e JOIN broadcasts b ON b.id = e.broadcast_id
        WHERE e.chat_id = d.chat_id AND e.state IN ('pending', 'sending')
          AND (e.broadcast_id < d.broadcast_id AND b.urgency = :urgency AND b.state = 'running'
               OR e.broadcast_id = d.broadcast_id AND s.both = 1 AND e.language <> d.language
                  AND e.language = (SELECT r.language FROM readers r WHERE r.chat_id = d.chat_id))
      ) THEN 1 ELSE 0 END
    FROM deliveries d LEFT JOIN subscribers s ON s.chat_id = d.chat_id
    WHERE d.broadcast_id = :broadcast AND d.state = 'pending' AND d.due_at <= :now
      AND d.due_at >= :due AND (d.due_at, d.chat_id, d.language) > (:due, :chat, :language)
    ORDER BY d.due_at, d.chat_id, d.language LIMIT :limit
    """
).bindparams(
    *(bindparam(name, type_=BigInteger) for name in ("due", "chat")),
    *(bindparam(name, type_=Integer) for name in ("broadcast", "urgency", "limit")),
    bindparam("now", type_=Moment),
)
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
        deliveries.c.language == bindparam("tongue"),
    )
    .values(withdrawn=bindparam("fate"))
)
_COUNTED: Mapping[Fate, str] = {"deleted": "deleted", "edited": "withdrawn", "kept": "kept"}


def behind(enqueued: datetime) -> Cursor:
    """Where to go on behind all that was enqueued then and never put off."""
    return ticks(enqueued) + 1, 2**62, ""


async def waiting(
    conn: AsyncConnection, push: Broadcast, now: datetime, after: Cursor, limit: int
) -> tuple[Waiting, ...]:
    """The push's next deliveries behind `after` whose hour has come, in the order of sending; nothing is changed."""
    told: dict[str, Any] = {"broadcast": push.id, "urgency": push.urgency, "now": now, "limit": limit}
    told |= dict(zip(("due", "chat", "language"), after, strict=True))
    return tuple(Waiting(*row) for row in await conn.execute(_WAITING, told))


async def copies(conn: AsyncConnection, broadcast_id: int, after: Key | None, limit: int) -> tuple[Copy, ...]:
    """The push's next messages behind `after` that nothing has been done about yet, by chat and language."""
    chat, language = after or (-(2**62), "")
    told = {"broadcast": broadcast_id, "chat": chat, "language": language, "limit": limit}
    return tuple(Copy(*row) for row in await conn.execute(_COPIES, told))


async def withdraw(conn: AsyncConnection, broadcast_id: int, fates: Mapping[Key, Fate]) -> Broadcast | None:
    """Keep what became of copies that were to be withdrawn, each once; the push as it is then.

    Nobody else may withdraw at the same time.
    """
    if not fates:
        return await broadcasts.get(conn, broadcast_id)
    await conn.execute(
        _WITHDRAW,
        [{"of": broadcast_id, "chat": key[0], "tongue": key[1], "fate": fate} for key, fate in sorted(fates.items())],
    )
    counted: dict[str, int] = {}
    for fate in fates.values():
        counted[_COUNTED[fate]] = counted.get(_COUNTED[fate], 0) + 1
    return await broadcasts.count(conn, broadcast_id, counted)


async def leave_topic(conn: AsyncConnection, chat_id: int) -> None:
    """Let the chat be written to outside its topics: the one that it had chosen is gone."""
    await conn.execute(update(subscribers).where(subscribers.c.chat_id == chat_id).values(thread_id=None))
