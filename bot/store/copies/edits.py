"""Outbox of edits: the copies that a run puts right, in order, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, delete, exists, func, select, text, update

from bot.store.column_types import Moment
from bot.store.copies import runs
from bot.store.copy_tables import copies, copy_edits, corrected_pages
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection

EditState = Literal["pending", "done", "same", "failed"]

Place = tuple[int, int, int, int, str]
"""Where an edit stands in its run's order: groups first, then the newest, then chat and message."""
START: Place = (-1, -(2**62), -(2**62), -1, "")


class PendingEdit(NamedTuple):
    """A copy to be edited: what it shows (`source` and `page_id`), and its delivery, of a push or digest.

    One that is not `current` shows something else since, by a reader's tap.
    """

    chat_id: int
    message_id: int
    inline_message_id: str
    kind: str
    source: str
    page_id: int
    broadcast_id: int | None
    language: str
    private: int
    rank: int
    tries: int
    current: int = 1

    @property
    def place(self) -> Place:
        """Return where it stands in its run's order."""
        return self.private, self.rank, self.chat_id, self.message_id, self.inline_message_id


class EditResult(NamedTuple):
    """What became of an edit. `new_id` is what the copy shows now; one that is pending again is due at `due_at`.

    Of one that failed, `is_gone` says that there is no such message any more.
    """

    edit: PendingEdit
    state: EditState
    reason: str | None = None
    new_id: int | None = None
    due_at: datetime | None = None
    is_gone: bool = False


