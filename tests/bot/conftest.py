"""A running bot, in a sandbox of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.house import House

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.play import Play


@pytest.fixture
async def house(sandbox: Play, tmp_path: Path) -> AsyncIterator[House]:
    """The bot, not started yet, on an empty database: a start publishes the first story."""
    house = House(sandbox, tmp_path)
    yield house
    await house.stop()


@pytest.fixture
async def bot(house: House) -> House:
    """The bot, running, with the first story."""
    await house.start()
    return house
