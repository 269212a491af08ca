"""Availability of the database: one probe shared by all waiters, one log line when it goes and one when it returns."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.errors.database import database_failures, is_connection_lost, is_cut_off
from bot.errors.trouble import TroubleKind, report

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_FIRST, _LONGEST = 0.1, 2.0  # seconds between a waiter's probes, doubling: a restart of PostgreSQL takes about one
_FRESH = 0.1  # seconds for which a failed probe answers all: hundreds may wait, and a server that starts is loaded

log = structlog.get_logger(__name__)


class Availability:
    """Waits until a failed database answers again. `probe` writes, because a full disk still serves reads."""

    def __init__(self, probe: Callable[[], Awaitable[None]], explain: Callable[[Exception], str]) -> None:
        self._probe = probe
        self._explain = explain
        self._probing: asyncio.Task[Exception | None] | None = None
        self._failed_at = float("-inf")
        self._cut_off_at = float("-inf")
        self._away_since: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether the database failed somebody who waits for it, and has not answered since."""
        return self._away_since is not None

    async def wait(self, stop: asyncio.Event | None = None) -> bool:
        """Wait until the database answers, or `stop` is set. Return True if it did at the first probe, else False.

        True after a failed statement means that the statement is at fault, not the database.
        """
        pause, is_first_probe = _FIRST, True
        while not await self._answers():
            is_first_probe = False
            if stop is None:
                await asyncio.sleep(pause)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stop.wait()
                if stop.is_set():
                    return False
            pause = min(2 * pause, _LONGEST)
        return is_first_probe

    async def blames(self, error: Exception, stop: asyncio.Event | None = None) -> bool:
        """Wait as `wait`; return True if what was asked is at fault, so that the error is worth its traceback.

        A server that ends single connections is logged in one line, however many notice.
        """
        if not await self.wait(stop):
            return False
        if not is_cut_off(error):
            return True
        now = asyncio.get_running_loop().time()
        if now - self._cut_off_at > _LONGEST:
            log.warning("database.connection_lost", why=self._explain(error))
        self._cut_off_at = now
        return False

    async def retry(self, call: Callable[[], Awaitable[T]], stop: asyncio.Event) -> T | None:
        """Call until the database does not fail it, waiting while it is away; return None if `stop` came first.

        Raise what failed while the database answers.
        """
        while not stop.is_set():
            try:
                return await call()
            except database_failures() as error:
                if await self.wait(stop) and not is_connection_lost(error):
                    raise
        return None

    async def _answers(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._failed_at < _FRESH:
            return False
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._try())
        error = await asyncio.shield(self._probing)
        if error is not None:
            if self._away_since is None:
                self._away_since = now
                log.warning("database.away", why=self._explain(error), trouble=report(TroubleKind.DATABASE_AWAY))
            return False
        if self._away_since is not None:
            log.warning("database.back", seconds=round(now - self._away_since, 1))
            self._away_since = None
        return True

    async def _try(self) -> Exception | None:
        try:
            await self._probe()
        except database_failures() as error:
            self._failed_at = asyncio.get_running_loop().time()
            return error
        return None
