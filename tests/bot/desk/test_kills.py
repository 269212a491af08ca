"""A publish with the process killed (SIGKILL) between any two of its steps, and in the middle of each."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.desk.seat import Seat, draft_of
from tests.bot.desk.staff import draft, due, entries, in_zone, newest, titled
from tests.play import EMMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.house import House

CHECKOUT = Path(__file__).parents[3]


class Killed:
    """The bot as a process of its own, on a house's data."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and return when it polls."""
        env = {**os.environ, **self.house.env}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=CHECKOUT, env=env,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await self.house.play.wait_for_poll()

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
        await self.house.play.idle()


@pytest.fixture
async def killed(house: House) -> AsyncIterator[Killed]:
    """The bot as a process, running."""
    process = Killed(house)
    await process.start()
    yield process
    await process.kill()


async def test_killed_after_every_step(house: House, killed: Killed) -> None:
    """The conversation goes on where it was: the note that was typed is kept, and one revision comes of it."""
    emma = Seat(house, EMMA)
    await emma.types("/desk")
    number = await draft(house, EMMA, titled("Killed"))
    await killed.again()
    await emma.types("/desk")
    await killed.again()
    await emma.taps(f"{number}")
    await killed.again()
    await emma.taps("Publish")
    await killed.again()
    assert "Why not" in await emma.types("Why not")
    await killed.again()
    published = emma.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "Readers see it now" in await emma.taps("Publish now")
    await killed.again()
    await emma.forges(published)
    story = await newest(house)
    assert story is not None
    assert (story.revision, story.dossier.title.en) == (2, "Killed")
    assert len(await entries(house, action="publish")) == 1


@pytest.mark.parametrize("method", ["getUpdates", "answerCallbackQuery", "editMessageText"])
async def test_killed_in_the_middle_of_the_tap_that_publishes(house: House, killed: Killed, method: str) -> None:
    """Wherever it dies, as soon as it has the tap or while it answers: after the restart it is published, once."""
    play = house.play
    emma = Seat(house, EMMA)
    number = await draft(house, EMMA, titled("Killed"))
    await emma.types("/desk")
    await emma.taps(f"{number}")
    await emma.taps("Publish")
    if method != "getUpdates":
        await play.fault("delay", method=method, seconds=3, times=1)
    since = await play.seq()
    tapping = asyncio.create_task(play.tap_text(emma.screen, "Publish without", as_=EMMA))
    if method == "getUpdates":
        await play.wait("call", since=since, method=method)
    else:
        await until_published(house)
    await killed.kill()
    await play.lift()
    await killed.start()
    await play.idle()
    await tapping
    story = await newest(house)
    assert story is not None
    assert story.revision == 2
    assert len(await entries(house, action="publish")) == 1
    assert (await draft_of(house, number)).state == "published"


async def until_published(house: House) -> None:
    """Return as soon as the database has it, while the answer is still on its way."""
    async with asyncio.timeout(20):
        while (story := await newest(house)) is None or story.revision == 1:
            pass


async def test_killed_before_its_hour_and_restarted_after(house: House, killed: Killed) -> None:
    """What was scheduled is published by the next process, once."""
    emma = Seat(house, EMMA)
    await in_zone(house, EMMA)
    number = await draft(house, EMMA, titled("Later"))
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    await emma.types("in 2 hours")
    await killed.again()
    await emma.taps("Schedule it")
    assert len(await due(house)) == 1
    await killed.kill()
    house.pass_(hours=2, minutes=1)
    since = await house.play.seq()
    await house.start()
    assert "Published at its hour" in (await house.play.heard(EMMA, since=since))["text"]
    await house.restart()
    story = await newest(house)
    assert story is not None
    assert (story.revision, await due(house)) == (2, [])
