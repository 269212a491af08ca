"""Connections to PostgreSQL that end when the server hangs: a stopped machine closes nothing and answers nothing.

Without this a statement waits until the kernel gives up, which takes a quarter of an hour, and on a local socket for
ever. A time-out of each statement would cut those that are long, or wait for another's lock, while the server is well.
So the server is asked something small beside them: where it is silent, every connection is closed, and whoever waits
for an answer gets the error of a lost connection, as from a server that was stopped.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from bot.errors.database import database_failures

if TYPE_CHECKING:
    import asyncpg  # type: ignore[import-untyped]  # it has no types

LOOK = 3.0  # seconds between two looks; each is one small query
# Seconds for the answer, which is waited for twice: once on the watch's connection, which alone may be cut off, then on
# a new one. With the pause before, a server that hangs is found within 13 seconds.
ANSWER = 5.0

# Seconds and counts for a network that drops packets: the connection is lost after 13 seconds without a sign of life,
# idle or not. Linux has all four options, other systems some.
_KEEP_ALIVE = (
    ("TCP_KEEPIDLE", 4),
    ("TCP_KEEPINTVL", 3),
    ("TCP_KEEPCNT", 3),
    ("TCP_USER_TIMEOUT", 13_000),  # milliseconds that sent data may stay unacknowledged
)


async def connect(*where: Any, **options: Any) -> asyncpg.Connection:
    """Connect as `asyncpg.connect`, with TCP keepalives."""
    import asyncpg

    connection = await asyncpg.connect(*where, **options)
    # asyncpg has no public way to the socket: https://github.com/MagicStack/asyncpg/issues/137
    _keep_alive(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - as said above
    return connection


class ServerWatch:
    """The connections of one database's pool, and a task that looks whether their server answers."""

    def __init__(self) -> None:
        self._connections: WeakSet[asyncpg.Connection] = WeakSet()
        self._options: dict[str, Any] = {}
        self._own: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def connect(self, *where: Any, **options: Any) -> asyncpg.Connection:
        """Connect, as the pool does, and watch the connection from now on."""
        connection = await connect(*where, **options)
        self._connections.add(connection)
        self._options = options
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return connection

    async def close(self) -> None:
        """End the task and every connection."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._drop()
        self._terminate()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            is_used = any(not connection.is_closed() for connection in self._connections)
            if is_used and await self._is_silent() and await self._is_silent():
                self._terminate()

    async def _is_silent(self) -> bool:
        """Return whether the server does not answer in time; one that refuses does answer."""
        try:
            async with asyncio.timeout(ANSWER):
                if self._own is None or self._own.is_closed():
                    self._own = await connect(**self._options)
                await self._own.execute("SELECT 1")
        except TimeoutError:
            self._drop()
            return True
        except database_failures():
            self._drop()
        return False

    def _terminate(self) -> None:
        for connection in list(self._connections):
            connection.terminate()

    def _drop(self) -> None:
        if self._own:
            self._own.terminate()
            self._own = None


def _keep_alive(connected: socket.socket) -> None:
    """Have the kernel notice when a peer in another machine is gone without a word."""
    if connected.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    with suppress(OSError):  # it was closed meanwhile
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            if option := getattr(socket, name, None):
                connected.setsockopt(socket.IPPROTO_TCP, option, value)
