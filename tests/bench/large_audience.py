"""A large audience: `python -m tests.bench.large_audience [--chats N] [--url URL]`.

Imports a file of chats in no order into an empty database, a new SQLite file or the one of the URL, by the command that
people use; then counts them as `/stats` and a dry run do.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bot.services.admin import statistics
from bot.store import recipients
from bot.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
        environment = os.environ | {"SIYAQ_DATABASE_URL": url, "SIYAQ_DATA_DIR": home}
        started = perf_counter()
        command = [sys.executable, "-m", "bot", "subscribers", "import", str(path)]
        subprocess.run(command, env=environment, check=True)
        took, used = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime
        print(f"import: {took:.1f} s, {cpu:.1f} CPU s, {used.ru_maxrss / 1024:.0f} MB at the peak")
        for name, seconds in asyncio.run(count(url)).items():
            print(f"{name}: {seconds * 1000:.1f} ms")


if __name__ == "__main__":
    main()
