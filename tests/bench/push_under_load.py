"""A durable push as the running bot makes it, but for the limiter's rates, which are lifted.

`python -m tests.bench.push_under_load URL ROWS [--restart]` keeps ROWS subscribers and a push to them in a new SQLite
database, lets the worker deliver it to a bare server, and prints what it took, as JSON: seconds, CPU seconds, seconds
until all rows were there, and by how many megabytes the process, idle and warm before, grew while it sent. What makes
the rows is a process of its own, whose memory is not counted. With `--restart` one process delivers half of the push
and ends, another the rest; what the other took is told then.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
import uvloop
from sqlalchemy import update

from bot.delivery.worker import Worker
from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store import broadcasts, recipients, renditions, subscriber_import
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.renditions import Rendition
from bot.store.subscriber_import import SubscriberChoice
from bot.store.tables import readers
from bot.telegram_api.client import Client
from bot.telegram_api.rate_limiter import RateLimiter
from bot.telegram_api.rich_support import RichCapability
from tests.bench.clients import CHAT, PAGE, TOKEN

if TYPE_CHECKING:
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database

_CHUNK = 50_000
WARM = 1000  # messages of the push before, which warms up


class _End:
    """Waits until this share of a push is sent; `1` is its end."""

    def __init__(self, share: float) -> None:
        self.come = asyncio.Event()
        self._share = share

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:  # noqa: ARG002 - as listeners are called
        """Look whether it is enough."""
        if self._share < 1 and broadcast.counts.sent >= broadcast.counts.total * self._share:
            self.come.set()

    async def ended(self, broadcast: Broadcast) -> None:
        """It is done."""
        assert broadcast.counts.sent == broadcast.counts.total, broadcast.counts
        self.come.set()


async def push(database: Database) -> float:
    """Make a push to every subscriber, and return how many seconds its rows took."""
    now, began = _now(), time.perf_counter()
    async with database.write() as conn:
        new = broadcasts.NewBroadcast(kind="announcement", state="running", urgency=0, by=0, due_at=now)
        number = await broadcasts.add(conn, new, now)
        rendition = Rendition(
            Language.AR,
            False,
            Months.BOTH,
            Digits.LATIN,
            False,
            variant="",
            method="sendMessage",
            body=PAGE,
            covers="[]",
        )
        await renditions.add(conn, number, rendition)
        await recipients.enqueue(conn, number, None, now)
    return time.perf_counter() - began


async def subscribe(database: Database, first: int, count: int) -> None:
    """Keep so many subscribers."""
    now = _now()
    for start in range(first, first + count, _CHUNK):
        chats = range(start, min(start + _CHUNK, first + count))
        async with database.write() as conn:
            await subscriber_import.import_chats(conn, {SubscriberChoice(Language.AR, None): chats}, now)
            chosen = readers.c.chat_id.between(chats.start, chats.stop - 1)
            await conn.execute(update(readers).where(chosen).values(format_preference="simple"))


async def deliver(database: Database, url: str, until: float = 1.0) -> None:
    """Let the worker deliver until the push is done, or this share of it is."""
    async with Client(TOKEN, RateLimiter(None), api_url=url) as client:
        end, stop = _End(until), asyncio.Event()
        worker = Worker(database, client, RichCapability(_now), end, now=_now, rate=1e6)
        running = asyncio.create_task(worker.run(stop))
        await end.come.wait()
        stop.set()
        await running


async def measure(url: str, rows: int, *, is_restarted: bool) -> None:
    """Push to some, to be warm, then to all, and print."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory() as folder, _processes() as processes:
        where = f"sqlite+aiosqlite:///{Path(folder) / 'push.db'}"
        processes.submit(_enqueue, where, CHAT, min(rows, WARM)).result()
        database = await open_database(where)
        await deliver(database, url)
        warm = _memory("VmRSS")
        enqueued = processes.submit(_enqueue, where, CHAT + WARM, max(0, rows - WARM)).result()
        if is_restarted:
            processes.submit(_deliver_half, where, url).result()
        _forget_peak()
        began, used = time.perf_counter(), time.process_time()
        await deliver(database, url)
        by_key = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used, "enqueued": enqueued}
        print(json.dumps({**by_key, "grown": max(0.0, _memory("VmHWM") - warm), "warm": warm}))
        await database.close()


def _processes() -> ProcessPoolExecutor:
    """What runs each task in a new process."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)


def _enqueue(where: str, first: int, count: int) -> float:
    """Keep so many more subscribers, and make a push to all; return how many seconds its rows took."""

    async def work() -> float:
        database = await open_database(where)
        await migrate(database)
        await subscribe(database, first, count)
        seconds = await push(database)
        await database.close()
        return seconds

    return uvloop.run(work())


def _deliver_half(where: str, url: str) -> None:
    async def work() -> None:
        database = await open_database(where)
        await deliver(database, url, 0.5)
        await database.close()

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(work())


def _now() -> datetime:
    return datetime.now(UTC)


def _forget_peak() -> None:
    """Let the peak count from here (https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(field: str) -> float:
    """What Linux says of the process's memory, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    uvloop.run(measure(sys.argv[1], int(sys.argv[2]), is_restarted="--restart" in sys.argv))
