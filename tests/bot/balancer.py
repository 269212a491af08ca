"""A load balancer before several processes of the bot, as a proxy in front of webhooks is."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from typing import Self


class Balancer:
    """Passes each request to the processes' ports in turn; one that refuses connections is passed over."""

    def __init__(self, *ports: int) -> None:
        self.ports = list(ports)
        self.answers: Counter[int] = Counter()
        self._answered = asyncio.Condition()
        self.url = ""
        self._turn = 0

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._session = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_post("/hook", self._pass)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self._runner.cleanup()
        await self._session.close()

    async def has_answered(self, status: int, count: int) -> None:
        """Return when the processes have answered so often with a status."""
        async with asyncio.timeout(30), self._answered:
            await self._answered.wait_for(lambda: self.answers[status] >= count)

    async def _pass(self, request: web.Request) -> web.Response:
        self._turn += 1
        body = await request.read()
        for number in range(len(self.ports)):
            port = self.ports[(self._turn + number) % len(self.ports)]
            try:
                async with self._session.post(
                    f"http://127.0.0.1:{port}/hook", data=body, headers=request.headers
                ) as answer:
                    async with self._answered:
                        self.answers[answer.status] += 1
                        self._answered.notify_all()
                    return web.Response(status=answer.status)
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:  # it ended with the request in its hands: the sender repeats it
                break
        return web.Response(status=502)
