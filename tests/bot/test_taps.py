"""Taps: pages change in place, old messages keep working, and every tap is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.model.language import Language
from bot.views.callback_data import LanguageLink, Link, PageLink, Section, StoriesLink, pack
from tests.bot.story_factory import first, long_tale, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient


@pytest.mark.usefixtures("bot")
async def test_a_tap_edits_the_message_in_place(sandbox: SandboxClient) -> None:
    """From section to section the message stays the same one, and every tap is answered without words."""
    message = await sandbox.ask("/story", as_=EMMA)
    for label, text in (("Summary", "Key points"), ("Quotes", "“"), ("Sources", "Sources"), ("The story", "Last dev")):
        assert await sandbox.turn(message, label, as_=EMMA)
        now = await sandbox.last(EMMA)
        assert now["message_id"] == message["message_id"]
        assert text in now["text"] or label in now["text"]
        message = now
    answers = await sandbox.log(method="answerCallbackQuery")
    assert len(answers) == 4
    assert not any("text" in call["params"] for call in answers)


@pytest.mark.usefixtures("bot")
async def test_the_language_button_changes_its_message_alone(sandbox: SandboxClient) -> None:
    """The page is shown in the other language in place; the next command is answered in the reader's own."""
    message = await sandbox.ask("/quotes putin", as_=EMMA)
    turned = await sandbox.turn(message, "العربية", as_=EMMA)
    assert "فلاديمير بوتين" in turned["text"]
    assert "زيلينسكي" not in turned["text"]
    assert "Quotes" in (await sandbox.turn(turned, "English", as_=EMMA))["text"]
    assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]


