"""Use cases of uncertain deliveries: nobody knows whether they arrived, so they are sent again or left as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from bot.model.roles import Action
from bot.services.broadcasts.spec import slug_of
from bot.services.broadcasts.start import get_for_update
from bot.services.desk_transaction import desk_transaction
from bot.store import audit, broadcasts, deliveries, uncertain_deliveries

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.deliveries import Delivery, Key

Decision = Literal["send", "leave"]

RESEND_AFTER = timedelta(minutes=1)  # lets a failing server recover, and a crashed process's successor settle
RESENT_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Settled:
    """Count of settled deliveries; whether the update was new, and whether this screen now shows the progress."""

    count: int
    is_new_update: bool
    is_watched: bool


async def read(database: Database, broadcast_id: int, limit: int) -> tuple[Delivery, ...]:
    """Read the uncertain deliveries of a broadcast that nobody has decided about."""
    async with database.read() as conn:
        return await deliveries.uncertain(conn, broadcast_id, limit)


async def settle(
    database: Database,
    broadcast_id: int,
    decision: Decision,
    *,
    context: ActionContext,
    key: Key | None = None,
    watch: tuple[int, int] | None = None,
) -> Settled:
    """Send one uncertain delivery (`key`) again, or leave it; without `key`, all of them.

    Once nothing is left to decide, the message `watch` shows the progress of a broadcast that runs again. Raises
    NotAllowed (written to the audit) and BroadcastUnknown.
    """
    count, is_watched = 0, False
    async with desk_transaction(database, context, Action.PUSH, push=broadcast_id) as tx:
        broadcast = await get_for_update(tx, broadcast_id)
        if tx.is_new_update and key:
            count = int(await deliveries.settle(tx.conn, broadcast_id, key, decision, context.at))
        elif tx.is_new_update:
            count = await uncertain_deliveries.settle_all(tx.conn, broadcast_id, decision, context.at)
        left = await deliveries.uncertain(tx.conn, broadcast_id, 1)
        if count and watch and decision == "send" and not (left or broadcast.watch):
            await broadcasts.watch(tx.conn, broadcast_id, *watch)
            is_watched = True
        if count:
            about = {"chat": key[0]} if key else {}
            await tx.record(
                await slug_of(tx.conn, broadcast), push=broadcast_id, uncertain=decision, chats=count, **about
            )
    return Settled(count, tx.is_new_update, is_watched)


async def resend(database: Database, now: datetime) -> dict[int, int]:
    """Send uncertain deliveries again without asking (`SIYAQ_UNCERTAIN=resend`); return counts by broadcast.

    Each is sent again at most twice, a minute or more after it became uncertain: a server that acts and then fails
    every time would otherwise send without end.
    """
    async with database.read() as conn:
        broadcast_ids = await uncertain_deliveries.with_uncertain(conn)
    counts = {}
    for broadcast_id in broadcast_ids:
        async with database.write() as conn:
            count = await uncertain_deliveries.resend(
                conn, broadcast_id, at=now, before=now - RESEND_AFTER, tries=RESENT_AT_MOST
            )
            if count:
                broadcast = await broadcasts.get(conn, broadcast_id)
                slug = await slug_of(conn, broadcast) if broadcast else None
                detail = {"push": broadcast_id, "uncertain": "resend", "chats": count}
                await audit.write(conn, audit.Entry(audit.SHELL, Action.PUSH, now, slug, detail))
                counts[broadcast_id] = count
    return counts
