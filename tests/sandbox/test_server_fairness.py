"""Many calls at once leave the page its turns: counted in calls, not in time, so a slow machine changes nothing."""

from __future__ import annotations

import asyncio

import aiohttp

from tests.sandbox_client import EMMA, SandboxClient

SENDS, AT_ONCE = 600, 100


async def test_the_page_comes_between(sandbox: SandboxClient) -> None:
    """While 100 sends are under way at any time, a person's words wait for fewer of them than that."""
    await sandbox.limits(on=False)
    await sandbox.post("persons", count=50, start_id=5000)
    url = f"{sandbox.url}/bot{sandbox.token}/sendMessage"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as bot:

        async def send(number: int) -> None:
            async with bot.post(url, json={"chat_id": 5000 + number % 50, "text": "خبر"}) as response:
                assert response.status == 200

        sends = asyncio.gather(*(send(number) for number in range(SENDS)))
        between: list[int] = []
        while not sends.done():
            before = await sandbox.seq()
            await sandbox.say("me first", as_=EMMA)
            between.append(len(await sandbox.log(since=before)))
        await sends
    assert len(between) > 2
    assert sorted(between)[len(between) // 2] < AT_ONCE // 2
