"""What waits for its turn when something is corrected leaves right; what a tap replaced is not edited back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.model.language import Language
from bot.telegram_api.rate_limiter import RateLimiter
from bot.views.callback_data import PageLink, Section, pack
from tests.bot.test_corrected_copies import GONE, RIGHT, WRONG, push, record, recorded, settled, story
from tests.sandbox_client import EMMA, PATIENCE
from tests.store import pushes

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

ASKED = ("/timeline ships", "/search ships", "/latest ships", "what happened to the ships", "/story ships")
LATE = 25.0  # seconds between two messages to a chat: less than an answer waits, more than it takes to ask


class Gate:
    """Holds answers where they wait for their chat's turn, until it is opened."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._waiting: set[Any] = set()
        self.is_full = asyncio.Event()
        self.is_open = asyncio.Event()

    async def acquire(self, chat: Any, _priority: Any) -> None:
        """Wait as in the rate limiter, for so long as the test says."""
        self._waiting.add(chat)
        if len(self._waiting) == self._count:
            self.is_full.set()
        await self.is_open.wait()


@pytest.mark.parametrize("correction", [record("corrected"), GONE])
async def test_what_waits_for_its_turn_leaves_right(
    sandbox: SandboxClient, harness: BotHarness, monkeypatch: pytest.MonkeyPatch, correction: dict[str, Any]
) -> None:
    """From the correction's commit no request begins with the wrong item, whatever was asked."""
    bot, gate = harness, Gate(len(ASKED))
    await bot.publish(story(None))
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", LATE)
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_BURST", 1)
    await bot.start()
    readers = [await sandbox.person("en") for _ in ASKED]
    for reader in readers:
        await sandbox.ask("/quotes ships", as_=reader)
    await bot.publish(story(WRONG))
    monkeypatch.setattr(RateLimiter, "acquire", gate.acquire)
    since = await sandbox.seq()
    for typed, reader in zip(ASKED, readers, strict=True):
        await sandbox.say(typed, as_=reader)
    async with asyncio.timeout(PATIENCE):
        await gate.is_full.wait()
    ships = RIGHT if correction["class"] == "corrected" else None
    await bot.publish(story(ships, correction))
    gate.is_open.set()
    for typed, reader in zip(ASKED, readers, strict=True):
        answer = await sandbox.heard(reader, since=since)
        assert ships is None or ships["en"] in answer["text"], typed
        before_correction = answer["text"].partition("It said")[0]
        assert WRONG["en"] not in before_correction, typed


@pytest.mark.parametrize("words", ["timeline ships", "what happened to the ships"])
async def test_a_guests_answer_that_waits_leaves_right(sandbox: SandboxClient, harness: BotHarness, words: str) -> None:
    """Refused for a while, it is composed anew for the same query once the server takes it."""
    bot, elsewhere = harness, await sandbox.group(EMMA, bot="none")
    await bot.publish(story(WRONG))
    await bot.start()
    await sandbox.fault("retry_after", method="answerGuestQuery", retry_after=2, times=1)
    since = await sandbox.seq()
    await sandbox.say(f"@siyaq_sandbox_bot {words}", as_=EMMA, chat_id=elsewhere)
    await sandbox.wait("call", method="answerGuestQuery", status=429, since=since)
    await bot.publish(story(RIGHT, record("corrected")))
    await sandbox.idle()
    answer = await sandbox.last(elsewhere)
    assert RIGHT["en"] in answer["text"]


async def test_a_push_that_a_tap_replaced_is_not_edited_back(sandbox: SandboxClient, harness: BotHarness) -> None:
    """It is put right as what it shows since; where that is no item, it is left alone."""
    bot = harness
    readers = turned, emptied, _ = [await sandbox.person("en") for _ in range(3)]
    (number,) = await bot.publish(story(WRONG))
    async with bot.database() as database, database.write() as conn:
        await pushes.subscribe(conn, readers, language="en", format_preference="simple")
    await bot.start()
    await push(bot)
    pushed = {reader: (await sandbox.messages(reader))[-1] for reader in readers}
    # Older pushes have such buttons, and no page is refused to who taps one.
    for reader, link in ((turned, PageLink(number, Section.TIMELINE, Language.EN)), (emptied, None)):
        since = await sandbox.seq()
        data = pack(link) if link else "1se"
        person = {"id": reader, "is_bot": False, "first_name": "Rana", "language_code": "en"}
        query = {"id": f"7{reader}", "from": person, "chat_instance": "1", "message": pushed[reader], "data": data}
        await sandbox.post("update", callback_query=query)
        await sandbox.wait("edited", since=since, chat_id=reader)
    await recorded(bot, 2)
    await bot.publish(story(RIGHT, record("corrected")))
    await settled(bot)
    texts = {reader: (await sandbox.messages(reader))[-1] for reader in readers}
    assert texts[turned]["text"].startswith("Ships\nTimeline")
    assert [message["edited"] for message in texts.values()] == [2, 1, 1]
    for reader in readers:
        assert (RIGHT["en"] in texts[reader]["text"]) is (reader != emptied)
