"""Opening the database at a start: one that is away is waited for, one that cannot be used ends the start."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.errors import StoreAway
from bot.errors.database import database_failures, may_pass
from bot.errors.trouble import TroubleKind, report
from bot.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.database import Database

_FIRST, _LONGEST = 0.1, 2.0  # seconds between two tries, doubling

log = structlog.get_logger(__name__)


async def open_when_reachable(
    url: str,
    prepare: Callable[[Database], Awaitable[None]],
    stop: asyncio.Event,
    *,
    direct_url: str | None = None,
) -> Database | None:
    """Open the database and prepare it, as often as it takes; return None if `stop` came first.

    `prepare` may be called again after it failed half-way. What fails for another reason than a database that is away
    is raised, the database closed.
    """
    loop = asyncio.get_running_loop()
    pause, away_since = _FIRST, None
    while not stop.is_set():
        try:
            database = await _open_prepared(url, direct_url, prepare)
        except StoreAway as error:
            why = str(error.data["why"])
        except database_failures() as error:
            if not may_pass(error):
                raise
            why = type(error).__name__
        else:
            if away_since is not None:
                log.warning("database.back", seconds=round(loop.time() - away_since, 1))
            return database
        if away_since is None:
            away_since = loop.time()
            log.warning("database.away", why=why, trouble=report(TroubleKind.DATABASE_AWAY))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
        pause = min(2 * pause, _LONGEST)
    return None


async def _open_prepared(url: str, direct_url: str | None, prepare: Callable[[Database], Awaitable[None]]) -> Database:
    database = await open_database(url, direct_url=direct_url)
    try:
        await prepare(database)
    except BaseException:
        await database.close()
        raise
    return database
