"""Owners hear of trouble, and of a push that halted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services.desk_transaction import ActionContext
from bot.store import audit
from tests.bot.desk.staff import entries
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, grown, ours, push, reads
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

SLUG = "dprk-troops-kursk"
WRONG = {LAYLA: "حدث خلل", EMMA: "Something went wrong"}


def _fail(*_: Any) -> Any:
    raise RuntimeError("a bug")


@pytest.fixture
async def owners(bot: BotHarness) -> tuple[int, int]:
    """Both have spoken with the bot, without which it may write to nobody."""
    await bot.play.start(as_=LAYLA)
    await bot.play.start(as_=EMMA)
    await bot.play.idle()
    return LAYLA, EMMA


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners are told within a moment."""
    monkeypatch.setattr("bot.background.trouble_notifier.LOOK", 0.05)


async def notices(harness: BotHarness, owner: int, count: int) -> list[str]:
    """Wait until an owner has so many messages of trouble; all of them."""
    for _ in range(200):
        texts = [
            bare(message["text"])
            for message in await ours(harness.play, owner)
            if WRONG[owner] in message.get("text", "")
        ]
        if len(texts) >= count:
            return texts
        await harness.play.idle(quiet=0.1)
    raise AssertionError(await ours(harness.play, owner))


@pytest.mark.usefixtures("soon", "owners")
async def test_owners_hear_of_failures_once_an_hour(bot: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in their language, with the log's id; what fails within the hour is one message after it."""
    monkeypatch.setattr("bot.handlers.reader.sections.about.about", _fail)
    asker = await bot.play.person("en")
    await bot.play.ask("/about", as_=asker)
    (first,) = await notices(bot, EMMA, 1)
    assert "One question failed" in first
    assert "In the log: " in first
    assert "فشل طلب واحد" in (await notices(bot, LAYLA, 1))[0]
    for _ in range(3):
        await bot.play.ask("/about", as_=asker)
    await bot.play.idle(quiet=0.5)
    assert len(await notices(bot, EMMA, 1)) == 1
    bot.pass_(minutes=61)
    assert "3 questions failed" in (await notices(bot, EMMA, 2))[1]


@pytest.mark.usefixtures("soon", "owners")
async def test_a_restart_is_no_reason_to_tell_again(bot: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that fails at each start tells once an hour, too."""
    monkeypatch.setattr("bot.handlers.reader.sections.about.about", _fail)
    asker = await bot.play.person("en")
    await bot.play.ask("/about", as_=asker)
    await notices(bot, EMMA, 1)
    await bot.restart()
    await bot.play.ask("/about", as_=asker)
    await bot.play.idle(quiet=0.5)
    assert len(await notices(bot, EMMA, 1)) == 1


@pytest.mark.usefixtures("owners")
async def test_a_push_that_halts_says_so_and_goes_on_by_itself(bot: BotHarness) -> None:
    """Begun from a shell, refused with 401 in its middle: every owner hears of it, once, however often it halts.

    As soon as the token is accepted it goes on, and each chat has it once.
    """
    chats = await add_audience(bot)
    await bot.publish(grown())
    fault = await bot.play.fault(
        "status", method="sendMessage", chat_id=chats[0], status=401, description="Unauthorized"
    )
    context = ActionContext(audit.SHELL, datetime.now(UTC), frozenset({audit.SHELL}))
    async with bot.database() as database:
        number = await broadcast_service.start(database, BroadcastSpec(SLUG), context, words=catalogue.load())
    for _ in range(200):
        if (
            len(halts := [entry for entry in await entries(bot, action="push") if entry.detail.get("does") == "resume"])
            > 1
        ):
            break
        await bot.play.idle(quiet=0.1)
    assert halts[0].detail["why"] == "Unauthorized"
    while (await push(bot, number)).counts.open > 1:  # few are tried while the token is refused
        await bot.play.idle(quiet=0.1)
    assert (await push(bot, number)).counts.open == 1, "the chat that is refused keeps its delivery"
    await bot.play.lift(fault)
    await ends(bot, number)
    assert (await push(bot, number)).counts.sent == 3
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    for owner, sign in ((EMMA, "token is accepted again"), (LAYLA, "قُبل الرمز من جديد")):
        notices = [message for message in await ours(bot.play, owner) if sign in message.get("text", "")]
        assert len(notices) == 1, owner
        assert "(Unauthorized)" in bare(notices[0]["text"])


async def test_a_push_that_a_person_paused_stays_paused(bot: BotHarness) -> None:
    """That the token is accepted changes nothing about it."""
    await add_audience(bot)
    await bot.publish(grown())
    context = ActionContext(audit.SHELL, datetime.now(UTC), frozenset({audit.SHELL}))
    async with bot.database() as database:
        await bot.play.fault("refuse", seconds=3)
        number = await broadcast_service.start(database, BroadcastSpec(SLUG), context, words=catalogue.load())
        await broadcast_service.pause(database, number, context=context)
    await bot.play.idle(quiet=2)
    assert (await push(bot, number)).state == "paused"
