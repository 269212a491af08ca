"""The server that Telegram sends updates to, and that says whether we are well."""

from __future__ import annotations

import errno
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.errors import AddressTaken

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Webhook

# The header that Telegram sends a webhook's secret in (setWebhook, `secret_token`).
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
HEALTH = "/health"

# Bytes; an update's texts are bounded, and the largest stay far below.
_LARGEST = 1 << 20
# Seconds that updates in work have to end in when we stop.
_GRACE = 10.0

_log = structlog.get_logger(__name__)


class WebhookServer:
    """Takes updates at the path of `webhook.url`, and answers 200 when `accept` has returned for one.

    `accept` returns when the update is handled or stored; where it raises, 500 makes Telegram send the update again.
    What does not come from Telegram (no secret, no JSON object, too large) is refused and reaches nobody.
    """

    def __init__(self, webhook: Webhook, accept: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._webhook = webhook
        self._accept = accept
        self._secret = (webhook.secret or "").encode()
        self._runner: web.AppRunner | None = None

    async def open(self) -> int:
        """Listen, and tell the port, which is a free one where the settings' is 0; raises AddressTaken."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(urlsplit(self._webhook.url).path or "/", self._take)
        app.router.add_get(HEALTH, _healthy)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._webhook.host, self._webhook.port)
        try:
            await site.start()
        except OSError as error:
            await self.close()
            if error.errno == errno.EADDRINUSE:
                raise AddressTaken(where=f"{self._webhook.host}:{self._webhook.port}") from None
            raise
        port: int = self._runner.addresses[0][1]
        return port

    async def close(self) -> None:
        """Take nothing new, and return when what is in work has been answered."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if self._secret and not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict):
            return web.Response(status=400)
        try:
            await self._accept(update)
        except Exception:  # noqa: BLE001 - whatever went wrong, Telegram is to send the update again
            _log.exception("webhook.failed", update_id=update.get("update_id"))
            return web.Response(status=500)
        return web.Response()


async def _healthy(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
