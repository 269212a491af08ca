"""Questions that waited: while the bot was away, or because Telegram held their answers back."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.telegram_api.rate_limiter import Priority
from tests.sandbox_client import BOT, EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

HOUR = 3600
_NUMBERS = count(900_000_701)  # above those that the sandbox gives itself


def _typed(text: str, *, by: int = EMMA, ago: float = 0, **more: Any) -> dict[str, Any]:
    """An update with a message that somebody typed so many seconds ago."""
    number = next(_NUMBERS)
    message: dict[str, Any] = {"message_id": number - 900_000_000, "date": int(time.time() - ago), "text": text}
    message |= {"chat": {"id": by, "type": "private"}}
    message |= {"from": {"id": by, "is_bot": False, "first_name": "x", "language_code": "en"}}
    if text.startswith("/"):
        length = len(text.partition(" ")[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": number, "message": message | more}


async def _said(sandbox: SandboxClient, chat: int) -> list[str]:
    messages = await sandbox.messages(chat)
    return [message.get("text", "") for message in messages if message["from"]["id"] == BOT]


async def test_an_old_question_gets_one_sentence_and_the_cover(sandbox: SandboxClient, harness: BotHarness) -> None:
    """However many a chat asked two hours ago; one of half an hour ago gets its page."""
    await sandbox.start(as_=EMMA)
    await sandbox.start(as_=LAYLA)
    for text in ("/quotes", "quotes", "/search putin"):
        await sandbox.post("update", **_typed(text, ago=2 * HOUR))
    await sandbox.post("update", **_typed("/quotes", by=LAYLA, ago=HOUR / 2))
    await harness.start()
    await sandbox.idle()
    said = [text for text in await _said(sandbox, EMMA) if "Siyaq keeps" not in text]  # the greeting has a cover, too
    late = [text for text in said if "while I was away" in text or "Last development" in text]
    assert len(late) == 2
    assert "while I was away" in late[0]
    assert not any("“" in text for text in (await _said(sandbox, EMMA))[-2:])
    assert any("“" in text for text in await _said(sandbox, LAYLA))


async def test_an_old_choice_is_still_made(sandbox: SandboxClient, harness: BotHarness) -> None:
    """What changes something is done in full, however old."""
    await sandbox.start(as_=EMMA)
    await sandbox.post("update", **_typed("/language ar", ago=5 * HOUR))
    await harness.start()
    await sandbox.idle()
    (reader,) = [row for row in (await harness.holds(["readers"]))["readers"] if row["chat_id"] == EMMA]
    assert reader["language"] == "ar"


@pytest.mark.usefixtures("bot")
async def test_a_question_is_answered_once_telegram_lets_it(
    sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 429 that lasts longer than one waits keeps the question; another chat is answered meanwhile."""
    monkeypatch.setattr("bot.telegram_api.call_retry.PATIENCE", dict.fromkeys(Priority, 0.1))
    await sandbox.start(as_=EMMA)
    await sandbox.idle()
    since = await sandbox.seq()
    await sandbox.fault("retry_after", method="sendMessage", chat_id=EMMA, retry_after=2, times=1)
    await sandbox.say("/about", as_=EMMA)
    await sandbox.wait("call", method="sendMessage", since=since, chat_id=EMMA)
    assert "سياق" in (await sandbox.ask("/about"))["text"]
    assert "Siyaq" in (await sandbox.heard(EMMA, since=since))["text"]