# A copy that shows what is wrong once more, after a late record or an earlier correction, is edited once more.
_AGAIN = """
    ON CONFLICT (run_id, chat_id, message_id, inline_message_id) DO UPDATE
    SET state = 'pending', source = excluded.source, page_id = excluded.page_id, due_at = 0
    WHERE copy_edits.state IN ('done', 'same')
"""
_INTO = """
    INSERT INTO copy_edits (run_id, chat_id, message_id, inline_message_id, kind, source, page_id, broadcast_id,
                            language, private, rank, state, reason, tries, due_at)
"""
_PRIVATE = "CASE WHEN {table}.chat_id < 0 THEN 0 ELSE 1 END"
# A message that a reader's tap turned into another page is a copy of that page, and none of its push.
_FROM_DELIVERIES = text(
    f"""
    {_INTO}
    SELECT p.run_id, d.chat_id, d.message_id, '',
           CASE WHEN r.channel = 1 THEN 'post' WHEN b.kind = 'digest' THEN 'digest' ELSE 'push' END,
           'rendition', d.rendition_id, d.broadcast_id, d.language, {_PRIVATE.format(table="d")}, -coalesce(d.at, 0),
           'pending', NULL, 0, 0
    FROM deliveries d
    JOIN corrected_pages p ON p.run_id = :run AND p.source = 'rendition' AND p.page_id = d.rendition_id
    JOIN renditions r ON r.id = d.rendition_id JOIN broadcasts b ON b.id = d.broadcast_id
    WHERE d.broadcast_id = :broadcast AND d.state = 'sent' AND d.message_id IS NOT NULL AND d.withdrawn IS NULL
      AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.chat_id = d.chat_id AND c.message_id = d.message_id
                                               AND c.inline_message_id = '')
    {_AGAIN}
    """  # noqa: S608 - composed of constants above
).bindparams(*(bindparam(name, type_=Integer) for name in ("run", "broadcast")))
_FROM_COPIES = text(
    f"""
    {_INTO}
    SELECT p.run_id, c.chat_id, c.message_id, c.inline_message_id, c.kind, 'page', c.page_id, NULL, g.language,
           {_PRIVATE.format(table="c")}, -c.at, CASE c.kind WHEN 'ephemeral' THEN 'failed' ELSE 'pending' END,
           CASE c.kind WHEN 'ephemeral' THEN 'ephemeral' END, 0, 0
    FROM corrected_pages p JOIN copies c ON c.page_id = p.page_id JOIN copy_pages g ON g.id = c.page_id
    WHERE p.run_id = :run AND p.source = 'page'
    {_AGAIN}
    """  # noqa: S608 - composed of constants above
).bindparams(bindparam("run", type_=Integer))
_IN_FLIGHT = text(
    """
    SELECT count(*) FROM deliveries d JOIN corrected_pages p
      ON p.run_id = :run AND p.source = 'rendition' AND p.page_id = d.rendition_id
    WHERE d.broadcast_id = :broadcast AND d.state = :state
    """
).bindparams(*(bindparam(name, type_=Integer) for name in ("run", "broadcast")))
_COLUMNS = ", ".join(PendingEdit._fields[:-1])
_SHOWN = "c.chat_id = e.chat_id AND c.message_id = e.message_id AND c.inline_message_id = e.inline_message_id"
_CURRENT = f"""
    CASE source WHEN 'page' THEN EXISTS (SELECT 1 FROM copies c WHERE {_SHOWN} AND c.page_id = e.page_id)
                ELSE NOT EXISTS (SELECT 1 FROM copies c WHERE {_SHOWN}) END
"""  # noqa: S608 - composed of constants above
_WAITING: TextClause = text(
    f"""
    SELECT {_COLUMNS}, {_CURRENT} FROM copy_edits e WHERE run_id = :run AND state = 'pending' AND due_at <= :now
      AND (private, rank, chat_id, message_id, inline_message_id) > (:private, :rank, :chat, :message, :inline)
    ORDER BY private, rank, chat_id, message_id, inline_message_id LIMIT :limit
    """  # noqa: S608 - names of ours
).bindparams(
    *(bindparam(name, type_=Integer) for name in ("run", "limit", "private")),
    *(bindparam(name, type_=BigInteger) for name in ("rank", "chat", "message")),
    bindparam("now", type_=Moment),
)
_KEY = (
    copy_edits.c.run_id == bindparam("run"),
    copy_edits.c.chat_id == bindparam("chat"),
    copy_edits.c.message_id == bindparam("message"),
    copy_edits.c.inline_message_id == bindparam("inline"),
)
_SETTLE = (
    update(copy_edits)
    .where(*_KEY)
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        tries=copy_edits.c.tries + 1,
        due_at=func.coalesce(bindparam("due", type_=Moment), copy_edits.c.due_at),
    )
)
_PAGE = (copies.c.page_id == bindparam("was", type_=BigInteger), copies.c.chat_id == bindparam("chat"))
_COPY = (*_PAGE, copies.c.message_id == bindparam("message"), copies.c.inline_message_id == bindparam("inline"))
# A message that was edited meanwhile, by a reader's tap, shows something else.
_TURN = update(copies).where(*_COPY).values(page_id=bindparam("new", type_=BigInteger))
_DROP = delete(copies).where(*_COPY)
_DELIVERED = (
    update(deliveries)
    .where(
        deliveries.c.broadcast_id == bindparam("of"),
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.language == bindparam("in_language"),
        deliveries.c.rendition_id == bindparam("was", type_=BigInteger),
    )
    .values(rendition_id=bindparam("new", type_=BigInteger))
)


async def enlist(conn: AsyncConnection, run_id: int) -> int:
    """List the copies that the run has to put right, and are not listed yet; return how many."""
    listed = 0
    for broadcast in await runs.wrong_renditions_by_broadcast(conn, run_id):
        listed += (await conn.execute(_FROM_DELIVERIES, {"run": run_id, "broadcast": broadcast})).rowcount
    return listed + (await conn.execute(_FROM_COPIES, {"run": run_id})).rowcount


async def in_state(conn: AsyncConnection, run_id: int, state: Literal["sending", "uncertain"]) -> int:
    """Count the deliveries in a rendition that is wrong which are on their way, or of which nobody knows."""
    total = 0
    for broadcast in await runs.wrong_renditions_by_broadcast(conn, run_id):
        total += int(await conn.scalar(_IN_FLIGHT, {"run": run_id, "broadcast": broadcast, "state": state}) or 0)
    return total


