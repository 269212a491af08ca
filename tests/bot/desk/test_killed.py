"""The bot is killed at the desk: whatever was typed before is there after it, and nothing is done twice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.bot_harness import BotHarness


@asynccontextmanager
async def running(harness: BotHarness) -> AsyncIterator[None]:
    """The bot on the harness's data, ended at the end of the block in the middle of whatever is in work.

    test_kills.py has the same with a process and SIGKILL; here the bot is of this process, so that it is known when all
    that was left of the last update is done and acknowledged.
    """
    await harness.start()
    try:
        await harness.idle()
        yield
    finally:
        await harness.crash()


async def test_killed_between_any_two_steps(harness: BotHarness) -> None:
    """A quote is made, answer by answer, by a bot that is killed after each and starts again."""
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


async def test_an_answer_that_got_lost(harness: BotHarness) -> None:
    """The next question never arrived, and the bot was killed: it waits in the draft, and is asked again from there."""
    emma = DeskUser(harness, EMMA)
    async with running(harness):
        await emma.types(f"/edit {KURSK}")
        await emma.taps("Quotes")
        await emma.taps("Add a quote")
        await emma.taps("Vladimir Putin")
        await harness.play.fault(method="sendMessage", kind="reset_before", times=1)
        since = await harness.play.seq()
        await harness.play.say("We are grateful.", as_=EMMA)
        await harness.play.wait("call", since=since, method="sendMessage", timeout=30)
    async with running(harness):
        await emma.types("/desk")
        await emma.taps("1. North Korean")
        assert "When was it said" in await emma.taps("Continue")
        await emma.types("2025")
        await emma.taps("Done")
    assert (await draft_of(harness, 1)).dossier.quotes[-1].words.en == "We are grateful."
