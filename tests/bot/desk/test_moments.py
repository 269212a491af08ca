"""Moments at the desk: clients show them in their own zone, and servers that do not know them get plain words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.bot.desk.staff import draft, due, in_zone, titled
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.desk_user import DeskUser
    from tests.sandbox_client import SandboxClient


def moments(message: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the moments in a message: Unix seconds, and the words that stand for them."""
    units = message["text"].encode("utf-16-le")
    spans = [entity for entity in message.get("entities", ()) if entity["type"] == "date_time"]
    assert all(span["date_time_format"] == "wDt" for span in spans)
    return [
        (span["unix_time"], units[2 * span["offset"] : 2 * (span["offset"] + span["length"])].decode("utf-16-le"))
        for span in spans
    ]


async def schedule(desk_user: DeskUser) -> list[tuple[int, str]]:
    """Type an hour for a new draft, and return the moments in the echo."""
    number = await draft(desk_user.harness, EMMA, titled("T"))
    await in_zone(desk_user.harness, EMMA)
    await desk_user.types("/desk")
    await desk_user.forges(f"1dschedule_{number}")
    await desk_user.types("in 5 hours")
    return moments(desk_user.screen)


async def test_an_hour_is_a_moment_wherever_the_desk_tells_it(bot: BotHarness, emma: DeskUser) -> None:
    """In the echo, on the card, in the list, and when it has come: the same second, with words for old clients."""
    ((at, words),) = await schedule(emma)
    assert abs(at - (bot.now() + timedelta(hours=5)).timestamp()) < 300
    assert "(" in words  # which zone the words are in
    await emma.taps("Schedule it")
    ((card, _),) = moments(emma.screen)
    (planned,) = await due(bot)
    assert at == card == planned.due_at.timestamp()
    await emma.types("/scheduled")
    assert moments(emma.screen) == [(at, words)]
    since = await bot.play.seq()
    bot.pass_(hours=6)
    assert at in [moment for moment, _ in moments(await bot.play.heard(EMMA, since=since))]


async def test_a_server_that_does_not_know_moments(sandbox: SandboxClient, bot: BotHarness, emma: DeskUser) -> None:
    """The same message goes out again at once in plain words; the next one is sent so from the first."""
    await sandbox.post("moments", mode="refused")
    since = await sandbox.seq()
    assert await schedule(emma) == []
    assert str((bot.now() + timedelta(hours=5)).year) in emma.text
    sent = [call["status"] for call in await sandbox.log(method="sendMessage", since=since)]
    assert sent.count(400) == 1
    await emma.taps("Schedule it")
    assert moments(emma.screen) == []
    calls = [call for call in await sandbox.log(since=since) if call["method"] in {"sendMessage", "editMessageText"}]
    assert [call["status"] for call in calls].count(400) == 1
