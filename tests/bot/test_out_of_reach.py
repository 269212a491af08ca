"""Buttons under messages that Telegram no longer shows the bot, with this python-telegram-bot and with the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, Message

from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient


@pytest.fixture(params=["message", "inaccessible"], autouse=True)
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse such a message as python-telegram-bot 22.8 does, as any other, and as the Bot API means it.

    For the latter `Update.effective_message` warns, and warnings are errors here.
    """
    if request.param == "message":
        return
    parse = CallbackQuery.de_json

    def parse_as_meant(data: dict[str, Any], bot: Any = None) -> CallbackQuery:
        query = parse(data, bot)
        message = query.message
        if isinstance(message, Message) and not message.is_accessible:
            with query._unfrozen():  # what the next version does in `de_json`
                query.message = InaccessibleMessage(Chat(message.chat.id, message.chat.type), message.message_id)
        return query

    monkeypatch.setattr(CallbackQuery, "de_json", staticmethod(parse_as_meant))


@pytest.mark.usefixtures("bot")
async def test_a_reader_gets_a_new_message(sandbox: SandboxClient) -> None:
    """The page follows, and the callback query is answered."""
    message = await sandbox.ask("/summary", as_=EMMA)
    since = await sandbox.seq()
    assert await sandbox.tap_text(message, "Quotes", as_=EMMA, inaccessible=True) is not None
    sent = await sandbox.heard(EMMA, since=since)
    assert "Quotes" in sent["text"]
    assert sent["message_id"] != message["message_id"]


@pytest.mark.usefixtures("bot")
async def test_in_a_group_the_page_replies_to_it(sandbox: SandboxClient) -> None:
    """Its forum topic is unknown, but a reply lands there."""
    group = await sandbox.group(LAYLA, is_forum=True)
    thread = (await sandbox.post("topic", chat_id=group, name="x"))["thread_id"]
    message = await sandbox.ask("/summary", chat_id=group, thread_id=thread)
    since = await sandbox.seq()
    assert await sandbox.tap_text(message, "الاقتباسات", inaccessible=True) is not None
    sent = await sandbox.heard(group, since=since)
    assert sent["reply_to_message"]["message_id"] == message["message_id"]


async def test_the_desk_answers_too(sandbox: SandboxClient, harness: BotHarness) -> None:
    """A screen of the desk follows as a new message."""
    harness.env["SIYAQ_OWNERS"] = str(EMMA)
    harness.settings = type(harness.settings).from_env(harness.env)
    await harness.start()
    message = await sandbox.ask("/desk", as_=EMMA)
    button = message["reply_markup"]["inline_keyboard"][0][0]["text"]
    since = await sandbox.seq()
    assert await sandbox.tap_text(message, button, as_=EMMA, inaccessible=True) is not None
    sent = await sandbox.heard(EMMA, since=since)
    assert sent["message_id"] != message["message_id"]
