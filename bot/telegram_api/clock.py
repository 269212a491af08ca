"""Time as transport knows it: told and waited for by one clock, the event loop unless a test brings another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer(Protocol):
    """A call that was put off."""

    def cancel(self) -> None:
        """Let it not be made."""


class Clock(Protocol):
    """The time in seconds from any start, and calls at a time; an event loop is one."""

    def time(self) -> float:
        """Now."""

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer:
        """Call back at `when`."""


async def sleep(clock: Clock, seconds: float) -> None:
    """Return after that many seconds of `clock`."""
    woken = asyncio.Event()
    timer = clock.call_at(clock.time() + seconds, woken.set)
    try:
        await woken.wait()
    finally:
        timer.cancel()
