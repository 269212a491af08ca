"""Long polling: a batch is acknowledged, by asking for the next, once it is handled or stored."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import PollingConflict, SiyaqError, TelegramUnavailable
from bot.errors.database import database_failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.telegram_api.client import Client
    from bot.telegram_api.update_queue import UpdateQueue

WAIT = 30  # seconds that Telegram may hold an empty answer
SOONEST = 0.2  # seconds between two requests where the first came back empty
LONGEST = 60.0  # seconds between two tries while Telegram is unavailable
WEBHOOK = "webhook is active"  # in the description of a 409 that only deleting the webhook ends
ALLOWED = (
    *("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"),
    *("message_reaction_count", "chosen_inline_result", "guest_message"),
)

log = structlog.get_logger(__name__)


async def poll(client: Client, queue: UpdateQueue, stop: asyncio.Event, alive: Callable[[], None]) -> None:
    """Poll until `stop`, then acknowledge the last batch; calls `alive` after each answer.

    Raises TokenRefused, and nothing that passes by itself. After an empty answer all before it is acknowledged, and the
    next request names no offset: update ids may restart lower.
    """
    stopping = asyncio.create_task(stop.wait())
    try:
        if offset := await _poll(client, queue, stopping, alive):
            with suppress(SiyaqError):
                await client.updates(offset, wait=0, allowed=ALLOWED)
    finally:
        stopping.cancel()


async def _poll(client: Client, queue: UpdateQueue, stopping: asyncio.Task[Any], alive: Callable[[], None]) -> int:
    """Poll until `stopping` ends and return the offset that is not acknowledged yet; 0 for none."""
    offset, failures = 0, 0
    while not stopping.done():
        asked = asyncio.get_running_loop().time()
        try:
            batch = await _unless(stopping, client, offset)
            if batch is None:
                break
            alive()
            await queue.accept(batch)
        except (TelegramUnavailable, PollingConflict) as error:
            failures += 1
            if WEBHOOK in str(error.data.get("why", "")):  # left by an earlier run: no other poller is meant
                await client.call("deleteWebhook", b"{}")
            await _pause(stopping, failures, float(error.data.get("seconds", 1)), str(error.data.get("why")))
            continue
        except database_failures() as error:
            # E.g. a full disk or a restarted server: what is not stored is not acknowledged, and comes again.
            if await queue.recovered(error):
                failures += 1
                await _pause(stopping, failures, 1, type(error).__name__)
            continue
        failures = 0
        offset = max((update["update_id"] + 1 for update in batch if _is_numbered(update)), default=0)
        if not offset:
            await _rest(stopping, asked)
    return offset


async def _unless(stopping: asyncio.Task[Any], client: Client, offset: int) -> list[Any] | None:
    """Return the next batch; None if `stopping` ended first."""
    loop = asyncio.get_running_loop()
    try:
        # Not a task of its own: it would cost one more iteration of the loop before an update is handled.
        async with asyncio.timeout(None) as bound:
            stopping.add_done_callback(cut := lambda _: bound.reschedule(loop.time()))
            try:
                return await client.updates(offset, wait=WAIT, allowed=ALLOWED)
            finally:
                stopping.remove_done_callback(cut)
    except TimeoutError:
        return None


async def _pause(stopping: asyncio.Task[Any], failures: int, least: float, why: str) -> None:
    pause = max(least, min(LONGEST, 0.5 * 2 ** min(failures, 10)))
    pause *= random.uniform(1, 1.2)  # noqa: S311 - spreads tries; never before a 429's time is over
    log.warning("polling.interrupted", why=why, pause=round(pause, 1))
    await asyncio.wait({stopping}, timeout=pause)


async def _rest(stopping: asyncio.Task[Any], asked: float) -> None:
    """Pause after an empty answer that came at once: a server that does not long-poll must not be asked in a loop."""
    seconds = asked + SOONEST - asyncio.get_running_loop().time()
    if seconds > 0:
        await asyncio.wait({stopping}, timeout=seconds)


def _is_numbered(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
