"""Updates delivered to a webhook, as tdlib/telegram-bot-api's WebhookActor does it.

Updates of one chat go one after the other, those of different chats side by side; one that is not answered with 2xx
is sent again, at once the first time and then after 2, 4, 8 … up to 60 seconds, or as `Retry-After` says, until it
is 24 hours old. An answer may hold a method to call.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from siyaq_sandbox.clock import Clock
    from siyaq_sandbox.updates import Updates

PORTS = {443, 80, 88, 8443}
ANSWER_SECONDS = 60
LONGEST_DELAY = 60
FORBIDDEN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")


class Webhook:
    """Delivers queued updates to the webhook's URL."""

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self._updates = updates
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._error: tuple[int, str] | None = None
        self._secret = ""
        self._connections = 40
        self.url = ""
        self.has_certificate = False
        self.call: Callable[[str, dict[str, Any]], Awaitable[Any]] | None = None

    async def set(self, url: str, *, secret: str = "", connections: int = 40, has_certificate: bool = False) -> None:
        """Set the webhook to a checked URL; an empty one deletes it."""
        await self.stop()
        self.url, self._secret, self._connections, self._error = url, secret, connections, None
        self.has_certificate = has_certificate
        if url:
            task = asyncio.ensure_future(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Stop deliveries; undelivered updates stay queued."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.url = ""

    def state(self) -> dict[str, Any]:
        """Return what WebhookInfo says beyond the URL and the count."""
        if not self.url:
            return {}
        info: dict[str, Any] = {"max_connections": self._connections, "ip_address": "127.0.0.1"}
        if self._error:
            info["last_error_date"], info["last_error_message"] = self._error
        return info

    async def _run(self) -> None:
        busy: set[str] = set()
        in_flight: set[int] = set()
        free = asyncio.Semaphore(self._connections)
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            while True:
                for number, update in self._updates.peek():
                    queue = _queue(update)
                    if number in in_flight or queue in busy:
                        continue
                    in_flight.add(number)
                    busy.add(queue)
                    done = functools.partial(busy.discard, queue)
                    group.create_task(self._deliver(session, free, number, update, done))
                await self._updates.arrival()

    async def _deliver(
        self,
        session: aiohttp.ClientSession,
        free: asyncio.Semaphore,
        number: int,
        update: Any,
        done: Callable[[], None],
    ) -> None:
        delay, failures = 1, 0
        while True:
            async with free:
                wait = await self._send(session, update)
            if wait is None:
                break
            if wait == 0 and failures:
                delay = min(LONGEST_DELAY, delay * 2)
                wait = delay
            failures += 1
            await asyncio.sleep(wait)
        self._updates.drop(number)
        done()
        self._updates.nudge()

    async def _send(self, session: aiohttp.ClientSession, update: Any) -> int | None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
            async with session.post(
                self.url, json=update, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                if 200 <= response.status <= 299:  # noqa: PLR2004  2xx is what counts as taken
                    await self._follow(response)
                    return None
                self._error = (
                    self._clock.date(),
                    f"Wrong response from the webhook: {response.status} {response.reason}",
                )
                after = response.headers.get("Retry-After", "")
                return min(3600, int(after)) if after.isdecimal() else 0
        except TimeoutError:
            self._error = (self._clock.date(), "Read timeout expired")
        except OSError:
            self._error = (self._clock.date(), "Connection refused")
        except aiohttp.ClientError:
            self._error = (self._clock.date(), "Webhook connection closed")
        return 0

    async def _follow(self, response: aiohttp.ClientResponse) -> None:
        """Run the method call in the webhook's response, if there is one; its result is discarded."""
        if response.content_type != "application/json" or self.call is None:
            return
        try:
            answer = await response.json()
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        method = str(answer.pop("method", ""))
        if method and not method.lower().startswith(FORBIDDEN_ANSWERS):
            await self.call(method, answer)


def _queue(update: Any) -> str:
    """Return the chat or user that an update belongs to: within one, the order holds."""
    if not isinstance(update, dict):
        return ""
    for content in update.values():
        if isinstance(content, dict):
            about = content.get("chat") or (content.get("message") or {}).get("chat") or content.get("from") or {}
            return str(about.get("id", ""))
    return ""


def check(url: str) -> None:
    """Refuse a URL that no webhook may have."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refuse("invalid webhook URL specified") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise refuse("invalid webhook URL specified")
    if _is_loopback(host):
        return
    if parts.scheme != "https":
        raise refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
