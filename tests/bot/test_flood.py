"""Too much at once: told once, and nobody else notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox_client import BOT, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

SLOW = {LAYLA: "مهلًا", EMMA: "Slow down"}
SPENT = "Telegram allows in a minute"


@pytest.fixture
async def quick(sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between a chat's messages, of which twenty would take a minute; the group's minute is kept."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.01)
    await sandbox.limits(on=True, per_chat=1000)


@pytest.mark.usefixtures("bot", "quick")
async def test_thirty_commands_at_once(sandbox: SandboxClient) -> None:
    """They are told once, in their language, to slow down; others are answered meanwhile, before all of theirs."""
    for person in SLOW:
        await sandbox.fault("retry_after", chat_id=person, retry_after=3, times=1)
        for _ in range(30):
            await sandbox.say("/about", as_=person)
    for _ in range(3):
        assert "About Siyaq" in (await sandbox.ask("/about", as_=await sandbox.person("en")))["text"]
    assert [await _answers(sandbox, person) for person in SLOW] == [[], []]
    for person, notice in SLOW.items():
        await sandbox.wait("message", chat_id=person, count=30 + 7, timeout=30)
        await sandbox.ask("/help", as_=person)
        texts = [answer["text"] for answer in await _answers(sandbox, person)]
        assert sum(notice in text for text in texts) == 1
        assert len(texts) in {8, 9}


@pytest.mark.usefixtures("bot", "quick")
async def test_one_persons_flood_in_a_group(sandbox: SandboxClient) -> None:
    """They are told once, most is dropped, and another member's question is answered."""
    group = await sandbox.group(LAYLA, EMMA)
    await sandbox.fault("retry_after", chat_id=group, retry_after=2, times=1)
    for _ in range(20):
        await sandbox.say("/about", chat_id=group)
    await sandbox.say("/people", as_=EMMA, chat_id=group)
    await sandbox.wait("message", chat_id=group, text="People", timeout=30)
    answers = await _answers(sandbox, group)
    assert sum(SLOW[LAYLA] in answer["text"] for answer in answers) == 1
    assert sum("عن سياق" in answer["text"] for answer in answers) <= 12


async def test_a_flood_of_taps_under_inline_messages(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Where there is no chat to tell anything in, each tap is answered; none is set aside as a failure."""
    await sandbox.fault("delay", method="answerCallbackQuery", seconds=0.3)
    since = await sandbox.seq()
    for number in range(12):
        sender = {"id": EMMA, "is_bot": False, "first_name": "Emma"}
        query = {"id": str(number), "from": sender, "chat_instance": "1", "inline_message_id": "i", "data": "1n"}
        await sandbox.post("update", callback_query=query)
    await sandbox.wait("call", since=since, method="answerCallbackQuery", count=12)
    await bot.stop()
    assert (await bot.holds(["inbox"]))["inbox"] == []


async def test_a_group_that_has_spent_its_minute(
    sandbox: SandboxClient, harness: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nineteen answers and one notice, then silence for commands and alerts on taps; Telegram refuses nothing."""
    monkeypatch.setattr(
        "bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.01
    )  # a second a message would take the whole minute
    await sandbox.limits(on=True, per_chat=1000)
    await harness.start()
    await sandbox.ask("/summary")  # learns that the server knows no rich messages: a refused one counts, too
    members = [await sandbox.person("en") for _ in range(8)]
    group = await sandbox.group(*members)
    page = await sandbox.ask("/summary", as_=members[0], chat_id=group)
    for member in members:
        for _ in range(4):
            await sandbox.say("/people", as_=member, chat_id=group)
    await sandbox.wait("message", chat_id=group, text=SPENT, timeout=30)
    for _ in range(2):
        answer = await sandbox.tap_text(page, "Sources", as_=members[3])
        assert answer
        assert answer["show_alert"]
        assert SPENT in answer["text"]
    texts = [answer["text"] for answer in await _answers(sandbox, group)]
    assert [SPENT in text for text in texts] == [False] * 19 + [True]
    assert "People" in (await sandbox.ask("/people", as_=members[0]))["text"]
    assert 429 not in {call["status"] for call in await sandbox.log()}


@pytest.mark.usefixtures("bot")
async def test_a_slow_chat_delays_nobody(sandbox: SandboxClient) -> None:
    """While one chat's answers wait for what Telegram asks of it, every other is answered, and each in its order."""
    await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=2, times=1)
    for text in ("/about", "/people", "/help"):
        await sandbox.say(text)
    for _ in range(3):
        assert "About Siyaq" in (await sandbox.ask("/about", as_=await sandbox.person("en")))["text"]
        assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA, chat_id=NEWSROOM))["text"]
    assert await _answers(sandbox, LAYLA) == []
    await sandbox.wait("message", chat_id=LAYLA, count=6, timeout=30)
    said = [answer["text"] for answer in await _answers(sandbox, LAYLA)]
    assert [word in text for word, text in zip(("عن سياق", "الأشخاص", "الأوامر"), said, strict=True)] == [True] * 3


async def _answers(play: SandboxClient, chat: int) -> list[dict[str, Any]]:
    return [message for message in await play.messages(chat) if message.get("from", {}).get("id") == BOT]
