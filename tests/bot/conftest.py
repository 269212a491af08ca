"""A running bot, in a sandbox of its own."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import structlog

from bot import dossier, starter
from bot.services import publishing
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.bot.bot_harness import BotHarness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Log lines without the coloured tracebacks that take seconds to draw."""
    processors = [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level]
    structlog.configure(
        processors=[*processors, structlog.processors.format_exc_info, structlog.processors.LogfmtRenderer()]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as a first start leaves it, with the first story: made once, copied by each test."""
    home = tmp_path_factory.mktemp("seeded")

    async def make() -> None:
        database = await open_database(f"sqlite+aiosqlite:///{home / 'siyaq.db'}")
        try:
            await migrate(database)
            stories = [dossier.read(content, name) for name, content in starter.stories()]
            await publishing.seed(database, stories, at=datetime.now(UTC))
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:  # the test's own loop may be running
        thread.submit(asyncio.run, make()).result()
    return home / "siyaq.db"


@pytest.fixture
async def harness(sandbox: SandboxClient, tmp_path: Path, seeded_file: Path) -> AsyncIterator[BotHarness]:
    """The bot, not started yet, on a database with the first story.

    Its pages come as classic messages: the server knows no others, unless the test says so (`sandbox.rich(on=True)`).
    """
    await sandbox.rich(on=False)
    harness = BotHarness(sandbox, tmp_path)
    harness.seed = seeded_file
    yield harness
    await harness.stop()


@pytest.fixture
async def bot(harness: BotHarness) -> BotHarness:
    """The bot, running, with the first story."""
    await harness.start()
    return harness


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free
