"""Use cases of the desk's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import key_values

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database


async def read_four_eyes(database: Database) -> bool:
    """Read whether publishing and broadcasting takes a second editor's approval."""
    async with database.read() as conn:
        return await key_values.four_eyes(conn)


async def set_four_eyes(database: Database, *, on: bool, context: ActionContext) -> None:
    """Turn the four-eyes rule on or off; raises NotAllowed."""
    async with desk_transaction(database, context, Action.RULES, four_eyes=on) as tx:
        if tx.is_new_update and await key_values.four_eyes(tx.conn) is not on:
            await key_values.set_four_eyes(tx.conn, on=on)
            await tx.record(four_eyes=on)
