"""Keep the inbox: show that this process lives, take over what dead ones left, and share inbox and rate with others."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.store.poll_loop import poll

if TYPE_CHECKING:
    from bot.delivery.rate_sharing import RateSharing
    from bot.delivery.worker import Leadership
    from bot.store.database import Database
    from bot.store.update_inbox import UpdateInbox
    from bot.telegram_api.update_queue import UpdateQueue

LOOK = 1.0  # seconds between two polls; after an outage every process shows itself within a few
PATIENCE = 10.0  # seconds that a start waits for a lone process to share: one that hangs holds nobody up for ever
_JOIN = 0.1  # seconds between two looks meanwhile

log = structlog.get_logger(__name__)


async def join(database: Database, inbox: UpdateInbox, updates: UpdateQueue, stop: asyncio.Event) -> None:
    """Take up what waits, once this process may receive updates; wait while the database is away."""
    await database.availability.retry(lambda: _join(database, inbox, stop), stop)
    await database.availability.retry(updates.resume, stop)


async def _join(database: Database, inbox: UpdateInbox, stop: asyncio.Event) -> None:
    """Show this process, and return once it is alone, or with others that know of it."""
    presence, loop = database.presence, asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    await presence.show()
    while not await _is_alone(database, inbox) and await presence.is_any_alone() and not stop.is_set():
        if loop.time() > end:
            log.warning("inbox.not_shared", seconds=PATIENCE)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_JOIN):
                await stop.wait()


async def run(
    database: Database,
    inbox: UpdateInbox,
    updates: UpdateQueue,
    leadership: Leadership,
    stop: asyncio.Event,
    *,
    sharing: RateSharing,
) -> None:
    """Poll until `stop`. Only the leader takes over, so that of several processes one does."""

    async def look() -> None:
        await database.presence.show()
        if leadership.leading.is_set():
            await updates.resume()
        others = await database.presence.others()
        await _share(database, inbox, updates, others)
        await sharing.rebalance(database, others)

    # Never less often, whatever fails: other processes take one that does not show itself for dead.
    await poll(look, stop, every=LOOK, longest=LOOK, availability=database.availability, failure="inbox.not_resumed")


async def _share(database: Database, inbox: UpdateInbox, updates: UpdateQueue, others: frozenset[int]) -> None:
    """Share the inbox while others live. A lone process handles updates unstored, so that an answer costs no write."""
    presence = database.presence
    if others and presence.holds_alone:
        presence.is_alone = False  # first: what comes from now on is stored before it is handled
        await updates.store_unhandled()
        await presence.end_alone()
    elif not others and not presence.is_alone:
        await _is_alone(database, inbox)


async def _is_alone(database: Database, inbox: UpdateInbox) -> bool:
    """Be alone where no other process lives and none left updates: what comes of their chats has to wait for these."""
    return not await inbox.has_others() and await database.presence.try_alone()
