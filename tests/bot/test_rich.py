"""Rich pages in conversation: where they go out, what becomes of those that are refused, and the way to simple."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.model.reader import FormatPreference
from tests.bot.story_factory import tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

GROUP = -1001000000001


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    """The bot, not started yet, on a server that knows rich messages."""
    await harness.play.rich(on=True)
    return harness


def text_of(message: dict[str, Any]) -> str:
    """All words of a rich message's blocks."""
    return json.dumps(message["rich_message"]["blocks"], ensure_ascii=False)


def labels(message: dict[str, Any]) -> list[list[str]]:
    """The buttons below a message, row by row."""
    return [[item["text"] for item in row] for row in message["reply_markup"]["inline_keyboard"]]


async def calls(play: SandboxClient, *methods: str) -> list[dict[str, Any]]:
    """The calls of these methods, in their order."""
    return [call for call in await play.log() if call["method"] in methods]


SENDING = ("sendMessage", "sendRichMessage", "editMessageText")


async def test_a_page_is_rich_and_its_buttons_keep_it_so(bot: BotHarness) -> None:
    """A command is answered by a rich message, set from the right in Arabic; a tap edits it as a rich message."""
    play = bot.play
    page = await play.ask("/quotes")
    assert page["rich_message"]["is_rtl"] is True
    assert "فلاديمير بوتين" in text_of(page)
    assert labels(page)[-1][0] == "عرض مبسّط"
    edited = await play.turn(page, "الأحداث")
    assert edited["message_id"] == page["message_id"]
    assert any(block["type"] == "table" for block in edited["rich_message"]["blocks"])


async def test_pages_of_no_story_are_simple_and_in_a_rich_message_rich(bot: BotHarness) -> None:
    """Help and lists come as plain messages; where a rich page's button leads to the list, the message stays rich."""
    play = bot.play
    await bot.publish(tale("second", "ثانية", "Second"))
    assert "text" in await play.ask("/help")
    assert "text" in await play.ask("/stories")
    page = await play.ask("/quotes dprk-troops-kursk", as_=EMMA)
    listed = await play.turn(page, "Stories", as_=EMMA)
    assert "North Korean troops" in text_of(listed)
    cover = await play.turn(listed, "North Korean troops", as_=EMMA)
    assert "rich_message" in cover


async def test_the_whole_story_leaps_to_its_sections(bot: BotHarness) -> None:
    """`/story full` is one page whose contents lead to headings in it; the cover has a button that leads there."""
    play = bot.play
    for asked in ("/story full", "/story كاملة", "القصة كاملة", "/story كورسك كاملة", "/story full dprk-troops-kursk"):
        page = await play.ask(asked)
        links = {
            part["anchor_name"] for part in every(page["rich_message"]["blocks"]) if part.get("type") == "anchor_link"
        }
        assert {"summary", "quotes", "timeline", "people", "sources"} <= links
    cover = await play.ask("/story dprk-troops-kursk")
    whole = await play.turn(cover, "القصة كاملة")
    assert text_of(whole).count("anchor_link") >= 5


def every(value: Any) -> list[dict[str, Any]]:
    """All objects in a message's blocks."""
    if isinstance(value, list):
        return [answer for part in value for answer in every(part)]
    if isinstance(value, dict):
        return [value, *(answer for part in value.values() for answer in every(part))]
    return []


async def test_a_server_without_rich_messages_is_asked_once(bot: BotHarness) -> None:
    """The page goes out classic at once, once; and for an hour nothing rich is tried, then again."""
    play = bot.play
    await play.rich(on=False)
    page = await play.ask("/summary")
    assert "الملخص" in page["text"]
    await play.ask("/quotes")
    methods = [call["method"] for call in await calls(play, *SENDING)]
    assert methods == ["sendRichMessage", "sendMessage", "sendMessage"]
    bot.pass_(hours=1.1)
    await play.rich(on=True)
    assert "rich_message" in await play.ask("/quotes")


