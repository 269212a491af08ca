"""Reading during a push: what `/summary` takes while the bot pushes at 30 a second, beside what it takes idle."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store import broadcasts
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.bench.clients import CHAT
from tests.bench.ground import TOKEN, Stack, stack
from tests.bench.push_under_load import push, subscribe
from tests.bench.table import show

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.database import Database

READERS = 40  # who ask in turn, four a second: pushes leave them six a second of thirty
PAUSE = 0.25
MORE, AIM = 5.0, 1.0  # milliseconds
AUDIENCE = CHAT + 10_000_000  # none of these asks


def measure(questions: int) -> None:
    """Ask idle and during the push, and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'siyaq.db'}"
        rows = int(questions * (PAUSE + 0.1) * 30 * 2) + 200
        asyncio.run(_on(url, lambda database: subscribe(database, AUDIENCE, rows)))
        env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": folder, "SIYAQ_RATE": "30"}
        with stack("reading", [sys.executable, "-m", "bot", "run"], env) as bot:
            _ask(bot, READERS)  # each is known then, each page set
            idle = _ask(bot, questions)
            asyncio.run(_on(url, push))
            _ask(bot, 8)
            busy = _ask(bot, questions)
            asyncio.run(_on(url, _expect_running))
    text: list[tuple[str, ...]] = [("/summary, ms", "p50", "p99", "worst")]
    for name, times in (("idle", idle), ("during a push at 30/s", busy)):
        text.append((name, *(f"{_at(times, share):.2f}" for share in (0.5, 0.99, 1.0))))
    more = _at(busy, 0.99) - _at(idle, 0.99)
    print(f"## Reading during a push, {questions} questions each\n")
    show(text)
    print(f"p99 {more:+.2f} ms: at most +{MORE:g}, aim +{AIM:g}: {'met' if more <= MORE else 'MISSED'}\n")


def _ask(bot: Stack, questions: int) -> list[float]:
    """Ask one question after the other, with pauses; the milliseconds from each to its answer."""
    times = []
    for _ in range(questions):
        times.append(bot.race(1, 1, chats=READERS).p50)
        time.sleep(PAUSE)
    return sorted(times)


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


async def _expect_running(database: Database) -> None:
    async with database.read() as conn:
        running = await broadcasts.in_state(conn, "running")
    assert [broadcast for broadcast in running if broadcast.counts.sent], (
        "the push ended before the questions did, or never began"
    )


async def _on(url: str, work: Callable[[Database], Awaitable[object]]) -> None:
    database = await open_database(url)
    try:
        await migrate(database)
        await work(database)
    finally:
        await database.close()
