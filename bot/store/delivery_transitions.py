"""State transitions of deliveries in bulk: one synchronous transaction records results and claims the next batch."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, func, select, text, update

from bot.store import broadcasts
from bot.store.column_types import to_micros
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Update

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Key, State

_UNSETTLED = frozenset({"pending", "sending", "uncertain"})
_PENDING = text("deliveries.state = 'pending'")  # spelled as in the partial index, or SQLite does not use that


class Result(NamedTuple):
    """The outcome of a delivery. One that is `pending` again is due at `due_at`, with another rendition if given.

    `tried` counts a failed try.
    """

    chat_id: int
    language: str
    state: State
    message_id: int | None = None
    reason: str | None = None
    due_at: datetime | None = None
    rendition_id: int | None = None
    tried: bool = False

    @property
    def key(self) -> Key:
        """The delivery's key within its broadcast."""
        return self.chat_id, self.language


# One JSON parameter names all chats: to compile and bind a condition for each takes longer than to find the rows.
_LISTED = {
    "sqlite": "deliveries.chat_id IN (SELECT value FROM json_each(:chats))",
    "postgresql": "deliveries.chat_id IN "
    "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:chats AS JSON)))",
}
_OF = (deliveries.c.broadcast_id == bindparam("of"), deliveries.c.language == bindparam("in_language"))
_STATES = {
    name: select(deliveries.c.chat_id, deliveries.c.state).where(*_OF, text(listed)).with_for_update()
    for name, listed in _LISTED.items()
}
# What shows an item that was corrected since is not sent; a correction that commits first is seen here.
_CURRENT = text("NOT EXISTS (SELECT 1 FROM renditions r WHERE r.id = deliveries.rendition_id AND r.stale = 1)")
_CLAIM = {
    name: update(deliveries)
    .where(*_OF, _PENDING, text(listed), _CURRENT)
    .values(state="sending", at=bindparam("when", type_=deliveries.c.at.type))
    .returning(deliveries.c.chat_id)
    for name, listed in _LISTED.items()
}
_RECORD = (
    update(deliveries)
    .where(*_OF, deliveries.c.chat_id == bindparam("chat"))
    .values(
        state=bindparam("to"),
        at=bindparam("when", type_=BigInteger),
        message_id=bindparam("message"),
        reason=bindparam("why"),
        due_at=func.coalesce(bindparam("due", type_=BigInteger), deliveries.c.due_at),
        rendition_id=func.coalesce(bindparam("rendition", type_=Integer), deliveries.c.rendition_id),
        tries=deliveries.c.tries + bindparam("tried", type_=Integer),
    )
)


def apply_and_claim(
    conn: Connection, broadcast_id: int, results: Sequence[Result], keys: Collection[Key], at: datetime
) -> tuple[Broadcast | None, frozenset[Key]]:
    """Record the results of deliveries and claim others; return the updated broadcast and the keys claimed.

    Of a running broadcast, the pending ones of `keys` are claimed (set to `sending`): a request goes out only once its
    claim is committed. Settled deliveries stay as they are, but a late answer settles an uncertain one. If the
    broadcast has stopped, a delivery that would be pending again is cancelled.
    """
    broadcast = broadcasts.get_for_update_now(conn, broadcast_id)
    if broadcast is None:
        return None, frozenset()
    counters: Counter[str] = Counter()
    if results:
        counters = _record(conn, broadcast, results, at)
    claimed = _claim(conn, broadcast_id, keys, at) if keys and broadcast.state == "running" else frozenset()
    counters.update(sending=len(claimed), pending=-len(claimed))
    if any(counters.values()):
        broadcast = broadcasts.count_now(conn, broadcast_id, counters)
    return broadcast, claimed


def _claim(conn: Connection, broadcast_id: int, keys: Collection[Key], at: datetime) -> frozenset[Key]:
    """Set pending deliveries to `sending`; return the keys of those that were pending."""
    statement = _CLAIM[conn.dialect.name]
    return frozenset(
        (chat, parameters["in_language"])
        for parameters in _by_language(broadcast_id, keys)
        for chat in conn.scalars(statement, parameters | {"when": at})
    )


def _record(conn: Connection, broadcast: Broadcast, results: Sequence[Result], at: datetime) -> Counter[str]:
    """Store results; return by how much the broadcast's counters change."""
    query = _STATES[conn.dialect.name]
    states = {
        (chat, parameters["in_language"]): state
        for parameters in _by_language(broadcast.id, [result.key for result in results])
        for chat, state in conn.execute(query, parameters)
    }
    counters: Counter[str] = Counter()
    rows = []
    moment = to_micros(at)
    for result in results:
        before = states.get(result.key)
        to = "cancelled" if result.state == "pending" and broadcast.state not in broadcasts.OPEN else result.state
        if before not in _UNSETTLED or (to == "uncertain" and before != "sending"):
            continue
        counters[before] -= 1
        counters[to] += 1
        rows.append(_row(broadcast.id, result, to, moment))
    if rows:
        _execute(conn, _RECORD, rows)
    return counters


def _row(broadcast_id: int, result: Result, to: str, moment: int) -> dict[str, Any]:
    """Return the parameters of `_RECORD` for a result that sets the state `to`."""
    row = {"of": broadcast_id, "in_language": result.language, "chat": result.chat_id, "to": to, "when": moment}
    row |= {"message": result.message_id, "why": result.reason, "rendition": result.rendition_id}
    return row | {"due": to_micros(result.due_at) if result.due_at else None, "tried": int(result.tried)}


def _execute(conn: Connection, statement: Update, rows: Sequence[dict[str, Any]]) -> None:
    """Execute a statement once per row, of driver-level values: skips SQLAlchemy's processing of every parameter."""
    compiled = statement.compile(dialect=conn.dialect)
    conn.exec_driver_sql(str(compiled), [tuple(row[name] for name in compiled.positiontup or ()) for row in rows])


def _by_language(broadcast_id: int, keys: Collection[Key]) -> Iterator[dict[str, Any]]:
    """Yield the parameters that name deliveries, per language; sorted, so that two processes never deadlock."""
    chats: defaultdict[str, list[int]] = defaultdict(list)
    for chat, language in keys:
        chats[language].append(chat)
    for language in sorted(chats):
        yield {"of": broadcast_id, "in_language": language, "chats": json.dumps(sorted(chats[language]))}
