"""A worker on a database of its own, in a sandbox: set going, watched, stopped, and looked at from both ends."""

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
from bot.transport.client import Client
from bot.transport.limiter import Limiter
from bot.transport.newer import RichServer
from tests.play import PATIENCE
from tests.store import pushes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from tests.play import Play

FIRST = 5001  # the chat of the first reader


def now() -> datetime:
    """The worker's clock."""
    return datetime.now(UTC)


class Seen:
    """What the worker told of its pushes; whoever waits for something is woken by each report."""

    def __init__(self) -> None:
        self.reports: list[tuple[Broadcast, float]] = []
        self.ends: list[Broadcast] = []
        self._told = asyncio.Condition()

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """It goes on."""
        async with self._told:
            self.reports.append((broadcast, rate))
            self._told.notify_all()

    async def ended(self, broadcast: Broadcast) -> None:
        """It has ended."""
        async with self._told:
            self.ends.append(broadcast)
            self._told.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return when that holds, which is looked at with each report."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(holds)


class Post:
    """A database with pushes, the sandbox that they go to, and the workers between."""

    def __init__(self, play: Play, database: Database) -> None:
        self.play = play
        self.database = database
        self.seen = Seen()

    @asynccontextmanager
    async def at_work(self, database: Database | None = None, **told: Any) -> AsyncIterator[asyncio.Event]:
        """A worker, at work until the event that is given is set, or to the end of the block."""
        rate, paid = told.get("rate"), told.get("paid")
        stop = asyncio.Event()
        limiter = Limiter(rate, paid=paid)
        async with Client(self.play.token, limiter, api_url=self.play.url) as client:
            worker = Worker(
                *(database or self.database, client, RichServer(now), self.seen),
                now=now,
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
        async with Client(self.play.token, Limiter(None), api_url=self.play.url) as client:
            worker = Worker(self.database, client, RichServer(now), self.seen, now=now, rate=1000)
            task = asyncio.create_task(worker.run(asyncio.Event()))
            yield
            task.cancel()
            await asyncio.wait({task})

    async def readers(self, count: int, **values: Any) -> list[int]:
        """So many persons who have started the bot, subscribed to everything; their chats."""
        chats = list(range(FIRST, FIRST + count))
        await self.play.post("persons", count=count, start_id=FIRST)
        await self.subscribe(*chats, **values)
        return chats

    async def subscribe(self, *chats: int, **values: Any) -> None:
        """Subscribe chats, in Arabic and simple unless `values` say else."""
        async with self.database.write() as conn:
            await pushes.subscribe(conn, chats, **({"wanted": "simple"} | values))

    async def push(self, **values: Any) -> int:
        """Enqueue a push to all subscribers that runs; its number."""
        at = now()
        told = {"due_at": at, "at": at, **values}
        made = {name: told.pop(name) for name in ("rich", "body") if name in told}
        async with self.database.write() as conn:
            number = await pushes.push(conn, **told)
            await pushes.fill(conn, number, **made)
        return number

    async def ended(self, *numbers: int) -> Broadcast:
        """Wait until these have ended; the last as it was then."""
        await self.seen.until(lambda: set(numbers) <= {push.id for push in self.seen.ends})
        return [push for push in self.seen.ends if push.id == numbers[-1]][-1]

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
            return {one.chat_id: one.state for one in await deliveries.listed(conn, number, limit=1_000_000)}

    async def got(self, text: str = "News", since: int = 0) -> Counter[int]:
        """How many messages of a text each chat got from an event on, by the sandbox's own log (of the last 20,000)."""
        calls = await self.play.log(limit=100_000, since=since)
        mine = [one for one in calls if one["status"] in {0, 200} and text in str(one["params"]) and acted(one)]
        return Counter(int(one["params"]["chat_id"]) for one in mine)


def acted(call: dict[str, Any]) -> bool:
    """Whether the sandbox did what was asked, be it that its answer was lost."""
    fault = call.get("fault") or {}
    kind = fault.get("kind") if isinstance(fault, dict) else fault
    return call["method"].startswith("send") and kind not in {"reset_before", "outage", "not_json", "status"}


@asynccontextmanager
async def opened(play: Play, home: Path) -> AsyncIterator[Post]:
    """A post with an empty database; the sandbox sets no limits."""
    await play.limits(on=False)
    database = await open_database(f"sqlite+aiosqlite:///{home / 'siyaq.db'}")
    try:
        await migrate(database)
        yield Post(play, database)
    finally:
        await database.close()
