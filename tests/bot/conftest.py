"""A running bot, in a sandbox of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog

from tests.bot.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.play import Play


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Log lines without the coloured tracebacks that take seconds to draw."""
    processors = [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level]
    structlog.configure(
        processors=[*processors, structlog.processors.format_exc_info, structlog.processors.LogfmtRenderer()]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
async def house(sandbox: Play, tmp_path: Path) -> AsyncIterator[House]:
    """The bot, not started yet, on an empty database: a start publishes the first story.

    Its pages come as classic messages: the server knows no others, unless the test says so (`sandbox.rich(on=True)`).
    """
    await sandbox.rich(on=False)
    house = House(sandbox, tmp_path)
    yield house
    await house.stop()


@pytest.fixture
async def bot(house: House) -> House:
    """The bot, running, with the first story."""
    await house.start()
    return house
