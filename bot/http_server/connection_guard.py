"""Guard of a server's connections: a cap on their number, and a time-out for the first request's headers.

aiohttp's server has neither: in a trial 900 half-open connections were still open after 35 seconds.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER_SECONDS = 10.0
BODY_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class ConnectionGuard(asyncio.Protocol):
    """Passes a connection's events to aiohttp's protocol `inner`; `open_guards` holds the guards of all connections.

    Log events begin with `area`.
    """

    def __init__(
        self, inner: asyncio.Protocol, open_guards: set[ConnectionGuard], max_connections: int, area: str
    ) -> None:
        self._area = area
        self._inner = inner
        self._open_guards = open_guards
        self._max_connections = max_connections
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept the connection, or abort it if there are too many."""
        stream = cast("asyncio.Transport", transport)
        if len(self._open_guards) >= self._max_connections:
            _log.warning(f"{self._area}.connection_refused", peer=_peer(stream), open=len(self._open_guards))
            stream.abort()
            return
        self._transport = stream
        self._open_guards.add(self)
        self._timer = asyncio.get_running_loop().call_later(HEADER_SECONDS, self._expire)
        self._inner.connection_made(transport)

    def request_started(self) -> None:
        """Note that the headers of a request are complete; idle connections are aiohttp's to close from now on."""
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        if self._transport is not None:
            _log.warning(f"{self._area}.headers_timed_out", peer=_peer(self._transport))
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Pass on."""
        if self._transport is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on."""
        return self._inner.eof_received() if self._transport is not None else None

    def pause_writing(self) -> None:
        """Pass on."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on."""
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the connection's place."""
        self.request_started()
        if self._transport is not None:
            self._open_guards.discard(self)
            self._inner.connection_lost(exc)


@web.middleware
async def note_request(request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
    """Stop the header time-out of the request's connection."""
    protocol = request.transport.get_protocol() if request.transport is not None else None
    if isinstance(protocol, ConnectionGuard):
        protocol.request_started()
    response: web.StreamResponse = await handler(request)
    return response


def guarded(runner: web.AppRunner, max_connections: int, area: str) -> Callable[[], ConnectionGuard]:
    """Return the factory of a server's connections, each with a guard."""
    guards: set[ConnectionGuard] = set()

    def connection() -> ConnectionGuard:
        inner = runner.server() if runner.server else None
        if inner is None:
            raise RuntimeError("the server is closed")
        return ConnectionGuard(inner, guards, max_connections, area)

    return connection


class ServerLog:
    """Logger for aiohttp's server: one line for a malformed request, without its text, which may hold the secret."""

    def __init__(self, area: str) -> None:
        self._area = area

    def debug(self, message: str, *args: object, exc_info: object = None) -> None:
        """Log a malformed request; drop everything else."""
        if isinstance(exc_info, HttpProcessingError):
            self.exception(message, *args, exc_info=exc_info)

    def exception(self, message: str, *args: object, exc_info: object = None) -> None:
        """Log an error by its type; a traceback only for what is not the client's fault."""
        if isinstance(exc_info, HttpProcessingError):
            _log.warning(f"{self._area}.malformed", error=type(exc_info).__name__, peer=str(args[0]) if args else None)
        else:
            _log.error(f"{self._area}.error", message=message % args, exc_info=exc_info)

    warning = error = exception


def _peer(transport: asyncio.Transport) -> str:
    address = transport.get_extra_info("peername")
    return str(address[0]) if isinstance(address, tuple) else ""
