"""A running desk: its owner is Layla, who is spoken to in Arabic, or Emma, who is spoken to in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.desk.seat import Seat
from tests.bot.house import House
from tests.play import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.play import Play


@pytest.fixture
async def house(sandbox: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The bot, not started yet, of which Layla and Emma are owners.

    A chat is not paced at a message a second: a conversation has dozens, and the pace has tests of its own. Pages come
    as classic messages, unless the test says otherwise (`sandbox.rich(on=True)`).
    """
    monkeypatch.setattr("bot.transport.limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)
    await sandbox.rich(on=False)
    house = House(sandbox, tmp_path, SIYAQ_OWNERS=f"{LAYLA},{EMMA}")
    yield house
    await house.stop()


@pytest.fixture
async def layla(bot: House) -> Seat:
    """Layla at the desk, in Arabic."""
    return Seat(bot, LAYLA)


@pytest.fixture
async def emma(bot: House) -> Seat:
    """Emma at the desk, in English."""
    return Seat(bot, EMMA)
