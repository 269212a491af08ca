"""A clock that a test turns by hand; what was put off is called at its time, in order."""

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


class HandClock:
    """`bot.transport.clock.Clock` for tests."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._calls: list[tuple[float, int, _Call]] = []
        self._numbers = count()

    def time(self) -> float:
        """Now, in seconds."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None], /) -> _Call:
        """Call back when the clock has been turned to `when`."""
        call = _Call(callback)
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
