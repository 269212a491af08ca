"""A durable push as the running bot makes it, but for the limiter's rates, which are lifted.

`python -m tests.bench.push_under_load URL ROWS` keeps ROWS subscribers and a push to them in a new SQLite database,
lets the worker deliver it to a bare server, and prints what it took, as JSON: seconds, CPU seconds, seconds until all
rows were there, and by how many megabytes the process grew while it sent.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
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
_WARM = 1000


class _End:
    """Waits for the end of a push."""

    def __init__(self) -> None:
        self.come = asyncio.Event()

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """Nobody looks."""

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


async def deliver(database: Database, url: str) -> None:
    """Let the worker deliver until the push is done."""
    async with Client(TOKEN, RateLimiter(None), api_url=url) as client:
        end, stop = _End(), asyncio.Event()
        worker = Worker(database, client, RichCapability(_now), end, now=_now, rate=1e6)
        running = asyncio.create_task(worker.run(stop))
        await end.come.wait()
        stop.set()
        await running


async def measure(url: str, rows: int) -> None:
    """Push to some, to be warm, then to all, and print."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite+aiosqlite:///{Path(folder) / 'push.db'}")
        await migrate(database)
        await subscribe(database, CHAT, min(rows, _WARM))
        await push(database)
        await deliver(database, url)
        await subscribe(database, CHAT + _WARM, max(0, rows - _WARM))
        enqueued = await push(database)
        size, began, used = _resident(), time.perf_counter(), time.process_time()
        await deliver(database, url)
        by_key = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used, "enqueued": enqueued}
        print(json.dumps({**by_key, "grown": max(0.0, _resident() - size)}))
        await database.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _resident() -> float:
    """The most memory that the process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    uvloop.run(measure(sys.argv[1], int(sys.argv[2])))
