"""Webhook: receives updates from Telegram, and answers health checks."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.errors.database import database_failures
from bot.http_server.connection_guard import BODY_SECONDS
from bot.http_server.server import Bounds, HttpServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Webhook

# The header with the webhook's secret (setWebhook, `secret_token`).
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
HEALTH = "/health"

# An update's texts are bounded, and stay far below a body's bound.
BOUNDS = Bounds(grace=10.0, body=1 << 20, linger=1.0)

_log = structlog.get_logger(__name__)


def webhook_server(
    webhook: Webhook,
    secret: str,
    accept: Callable[[dict[str, Any]], Awaitable[None]],
    *more: Callable[[web.Application], None],
    bounds: Bounds = BOUNDS,
) -> HttpServer:
    """Return the server of the webhook and, after its own routes, of `more`; raises ValueError without a secret."""
    receiver = WebhookReceiver(urlsplit(webhook.url).path or "/", secret, accept)
    return HttpServer("webhook", webhook.listen, bounds, receiver.add_to, *more)


class WebhookReceiver:
    """Receives updates at `path`, and answers 200 once `accept` has returned.

    `accept` returns when the update is handled or stored; if it raises, 500 (503 for the database)
    makes Telegram send the update again.
    Requests without the secret, without a JSON object or too large are refused.
    """

    def __init__(self, path: str, secret: str, accept: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        if not secret:  # without one anybody could post updates in an owner's name
            raise ValueError("a webhook needs a secret")
        self._path = path
        self._accept = accept
        self._secret = secret.encode()

    def add_to(self, app: web.Application) -> None:
        """Add the webhook and the health check to a server's routes."""
        app.router.add_post(self._path, self._receive)
        app.router.add_get(HEALTH, _healthy)

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
