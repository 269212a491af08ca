"""Connections to PostgreSQL that end when the server hangs: a stopped machine closes nothing and answers nothing.

Without this a statement waits until the kernel gives up, which takes a quarter of an hour, and on a local socket for
ever. A time-out of each statement would cut those that are long, or wait for another's lock, while the server is well.
So the server is asked something small beside them: where it is silent, every connection is closed, and whoever waits
for an answer gets the error of a lost connection, as from a server that was stopped.

One process of a server can hang while the others answer. The server tells what each connection's process does: one
that has not begun on what it was asked seconds ago hangs, and one that is at work, or waits for a lock, is given
`LONGEST`, since it cannot be told from one that hangs in the middle of it.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import structlog

from bot.errors.database import database_failures

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import asyncpg  # type: ignore[import-untyped]  # it has no types

LOOK = 3.0  # seconds between two looks; each is one small query
# Seconds for the answer, which is waited for twice: once on the watch's connection, which alone may be cut off, then on
# a new one. With the pause before, a server that hangs is found within 13 seconds.
ANSWER = 5.0
# Seconds for a statement that its process has begun on, while the server is well: a push to a million takes one of
# some tens of seconds, and others wait for its locks.
LONGEST = 300.0
# Database, role and process are compared because behind a pooler the process's number is none of the server's.
_STATES = """
    SELECT pid, state FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid = ANY($1)
"""
_NOT_BEGUN = frozenset({"idle", "idle in transaction", "idle in transaction (aborted)"})

# Seconds and counts for a network that drops packets: the connection is lost after 13 seconds without a sign of life,
# idle or not. Linux has all four options, other systems some.
_KEEP_ALIVE = (
    ("TCP_KEEPIDLE", 4),
    ("TCP_KEEPINTVL", 3),
    ("TCP_KEEPCNT", 3),
    ("TCP_USER_TIMEOUT", 13_000),  # milliseconds that sent data may stay unacknowledged
)


log = structlog.get_logger(__name__)


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
        self._connections: WeakKeyDictionary[asyncpg.Connection, _TimedProtocol] = WeakKeyDictionary()
        self._suspected: dict[int, float] = {}  # processes that had not begun, and since when they were asked
        self._options: dict[str, Any] = {}
        self._own: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def connect(self, *where: Any, **options: Any) -> asyncpg.Connection:
        """Connect, as the pool does, and watch the connection from now on."""
        connection = await connect(*where, **options)
        # asyncpg has no hook before a statement: its query loggers are called after one.
        timed = _TimedProtocol(connection._protocol)  # noqa: SLF001 - as said above
        connection._protocol = timed  # noqa: SLF001 - as said above
        self._connections[connection] = timed
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
            elif is_used:
                await self._end_hung()

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

    async def _end_hung(self) -> None:
        """Close the connections whose process hangs; two looks agree on one that has not begun on what it was asked."""
        now, suspected, self._suspected = asyncio.get_running_loop().time(), self._suspected, {}
        asked: dict[int, tuple[asyncpg.Connection, float]] = {}
        for connection, timed in list(self._connections.items()):
            since = timed.asked_at
            if since is not None and now - since > ANSWER and not connection.is_closed():
                asked[connection.get_server_pid()] = (connection, since)
        if not asked:
            return
        states = {row["pid"]: row["state"] for row in await self._fetch(_STATES, list(asked))}
        for number, (connection, since) in asked.items():
            has_not_begun = states.get(number) in _NOT_BEGUN
            if now - since > LONGEST or (has_not_begun and suspected.get(number) == since):
                await self._end(number, connection, now - since)
            elif has_not_begun:
                self._suspected[number] = since

    async def _end(self, number: int, connection: asyncpg.Connection, seconds: float) -> None:
        """Close a connection, and have its process end as soon as it goes on: until then its locks are held."""
        log.warning("database.backend_hangs", process=number, seconds=round(seconds))
        connection.terminate()
        await self._fetch("SELECT pg_terminate_backend($1)", number)

    async def _fetch(self, statement: str, *arguments: Any) -> list[Any]:
        """Ask on the watch's connection; return no rows where that fails."""
        if self._own is None:
            return []
        rows: list[Any] = []
        try:
            async with asyncio.timeout(ANSWER):
                rows = await self._own.fetch(statement, *arguments)
        except TimeoutError:
            self._drop()
        except database_failures():
            self._drop()
        return rows

    def _terminate(self) -> None:
        for connection in list(self._connections):
            connection.terminate()

    def _drop(self) -> None:
        if self._own:
            self._own.terminate()
            self._own = None


class _TimedProtocol:
    """asyncpg's protocol, which notes since when an answer of the server is waited for; None while none is."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self.asked_at: float | None = None
        for name in ("prepare", "bind_execute", "bind_execute_many", "bind", "execute", "query", "close_statement"):
            setattr(self, name, self._timed(getattr(protocol, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._protocol, name)

    def _timed(self, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def timed(*arguments: Any, **options: Any) -> Any:
            self.asked_at = asyncio.get_running_loop().time()
            try:
                return await ask(*arguments, **options)
            finally:
                self.asked_at = None

        return timed


def _keep_alive(connected: socket.socket) -> None:
    """Have the kernel notice when a peer in another machine is gone without a word."""
    if connected.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    with suppress(OSError):  # it was closed meanwhile
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            if option := getattr(socket, name, None):
                connected.setsockopt(socket.IPPROTO_TCP, option, value)
