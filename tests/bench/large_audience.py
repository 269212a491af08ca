"""A large audience: `python -m tests.bench.large_audience [--chats N] [--url URL]`.

Imports a file of chats in no order into an empty database, a new SQLite file or the one of the URL, by the command that
people use; then counts them as `/stats` and a dry run do. On SQLite another process wants to write meanwhile, as the
running bot does: how long it waits for each time is told, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING

from bot.services.admin import statistics
from bot.store import database_file, dialects, recipients
from bot.store.database import open_database
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.store.database import Database

FIRST, SPAN, STEP = 100_000_000, 7_900_000_000, 2_654_435_761
TRIES = 5  # of each count; the slowest is told


def write_file(path: Path, chats: int) -> None:
    """Write an audience, two thirds of which reads Arabic."""
    # Each once and far apart, without a list of them: what this process holds would count as the command's peak.
    numbers = (FIRST + at * STEP % SPAN for at in range(chats))
    with path.open("w", encoding="utf-8") as file:
        file.write("chat_id,language,stories\n")
        file.writelines(f"{chat},{'ar' if at % 3 else 'en'},*\n" for at, chat in enumerate(numbers))


async def _make(url: str) -> None:
    database = await open_database(url)
    await migrate(database)
    await database.close()


async def count(url: str) -> dict[str, float]:
    """Return the seconds that each count takes."""
    database = await open_database(url)
    works: dict[str, Callable[[Database], Awaitable[object]]] = {
        "/stats": lambda opened: statistics.read(opened, (), datetime.now(UTC), 30),
        "dry run": _tally,
    }
    try:
        return {name: max([await _seconds(work, database) for _ in range(TRIES)]) for name, work in works.items()}
    finally:
        await database.close()


async def _seconds(work: Callable[[Database], Awaitable[object]], database: Database) -> float:
    started = perf_counter()
    await work(database)
    return perf_counter() - started


async def _tally(database: Database) -> object:
    async with database.read() as conn:
        return await recipients.tally(conn, None, datetime.now(UTC))


@contextmanager
def _writes(url: str) -> Iterator[list[float]]:
    """Begin a write transaction five times a second until the block ends; the list gets the seconds of each wait."""
    waits: list[float] = []
    ending = Event()

    def write(file: Path) -> None:
        while not ending.wait(0.2):
            if not file.exists():
                continue
            with closing(sqlite3.connect(file, timeout=dialects.BUSY_TIMEOUT, isolation_level=None)) as connection:
                started = perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
                waits.append(perf_counter() - started)

    file = database_file.path_of(url)
    thread = Thread(target=write, args=(file,))
    if file:
        thread.start()
    try:
        yield waits
    finally:
        ending.set()
        if file:
            thread.join()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large_audience", description=__doc__)
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--url", help="of an empty database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "audience.csv"
        write_file(path, chosen.chats)
        url = chosen.url or f"sqlite+aiosqlite:///{home}/siyaq.db"
        asyncio.run(_make(url))
        environment = os.environ | {"SIYAQ_DATABASE_URL": url, "SIYAQ_DATA_DIR": home}
        started = perf_counter()
        command = [sys.executable, "-m", "bot", "subscribers", "import", str(path)]
        with _writes(url) as waits:
            subprocess.run(command, env=environment, check=True)
        took, used = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime
        print(f"import: {took:.1f} s, {cpu:.1f} CPU s, {used.ru_maxrss / 1024:.0f} MB at the peak")
        if waits:
            half, longest = (round(seconds * 1000) for seconds in (median(waits), max(waits)))
            print(f"{len(waits)} writes beside it: {half} ms in the median, {longest} ms at the longest")
        for name, seconds in asyncio.run(count(url)).items():
            print(f"{name}: {seconds * 1000:.1f} ms")


if __name__ == "__main__":
    main()
