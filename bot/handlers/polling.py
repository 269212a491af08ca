"""Polling: the next batch is asked for, and the last one thereby acknowledged, when that is handled or stored."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import PollingConflict, SiyaqError, TelegramAway

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.intake import Intake
    from bot.transport.client import Client

WAIT = 30  # seconds that Telegram holds an empty answer back
LONGEST = 60.0  # seconds between two tries while Telegram is away
ALLOWED = ("message", "callback_query", "my_chat_member")

log = structlog.get_logger(__name__)


async def poll(client: Client, intake: Intake, stop: asyncio.Event, alive: Callable[[], None]) -> None:
    """Poll until `stop`, and acknowledge then what was taken in; `alive` is called after each answer.

    Raises TokenRefused, and nothing that passes by itself. After an empty answer all that came before is acknowledged,
    so the next question names no offset: update ids may restart lower.
    """
    offset, failures = 0, 0
    while not stop.is_set():
        try:
            batch = await _unless(stop, client, offset)
        except (TelegramAway, PollingConflict) as error:
            failures += 1
            await _pause(stop, error, failures)
            continue
        if batch is None:
            break
        failures = 0
        alive()
        await intake.accept(batch)
        offset = max((update["update_id"] + 1 for update in batch if _is_numbered(update)), default=0)
    if offset:
        with suppress(SiyaqError):
            await client.updates(offset, wait=0, allowed=ALLOWED)


async def _unless(stop: asyncio.Event, client: Client, offset: int) -> list[Any] | None:
    """The next batch; None where `stop` came before it."""
    asking = asyncio.ensure_future(client.updates(offset, wait=WAIT, allowed=ALLOWED))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else None
    finally:
        asking.cancel()
        stopping.cancel()


async def _pause(stop: asyncio.Event, error: SiyaqError, failures: int) -> None:
    pause = max(float(error.data.get("seconds", 1)), min(LONGEST, 0.5 * 2 ** min(failures, 10)))
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads tries, guards nothing
    log.warning("polling.interrupted", error=error.key, why=error.data.get("why"), pause=round(pause, 1))
    with suppress(TimeoutError):
        async with asyncio.timeout(pause):
            await stop.wait()


def _is_numbered(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
