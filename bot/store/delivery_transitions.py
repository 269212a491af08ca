"""Steps: what becomes of deliveries while they are sent, many in one transaction, in which nothing is awaited."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, func, select, text, update

from bot.store import broadcasts
from bot.store.columns import ticks
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Update

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Key, State

_UNSETTLED = frozenset({"pending", "sending", "uncertain"})
_PENDING = text("deliveries.state = 'pending'")  # spelled as the partial index has it


class Result(NamedTuple):
    """What became of a delivery; one that is `pending` again may be tried at `due_at`, in another rendition if named.

    `tried` counts it as a try that failed.
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
        """Which delivery it is of."""
        return self.chat_id, self.language


# Many are named by one parameter: to spell a condition for each, or bind each, takes longer than to find their rows.
_LISTED = {
    "sqlite": "deliveries.chat_id IN (SELECT value FROM json_each(:chats))",
    "postgresql": "deliveries.chat_id IN "
    "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:chats AS JSON)))",
}
_ITS = (deliveries.c.broadcast_id == bindparam("of"), deliveries.c.language == bindparam("tongue"))
_STATES = {
    name: select(deliveries.c.chat_id, deliveries.c.state).where(*_ITS, text(listed)).with_for_update()
    for name, listed in _LISTED.items()
}
_MARK = {
    name: update(deliveries)
    .where(*_ITS, _PENDING, text(listed))
    .values(state="sending", at=bindparam("when", type_=deliveries.c.at.type))
    .returning(deliveries.c.chat_id)
    for name, listed in _LISTED.items()
}
_RECORD = (
    update(deliveries)
    .where(*_ITS, deliveries.c.chat_id == bindparam("chat"))
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


def step(
    conn: Connection, broadcast_id: int, results: Sequence[Result], keys: Collection[Key], at: datetime
) -> tuple[Broadcast | None, frozenset[Key]]:
    """Keep what became of deliveries, and let others be `sending`; the push as it is then, and which others.

    Of a push that runs, those of `keys` are marked that are pending; what goes on the wire has been marked, and its
    mark is committed. What is settled already stays so, but a late answer settles what was uncertain. Of a push that
    goes on no more, what would be pending again is cancelled.
    """
    push = broadcasts.hold_now(conn, broadcast_id)
    if push is None:
        return None, frozenset()
    changed: Counter[str] = Counter()
    if results:
        changed = _record(conn, push, results, at)
    marked = _mark(conn, broadcast_id, keys, at) if keys and push.state == "running" else frozenset()
    changed.update(sending=len(marked), pending=-len(marked))
    if any(changed.values()):
        push = broadcasts.count_now(conn, broadcast_id, changed)
    return push, marked


def _mark(conn: Connection, broadcast_id: int, keys: Collection[Key], at: datetime) -> frozenset[Key]:
    statement = _MARK[conn.dialect.name]
    return frozenset(
        (chat, told["tongue"])
        for told in _named(broadcast_id, keys)
        for chat in conn.scalars(statement, told | {"when": at})
    )


def _record(conn: Connection, push: Broadcast, results: Sequence[Result], at: datetime) -> Counter[str]:
    """Keep results; how the counters change by it."""
    query = _STATES[conn.dialect.name]
    states = {
        (chat, told["tongue"]): state
        for told in _named(push.id, [one.key for one in results])
        for chat, state in conn.execute(query, told)
    }
    changed: Counter[str] = Counter()
    rows = []
    moment = ticks(at)
    for one in results:
        before = states.get(one.key)
        to = "cancelled" if one.state == "pending" and push.state not in broadcasts.OPEN else one.state
        if before not in _UNSETTLED or (to == "uncertain" and before != "sending"):
            continue
        changed[before] -= 1
        changed[to] += 1
        rows.append(
            {"of": push.id, "tongue": one.language, "chat": one.chat_id, "to": to, "when": moment}
            | {"message": one.message_id, "why": one.reason, "due": ticks(one.due_at) if one.due_at else None}
            | {"rendition": one.rendition_id, "tried": int(one.tried)}
        )
    if rows:
        _execute(conn, _RECORD, rows)
    return changed


def _execute(conn: Connection, statement: Update, rows: Sequence[dict[str, Any]]) -> None:
    """Execute a statement for each row, whose values are as the driver takes them: nothing is looked at one by one."""
    spelled = statement.compile(dialect=conn.dialect)
    conn.exec_driver_sql(str(spelled), [tuple(row[name] for name in spelled.positiontup or ()) for row in rows])


def _named(broadcast_id: int, keys: Collection[Key]) -> Iterator[dict[str, Any]]:
    """The parameters that name deliveries, language by language, in an order: no two processes wait for each other."""
    chats: defaultdict[str, list[int]] = defaultdict(list)
    for chat, language in keys:
        chats[language].append(chat)
    for language in sorted(chats):
        yield {"of": broadcast_id, "tongue": language, "chats": json.dumps(sorted(chats[language]))}
