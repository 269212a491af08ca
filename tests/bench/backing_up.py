"""A push while backups are made: `python -m tests.bench.backing_up --url URL`, with the numbers that `--help` lists.

The running bot pushes to ROWS chats of an empty database, as fast as a paid rate lets it, and is asked for `/summary`
meanwhile: in turn alone, with one `siyaq backup` after the other beside it, and with these and a transaction that stays
open, as the backup of a far larger database keeps one. Printed are the messages a second and the times of the answers
of each, and their ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.store import broadcasts
from tests.bench.ground import TOKEN, stack
from tests.bench.push_under_load import push, subscribe
from tests.bench.reading import AUDIENCE, READERS, _ask, _at, _on
from tests.bench.table import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.database import Database
    from tests.bench.ground import Stack

ALONE, BESIDE, HELD = "alone", "with backups beside it", "with a long transaction, too"
KEPT, MORE = 0.9, 5.0  # of the rate at least; milliseconds of the 99th percentile at most


def measure(url: str, rows: int, questions: int, rounds: int, rate: int) -> None:
    """Push at this rate, ask in turn, and print."""
    rates: dict[str, list[float]] = {ALONE: [], BESIDE: [], HELD: []}
    times: dict[str, list[float]] = {name: [] for name in rates}
    asyncio.run(_on(url, lambda database: subscribe(database, AUDIENCE, rows)))
    with tempfile.TemporaryDirectory() as folder:
        env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": folder, "SIYAQ_DATABASE_URL": url}
        env["SIYAQ_PAID_BROADCAST"] = str(rate)
        with stack("backing-up", [sys.executable, "-m", "bot", "run"], env) as bot:
            _ask(bot, READERS)  # each is known then, each page set
            asyncio.run(_on(url, push))
            _ask(bot, READERS)
            for _ in range(rounds):
                rates[ALONE].append(_rate(bot, url, questions, times[ALONE]))
                with _backups(url, Path(folder)) as made:
                    rates[BESIDE].append(_rate(bot, url, questions, times[BESIDE]))
                    with _long_transaction(url):
                        rates[HELD].append(_rate(bot, url, questions, times[HELD]))
                print(f"{len(made)} backups were made", file=sys.stderr)
    lines: list[tuple[str, ...]] = [("a push", "messages/s", "p50 of /summary, ms", "p99")]
    for name, each in rates.items():
        asked = sorted(times[name])
        figures = " ".join(f"{rate:.0f}" for rate in each)
        lines.append((name, figures, f"{_at(asked, 0.5):.1f}", f"{_at(asked, 0.99):.1f}"))
    show(lines)
    for name in (BESIDE, HELD):
        kept = median(mine / alone for mine, alone in zip(rates[name], rates[ALONE], strict=True))
        more = _at(sorted(times[name]), 0.99) - _at(sorted(times[ALONE]), 0.99)
        print(f"{name}: {kept:.2f} of its rate (at least {KEPT:g}); p99 {more:+.1f} ms (at most +{MORE:g})")


def _rate(bot: Stack, url: str, questions: int, times: list[float]) -> float:
    """Ask so often, note the times, and return how many messages a second left meanwhile."""
    began, before = time.perf_counter(), asyncio.run(_sent(url))
    times += _ask(bot, questions)
    return (asyncio.run(_sent(url)) - before) / (time.perf_counter() - began)


async def _sent(url: str) -> int:
    sent = 0

    async def read(database: Database) -> None:
        nonlocal sent
        async with database.read() as conn:
            (running,) = await broadcasts.in_state(conn, "running")
        sent = running.counts.sent

    await _on(url, read)
    return sent


@contextmanager
def _backups(url: str, folder: Path) -> Iterator[list[int]]:
    """Make one backup after the other until the block ends; the list gets the size of each."""
    made: list[int] = []
    ending = Event()
    env = os.environ | {"SIYAQ_DATABASE_URL": url, "SIYAQ_DATA_DIR": str(folder), "SIYAQ_TOKEN": TOKEN}

    def make() -> None:
        while not ending.is_set():
            file = folder / "beside.dump"
            file.unlink(missing_ok=True)
            subprocess.run([sys.executable, "-m", "bot", "backup", str(file)], env=env, check=True, capture_output=True)
            made.append(file.stat().st_size)

    thread = Thread(target=make)
    thread.start()
    try:
        yield made
    finally:
        ending.set()
        thread.join()


@contextmanager
def _long_transaction(url: str) -> Iterator[None]:
    """Keep a reading transaction open until the block ends: what is updated meanwhile stays, too."""
    held, ending = Event(), Event()

    async def keep_open(database: Database) -> None:
        async with database.read() as conn:
            if conn.dialect.name == "postgresql":
                await conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))  # as pg_dump does
            await broadcasts.in_state(conn, "running")
            held.set()
            await asyncio.to_thread(ending.wait)

    thread = Thread(target=lambda: asyncio.run(_on(url, keep_open)))
    thread.start()
    held.wait()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.backing_up", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=int, default=1000, help="messages a second that may leave")
    chosen = parser.parse_args()
    measure(chosen.url, chosen.rows, chosen.questions, chosen.rounds, chosen.rate)


if __name__ == "__main__":
    main()
