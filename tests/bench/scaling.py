"""Scaling: answers a second of one to three processes on one PostgreSQL server, and who used the processor meanwhile.

`python -m tests.bench.scaling [--rounds N] [--updates N]`. Updates come by webhook to each process in turn, each from a
chat of its own, 64 at once; a bare server counts the answers. All share the machine's cores: bots, database, feeder
and server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.bench.ground import TOKEN, process, server
from tests.bench.outages import SECRET, _free_port
from tests.bench.table import show
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    import subprocess

    from tests.bench.ground import Server

PROCESSES = (1, 2, 3)
UPDATES, IN_FLIGHT = 2000, 64
FIRST_CHAT = 7_000_000
PATIENCE = 180.0  # seconds
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Feeder:
    """Posts updates to bots in turn, and waits until a bare server has seen so many answers."""

    def __init__(self, session: aiohttp.ClientSession, api: Server, ports: list[int]) -> None:
        self._session = session
        self._api = api
        self._ports = ports
        self._sent = 0

    async def round(self, updates: int) -> float:
        """Return how many a second are answered."""
        before, began = await self._answered(), time.perf_counter()
        numbers = iter(range(self._sent, self._sent + updates))
        self._sent += updates
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(self._post(numbers))
        async with asyncio.timeout(PATIENCE):
            while await self._answered() < before + updates:  # noqa: ASYNC110 - another process counts
                await asyncio.sleep(0.01)
        return updates / (time.perf_counter() - began)

    async def _post(self, numbers: Any) -> None:
        for number in numbers:
            url = f"http://127.0.0.1:{self._ports[number % len(self._ports)]}/hook"
            async with self._session.post(url, json=_asked(number), headers=HEADER) as answer:
                assert answer.status == 200

    async def _answered(self) -> int:
        figures = await asyncio.to_thread(self._api.get, "figures")
        return sum(figures["counts"].get(method, 0) for method in ("sendMessage", "sendRichMessage"))


def _asked(number: int) -> dict[str, Any]:
    chat = FIRST_CHAT + number
    person = {"id": chat, "is_bot": False, "first_name": "x", "language_code": "en"}
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": chat, "type": "private"}, "from": person}
    message |= {"text": "/summary", "entities": [{"type": "bot_command", "offset": 0, "length": 8}]}
    return {"update_id": 1_000_000 + number, "message": message}


def _cpu(pid: int, *, with_children: bool = False) -> float:
    """Seconds of CPU that a process has used; with those of its children that ended, and that live."""
    used = 0.0
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        used = sum(int(field) for field in fields[11 : 15 if with_children else 13]) / os.sysconf("SC_CLK_TCK")
        if with_children:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
            used += sum(_cpu(int(child), with_children=True) for child in children)
    return used


async def _ready(session: aiohttp.ClientSession, port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/health"):
                    return
            await asyncio.sleep(0.1)


async def run(processes: int, rounds: int, updates: int = UPDATES) -> tuple[float, dict[str, float]]:
    """Return the median of the rounds' answers a second, and milliseconds of CPU an answer by who used them."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(PostgresServer())
        api = stack.enter_context(server("scaling"))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        ports = [_free_port() for _ in range(processes)]
        bots: list[subprocess.Popen[bytes]] = []
        for port in ports:
            env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": api.url, "SIYAQ_DATABASE_URL": database.url}
            env |= {"SIYAQ_DATA_DIR": str(home / str(port)), "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
            env |= {"SIYAQ_WEBHOOK_URL": f"http://127.0.0.1:{ports[0]}/hook", "SIYAQ_WEBHOOK_SECRET": SECRET}
            command = [sys.executable, "-m", "tests.bench.bot_under_load"]
            # A core that is not there: the bots are pinned to none.
            running = process(command, core=os.cpu_count() or 1, name=f"scaling-{port}", env={**os.environ, **env})
            bots.append(stack.enter_context(running))
            await _ready(session, port)
        feeder = Feeder(session, api, ports)
        await feeder.round(updates // 4)
        postmaster = database._processes()[0]
        before = _used(bots, postmaster)
        speeds = [await feeder.round(updates) for _ in range(rounds)]
        used = {who: (spent - before[who]) / rounds / updates * 1000 for who, spent in _used(bots, postmaster).items()}
    return median(speeds), used


def _used(bots: list[subprocess.Popen[bytes]], postmaster: int) -> dict[str, float]:
    return {
        "bots": sum(_cpu(bot.pid) for bot in bots),
        "PostgreSQL": _cpu(postmaster, with_children=True),
        "feeder": sum(os.times()[:2]),
    }


def measure(rounds: int = 3, updates: int = UPDATES) -> None:
    """Measure one, two and three processes, and print."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))  # the bench keeps to one core, and so would its children
    print(f"## Answering by several processes on PostgreSQL, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    rows: list[tuple[str, ...]] = [("processes", "answers/s", "ms of CPU an answer: bots", "PostgreSQL", "feeder")]
    for processes in PROCESSES:
        speed, used = asyncio.run(run(processes, rounds, updates))
        rows.append((str(processes), f"{speed:.0f}", *(f"{used[who]:.2f}" for who in used)))
    show(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scaling", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=UPDATES, help="in each round")
    namespace = parser.parse_args()
    measure(namespace.rounds, namespace.updates)
