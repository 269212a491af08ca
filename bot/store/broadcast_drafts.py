"""Proofs: pushes in the making, each as its editor would send it, and what is asked about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import Row, delete, insert, select, update

from bot.store.delivery_tables import proofs

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Proof:
    """What `by` would push (`spec`, JSON), and the push that it became, None as long as it is in the making.

    `question` is the one about it, put to them at `asked_at`; None where it waits for them to come back to it.
    `version` moves on with every change.
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
        """Whom the question was put to."""
        return self.by if self.asked_at else None


class Changes(TypedDict, total=False):
    """What `save` can change of a proof."""

    spec: str
    question: dict[str, Any] | None
    asked_at: datetime | None
    broadcast_id: int


_PROOFS = select(
    *(proofs.c.id, proofs.c.by, proofs.c.version, proofs.c.spec, proofs.c.question, proofs.c.asked_at),
    *(proofs.c.broadcast_id, proofs.c.changed_at),
)


async def create(conn: AsyncConnection, *, by: int, spec: str, at: datetime) -> Proof:
    """Begin a proof, in its first version."""
    row = {"by": by, "version": 1, "spec": spec, "changed_at": at}
    return _proof((await conn.execute(insert(proofs).values(row).returning(*_PROOFS.selected_columns))).one())


async def get(conn: AsyncConnection, proof_id: int) -> Proof | None:
    """The proof of this number, be it pushed or not."""
    row = (await conn.execute(_PROOFS.where(proofs.c.id == proof_id))).one_or_none()
    return _proof(row) if row else None


async def hold(conn: AsyncConnection, proof_id: int) -> Proof | None:
    """The proof of this number, which nobody else changes until this transaction, which writes, ends."""
    row = (await conn.execute(_PROOFS.where(proofs.c.id == proof_id).with_for_update())).one_or_none()
    return _proof(row) if row else None


async def of(conn: AsyncConnection, by: int) -> tuple[Proof, ...]:
    """What somebody has in the making, the last changed first."""
    query = _PROOFS.where(proofs.c.by == by, proofs.c.broadcast_id.is_(None))
    rows = await conn.execute(query.order_by(proofs.c.changed_at.desc(), proofs.c.id.desc()))
    return tuple(_proof(row) for row in rows)


async def asking(conn: AsyncConnection, by: int) -> Proof | None:
    """The proof whose question was put to this person last; None where no question waits for them."""
    query = _PROOFS.where(proofs.c.by == by, proofs.c.broadcast_id.is_(None), proofs.c.asked_at.is_not(None))
    row = (await conn.execute(query.order_by(proofs.c.asked_at.desc(), proofs.c.id.desc()).limit(1))).one_or_none()
    return _proof(row) if row else None


async def save(conn: AsyncConnection, proof: Proof, *, at: datetime, **changes: Unpack[Changes]) -> bool:
    """Change the proof where it is still of this version; False, and nothing changes, where it has moved on."""
    row: dict[str, Any] = {**changes, "version": proof.version + 1, "changed_at": at}
    if "question" in changes:
        question = changes["question"]
        row["question"] = None if question is None else json.dumps(question)
    statement = update(proofs).where(proofs.c.id == proof.id, proofs.c.version == proof.version).values(row)
    return (await conn.execute(statement)).rowcount == 1


async def remove(conn: AsyncConnection, proof_id: int) -> bool:
    """Let go of a proof that was not pushed; whether there was one."""
    statement = delete(proofs).where(proofs.c.id == proof_id, proofs.c.broadcast_id.is_(None))
    return (await conn.execute(statement)).rowcount == 1


def _proof(row: Row[*tuple[Any, ...]]) -> Proof:
    values = row._asdict()
    values["question"] = None if values["question"] is None else json.loads(values["question"])
    return Proof(**values)
