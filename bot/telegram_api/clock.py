"""Monotonic clock of the transport: the event loop, unless a test passes another."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_DATE = re.compile(rb'"date"\s*:\s*(\d{10})\b')
_COMPARE_EVERY = 60.0  # seconds
_WARN_EVERY = 3600.0
TOLERANCE = 60.0

log = structlog.get_logger(__name__)


class Timer(Protocol):
    """Handle of a scheduled call."""

    def cancel(self) -> None:
        """Cancel the call."""


class Clock(Protocol):
    """Time in seconds and scheduled calls; an event loop is one."""

    def time(self) -> float:
        """Return the current time."""

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer:
        """Schedule `callback` at `when`."""


async def sleep(clock: Clock, seconds: float) -> None:
    """Wait that many seconds of `clock`."""
    woken = asyncio.Event()
    timer = clock.call_at(clock.time() + seconds, woken.set)
    try:
        await woken.wait()
    finally:
        timer.cancel()


class SteadyClock:
    """A clock that is set once, to `start`, and then only advances: a step of the machine's clock does not move it."""

    def __init__(self, start: datetime, monotonic: Callable[[], float]) -> None:
        self._start = start
        self._monotonic = monotonic
        self._since = monotonic()

    def now(self) -> datetime:
        """Return the time."""
        return self._start + timedelta(seconds=self._monotonic() - self._since)


class DriftMonitor:
    """Compares the machine's clock with Telegram's, once a minute; warns of more than a minute, once an hour."""

    def __init__(self, monotonic: Callable[[], float], wall: Callable[[], float] = time.time) -> None:
        self._monotonic = monotonic
        self._wall = wall
        self._header_at = self._message_at = self._warn_at = float("-inf")
        self.ahead: float | None = None
        """Seconds by which the machine's clock was ahead when it was last compared; None before."""

    def check_header(self, date: str | None) -> None:
        """Compare with the `Date` of an answer's headers."""
        now = self._monotonic()
        if date and now >= self._header_at:
            self._header_at = now + _COMPARE_EVERY
            with suppress(ValueError, TypeError):
                self._compare(parsedate_to_datetime(date).timestamp(), now)

    def check_message(self, body: bytes) -> None:
        """Compare with the `date` of a message that was just sent."""
        now = self._monotonic()
        if now >= self._message_at and (date := _DATE.search(body)):
            self._message_at = now + _COMPARE_EVERY
            self._compare(float(date[1]), now)

    def _compare(self, telegram: float, now: float) -> None:
        ahead = self.ahead = self._wall() - telegram
        if abs(ahead) > TOLERANCE and now >= self._warn_at:
            self._warn_at = now + _WARN_EVERY
            log.warning("clock.off", seconds_ahead=round(ahead))
