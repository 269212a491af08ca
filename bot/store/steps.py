"""Steps: what becomes of deliveries while they are sent, many in one transaction, in which nothing is awaited."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, func, select, text, tuple_, update

from bot.store import broadcasts
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Key, State

_UNSETTLED = frozenset({"pending", "sending", "uncertain"})
_OPEN_PUSHES = frozenset({"running", "paused"})
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


_RECORD = (
    update(deliveries)
    .where(
        deliveries.c.broadcast_id == bindparam("of"),
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.language == bindparam("tongue"),
    )
    .values(
        state=bindparam("to"),
        at=bindparam("when"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
        due_at=func.coalesce(bindparam("due", type_=deliveries.c.due_at.type), deliveries.c.due_at),
        rendition_id=func.coalesce(
            bindparam("rendition", type_=deliveries.c.rendition_id.type), deliveries.c.rendition_id
        ),
        tries=deliveries.c.tries + bindparam("tried", type_=deliveries.c.tries.type),
    )
)
# SQLite finds no rows by pairs in the key's index, only by its next column.
_IS = deliveries.c.chat_id.in_(bindparam("chats", expanding=True)) & tuple_(
    deliveries.c.chat_id, deliveries.c.language
).in_(bindparam("keys", expanding=True))
_STATES = (
    select(deliveries.c.chat_id, deliveries.c.language, deliveries.c.state)
    .where(deliveries.c.broadcast_id == bindparam("of"), _IS)
    .with_for_update()
)
_MARK = (
    update(deliveries)
    .where(deliveries.c.broadcast_id == bindparam("of"), _PENDING, _IS)
    .values(state="sending", at=bindparam("when", type_=deliveries.c.at.type))
    .returning(deliveries.c.chat_id, deliveries.c.language)
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
    marked: frozenset[Key] = frozenset()
    if keys and push.state == "running":
        marked = frozenset(tuple(row) for row in conn.execute(_MARK, _named(broadcast_id, keys) | {"when": at}))
        changed.update(sending=len(marked), pending=-len(marked))
    if any(changed.values()):
        push = broadcasts.count_now(conn, broadcast_id, changed)
    return push, marked


def _record(conn: Connection, push: Broadcast, results: Sequence[Result], at: datetime) -> Counter[str]:
    """Keep results; how the counters change by it."""
    found = conn.execute(_STATES, _named(push.id, [one.key for one in results]))
    states = {(chat, language): state for chat, language, state in found}
    changed: Counter[str] = Counter()
    rows = []
    for one in results:
        before = states.get(one.key)
        to = "cancelled" if one.state == "pending" and push.state not in _OPEN_PUSHES else one.state
        if before not in _UNSETTLED or (to == "uncertain" and before != "sending"):
            continue
        changed[before] -= 1
        changed[to] += 1
        rows.append(
            {"of": push.id, "chat": one.chat_id, "tongue": one.language, "to": to, "when": at}
            | {"message": one.message_id, "why": one.reason, "due": one.due_at, "rendition": one.rendition_id}
            | {"tried": int(one.tried)}
        )
    if rows:
        conn.execute(_RECORD, rows)
    return changed


def _named(broadcast_id: int, keys: Collection[Key]) -> dict[str, Any]:
    # In their order, so that two processes never wait for each other.
    return {"of": broadcast_id, "chats": sorted({chat for chat, _ in keys}), "keys": sorted(keys)}
