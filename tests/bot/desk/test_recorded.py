"""What an older program left goes on: its database, and the buttons and links in people's chats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import due, newest
from tests.bot.desk.subscriber_factory import ends, made, push, sent
from tests.sandbox_client import EMMA
from tests.store import recorded

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness


@pytest.fixture
async def left(harness: BotHarness) -> BotHarness:
    """The bot, running on the recorded database, at the moment when the older program stopped."""
    play = harness.play
    recorded.load_sqlite(harness.home / "siyaq.db")
    assert [await play.person("ar"), await play.person("en")] == list(recorded.CHATS[:2])
    harness.ahead = recorded.AT - datetime.now(UTC)
    await harness.start()
    await play.answer("/start", as_=EMMA)  # the sandbox is new, and knows of no chat between Emma and the bot
    return harness


async def test_the_open_question_is_answered(left: BotHarness) -> None:
    """The draft was left as a quote's date was asked for: it is typed, the sources follow, the quote is saved."""
    emma = DeskUser(left, EMMA)
    assert "28 April 2025" in await emma.types("28 April 2025")
    assert "Saved" in await emma.taps("Done")
    draft = await draft_of(left, 2)
    quote = draft.dossier.quotes[-1]
    assert len(draft.dossier.quotes) == 10
    assert (quote.speaker, quote.words.en, str(quote.date)) == ("putin", "We are grateful to them.", "2025-04-28")


async def test_the_paused_broadcast_is_resumed_and_what_was_scheduled_goes_out(left: BotHarness) -> None:
    """Who had the push does not get it again; the publication, its push, and the planned push go out once each."""
    play, emma = left.play, DeskUser(left, EMMA)
    assert (await push(left, 1)).state == "paused"
    since = await play.seq()
    await emma.forges("1dpushgo_1")
    await ends(left, 1)
    calls = await play.log(since=since, method="sendMessage")
    assert [call["params"]["chat_id"] for call in calls if call["params"]["chat_id"] in recorded.CHATS] == [103]
    assert {delivery.state for delivery in await sent(left, 1)} <= {"sent", "failed"}
    assert await newest(left, "talks") is None
    left.pass_(minutes=121)
    await made(left, 3)
    await ends(left, 3)
    story = await newest(left, "talks")
    assert story
    assert story.revision == 1
    assert await due(left) == []
    left.pass_(minutes=60)
    await ends(left, 2)
    for number in (2, 3):
        states = {delivery.chat_id: delivery.state for delivery in await sent(left, number)}
        assert {chat: states[chat] for chat in recorded.CHATS} == dict.fromkeys(recorded.CHATS, "sent")


async def test_recorded_buttons_and_links_lead_where_they_led(left: BotHarness) -> None:
    """One button of every verb, and deep links, as they stand in people's chats: the same answer, the same screen."""
    play = left.play
    for data, answer, shown in recorded.CALLBACKS:
        since = await play.seq()
        sender = {"id": EMMA, "is_bot": False, "first_name": "X", "language_code": "en"}
        message = {"message_id": 1, "date": 0, "chat": {"id": EMMA, "type": "private"}}
        query = {"id": "1", "from": sender, "chat_instance": "1", "message": message, "data": data}
        await play.post("update", callback_query=query)
        (event,) = await play.wait("call", since=since, method="answerCallbackQuery", timeout=30)
        await play.idle()
        assert recorded.heading(event["params"].get("text", "")) == answer, data
        assert await _shown(left, since) == shown, data
    for payload, shown in recorded.LINKS:
        since = await play.seq()
        await play.say(f"/start {payload}", as_=EMMA)
        await play.wait("call", since=since, chat_id=EMMA, timeout=30)
        await play.idle()
        # A link is answered with a new message: an edit is a broadcast's progress.
        assert await _shown(left, since, methods="send") == shown, payload


async def _shown(harness: BotHarness, since: int, methods: str | tuple[str, ...] = ("send", "edit")) -> str:
    """Return the heading of the first message that Emma was shown since an event; "" for none."""
    for call in await harness.play.log(since=since, chat_id=EMMA):
        result: Any = call["answer"].get("result")
        if call["method"].startswith(methods) and isinstance(result, dict):
            return recorded.heading(str(result.get("text", result.get("caption", ""))))
    return ""
