"""Calls under way: at the end those that wait for the rate limit are given up, and those on the wire awaited."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine


class Flights:
    """Tasks that each wait for the rate limit and then call; `stop` ends them all."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._stopping = asyncio.create_task(stop.wait())
        self._tasks: set[asyncio.Task[None]] = set()
        self._on_wire: set[asyncio.Task[None] | None] = set()

    def is_stopping(self) -> bool:
        """Return whether nothing more is to be begun."""
        return self._stop.is_set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Begin a call."""
        self._tasks.add(asyncio.create_task(work))

    def leave(self) -> None:
        """Note that the task which calls this is on the wire from now on."""
        self._on_wire.add(asyncio.current_task())

    async def wait_for_room(self, most: int) -> None:
        """Wait until fewer than `most` are under way, or `stop`."""
        while len(self._tasks) >= most and not self.is_stopping():
            done, _ = await asyncio.wait({*self._tasks, self._stopping}, return_when=asyncio.FIRST_COMPLETED)
            self._reap(done)

    async def land(self) -> None:
        """Wait for all; after `stop` only for those on the wire."""
        try:
            while self._tasks and not self.is_stopping():
                done, _ = await asyncio.wait({*self._tasks, self._stopping}, return_when=asyncio.FIRST_COMPLETED)
                self._reap(done)
            for task in self._tasks - self._on_wire:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:
            self._stopping.cancel()
            for task in self._tasks:
                task.cancel()

    def _reap(self, done: Collection[asyncio.Task[Any]]) -> None:
        for task in self._tasks.intersection(done):
            self._tasks.discard(task)
            self._on_wire.discard(task)
            task.result()  # raises what it raised
