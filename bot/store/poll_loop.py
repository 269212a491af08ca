"""The loop of background tasks: poll for work until the bot stops, whatever goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.availability import Availability

LONGEST = 60.0  # seconds between two polls that fail: each leaves a traceback in the log

log = structlog.get_logger(__name__)


async def poll(
    look: Callable[[], Awaitable[None]],
    stop: asyncio.Event,
    *,
    every: float,
    availability: Availability,
    failure: str,
    trouble: TroubleKind | None = TroubleKind.TASK_FAILED,
    longest: float = LONGEST,
) -> None:
    """Call `look` every so many seconds until `stop`; a call under way is finished.

    What it raises is logged as the event `failure`, reported as `trouble` if that is given, and ends nothing: the next
    call, after a pause that doubles up to `longest`, finds what is left to do. While the database is away nothing is
    called, and nothing logged here.
    """
    failures = 0
    while not stop.is_set():
        try:
            await look()
            failures = 0
        except Exception as error:
            if not isinstance(error, database_failures()) or await availability.blames(error, stop):
                failures += 1
                log.exception(failure, **({"trouble": report(trouble)} if trouble else {}))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_after(failures, every, longest)):
                await stop.wait()


def pause_after(failures: int, every: float, longest: float) -> float:
    """Return the seconds to the next poll after so many failures in a row: doubled with each, up to `longest`."""
    return min(every * 2.0 ** min(failures, 16), max(every, longest))
