"""The bot is killed at the desk: whatever was typed before is there after it, and nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@asynccontextmanager
async def running(harness: BotHarness) -> AsyncIterator[None]:
    """The bot as a process of its own, killed at the end of the block as by a power cut."""
    quiet = asyncio.subprocess.DEVNULL
    harness.play.quiet = 0.3  # what another process still handles is not seen from here
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **harness.env}, stdout=quiet, stderr=quiet
    )
    try:
        # What the killed process had not finished is done first: it may ask its question again.
        await harness.play.wait_for_poll()
        await harness.play.idle(quiet=2)
        yield
    finally:
        process.kill()
        await process.wait()


async def test_killed_between_any_two_steps(sandbox: SandboxClient, tmp_path: Path) -> None:
    """A quote is made, answer by answer, by a bot that is killed after each and starts again."""
    harness = BotHarness(sandbox, tmp_path, SIYAQ_OWNERS=str(EMMA))
    emma = DeskUser(harness, EMMA)
    async with running(harness):
        await emma.types(f"/edit {KURSK}")
    async with running(harness):
        await emma.taps("Quotes")
    async with running(harness):
        await emma.taps("Add a quote")
    async with running(harness):
        assert "What was said" in await emma.taps("Vladimir Putin")
    async with running(harness):
        assert "When was it said" in await emma.types("We are grateful.")
    async with running(harness):
        assert "28 April 2025" in await emma.types("28 April 2025")
    async with running(harness):
        assert "We are grateful." in await emma.taps("Done")
    dossier = (await draft_of(harness, 1)).dossier
    assert dossier.model_copy(update={"quotes": dossier.quotes[:-1]}) == first()
    assert str(dossier.quotes[-1].date) == "2025-04-28"


async def test_an_answer_that_got_lost(sandbox: SandboxClient, tmp_path: Path) -> None:
    """The next question never arrived, and the bot was killed: it waits in the draft, and is asked again from there."""
    harness = BotHarness(sandbox, tmp_path, SIYAQ_OWNERS=str(EMMA))
    emma = DeskUser(harness, EMMA)
    async with running(harness):
        await emma.types(f"/edit {KURSK}")
        await emma.taps("Quotes")
        await emma.taps("Add a quote")
        await emma.taps("Vladimir Putin")
        await sandbox.fault(method="sendMessage", kind="reset_before", times=1)
        since = await sandbox.seq()
        await sandbox.say("We are grateful.", as_=EMMA)
        await sandbox.wait("call", since=since, method="sendMessage", timeout=30)
    async with running(harness):
        await emma.types("/desk")
        await emma.taps("1. North Korean")
        assert "When was it said" in await emma.taps("Continue")
        await emma.types("2025")
        await emma.taps("Done")
    assert (await draft_of(harness, 1)).dossier.quotes[-1].words.en == "We are grateful."
