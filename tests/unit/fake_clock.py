"""Clocks of tests: one that is turned by hand, and one that leaps to whatever is waited for."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class _Call:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class FakeClock:
    """`bot.telegram_api.clock.Clock` for tests."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._calls: list[tuple[float, int, _Call]] = []
        self._numbers = count()
        self.put_off = asyncio.Event()

    def time(self) -> float:
        """Now, in seconds."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None], /) -> _Call:
        """Call back when the clock has been turned to `when`; `put_off` is set for whoever waits to turn it."""
        call = _Call(callback)
        self.put_off.set()
        heapq.heappush(self._calls, (when, next(self._numbers), call))
        return call

    @property
    def pending(self) -> int:
        """How many calls are put off and not cancelled."""
        return sum(call.callback is not None for _, _, call in self._calls)

    async def turn(self, seconds: float) -> None:
        """Let that many seconds pass; whoever is woken by it has run as far as it goes without the clock."""
        end = self._now + seconds
        await self._settle()
        while self._calls and self._calls[0][0] <= end:
            when, _, call = heapq.heappop(self._calls)
            self._now = max(self._now, when)
            if call.callback is not None:
                call.callback()
                await self._settle()
        self._now = end
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(8):
            await asyncio.sleep(0)


class LeapClock:
    """A clock on which all waiting is over at once: time leaps to the next call that was put off."""

    def __init__(self) -> None:
        self._now = 1000.0

    def time(self) -> float:
        """Now, in seconds."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None], /) -> _Call:
        """Call back as soon as the loop comes to it; it is `when` then."""
        call = _Call(callback)

        def leap() -> None:
            if call.callback is not None:
                self._now = max(self._now, when)
                call.callback()

        asyncio.get_running_loop().call_soon(leap)
        return call