async def test_a_rich_message_on_a_server_that_forgot_them_is_followed_by_a_classic_one(bot: BotHarness) -> None:
    """A tap below a rich message, where the server refuses its edit, is answered by a new classic message."""
    play = bot.play
    page = await play.ask("/summary")
    await play.rich(on=False)
    since = await play.seq()
    await play.tap_text(page, "الاقتباسات")
    answer = await play.heard(LAYLA, since=since)
    assert answer["message_id"] != page["message_id"]
    assert "الاقتباسات" in answer["text"]
    again = await play.turn(answer, "المصادر")
    assert again["message_id"] == answer["message_id"]
    assert "text" in again


async def test_a_server_that_fails_on_rich_messages_sends_classic_ones(bot: BotHarness) -> None:
    """The one repetition that a reader's answer may have is the classic one; the next time it is classic at once."""
    play = bot.play
    await play.fault("status", method="sendRichMessage", status=500)
    assert "بوتين" in (await play.ask("/quotes"))["text"]
    assert len(await calls(play, "sendRichMessage")) == 1
    assert "text" in await play.ask("/quotes")
    assert len(await calls(play, "sendRichMessage")) == 1


async def test_a_page_that_is_refused_is_not_tried_again(bot: BotHarness) -> None:
    """A refusal of one page's content sends it classic, and it alone; the others go on to be rich."""
    play = bot.play
    number = await play.fault(
        "status", method="sendRichMessage", status=400, description="Bad Request: RICH_MESSAGE_URL_INVALID"
    )
    assert "text" in await play.ask("/summary")
    await play.lift(number)
    assert "text" in await play.ask("/summary")
    assert "rich_message" in await play.ask("/quotes")


async def test_what_may_have_arrived_is_not_sent_again(bot: BotHarness) -> None:
    """After a time-out or a reset behind the request nothing else is sent, rich or classic."""
    play = bot.play
    await play.fault("reset_after", method="sendRichMessage", times=1)
    await play.say("/summary")
    await play.idle(quiet=0.3)
    assert [call["method"] for call in await calls(play, *SENDING)] == ["sendRichMessage"]
    assert "rich_message" in await play.last(LAYLA)


async def test_a_refusal_that_is_about_the_chat_is_no_word_on_rich_messages(bot: BotHarness) -> None:
    """Where the bot may not write, nothing is tried twice, and others go on to get rich pages."""
    play = bot.play
    await play.fault(
        "status", method="sendRichMessage", chat_id=LAYLA, status=400, description="Bad Request: TOPIC_CLOSED", times=1
    )
    await play.say("/summary")
    await play.idle()
    assert [call["method"] for call in await calls(play, *SENDING)] == ["sendRichMessage"]
    assert "rich_message" in await play.ask("/summary", as_=EMMA)


async def test_one_tap_leads_to_simple_messages(bot: BotHarness) -> None:
    """The last row's button shows this very page simple, in its place; and all pages from then on."""
    play = bot.play
    page = await play.ask("/quotes putin", as_=EMMA)
    simple = await play.turn(page, "Simple view", as_=EMMA)
    assert simple["message_id"] == page["message_id"]
    assert "Vladimir Putin" in simple["text"]
    assert "KCNA" not in simple["text"]
    assert "rich_message" not in simple
    assert "text" in await play.ask("/summary", as_=EMMA)
    [reader] = (await bot.holds(["readers"]))["readers"]
    assert (reader["chat_id"], reader["format_preference"]) == (EMMA, FormatPreference.SIMPLE)


async def test_in_a_group_only_admins_choose_simple(bot: BotHarness) -> None:
    """Who is no admin is told so, and the page stays as it is."""
    play = bot.play
    page = await play.ask("/quotes", as_=EMMA, chat_id=GROUP)
    tapped = await play.tap_text(page, "Simple view", as_=EMMA)
    assert tapped
    assert tapped["show_alert"]
    assert (await bot.holds(["readers"]))["readers"] == []
    assert "rich_message" in await play.last(GROUP)
