"""HTTP server for whoever watches the bot: `/healthz`, `/readyz` and `/metrics`; imported only where one is set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder

from bot.background.health import checks
from bot.background.health.metric_families import Snapshot
from bot.errors import MetricsAddressUnusable
from bot.telegram_api.connection_guard import ServerLog, guarded, note_request

if TYPE_CHECKING:
    from bot.background.health.checks import Health
    from bot.settings import Address

_AREA = "metrics"  # begins the names of log events
_LARGEST = 1 << 10  # bytes of a body; none is expected
_MOST_CONNECTIONS = 50


class HealthServer:
    """Serves what `health` tells, at `address`."""

    def __init__(self, address: Address, health: Health) -> None:
        self._address = address
        self._health = health
        self._process = ProcessCollector(registry=None)
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Listen and return the port, a free one if the address's is 0; raises MetricsAddressUnusable."""
        app = web.Application(client_max_size=_LARGEST, middlewares=[note_request])
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, logger=ServerLog(_AREA))
        await self._runner.setup()
        try:
            self._server = await asyncio.get_running_loop().create_server(
                guarded(self._runner, _MOST_CONNECTIONS, _AREA), self._address.host, self._address.port
            )
        except OSError as error:
            await self.close()
            raise MetricsAddressUnusable(where=str(self._address), why=error.strerror or str(error)) from None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @staticmethod
    async def _healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        parts = await self._health.read_parts()
        words = "".join(f"{part} {word}\n" for part, word in parts.items())
        return web.Response(text=words, status=200 if checks.is_ready(parts) else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        health = self._health
        parts, processes, outbox = await asyncio.gather(
            health.read_parts(), health.count_processes(), health.read_outbox()
        )
        registry = CollectorRegistry()
        registry.register(self._process)
        registry.register(Snapshot(health, parts, processes, outbox))
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})
