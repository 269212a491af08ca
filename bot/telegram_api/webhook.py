"""Webhook server: receives updates from Telegram, and answers health checks."""

from __future__ import annotations

import asyncio
import errno
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.errors import AddressTaken
from bot.errors.database import database_failures
from bot.telegram_api.connection_guard import (
    BODY_SECONDS,
    MAX_CONNECTIONS,
    ServerLog,
    guarded,
    note_request,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Webhook

# The header with the webhook's secret (setWebhook, `secret_token`).
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
HEALTH = "/health"

_LARGEST = 1 << 20  # bytes of a body; an update's texts are bounded, and stay far below
_LINGER = 1.0  # seconds to read on after an answer that did not wait for the body
_GRACE = 10.0  # seconds for requests under way when the server closes

_log = structlog.get_logger(__name__)


class WebhookServer:
    """Receives updates at the path of `webhook.url`, and answers 200 once `accept` has returned.

    `accept` returns when the update is handled or stored; if it raises, 500 (503 for the database)
    makes Telegram send the update again.
    Requests without the secret, without a JSON object or too large are refused.
    """

    def __init__(
        self,
        webhook: Webhook,
        secret: str,
        accept: Callable[[dict[str, Any]], Awaitable[None]],
        *,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        if not secret:  # without one anybody could post updates in an owner's name
            raise ValueError("a webhook needs a secret")
        self._webhook = webhook
        self._accept = accept
        self._secret = secret.encode()
        self._max_connections = max_connections
        self._more: list[Callable[[web.Application], None]] = []
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    def add(self, routes: Callable[[web.Application], None]) -> None:
        """Serve more than the webhook, once it opens: `routes` are added after its own."""
        self._more.append(routes)

    async def open(self) -> int:
        """Listen and return the port, a free one if the settings' is 0; raises AddressTaken."""
        app = web.Application(client_max_size=_LARGEST, middlewares=[note_request])
        app.router.add_post(urlsplit(self._webhook.url).path or "/", self._receive)
        app.router.add_get(HEALTH, _healthy)
        for routes in self._more:
            routes(app)
        runner = self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=_GRACE, lingering_time=_LINGER, logger=ServerLog()
        )
        await runner.setup()
        try:
            self._server = await asyncio.get_running_loop().create_server(
                guarded(runner, self._max_connections), self._webhook.host, self._webhook.port
            )
        except OSError as error:
            await self.close()
            if error.errno == errno.EADDRINUSE:
                raise AddressTaken(where=f"{self._webhook.host}:{self._webhook.port}") from None
            raise
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening; return when requests under way have been answered."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        secret = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(secret, self._secret):
            return _refused(request, 403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            _log.warning("webhook.body_timed_out", peer=request.remote)
            late = web.Response(status=408)
            late.force_close()
            return late
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict):
            return _refused(request, 400)
        try:
            await self._accept(update)
        except database_failures() as error:  # neither handled nor stored: Telegram keeps it, and sends it again
            _log.warning("webhook.postponed", update_id=update.get("update_id"), why=type(error).__name__)
            return web.Response(status=503)
        except Exception:  # noqa: BLE001 - whatever the error, Telegram is to send the update again
            _log.exception("webhook.failed", update_id=update.get("update_id"))
            return web.Response(status=500)
        return web.Response()


def _refused(request: web.Request, status: int) -> web.Response:
    """Refuse the request, with a line that holds nothing of what it brought."""
    _log.warning("webhook.refused", peer=request.remote, status=status)
    return web.Response(status=status)


async def _healthy(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
