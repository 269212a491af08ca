"""Use cases of blocks: whom the bot answers no more; each in one transaction that the audit log records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import BlockMember
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import blocks, chats, members, subscribers
from bot.store.blocks import Block
from bot.store.subscribers import State

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database

BLOCKED_BY_DESK = "desk_block"  # the reason of the subscriber that a block paused


async def block(database: Database, blocked_id: int, reason: str, *, context: ActionContext) -> bool:
    """Block a chat or person; False if that was done before.

    What is still to be sent to it is cancelled, and its subscription pauses. Raises NotAllowed, and BlockMember for
    somebody on the desk, who is removed from it first.
    """
    async with desk_transaction(database, context, Action.BLOCK, blocked=blocked_id) as tx:
        if blocked_id in context.owners or await members.get(tx.conn, blocked_id):
            raise BlockMember(user=blocked_id)
        return tx.is_new_update and await put(tx, blocked_id, reason)


async def unblock(database: Database, blocked_id: int, *, context: ActionContext) -> bool:
    """Unblock a chat or person; False if it was not blocked. Raises NotAllowed."""
    async with desk_transaction(database, context, Action.BLOCK, unblocked=blocked_id) as tx:
        return tx.is_new_update and await remove(tx, blocked_id)


async def unblock_reporter(database: Database, report_id: int, *, context: ActionContext) -> bool:
    """Unblock whoever made a report; False if they are not blocked. Raises NotAllowed."""
    async with desk_transaction(database, context, Action.BLOCK, unblocked_reporter=report_id) as tx:
        return tx.is_new_update and await remove_reporter(tx, report_id)


async def remove_reporter(tx: DeskTransaction, report_id: int) -> bool:
    """Unblock whoever made a report in a transaction, as `remove` does."""
    block = await blocks.of_report(tx.conn, report_id)
    return block is not None and await remove(tx, block.blocked_id)


async def read_all(database: Database) -> tuple[Block, ...]:
    """Read every block, the latest first."""
    async with database.read() as conn:
        return await blocks.all_(conn)


async def put(tx: DeskTransaction, blocked_id: int, reason: str, *, report_id: int | None = None) -> bool:
    """Block in a transaction, and write it to the audit log; False if that was done before.

    Who made the report `report_id` is written nowhere but in the block.
    """
    context = tx.context
    if not await blocks.put(tx.conn, Block(blocked_id, reason, context.actor, context.at, report_id)):
        return False
    subscriber = await subscribers.get(tx.conn, blocked_id)
    if subscriber and subscriber.state is State.ACTIVE:
        paused = replace(subscriber, state=State.PAUSED, reason=BLOCKED_BY_DESK)
        await subscribers.put(tx.conn, paused, context.at)
    await chats.cancel(tx.conn, blocked_id, context.at, reason=BLOCKED_BY_DESK)
    named: dict[str, Any] = {"blocked": blocked_id} if report_id is None else {"reporter": report_id}
    await tx.record(**named, reason=reason)
    return True


async def remove(tx: DeskTransaction, blocked_id: int) -> bool:
    """Unblock in a transaction, and write it to the audit log; False if it was not blocked."""
    block = await blocks.get(tx.conn, blocked_id)
    if block is None:
        return False
    await blocks.remove(tx.conn, blocked_id)
    subscriber = await subscribers.get(tx.conn, blocked_id)
    if subscriber and subscriber.reason == BLOCKED_BY_DESK:
        await subscribers.put(tx.conn, replace(subscriber, state=State.ACTIVE, reason=None), tx.context.at)
    named: dict[str, Any] = (
        {"unblocked": blocked_id} if block.report_id is None else {"unblocked_reporter": block.report_id}
    )
    await tx.record(**named, reason=block.reason)
    return True
