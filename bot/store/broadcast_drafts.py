"""Broadcast drafts: broadcasts that an editor prepares, and the question that is open about each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import Row, delete, insert, select, update

from bot.store.delivery_tables import broadcast_drafts

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class BroadcastDraft:
    """A broadcast that `by` prepares: `spec` is its JSON, `broadcast_id` the broadcast it became, None until then.

    `question` is the open form question, `asked_at` when it was put to the editor: None while they are elsewhere and
    may come back to it. `version` grows by one with every change (optimistic locking).
    """

    id: int
    by: int
    version: int
    spec: str
    question: dict[str, Any] | None
    asked_at: datetime | None
    broadcast_id: int | None
    changed_at: datetime

    @property
    def asked(self) -> int | None:
        """The editor whose next message answers the question; None while they are elsewhere."""
        return self.by if self.asked_at else None


class Changes(TypedDict, total=False):
    """The columns that `save` can change."""

    spec: str
    question: dict[str, Any] | None
    asked_at: datetime | None
    broadcast_id: int


_BROADCAST_DRAFTS = select(
    *(
        broadcast_drafts.c.id,
        broadcast_drafts.c.by,
        broadcast_drafts.c.version,
        broadcast_drafts.c.spec,
        broadcast_drafts.c.question,
        broadcast_drafts.c.asked_at,
    ),
    *(broadcast_drafts.c.broadcast_id, broadcast_drafts.c.changed_at),
)


async def create(conn: AsyncConnection, *, by: int, spec: str, at: datetime) -> BroadcastDraft:
    """Insert a broadcast draft with version 1."""
    row = {"by": by, "version": 1, "spec": spec, "changed_at": at}
    return _broadcast_draft(
        (await conn.execute(insert(broadcast_drafts).values(row).returning(*_BROADCAST_DRAFTS.selected_columns))).one()
    )


async def get(conn: AsyncConnection, draft_id: int) -> BroadcastDraft | None:
    """Return the broadcast draft by id, sent or not; None if missing."""
    row = (await conn.execute(_BROADCAST_DRAFTS.where(broadcast_drafts.c.id == draft_id))).one_or_none()
    return _broadcast_draft(row) if row else None


async def get_for_update(conn: AsyncConnection, draft_id: int) -> BroadcastDraft | None:
    """SELECT … FOR UPDATE by id; None if missing."""
    row = (
        await conn.execute(_BROADCAST_DRAFTS.where(broadcast_drafts.c.id == draft_id).with_for_update())
    ).one_or_none()
    return _broadcast_draft(row) if row else None


async def of(conn: AsyncConnection, by: int) -> tuple[BroadcastDraft, ...]:
    """Return an editor's broadcast drafts that are not sent, last changed first."""
    query = _BROADCAST_DRAFTS.where(broadcast_drafts.c.by == by, broadcast_drafts.c.broadcast_id.is_(None))
    rows = await conn.execute(query.order_by(broadcast_drafts.c.changed_at.desc(), broadcast_drafts.c.id.desc()))
    return tuple(_broadcast_draft(row) for row in rows)


async def asking(conn: AsyncConnection, by: int) -> BroadcastDraft | None:
    """Return the editor's broadcast draft with the latest open question; None if they are asked nothing."""
    query = _BROADCAST_DRAFTS.where(
        broadcast_drafts.c.by == by, broadcast_drafts.c.broadcast_id.is_(None), broadcast_drafts.c.asked_at.is_not(None)
    )
    row = (
        await conn.execute(query.order_by(broadcast_drafts.c.asked_at.desc(), broadcast_drafts.c.id.desc()).limit(1))
    ).one_or_none()
    return _broadcast_draft(row) if row else None


async def save(conn: AsyncConnection, draft: BroadcastDraft, *, at: datetime, **changes: Unpack[Changes]) -> bool:
    """Update the draft if its version is unchanged; else return False and change nothing."""
    row: dict[str, Any] = {**changes, "version": draft.version + 1, "changed_at": at}
    if "question" in changes:
        question = changes["question"]
        row["question"] = None if question is None else json.dumps(question)
    statement = (
        update(broadcast_drafts)
        .where(broadcast_drafts.c.id == draft.id, broadcast_drafts.c.version == draft.version)
        .values(row)
    )
    return (await conn.execute(statement)).rowcount == 1


async def remove(conn: AsyncConnection, draft_id: int) -> bool:
    """Delete a draft that was not sent; return whether there was one. A sent one stays, as its broadcast's record."""
    statement = delete(broadcast_drafts).where(
        broadcast_drafts.c.id == draft_id, broadcast_drafts.c.broadcast_id.is_(None)
    )
    return (await conn.execute(statement)).rowcount == 1


def _broadcast_draft(row: Row[*tuple[Any, ...]]) -> BroadcastDraft:
    values = row._asdict()
    values["question"] = None if values["question"] is None else json.loads(values["question"])
    return BroadcastDraft(**values)
