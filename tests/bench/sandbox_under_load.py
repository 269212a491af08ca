"""How quickly the sandbox serves other chats while a bot sends 2,000 messages as fast as it can.

`python -m tests.bench.sandbox_under_load` prints the times from a person's words to the page's event of them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp

SENDS = 2000
CONNECTIONS = 100
SERVER = """
import asyncio
import siyaq_sandbox as sandbox

async def main():
    running = await sandbox.start()
    running.world.limits.configure(on=False)
    print(running.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def measure() -> dict[str, float]:
    """Return the 50th and 99th percentile in ms, how many were measured, and the sends a second beside them."""
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    url = (await server.stdout.readline()).decode().strip()
    try:
        async with aiohttp.ClientSession() as page:
            await _post(page, f"{url}/control/persons", {"count": 50, "start_id": 5000})
            await _post(page, f"{url}/control/press_start", {"as": 102})
            sender = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __spec__.name, url, stdout=asyncio.subprocess.PIPE
            )
            sends = asyncio.ensure_future(sender.communicate())
            times = await _talk(page, url, sends)
            seconds = float((await sends)[0])
    finally:
        server.terminate()
        await server.wait()
    times.sort()
    return {
        "measured": len(times),
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[len(times) * 99 // 100] * 1000,
        "sends_per_second": SENDS / seconds,
    }


async def _post(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> None:
    async with session.post(url, json=body) as response:
        response.raise_for_status()
        await response.read()


async def send_all(url: str) -> float:
    """Send 2,000 messages, 100 under way at any time; return the seconds that it took."""
    method, text = f"{url}/bot1000:sandbox/sendMessage", "خبر عاجل " * 60
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:
        began = time.perf_counter()
        await asyncio.gather(
            *(_post(session, method, {"chat_id": 5000 + number % 50, "text": text}) for number in range(SENDS))
        )
        return time.perf_counter() - began


async def _talk(session: aiohttp.ClientSession, url: str, sends: asyncio.Future[Any]) -> list[float]:
    times: list[float] = []
    async with session.get(f"{url}/control/events") as events:
        while not sends.done():
            said, began = f"said {len(times)}", time.perf_counter()
            await _post(session, f"{url}/control/say", {"as": 102, "chat_id": 102, "text": said})
            while True:
                line = await events.content.readline()
                if not line.startswith(b"data: ") or said.encode() not in line:
                    continue
                event = json.loads(line[6:])
                if event["type"] == "message" and event["message"]["text"] == said:
                    break
            times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(asyncio.run(send_all(sys.argv[1])))
    else:
        for name, value in asyncio.run(measure()).items():
            print(f"{name:>18} {value:10.1f}")
