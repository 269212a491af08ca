"""Polling: the next batch is asked for, and the last one thereby acknowledged, when that is handled or stored."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import PollingConflict, SiyaqError, TelegramAway

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.intake import Intake
    from bot.transport.client import Client

WAIT = 30  # seconds that Telegram holds an empty answer back
SOONEST = 0.2  # seconds from a question with an empty answer to the next
LONGEST = 60.0  # seconds between two tries while Telegram is away
WEBHOOK = "webhook is active"  # of the words of a 409 that only deleting the webhook ends
ALLOWED = ("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member")

log = structlog.get_logger(__name__)


async def poll(client: Client, intake: Intake, stop: asyncio.Event, alive: Callable[[], None]) -> None:
    """Poll until `stop`, and acknowledge then what was taken in; `alive` is called after each answer.

    Raises TokenRefused, and nothing that passes by itself. After an empty answer all that came before is acknowledged,
    so the next question names no offset: update ids may restart lower.
    """
    stopping = asyncio.create_task(stop.wait())
    try:
        if offset := await _poll(client, intake, stopping, alive):
            with suppress(SiyaqError):
                await client.updates(offset, wait=0, allowed=ALLOWED)
    finally:
        stopping.cancel()


async def _poll(client: Client, intake: Intake, stopping: asyncio.Task[Any], alive: Callable[[], None]) -> int:
    """Poll until `stopping` ends, and return the offset that is not acknowledged yet; 0 for none."""
    offset, failures = 0, 0
    while not stopping.done():
        asked = asyncio.get_running_loop().time()
        try:
            batch = await _unless(stopping, client, offset)
            if batch is None:
                break
            alive()
            await intake.accept(batch)
        except (TelegramAway, PollingConflict) as error:
            failures += 1
            if WEBHOOK in str(error.data.get("why", "")):  # one is left of an earlier run, and no other poller is meant
                await client.call("deleteWebhook", b"{}")
            await _pause(stopping, failures, float(error.data.get("seconds", 1)), str(error.data.get("why")))
            continue
        except SQLAlchemyError as error:  # such as a full disk: what is not stored is not acknowledged, and comes again
            failures += 1
            await _pause(stopping, failures, 1, type(error).__name__)
            continue
        failures = 0
        offset = max((update["update_id"] + 1 for update in batch if _is_numbered(update)), default=0)
        if not offset:
            await _rest(stopping, asked)
    return offset


async def _unless(stopping: asyncio.Task[Any], client: Client, offset: int) -> list[Any] | None:
    """The next batch; None where `stopping` ended before it."""
    loop = asyncio.get_running_loop()
    try:
        # No task of its own: each would let the loop go round once more before an update is looked at.
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
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads tries, guards nothing
    log.warning("polling.interrupted", why=why, pause=round(pause, 1))
    await asyncio.wait({stopping}, timeout=pause)


async def _rest(stopping: asyncio.Task[Any], asked: float) -> None:
    """After an empty answer that came at once: a server that does not hold it back must not be asked without end."""
    early = asked + SOONEST - asyncio.get_running_loop().time()
    if early > 0:
        await asyncio.wait({stopping}, timeout=early)


def _is_numbered(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
