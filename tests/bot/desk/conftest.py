"""A running desk: its owner is Layla, who is spoken to in Arabic, or Emma, who is spoken to in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.fixture
async def harness(
    sandbox: SandboxClient, tmp_path: Path, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """The bot, not started yet, of which Layla and Emma are owners.

    A chat is not paced at a message a second: a conversation has dozens, and the pace has tests of its own. Pages come
    as classic messages, unless the test says otherwise (`sandbox.rich(on=True)`).
    """
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)
    await sandbox.rich(on=False)
    harness = BotHarness(sandbox, tmp_path, SIYAQ_OWNERS=f"{LAYLA},{EMMA}")
    harness.seed = seeded_file
    yield harness
    await harness.stop()


@pytest.fixture
async def layla(bot: BotHarness) -> DeskUser:
    """Layla at the desk, in Arabic."""
    return DeskUser(bot, LAYLA)


@pytest.fixture
async def emma(bot: BotHarness) -> DeskUser:
    """Emma at the desk, in English."""
    return DeskUser(bot, EMMA)
