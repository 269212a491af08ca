"""HTTP connections to the Bot API: as many for readers as for all else; the URLs that requests go to hold the token."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Seconds to connect, and for a whole call. aiohttp's read time-out is between two packets, so that an answer that drips
# would never meet it: hence the bound on the whole.
CONNECT = 5.0
WHOLE = 20.0

# Connections for readers, and as many for all else: on a slow server no reader waits behind a broadcast.
CONNECTIONS = 128


class PoolExhausted(TimeoutError):
    """All connections stayed in use for as long as the caller would wait: nothing was sent."""


class ConnectionPool:
    """Connections to the Bot API at `api_url` for the bot of `token`, each request bounded to `whole` seconds.

    `on_date` is told of each answer's `Date`.
    """

    def __init__(
        self,
        token: str,
        *,
        api_url: str,
        proxy: str | None,
        connections: int,
        whole: float,
        on_date: Callable[[str | None], None],
    ) -> None:
        self._methods = f"{api_url}/bot{token}/"
        self._files = f"{api_url}/file/bot{token}/"
        self._urls: dict[str, URL] = {}
        self._proxy = proxy
        self._bounds = ClientTimeout(total=whole, connect=CONNECT)
        self._on_date = on_date
        self._session: ClientSession | None = None
        self._reader_slots = asyncio.Semaphore(connections)
        self._push_slots = asyncio.Semaphore(connections)

    async def open(self) -> None:
        """Open the HTTP session, once."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0, ttl_dns_cache=60),
                cookie_jar=DummyCookieJar(),
                proxy=self._proxy,
            )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def method_url(self, method: str) -> URL:
        """Return the URL of `method`; it contains the token."""
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._methods + method, encoded=True)
        return url

    def file_url(self, path: str) -> URL:
        """Return the URL of a file by getFile's `path`; it contains the token."""
        return URL(self._files + path, encoded=True)

    async def request(
        self,
        verb: str,
        url: URL,
        data: Any,
        *,
        headers: Mapping[str, str] | None = None,
        bounds: ClientTimeout | None = None,
        priority: Priority | None = Priority.READER,
        patience: float | None = None,
    ) -> tuple[int, bytes]:
        """Make one HTTP request outside the limiter and return status and body; aiohttp's errors may contain the URL.

        It takes one of the priority's connections, or an extra one if `priority` is None (long polling); raises
        PoolExhausted after `patience` seconds without one.
        """
        if self._session is None:
            raise RuntimeError("the client is not open")
        slots = None
        if priority is not None:
            slots = self._reader_slots if priority is Priority.READER else self._push_slots
            if slots.locked() and patience is not None:
                try:
                    async with asyncio.timeout(patience):
                        await slots.acquire()
                except TimeoutError:
                    raise PoolExhausted from None
            else:
                await slots.acquire()
        try:
            async with self._session.request(
                verb, url, data=data, headers=headers, timeout=bounds or self._bounds, allow_redirects=False
            ) as response:
                self._on_date(response.headers.get("Date"))
                return response.status, await response.read()
        finally:
            if slots is not None:
                slots.release()