async def pending(
    conn: AsyncConnection, run_id: int, now: datetime, after: Place, limit: int
) -> tuple[PendingEdit, ...]:
    """Return the run's edits that are due, after a place, in order."""
    parameters = dict(zip(("private", "rank", "chat", "message", "inline"), after, strict=True))
    rows = await conn.execute(_WAITING, {"run": run_id, "now": now, "limit": limit, **parameters})
    return tuple(PendingEdit(*row) for row in rows)


async def next_due(conn: AsyncConnection, run_id: int) -> datetime | None:
    """Return when the run's next edit is due; None if none is pending."""
    query = select(func.min(copy_edits.c.due_at)).where(copy_edits.c.run_id == run_id, text("state = 'pending'"))
    due: datetime | None = await conn.scalar(query)
    return due


async def has_pending_picture(conn: AsyncConnection, run_id: int, key: str, before: datetime) -> bool:
    """Return whether that picture is to be edited in a chat, due before a moment: the edit takes the upload along."""
    shown = select(corrected_pages.c.page_id).where(corrected_pages.c.run_id == run_id)
    shown = shown.where(corrected_pages.c.source == "page", corrected_pages.c.picture_key == key)
    own = (copy_edits.c.run_id == run_id) & (copy_edits.c.source == "page") & copy_edits.c.page_id.in_(shown)
    in_chat = (copy_edits.c.inline_message_id == "") & (copy_edits.c.due_at < before)
    return bool(await conn.scalar(select(exists().where(own, in_chat, text("copy_edits.state = 'pending'")))))


async def settle(conn: AsyncConnection, run_id: int, results: Sequence[EditResult]) -> None:
    """Store what became of edits, and what their copies show since; a copy that is gone is forgotten."""
    ordered = sorted(results, key=lambda result: (result.edit.chat_id, *result.edit.place))
    if not ordered:
        return
    await conn.execute(_SETTLE, [_parameters(run_id, result) for result in ordered])
    turned = [result for result in ordered if result.new_id is not None]
    for statement, source in ((_DELIVERED, "rendition"), (_TURN, "page")):
        if rows := [_turned(result) for result in turned if result.edit.source == source]:
            await conn.execute(statement, rows)
    gone = [_turned(result) for result in ordered if result.is_gone and result.edit.source == "page"]
    if gone:
        await conn.execute(_DROP, [{name: row[name] for name in ("chat", "message", "inline", "was")} for row in gone])


async def count_pending(conn: AsyncConnection) -> int:
    """Count the edits of all runs that are pending."""
    return int(await conn.scalar(select(func.count()).select_from(copy_edits).where(text("state = 'pending'"))) or 0)


@dataclass(frozen=True, slots=True)
class EditCounts:
    """A run's copies by kind and state, and those not corrected by reason."""

    by: Mapping[tuple[str, str], int]
    reasons: Mapping[str, int]


async def counts(conn: AsyncConnection, run_id: int) -> EditCounts:
    """Count the run's copies."""
    query = select(copy_edits.c.kind, copy_edits.c.state, func.count()).where(copy_edits.c.run_id == run_id)
    rows = await conn.execute(query.group_by(copy_edits.c.kind, copy_edits.c.state))
    by = {(row[0], row[1]): row[2] for row in rows}
    failed = select(func.coalesce(copy_edits.c.reason, ""), func.count())
    failed = failed.where(copy_edits.c.run_id == run_id, copy_edits.c.state == "failed")
    reasons = {row[0]: row[1] for row in await conn.execute(failed.group_by(copy_edits.c.reason))}
    return EditCounts(by, dict(sorted(reasons.items(), key=lambda entry: -entry[1])))


def _parameters(run_id: int, result: EditResult) -> dict[str, Any]:
    edit = result.edit
    row = {"run": run_id, "chat": edit.chat_id, "message": edit.message_id, "inline": edit.inline_message_id}
    return row | {"to": result.state, "why": result.reason, "due": result.due_at}


def _turned(result: EditResult) -> dict[str, Any]:
    edit = result.edit
    row: dict[str, Any] = {"chat": edit.chat_id, "was": edit.page_id, "new": result.new_id}
    if edit.source == "rendition":
        return row | {"of": edit.broadcast_id, "in_language": edit.language}
    return row | {"message": edit.message_id, "inline": edit.inline_message_id}
