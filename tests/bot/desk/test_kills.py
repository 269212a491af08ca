"""A publish with the process killed (SIGKILL) between any two of its steps, and in the middle of each."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, due, entries, in_zone, newest, titled
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.bot_harness import BotHarness

CHECKOUT = Path(__file__).parents[3]


class Killed:
    """The bot as a process of its own, on a harness's data."""

    def __init__(self, harness: BotHarness) -> None:
        self.harness = harness
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and return when it polls."""
        self.harness.play.quiet = 0.3  # what another process still handles is not seen from here
        env = {**os.environ, **self.harness.env}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=CHECKOUT, env=env,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await self.harness.play.wait_for_poll()

    async def kill(self) -> None:
        """End it without a word."""
        if self.process:
            self.process.kill()
            await self.process.wait()
            self.process = None

    async def again(self) -> None:
        """Kill it and start it on the same data."""
        await self.kill()
        await self.start()
        await self.harness.play.idle()


@pytest.fixture
async def killed(harness: BotHarness) -> AsyncIterator[Killed]:
    """The bot as a process, running."""
    process = Killed(harness)
    await process.start()
    yield process
    await process.kill()


async def test_killed_after_every_step(harness: BotHarness, killed: Killed) -> None:
    """The conversation goes on where it was: the note that was typed is kept, and one revision comes of it."""
    emma = DeskUser(harness, EMMA)
    await emma.types("/desk")
    number = await draft(harness, EMMA, titled("Killed"))
    await killed.again()
    await emma.types("/desk")
    await killed.again()
    await emma.taps(f"{number}")
    await killed.again()
    await emma.taps("Publish")
    await killed.again()
    await emma.taps("✎ Note")
    await killed.again()
    assert "Why not" in await emma.types("Why not")
    await killed.again()
    published = emma.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "Readers see it now" in await emma.taps("Publish")
    await killed.again()
    await emma.forges(published)
    story = await newest(harness)
    assert story is not None
    assert (story.revision, story.dossier.title.en) == (2, "Killed")
    assert len(await entries(harness, action="publish")) == 1


@pytest.mark.parametrize("method", ["getUpdates", "answerCallbackQuery", "editMessageText"])
async def test_killed_in_the_middle_of_the_tap_that_publishes(harness: BotHarness, killed: Killed, method: str) -> None:
    """Wherever it dies, as soon as it has the tap or while it answers: after the restart it is published, once."""
    play = harness.play
    emma = DeskUser(harness, EMMA)
    number = await draft(harness, EMMA, titled("Killed"))
    await emma.types("/desk")
    await emma.taps(f"{number}")
    await emma.taps("Publish")
    if method != "getUpdates":
        await play.fault("delay", method=method, seconds=3, times=1)
    since = await play.seq()
    tapping = asyncio.create_task(play.tap_text(emma.screen, "Publish", as_=EMMA))
    if method == "getUpdates":
        await play.wait("call", since=since, method=method)
    else:
        await until_published(harness)
    await killed.kill()
    await play.lift()
    await killed.start()
    await play.idle()
    await tapping
    story = await newest(harness)
    assert story is not None
    assert story.revision == 2
    assert len(await entries(harness, action="publish")) == 1
    assert (await draft_of(harness, number)).state == "published"


async def until_published(harness: BotHarness) -> None:
    """Return as soon as the database has it, while the answer is still on its way."""
    async with asyncio.timeout(20):
        while (story := await newest(harness)) is None or story.revision == 1:
            pass


async def test_killed_before_its_hour_and_restarted_after(harness: BotHarness, killed: Killed) -> None:
    """What was scheduled is published by the next process, once."""
    emma = DeskUser(harness, EMMA)
    await in_zone(harness, EMMA)
    number = await draft(harness, EMMA, titled("Later"))
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    await emma.types("in 2 hours")
    await killed.again()
    await emma.taps("Schedule it")
    assert len(await due(harness)) == 1
    await killed.kill()
    harness.pass_(hours=2, minutes=1)
    since = await harness.play.seq()
    await harness.start()
    assert "Published at its hour" in (await harness.play.heard(EMMA, since=since))["text"]
    await harness.restart()
    story = await newest(harness)
    assert story is not None
    assert (story.revision, await due(harness)) == (2, [])
