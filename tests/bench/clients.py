"""What sends as fast as it can: our client, aiohttp alone, and a bare protocol that shows what the server can take.

`python -m tests.bench.clients ours|raw|bare URL MESSAGES IN_FLIGHT` prints the seconds that it took, and of CPU.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import uvloop
from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from bot.render import request_body
from bot.telegram_api.client import Client
from bot.telegram_api.outcomes import Sent
from bot.telegram_api.rate_limiter import Priority, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TOKEN = "1000:bench-000000000000000000000000000"
CHAT = 1_000_000
BUTTONS = [[{"text": "◀", "callback_data": "a"}, {"text": "▶", "callback_data": "b"}]]
TEXT = "نص من ست مئة حرف. " * 34
PAGE = request_body.prepare({"text": TEXT, "parse_mode": "HTML", "reply_markup": {"inline_keyboard": BUTTONS}})


async def ours(url: str, messages: int, in_flight: int) -> None:
    """Our client, its limiter's rate lifted."""
    async with Client(TOKEN, RateLimiter(None), api_url=url) as client:

        async def send(chat: int) -> None:
            outcome = await client.call("sendMessage", request_body.send(PAGE, chat), chat=chat, priority=Priority.PUSH)
            assert isinstance(outcome, Sent)

        await _side_by_side(send, messages, in_flight)


async def raw(url: str, messages: int, in_flight: int) -> None:
    """Aiohttp with a prepared body: what any client on it could reach."""
    address = f"{url}/bot{TOKEN}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()) as session:

        async def send(chat: int) -> None:
            async with session.post(address, data=request_body.send(PAGE, chat), headers=headers) as response:
                assert json.loads(await response.read())["ok"]

        await _side_by_side(send, messages, in_flight)


async def bare(url: str, messages: int, in_flight: int) -> None:
    """A protocol that only counts answers: the server's ceiling."""
    loop = asyncio.get_running_loop()
    address = urlsplit(url)
    content = request_body.send(PAGE, CHAT)
    head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n\r\n"
    share = messages // in_flight
    ends = [loop.create_future() for _ in range(in_flight)]
    for end in ends:
        await loop.create_connection(
            lambda end=end: _Sender(head.encode() + content, share, end),  # type: ignore[misc]  # a default is no type
            address.hostname or "",
            address.port or 0,
        )
    await asyncio.gather(*ends)


class _Sender(asyncio.Protocol):
    def __init__(self, request: bytes, share: int, end: asyncio.Future[None]) -> None:
        self._request = request
        self._left = share
        self._end = end
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        assert data.endswith(b"}")  # the server writes an answer at once
        assert self._transport
        self._left -= 1
        if self._left:
            self._transport.write(self._request)
        else:
            self._end.set_result(None)


async def _side_by_side(send: Callable[[int], Awaitable[None]], messages: int, in_flight: int) -> None:
    async def work(number: int) -> None:
        for count in range(messages // in_flight):
            await send(CHAT + number * messages + count)

    await asyncio.gather(*map(work, range(in_flight)))


CLIENTS = {"ours": ours, "raw": raw, "bare": bare}


async def _measure(name: str, url: str, messages: str, in_flight: str) -> None:
    client = CLIENTS[name]
    await client(url, int(in_flight) * 4, int(in_flight))
    began, used = time.perf_counter(), time.process_time()
    await client(url, int(messages), int(in_flight))
    print(json.dumps({"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}))
    sys.stdout.flush()
    os._exit(0)  # what was opened dies with the process


if __name__ == "__main__":
    uvloop.run(_measure(*sys.argv[1:]))
