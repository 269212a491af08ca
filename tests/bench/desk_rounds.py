"""Two editors in one draft over HTTP, a hundred rounds: nothing that either writes is lost."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path

import pytest
import structlog

from bot.telegram_api import rate_limiter
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_rounds import play_rounds
from tests.conftest import running
from tests.sandbox_client import EMMA, LAYLA


def measure(rounds: int = 100) -> None:
    """Play so many rounds, and print; raises AssertionError where a word is lost, or asked about without need."""
    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate_limiter, "_CHAT_INTERVAL", 0.001)  # a message a second is a chat's pace, not the desk's
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        asyncio.run(_play(rounds))
        structlog.reset_defaults()
    print(f"## Two editors in one draft, {rounds} rounds, {time.monotonic() - began:.0f} s\n")
    print("Every field that either wrote stands, and each that both wrote was asked about, once\n")


async def _play(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with running() as play:
            await play.limits(on=False)
            await play.rich(on=False)
            harness = BotHarness(play, Path(folder), SIYAQ_OWNERS=f"{LAYLA},{EMMA}")
            await harness.start()
            try:
                await play_rounds(harness, rounds)
            finally:
                await harness.stop()
