"""One HTTP server: listens at an address, with its connections guarded, until it is closed."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import AddressTaken, AddressUnusable
from bot.http_server.connection_guard import ServerLog, guarded, note_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Address


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a server takes at the most; `grace` and `linger` in seconds."""

    grace: float
    """For requests under way when the server closes."""
    connections: int = 500
    """Telegram opens at most 100 (setWebhook, `max_connections`); a proxy in front may keep more idle."""
    body: int = 1 << 10
    """Bytes of a request's body; most servers expect none."""
    linger: float = 10.0
    """To read on after an answer that did not wait for the body."""


class HttpServer:
    """Serves `routes`, each of which adds its own to the application; names of log events begin with `area`."""

    def __init__(self, area: str, address: Address, bounds: Bounds, *routes: Callable[[web.Application], None]) -> None:
        self._area = area
        self._address = address
        self._bounds = bounds
        self._routes = routes
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Listen and return the port, a free one if the address's is 0; raises AddressUnusable."""
        app = web.Application(client_max_size=self._bounds.body, middlewares=[note_request])
        for add_to in self._routes:
            add_to(app)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=self._bounds.grace,
            lingering_time=self._bounds.linger,
            logger=ServerLog(self._area),
        )
        await self._runner.setup()
        try:
            self._server = await asyncio.get_running_loop().create_server(
                guarded(self._runner, self._bounds.connections, self._area), self._address.host, self._address.port
            )
        except OSError as error:
            await self.close()
            kind = AddressTaken if error.errno == errno.EADDRINUSE else AddressUnusable
            raise kind(where=str(self._address), why=error.strerror or str(error)) from None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening; return when requests under way have been answered, or their time is over."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()
