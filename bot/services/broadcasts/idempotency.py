"""Start a broadcast once, however often its draft, update, or command with an idempotency key is repeated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.errors import BroadcastDraftStale, KeyReused
from bot.model.roles import Action
from bot.store import audit, broadcast_drafts, idempotency_keys
from bot.store.broadcast_drafts import BroadcastDraft
from bot.store.idempotency_keys import UsedKey

if TYPE_CHECKING:
    from bot.model.broadcast import BroadcastSpec
    from bot.services.desk_transaction import DeskTransaction

_AUDIT_WINDOW = 200  # latest audit entries of a person, searched for a repeated update
KEPT = timedelta(days=30)  # far longer than any pipeline retries


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key, and the fingerprint of the content that it stands for."""

    key: str
    fingerprint: str


Origin = BroadcastDraft | IdempotencyKey
"""What becomes one broadcast at most."""


def key_of(key: str, spec: BroadcastSpec, at: str | None) -> IdempotencyKey:
    """Make the key of a command; `at` is the hour as it was typed, since "in two hours" is another moment each time."""
    content = json.dumps([spec.to_json(), at])
    return IdempotencyKey(key, sha256(content.encode()).hexdigest())


async def find(tx: DeskTransaction, origin: Origin | None) -> int | None:
    """Return the id of the broadcast that this origin, or this update, created before."""
    if isinstance(origin, IdempotencyKey):
        return await _find_key(tx, origin)
    if origin:
        return await _id_of_draft(tx, origin)
    return None if tx.is_new_update else await _id_of_update(tx)


async def store(tx: DeskTransaction, origin: Origin | None, broadcast_id: int) -> None:
    """Store that the origin became this broadcast."""
    if isinstance(origin, IdempotencyKey):
        used = UsedKey(origin.fingerprint, broadcast_id)
        await idempotency_keys.add(tx.conn, origin.key, used, tx.context.at)
    elif origin:
        await broadcast_drafts.save(
            tx.conn, origin, at=tx.context.at, broadcast_id=broadcast_id, question=None, asked_at=None
        )


async def _id_of_draft(tx: DeskTransaction, broadcast_draft: BroadcastDraft) -> int | None:
    """Return the id of the broadcast that the draft became; raises BroadcastDraftStale if the draft was changed."""
    current = await broadcast_drafts.get_for_update(tx.conn, broadcast_draft.id)
    if current and current.broadcast_id:
        return current.broadcast_id
    if current is None or current.version != broadcast_draft.version:
        raise BroadcastDraftStale
    return None


async def _id_of_update(tx: DeskTransaction) -> int | None:
    """Look the broadcast up that a repeated update created, in the audit log."""
    actor, update = tx.context.actor, tx.context.update_id
    recent = await audit.read(tx.conn, actor=actor, action=Action.PUSH, limit=_AUDIT_WINDOW)
    same = (entry for entry in recent if entry.allowed and entry.detail.get("update") == update)
    return next((entry.detail["push"] for entry in same), None)


async def _find_key(tx: DeskTransaction, key: IdempotencyKey) -> int | None:
    """Return the id of the broadcast that the key started; raises KeyReused if that had other content."""
    await idempotency_keys.remove_before(tx.conn, tx.context.at - KEPT)
    used = await idempotency_keys.get_for_update(tx.conn, key.key)
    if used and used.fingerprint != key.fingerprint:
        raise KeyReused(key=key.key, number=used.broadcast_id)
    return used.broadcast_id if used else None