async def test_the_list_of_stories(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Nine stories need two pages; the list turns in place, changes language, and leads to a cover and back."""
    await harness.publish(*(tale(f"story-{n}", f"القصة رقم {n}", f"Story number {n}") for n in range(9)))
    await harness.start()
    cover = await sandbox.ask("/story story-3", as_=EMMA)
    assert "Story number 0" not in (listed := await sandbox.turn(cover, "Stories", as_=EMMA))["text"]
    assert "Story number 0" in (second := await sandbox.turn(listed, "▶", as_=EMMA))["text"]
    assert "القصة رقم" in (arabic := await sandbox.turn(second, "العربية", as_=EMMA))["text"]
    assert "القصة رقم" in (await sandbox.turn(arabic, "القصة رقم", as_=EMMA))["text"]
    assert {item["message_id"] for item in (cover, listed, second, arabic)} == {cover["message_id"]}


@pytest.mark.usefixtures("bot")
async def test_with_one_story_no_button_leads_to_others(sandbox: SandboxClient) -> None:
    """Where there are no other stories, none are offered."""
    assert "Stories" not in json.dumps(await sandbox.ask("/summary", as_=EMMA))


async def test_long_pages_turn_at_whole_items(sandbox: SandboxClient, harness: BotHarness) -> None:
    """◀ 2/3 ▶ leads through all quotes, none lost, none twice; the number between is answered and leads nowhere."""
    await harness.publish(long_tale(30))
    await harness.start()
    message = await sandbox.ask("/quotes", as_=EMMA)
    total = int(_labels(message)[0].partition("/")[2])
    assert total >= 3
    texts = [message["text"]]
    for page in range(2, total + 1):
        message = await sandbox.turn(message, "▶", as_=EMMA)
        assert f"{page}/{total}" in _labels(message)
        texts.append(message["text"])
    items = [word.partition(":")[0] for text in texts for word in text.split("Statement ")[1:]]
    assert items == [str(number) for number in range(30)]
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in texts)
    since = await sandbox.seq()
    assert not ((await sandbox.tap_text(message, f"{total}/{total}", as_=EMMA)) or {"text": "unanswered"}).get("text")
    assert await sandbox.log(since=since, method="editMessageText") == []


async def test_old_buttons_find_their_item_after_a_restart_and_a_new_revision(
    sandbox: SandboxClient, harness: BotHarness
) -> None:
    """▶ of an old message leads to the item that it led to, wherever that stands now."""
    await harness.publish(long_tale(30))
    await harness.start()
    message = await sandbox.ask("/quotes", as_=EMMA)
    wanted = await sandbox.turn(message, "▶", as_=EMMA)
    item = wanted["text"].split("Statement ")[1].partition(":")[0]
    message = await sandbox.turn(wanted, "◀", as_=EMMA)
    await harness.stop()
    await harness.publish(long_tale(30, before=14))
    await harness.start()
    turned = await sandbox.turn(message, "▶", as_=EMMA)
    assert f"Statement {item}:" in turned["text"]
    assert int(_labels(turned)[1].partition("/")[0]) > 2


async def test_a_button_whose_item_is_gone(sandbox: SandboxClient, harness: BotHarness) -> None:
    """A notice in the message's language, and the cover in its place."""
    await harness.publish(long_tale(30))
    await harness.start()
    message = await sandbox.ask("/quotes", as_=EMMA)
    await harness.publish(long_tale(2))
    since = await sandbox.seq()
    answer = await sandbox.tap_text(message, "▶", as_=EMMA)
    assert answer
    assert "no longer in the story" in answer["text"]
    (edited,) = await sandbox.wait("edited", since=since, chat_id=EMMA)
    assert "Last updated" in edited["message"]["text"]


async def test_an_unreadable_button_where_there_is_no_story(sandbox: SandboxClient, harness: BotHarness) -> None:
    """There is no cover to lead to, and the page says that nothing has been published."""
    (number,) = await harness.publish(first())
    await harness.rule(number, state="archived")
    await harness.start()
    message = await sandbox.ask("/help", as_=EMMA)
    since = await sandbox.seq()
    query = {"id": "58", "from": _person(EMMA), "chat_instance": "1", "message": message, "data": "old:3"}
    await sandbox.post("update", callback_query=query)
    (edited,) = await sandbox.wait("edited", since=since, chat_id=EMMA)
    assert "No story has been published yet." in edited["message"]["text"]


async def test_a_button_whose_story_is_gone(sandbox: SandboxClient, harness: BotHarness) -> None:
    """A notice, and the list of what there is."""
    (number,) = await harness.publish(long_tale(1))
    await harness.publish(first())
    await harness.start()
    message = await sandbox.ask("/quotes long", as_=LAYLA)
    await harness.rule(number, state="archived")
    since = await sandbox.seq()
    answer = await sandbox.tap_text(message, "المصادر")
    assert answer
    assert "لم تعد هذه القصة متاحة" in answer["text"]
    (edited,) = await sandbox.wait("edited", since=since, chat_id=LAYLA)
    assert "جنود كوريا الشمالية" in edited["message"]["text"]


@pytest.mark.usefixtures("bot")
async def test_a_message_that_telegram_no_longer_shows(sandbox: SandboxClient) -> None:
    """It comes without text and date, and is followed by a new message with the page."""
    message = await sandbox.ask("/summary", as_=EMMA)
    since = await sandbox.seq()
    assert await sandbox.tap_text(message, "Quotes", as_=EMMA, inaccessible=True) is not None
    sent = await sandbox.heard(EMMA, since=since)
    assert "Quotes" in sent["text"]
    assert sent["message_id"] != message["message_id"]


@pytest.mark.usefixtures("bot")
async def test_in_a_group_what_follows_such_a_message_replies_to_it(sandbox: SandboxClient) -> None:
    """Its topic is not told with the tap, but a reply goes there."""
    group = await sandbox.group(LAYLA, is_forum=True)
    thread = (await sandbox.post("topic", chat_id=group, name="x"))["thread_id"]
    message = await sandbox.ask("/summary", chat_id=group, thread_id=thread)
    since = await sandbox.seq()
    assert await sandbox.tap_text(message, "الاقتباسات", inaccessible=True) is not None
    sent = await sandbox.heard(group, since=since)
    assert sent["reply_to_message"]["message_id"] == message["message_id"]


@pytest.mark.usefixtures("bot")
async def test_a_message_that_can_no_longer_be_edited(sandbox: SandboxClient) -> None:
    """The page comes as a new message."""
    for words in ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"):
        reader = await sandbox.person("en")
        message = await sandbox.ask("/summary", as_=reader)
        fields = {"status": 400, "description": f"Bad Request: {words}"}
        await sandbox.fault("status", method="editMessageText", times=1, **fields)
        since = await sandbox.seq()
        assert await sandbox.tap_text(message, "Quotes", as_=reader) is not None
        assert "Quotes" in (await sandbox.heard(reader, since=since))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_message_deleted_between_tap_and_answer(sandbox: SandboxClient) -> None:
    """The reader deleted the page while the tap was on its way: a new message is sent."""
    message = await sandbox.ask("/summary", as_=EMMA)
    since = await sandbox.seq()
    query = {"id": "55", "from": _person(), "chat_instance": "1", "message": message, "data": _cover()}
    await sandbox.post("delete", as_=EMMA, chat_id=EMMA, message_id=message["message_id"])
    await sandbox.post("update", callback_query=query)
    assert "Last development" in (await sandbox.heard(EMMA, since=since))["text"]


@pytest.mark.usefixtures("bot")
async def test_an_edit_that_changes_nothing(sandbox: SandboxClient) -> None:
    """A second tap on the same button is answered, and no new message follows."""
    message = await sandbox.ask("/summary", as_=EMMA)
    (button,) = [item for row in message["reply_markup"]["inline_keyboard"] for item in row if item["text"] == "Quotes"]
    await sandbox.turn(message, "Quotes", as_=EMMA)
    since = await sandbox.seq()
    query = {"from": _person(), "chat_instance": "1", "message": message, "data": button["callback_data"]}
    for number in ("56", "57"):
        await sandbox.post("update", callback_query={"id": number, **query})
    await sandbox.wait("call", since=since, method="editMessageText", count=2)
    await sandbox.idle()
    assert len(await sandbox.log(since=since, method="answerCallbackQuery")) == 2
    assert await sandbox.log(since=since, method="sendMessage") == []


@pytest.mark.usefixtures("bot")
async def test_data_that_nobody_understands(sandbox: SandboxClient) -> None:
    """The tap is answered with words, and the cover takes the message's place."""
    for data in ("old:quotes:3", "0pcce1", "1pXX", "1pcce1_Q!", "x" * 64, "", None, "1pcce0", "\x00"):
        reader = await sandbox.person("en")
        message = await sandbox.ask("/summary", as_=reader)
        since = await sandbox.seq()
        query: dict[str, Any] = {"id": "58", "from": _person(reader), "chat_instance": "1", "message": message}
        await sandbox.post("update", callback_query=query if data is None else query | {"data": data})
        (edited,) = await sandbox.wait("edited", since=since, chat_id=reader)
        assert "Last development" in edited["message"]["text"]
        (answer,) = await sandbox.log(since=since, method="answerCallbackQuery")
        assert "earlier version" in answer["params"]["text"]


@pytest.mark.usefixtures("bot")
async def test_every_kind_of_link_is_answered_even_where_nothing_else_works(sandbox: SandboxClient) -> None:
    """While sending and editing fail, each tap still gets its answer; so does one on a message of no chat."""
    message = await sandbox.ask("/summary", as_=EMMA)
    await sandbox.fault("status", method="editMessageText", status=403, description="Forbidden: bot was blocked")
    await sandbox.fault("status", method="sendMessage", status=403, description="Forbidden: bot was blocked")
    links: tuple[Link, ...] = (
        PageLink(1, Section.QUOTES, Language.EN),
        PageLink(9, Section.QUOTES, Language.EN),
        StoriesLink(Language.AR),
        LanguageLink(Language.EN),
    )
    since = await sandbox.seq()
    for number, link in enumerate(links):
        query = {"id": f"6{number}", "from": _person(), "chat_instance": "1", "message": message, "data": pack(link)}
        await sandbox.post("update", callback_query=query)
    inline = {"id": "69", "from": _person(), "chat_instance": "1", "inline_message_id": "x", "data": _cover()}
    await sandbox.post("update", callback_query=inline)
    calls = await sandbox.wait("call", since=since, method="answerCallbackQuery", count=5)
    assert {call["params"]["callback_query_id"] for call in calls} == {"60", "61", "62", "63", "69"}


def _labels(message: dict[str, Any]) -> list[str]:
    """The labels of the first row of buttons."""
    return [button["text"] for button in message["reply_markup"]["inline_keyboard"][0]]


def _cover() -> str:
    return pack(PageLink(1, Section.COVER, Language.EN))


def _person(number: int = EMMA) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Emma", "language_code": "en"}
