"""Everything that can be tapped leads somewhere, and everything that can be typed is answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import catalogue
from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import first, long_tale, tale
from tests.sandbox_client import BOT, EMMA
from tests.unit.dossiers import HOSTILE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.fixture
async def hurried(sandbox: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotHarness]:
    """The bot with several stories, one long and one in hostile letters, and no pause between messages."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)
    harness = BotHarness(sandbox, tmp_path, SIYAQ_RATE="1000")
    await harness.publish(
        long_tale(12), tale("a--b", "<b>&amp; {قصة}", "«a» & \u202eb"), tale("only", None, "x"), first()
    )
    await harness.start()
    yield harness
    await harness.stop()


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("rich", [True, False])
async def test_every_button_leads_somewhere(sandbox: SandboxClient, rich: bool) -> None:
    """From the first page all others are reached by tapping, in both languages and formats; no tap is refused."""
    await sandbox.rich(on=rich)
    page = await sandbox.ask("/story dprk-troops-kursk", as_=EMMA)
    since, asked = await sandbox.seq(), 0
    left, seen, kinds = _data(page), set(_data(page)), Counter[str]()
    while left:
        data = left.pop()
        query = {"id": f"8{asked}", "from": PERSON, "chat_instance": "1", "message": page, "data": data}
        before = await sandbox.seq()
        await sandbox.post("update", callback_query=query)
        asked += 1
        await sandbox.wait("call", since=before, method="answerCallbackQuery")
        if data == "1n":  # the page number leads nowhere
            continue
        if data[1] in "ur":  # a new message; or what is answered as its verb has it
            await sandbox.idle()
        else:
            await sandbox.wait("call", since=before, method="editMessageText")
        edited = [shown for shown in await sandbox.messages(EMMA) if shown["message_id"] == page["message_id"]]
        texts = [text for shown in (*edited, await sandbox.last(EMMA)) for text in _data(shown)]
        for text in texts:
            kind = text.partition("_")[0]  # of many items' buttons of one kind two are enough
            if text not in seen and (kind == text or kinds[kind] < 2):
                kinds[kind] += 1
                left.append(text)
            seen.add(text)
    assert len({data for data in seen if data.startswith("1p")}) > 4 * 6 * 2
    calls = await sandbox.log(since=since, limit=10_000)
    items = {call["params"].get("text") for call in calls if call["method"] == "answerCallbackQuery"}
    assert not items & REFUSALS
    refused = [call["answer"] for call in calls if call["method"] == "editMessageText" and call["status"] != 200]
    assert all("message is not modified" in answer["description"] for answer in refused)


@pytest.mark.usefixtures("hurried")
async def test_whatever_is_typed_is_answered(sandbox: SandboxClient) -> None:
    """Markup, quotes, templates, marks of direction, digits of all kinds: one answer each, and Telegram takes it."""
    commands = ("/summary ", "/quotes ", "/timeline ", "/start ", "/language ", "")
    for number, words in enumerate((*HOSTILE, "29 Feb 2023", "2025-00", "0001", "9" * 40, "\u202e\u2069")):
        typed = commands[number % len(commands)] + words.strip()
        if not typed.strip("\u200f\u2028\u202e\u2069\n\t "):
            continue
        reader = await sandbox.person("ar" if number % 2 else "en")
        await sandbox.ask(typed, as_=reader)
        assert len([message for message in await sandbox.messages(reader) if message["from"]["id"] == BOT]) == 1, typed
    assert {call["status"] for call in await sandbox.log(method="sendMessage")} == {200}


LOST = ("say.button_unknown", "say.item_gone", "say.story_gone", "say.failed")
REFUSALS = {words.text(key) for words in catalogue.load().values() for key in LOST}
PERSON = {"id": EMMA, "is_bot": False, "first_name": "Emma", "language_code": "en"}


def _data(message: dict[str, Any]) -> list[str]:
    """What the message's buttons carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
