"""HTTP server for whoever watches the bot: `/healthz`, `/readyz` and `/metrics`; imported only where one is set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder

from bot.background.health import checks
from bot.background.health.metric_families import Snapshot
from bot.errors import AddressUnusable, MetricsAddressUnusable
from bot.http_server.server import Bounds, HttpServer

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from bot.background.health.checks import Health
    from bot.settings import Address

_BOUNDS = Bounds(grace=1.0, connections=50)

log = structlog.get_logger(__name__)


async def serve(address: Address, health: Health, stack: AsyncExitStack) -> None:
    """Serve what `health` tells until `stack` closes; raises MetricsAddressUnusable."""
    server = HttpServer("metrics", address, _BOUNDS, HealthPages(health).add_to)
    stack.push_async_callback(server.close)
    try:
        port = await server.open()
    except AddressUnusable as error:
        raise MetricsAddressUnusable(**error.data) from None
    log.info("metrics.listening", host=address.host, port=port)


class HealthPages:
    """Answers with what `health` tells."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._process = ProcessCollector(registry=None)

    def add_to(self, app: web.Application) -> None:
        """Add the pages to a server's routes."""
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)

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
