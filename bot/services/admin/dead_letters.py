"""Use cases of dead letters: updates that could not be handled; each in one transaction that the audit log records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import updates

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.updates import DeadLetter


async def count(database: Database) -> int:
    """Count the dead letters."""
    async with database.read() as conn:
        return await updates.count_dead_letters(conn)


async def read(database: Database, *, limit: int, offset: int) -> tuple[DeadLetter, ...]:
    """Read dead letters, the latest first."""
    async with database.read() as conn:
        return await updates.dead_letters(conn, limit=limit, offset=offset)


async def retry(database: Database, update_id: int, *, context: ActionContext) -> dict[str, Any] | None:
    """Let a dead letter wait in the inbox again, and return the raw update, to be queued; None if it is none.

    A process that ends before it has queued the update leaves it to the next start. Raises NotAllowed.
    """
    async with desk_transaction(database, context, Action.DEAD_LETTERS, update=update_id) as tx:
        raw = await updates.revive(tx.conn, update_id, database.presence.id) if tx.is_new_update else None
        if raw is None:
            return None
        await tx.record(update=update_id, does="retry")
    revived: dict[str, Any] = json.loads(raw)
    return revived


async def drop(database: Database, update_id: int, *, context: ActionContext) -> bool:
    """Delete a dead letter; False if it is none. Raises NotAllowed."""
    async with desk_transaction(database, context, Action.DEAD_LETTERS, update=update_id) as tx:
        if not (tx.is_new_update and await updates.drop_dead_letter(tx.conn, update_id)):
            return False
        await tx.record(update=update_id, does="drop")
    return True