async def test_a_question_held_back_outlives_the_process(
    sandbox: SandboxClient, bot: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored as long as its answer is held back, and the next process gives that."""
    monkeypatch.setattr("bot.telegram_api.call_retry.PATIENCE", dict.fromkeys(Priority, 0.1))
    await sandbox.start(as_=EMMA)
    await sandbox.idle()
    since = await sandbox.seq()
    fault = await sandbox.fault("retry_after", method="sendMessage", chat_id=EMMA, retry_after=HOUR)
    await sandbox.say("/about", as_=EMMA)
    await sandbox.wait("call", method="sendMessage", since=since)
    await sandbox.idle()
    await bot.stop()
    assert [row["chat_id"] for row in (await bot.holds(["inbox"]))["inbox"]] == [EMMA]
    await sandbox.lift(fault)
    await bot.start()
    await sandbox.idle()
    assert any("Siyaq" in text for text in await _said(sandbox, EMMA))


@pytest.mark.usefixtures("bot")
async def test_an_answer_that_may_be_lost_is_repeated(sandbox: SandboxClient) -> None:
    """After an answer that is not Telegram's, such as a captive portal's page: the reader gets the page."""
    await sandbox.start(as_=EMMA)
    await sandbox.idle()
    since = await sandbox.seq()
    await sandbox.fault("not_json", method="sendMessage", chat_id=EMMA, status=200, times=1)
    await sandbox.say("/about", as_=EMMA)
    assert "Siyaq" in (await sandbox.heard(EMMA, since=since))["text"]
    assert len(await sandbox.log(since=since, method="sendMessage")) == 2


@pytest.mark.usefixtures("bot")
async def test_an_answer_to_a_topic_that_is_gone_goes_to_the_chat(sandbox: SandboxClient) -> None:
    """Once more without the topic, still in reply to the question."""
    group = await sandbox.group(LAYLA, is_forum=True)
    thread = (await sandbox.post("topic", chat_id=group, name="x"))["thread_id"]
    since = await sandbox.seq()
    await sandbox.fault(
        "status", method="sendMessage", times=1, status=400, description="Bad Request: message thread not found"
    )
    question = await sandbox.say("/about", chat_id=group, thread_id=thread)
    answer = await sandbox.heard(group, since=since)
    assert answer["reply_to_message"]["message_id"] == question["message_id"]
    sent = [call["params"] for call in await sandbox.log(since=since, method="sendMessage")]
    assert ["message_thread_id" in params for params in sent] == [True, False]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("description", "tries"),
    [
        ("Bad Request: topic not found", 2),
        ("Bad Request: unknown topic specified", 2),
        ("Bad Request: can't use topic in the chat", 2),
        ("Bad Request: chat is not an administered channel direct messages chat", 2),
        ("Bad Request: not enough rights to send text messages to the chat", 1),
    ],
)
async def test_an_answer_to_a_topic_of_direct_messages(sandbox: SandboxClient, description: str, tries: int) -> None:
    """It names the topic of who asks; where that is gone, the answer is sent once more without it, and only then."""
    group = await sandbox.group(LAYLA)
    since = await sandbox.seq()
    await sandbox.fault("status", method="sendMessage", times=1, status=400, description=description)
    chat = {"id": group, "type": "supergroup", "title": "x", "is_direct_messages": True}
    topic = {"topic_id": LAYLA, "user": {"id": LAYLA, "is_bot": False, "first_name": "Layla"}}
    await sandbox.post("update", **_typed("/about", chat=chat, direct_messages_topic=topic))
    await sandbox.wait("call", since=since, method="sendMessage", count=tries)
    await sandbox.idle()
    sent = [call["params"] for call in await sandbox.log(since=since, method="sendMessage")]
    assert [params.get("direct_messages_topic_id") for params in sent] == [LAYLA, None][:tries]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "more",
    [
        {"is_automatic_forward": True, "sender_chat": {"id": -1001, "type": "channel", "title": "x"}},
        {"from": {"id": 5001, "is_bot": True, "first_name": "Other", "username": "other_bot"}},
        {"via_bot": {"id": BOT, "is_bot": True, "first_name": "Siyaq", "username": "siyaq_bot"}},
    ],
    ids=["automatic forward", "another bot", "own inline result"],
)
async def test_what_nobody_asked_is_not_answered(sandbox: SandboxClient, more: dict[str, Any]) -> None:
    """A post forwarded by Telegram, another bot's message, and a card that our own inline mode made."""
    group = await sandbox.group(LAYLA, EMMA)
    since = await sandbox.seq()
    update = _typed("/about", chat={"id": group, "type": "supergroup", "title": "x"}, **more)
    await sandbox.post("update", **update)
    await sandbox.idle()
    assert await sandbox.log(since=since, method="sendMessage") == []


@pytest.mark.usefixtures("bot")
async def test_an_anonymous_admin_is_answered(sandbox: SandboxClient) -> None:
    """They are a bot to the Bot API, as is who posts as a channel."""
    group = await sandbox.group(LAYLA, EMMA)
    since = await sandbox.seq()
    chat = {"id": group, "type": "supergroup", "title": "x"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    await sandbox.post("update", **_typed("/about", chat=chat, sender_chat=chat) | {})
    update = _typed("/about", chat=chat, sender_chat=chat)
    update["message"]["from"] = anonymous
    await sandbox.post("update", **update)
    await sandbox.idle()
    assert len(await sandbox.log(since=since, method="sendMessage")) == 2


PICTURE = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]


@pytest.mark.usefixtures("bot")
async def test_a_caption_is_typed_words(sandbox: SandboxClient) -> None:
    """A command and a question below a picture, below one that was forwarded, too, as in a forwarded text."""
    await sandbox.start(as_=EMMA)
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    for caption, more, answers in (
        ("/about", {"caption_entities": [{"type": "bot_command", "offset": 0, "length": 6}]}, 1),
        ("putin", {}, 1),
        ("putin", {"forward_origin": origin}, 1),
    ):
        await sandbox.idle()
        since = await sandbox.seq()
        update = _typed(caption, caption=caption, photo=PICTURE, **more)
        for name in ("text", "entities"):
            update["message"].pop(name, None)
        await sandbox.post("update", **update)
        await sandbox.idle()
        assert len(await sandbox.log(since=since, method="sendMessage")) == answers, caption
