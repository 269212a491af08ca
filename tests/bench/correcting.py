"""Correcting: what it costs to remember copies, and a correction of a hundred thousand of them.

`python -m tests.bench.correcting [--quick] [--long]`: CPU per 1,000 answers with and without, in paired rounds; with
`--long` also 100,000 copies on SQLite and on PostgreSQL, and 100 kills.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert

from bot.delivery.corrections.session import CorrectionSession
from bot.delivery.corrections.watch import CorrectionWatch
from bot.i18n import catalogue
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.services import publishing
from bot.services.corrections.prepare import prepare
from bot.store.copies import messages, runs, totals
from bot.store.copies.messages import copy_page
from bot.store.copy_tables import copies
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.telegram_api.client import Client
from bot.telegram_api.rate_limiter import RateLimiter, push_rate
from bot.views.callback_data import Format, PageLink, Section
from bot.views.recipes import making
from bot.views.recipes.recipe import write
from tests.bench.ground import TOKEN, server, stack
from tests.bench.table import Contest, show
from tests.conftest import running
from tests.delivery.test_correcting import corrected_while_killed
from tests.delivery.worker_harness import opened
from tests.store.postgres_server import PostgresServer
from tests.store.test_corrected_pushes import RECORD, RIGHT, WRONG, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from bot.store.database import Database

ROUNDS, UPDATES, IN_FLIGHT = 9, 3000, 64
COPIES, RATE = 100_000, 1000.0
_CHUNK = 10_000
WITH, WITHOUT = "copies remembered", "not remembered"


def measure_recording(rounds: int = ROUNDS, updates: int = UPDATES) -> float:
    """Answer with and without, in turn, and print CPU per 1,000 answers; return the median of the pairs' ratios."""
    cpu = Contest("CPU s per 1000")
    with ExitStack() as opened_stacks:
        bots = {}
        for name, days in ((WITH, "30"), (WITHOUT, "0")):
            home = opened_stacks.enter_context(tempfile.TemporaryDirectory())
            env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": home, "SIYAQ_COPIES_DAYS": days}
            command = [sys.executable, "-m", "tests.bench.bot_under_load"]
            bots[name] = opened_stacks.enter_context(stack(f"copies-{days}", command, env))
        for bot in bots.values():
            bot.race(updates, IN_FLIGHT)
        for number in range(rounds):
            for name in (WITH, WITHOUT) if number % 2 else (WITHOUT, WITH):
                cpu.add(name, bots[name].race(updates, IN_FLIGHT).cpu)
    ratio = cpu.ratio(WITH, WITHOUT) or 0.0
    print("## Copies remembered behind the answer: 5 % more CPU at most\n")
    show(
        [
            ("CPU s per 1000 answers", WITH, WITHOUT, "ratio"),
            ("", cpu.median(WITH), cpu.median(WITHOUT), f"{ratio:.3f}"),
        ]
    )
    return ratio


def measure_many(count: int = COPIES, rate: float = RATE) -> None:
    """Correct so many copies on each database, and print how long it takes beside what the limiter allows."""
    rows: list[tuple[str, ...]] = [("database", "copies", "s", "s that the limiter allows", "MB grown")]
    with server("correcting") as bare:
        for name, (seconds, grown) in asyncio.run(_on_each(bare.url, count, rate)).items():
            allowed = count / push_rate(rate)
            rows.append((name, f"{count:,}", f"{seconds:.1f}", f"{allowed:.1f}", f"{grown:.0f}"))
    print("## A correction of many copies: 1.1 times what the limiter allows at most, memory flat\n")
    show(rows)


async def _on_each(api_url: str, count: int, rate: float) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'siyaq.db'}"
        figures = {"SQLite": await correct(url, api_url, count, rate)}
    async with PostgresServer() as postgres:
        return figures | {"PostgreSQL": await correct(postgres.url, api_url, count, rate)}


async def correct(url: str, api_url: str, count: int, rate: float) -> tuple[float, float]:
    """Correct so many copies of a page; return the seconds and the megabytes that the process grew by."""
    database = await open_database(url)
    try:
        await migrate(database)
        await _fill(database, count)
        await publishing.import_dossier(database, story(RIGHT, {**RECORD, "class": "corrected"}), note=None, at=_now())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        await prepare(database, catalogue.load(), _now())
        stop = asyncio.Event()
        async with Client(TOKEN, RateLimiter(rate), api_url=api_url) as client:
            session = CorrectionSession(database, client, CorrectionWatch(database), now=_now)
            task = asyncio.create_task(session.run(stop))
            while await _open(database):
                await asyncio.wait({task}, timeout=0.25)
            seconds = time.perf_counter() - began
            stop.set()
            await task
        async with database.read() as conn:
            (run,) = await runs.latest(conn, 2)
            reached = await totals.read(conn, run)
        assert reached.in_state("done", "same") == count, reached
        return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    finally:
        await database.close()


async def _fill(database: Database, count: int) -> None:
    number = (await publishing.import_dossier(database, story(WRONG), note=None, at=_now()))[0].number
    recipe = making.of_page(PageLink(number, Section.TIMELINE, Language.EN), others=False)
    stored = write(recipe.kind, recipe.values, Format.CLASSIC, Preferences(Language.EN))
    page = copy_page(stored, ((number, 1, ("e2", "e3")),), Language.EN)
    async with database.write() as conn:
        await messages.add_page(conn, page, _now())
    rows = _rows(page.id, count)
    while chunk := list(islice(rows, _CHUNK)):
        async with database.write() as conn:
            await conn.execute(insert(copies), chunk)


def _rows(page: int, count: int) -> Iterator[dict[str, Any]]:
    for chat in range(1, count + 1):
        row = {"chat_id": chat, "message_id": 7, "inline_message_id": "", "kind": "answer", "page_id": page}
        yield row | {"at": _now()}


async def _open(database: Database) -> bool:
    async with database.read() as conn:
        return bool(await runs.open_runs(conn))


def _now() -> datetime:
    return datetime.now(UTC)


def measure_kills(chats: int = 5000, kills: int = 100) -> None:
    """Kill the bot so many times while it corrects, and print; raises AssertionError where a copy is not right."""
    states = asyncio.run(_kill(chats, kills))
    print(f"## {chats:,} copies corrected, killed {kills} times: all are right; notices: {dict(states)}\n")


async def _kill(chats: int, kills: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        async with running() as sandbox, opened(sandbox, Path(folder)) as worker:
            most = max(2, int(1.9 * chats / kills))
            return await corrected_while_killed(worker, Path(folder), chats, kills, most)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.correcting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds and few copies")
    parser.add_argument("--long", action="store_true", help="also 100,000 copies, and 100 kills")
    namespace = parser.parse_args()
    measure_recording(*((2, 300) if namespace.quick else (ROUNDS, UPDATES)))
    if namespace.long:
        measure_many()
        measure_kills()
    elif namespace.quick:
        measure_many(500)


if __name__ == "__main__":
    main()
