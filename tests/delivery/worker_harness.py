"""Harness of a worker on a database of its own and the sandbox it sends to."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.delivery.worker import Worker
from bot.store import broadcasts, deliveries
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.telegram_api.client import Client
from bot.telegram_api.rate_limiter import RateLimiter
from bot.telegram_api.rich_support import RichCapability
from tests.sandbox_client import PATIENCE
from tests.store import pushes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from tests.sandbox_client import SandboxClient

FIRST = 5001  # the chat of the first reader


def now() -> datetime:
    """The worker's clock."""
    return datetime.now(UTC)


class RecordingListener:
    """Records the worker's reports; each report wakes whoever waits."""

    def __init__(self) -> None:
        self.reports: list[tuple[Broadcast, float]] = []
        self.ends: list[Broadcast] = []
        self._reported = asyncio.Condition()

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """It goes on."""
        async with self._reported:
            self.reports.append((broadcast, rate))
            self._reported.notify_all()

    async def ended(self, broadcast: Broadcast) -> None:
        """It has ended."""
        async with self._reported:
            self.ends.append(broadcast)
            self._reported.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return when that holds, which is looked at with each report."""
        async with asyncio.timeout(PATIENCE), self._reported:
            await self._reported.wait_for(holds)


class WorkerHarness:
    """A database with broadcasts, the sandbox that they go to, and the workers between."""

    def __init__(self, sandbox: SandboxClient, database: Database) -> None:
        self.sandbox = sandbox
        self.database = database
        self.listener = RecordingListener()
        self.api_url = sandbox.url
        self.now = now

    def _now(self) -> datetime:
        """Return the time by the clock that a test may replace while the worker runs."""
        return self.now()

    @asynccontextmanager
    async def at_work(self, database: Database | None = None, **rates: float) -> AsyncIterator[asyncio.Event]:
        """A worker, at work until the event that is given is set, or to the end of the block."""
        rate, paid = rates.get("rate"), rates.get("paid")
        stop = asyncio.Event()
        limiter = RateLimiter(rate, paid=paid)
        async with Client(self.sandbox.token, limiter, api_url=self.api_url) as client:
            worker = Worker(
                *(database or self.database, client, RichCapability(now), self.listener),
                now=self._now,
                rate=rate or 1000,
                paid_rate=paid,
            )
            task = asyncio.create_task(worker.run(stop))
            try:
                yield stop
            finally:
                stop.set()
                await task

    @asynccontextmanager
    async def killed_after(self) -> AsyncIterator[None]:
        """A worker that dies at the end of the block, in the middle of whatever it does."""
        async with Client(self.sandbox.token, RateLimiter(None), api_url=self.api_url) as client:
            worker = Worker(self.database, client, RichCapability(now), self.listener, now=now, rate=1000)
            task = asyncio.create_task(worker.run(asyncio.Event()))
            yield
            task.cancel()
            await asyncio.wait({task})

    async def readers(self, count: int, **values: Any) -> list[int]:
        """So many persons who have started the bot, subscribed to everything; their chats."""
        chats = list(range(FIRST, FIRST + count))
        await self.sandbox.post("persons", count=count, start_id=FIRST)
        await self.subscribe(*chats, **values)
        return chats

    async def subscribe(self, *chats: int, **values: Any) -> None:
        """Subscribe chats, in Arabic and simple unless `values` say else."""
        async with self.database.write() as conn:
            await pushes.subscribe(conn, chats, **({"format_preference": "simple"} | values))

    async def push(self, **values: Any) -> int:
        """Enqueue a push to all subscribers that runs; its number."""
        at = now()
        columns = {"due_at": at, "at": at, **values}
        content = {name: columns.pop(name) for name in ("rich", "body") if name in columns}
        async with self.database.write() as conn:
            number = await pushes.push(conn, **columns)
            await pushes.fill(conn, number, **content)
        return number

    async def ended(self, *numbers: int) -> Broadcast:
        """Wait until these have ended; the last as it was then."""
        await self.listener.until(lambda: set(numbers) <= {push.id for push in self.listener.ends})
        return [push for push in self.listener.ends if push.id == numbers[-1]][-1]

    async def change(self, change: Callable[[Any], Awaitable[Any]]) -> None:
        """Change something in one transaction."""
        async with self.database.write() as conn:
            await change(conn)

    async def move(self, number: int, to: broadcasts.State, *, cancels: bool = False) -> None:
        """Let the push be in another state, whatever it is in."""
        async with self.database.write() as conn:
            expected: tuple[broadcasts.State, ...] = ("running", "paused", "stopped", "done")
            assert await broadcasts.move(conn, number, to, at=now(), expected=expected)
            if cancels:
                await deliveries.cancel_pending(conn, number, now())

    async def states(self, number: int) -> dict[int, str]:
        """The state of each chat's delivery."""
        async with self.database.read() as conn:
            return {row.chat_id: row.state for row in await deliveries.listed(conn, number, limit=1_000_000)}

    async def got(self, text: str = "News", since: int = 0) -> Counter[int]:
        """How many messages of a text each chat got from an event on, by the sandbox's own log (of the last 20,000)."""
        calls = await self.sandbox.log(limit=100_000, since=since)
        sent = [call for call in calls if call["status"] in {0, 200} and text in str(call["params"]) and acted(call)]
        return Counter(int(call["params"]["chat_id"]) for call in sent)


def acted(call: dict[str, Any]) -> bool:
    """Whether the sandbox did what was asked, be it that its answer was lost."""
    fault = call.get("fault") or {}
    kind = fault.get("kind") if isinstance(fault, dict) else fault
    return call["method"].startswith("send") and kind not in {"reset_before", "outage", "not_json", "status"}


@asynccontextmanager
async def opened(sandbox: SandboxClient, home: Path) -> AsyncIterator[WorkerHarness]:
    """A harness with an empty database; the sandbox sets no limits."""
    await sandbox.limits(on=False)
    database = await open_database(f"sqlite+aiosqlite:///{home / 'siyaq.db'}")
    try:
        await migrate(database)
        yield WorkerHarness(sandbox, database)
    finally:
        await database.close()
