"""Readers' reports: two taps and a line below an item's card, one card at the desk, and what came of it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot import dossier, starter
from bot.model import Correction
from bot.model.language import Language
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.subscriber_factory import bare
from tests.bot.story_factory import first
from tests.bot.test_corrected_copies import WORDS
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

ASKED = {"en": "Something wrong here?", "ar": "هل من خطأ هنا؟"}
KINDS = {"en": "Date", "ar": "التاريخ"}
SKIP = {"en": "Skip", "ar": "تخطٍّ"}


async def forge(play: SandboxClient, reader: int, data: str, shown: dict[str, Any], language: str = "en") -> str:
    """Tap a button with these data below a message, and return what the bot says to that."""
    since = await play.seq()
    sender = {"id": reader, "is_bot": False, "first_name": "X", "language_code": language}
    message = {key: shown[key] for key in ("message_id", "date", "chat", "text", "from")}
    await play.post("update", callback_query={"id": "9", "from": sender, "chat_instance": "1", "message": message,
                                              "data": data})  # fmt: skip
    (event,) = await play.wait("call", since=since, method="answerCallbackQuery")
    await play.idle()
    return str(event["params"].get("text", ""))


async def card(play: SandboxClient, reader: int, language: str, chat_id: int | None = None) -> dict[str, Any]:
    """Let a reader open the card of the quotation q3 in place of a page."""
    chat = reader if chat_id is None else chat_id
    page, since = await play.ask("/quotes", as_=reader, chat_id=chat), await play.seq()
    await forge(play, reader, f"1r{language[0]}card_1_q3", page, language)
    (event,) = await play.wait("edited", since=since, chat_id=chat, message_id=page["message_id"])
    message: dict[str, Any] = event["message"]
    return message


async def begin(play: SandboxClient, shown: dict[str, Any], reader: int, language: str) -> dict[str, Any]:
    """Tap twice; return the question for a line."""
    since = await play.seq()
    await play.tap_text(shown, ASKED[language], as_=reader)
    question = await play.heard(shown["chat"]["id"], since=since)
    return await play.turn(question, KINDS[language], as_=reader)


async def desk_card(play: SandboxClient, member: int, *parts: str) -> dict[str, Any]:
    """Wait until a member's newest message of the bot has all of these; return it."""
    while True:
        seq, messages = await play.seq(), await play.messages(member)
        if messages and all(part in messages[-1].get("text", "") for part in parts):
            return messages[-1]
        await play.wait("call", since=seq, chat_id=member)


@pytest.fixture(autouse=True)
async def _started(bot: BotHarness) -> None:
    """Both owners have begun a chat with the bot: before that it may not write to them."""
    for member in (EMMA, LAYLA):
        await bot.play.start(as_=member)
    await bot.play.idle()


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_two_taps_and_a_line(bot: BotHarness, language: str) -> None:
    """The desk gets one card in each member's language, without the name; the next message is the line."""
    play, reader = bot.play, await bot.play.person(language)
    question = await begin(play, await card(play, reader, language), reader, language)
    assert SKIP[language] in str(question["reply_markup"])
    await desk_card(play, EMMA, "1 report", "Date 1")
    thanks = await play.ask("It was in May", as_=reader)
    assert ("Thank you" if language == "en" else "شكرًا") in thanks["text"]
    english = await desk_card(play, EMMA, "1 report", "Date: ", "It was in May")
    arabic = await desk_card(play, LAYLA, "بلاغ واحد", "It was in May")
    for shown in (english, arabic):
        assert str(reader) not in str(shown["text"]) + str(shown["reply_markup"])
        assert "Rana" not in shown["text"]
    assert len([message for message in await play.messages(EMMA) if "1 report" in message.get("text", "")]) == 1
    assert "1. " not in (await play.ask("/help", as_=reader))["text"][:20]


async def test_a_readers_quotation_marks_stay(bot: BotHarness) -> None:
    """The desk reads what was typed, in either language: whose marks are wrong may be what is reported."""
    play, reader = bot.play, await bot.play.person("ar")
    await begin(play, await card(play, reader, "ar"), reader, "ar")
    line = 'كُتب "قال" و «قالت» و “said” و it\'s'
    await play.ask(line, as_=reader)
    for member in (EMMA, LAYLA):
        assert line in bare((await desk_card(play, member, "it's"))["text"])


@pytest.mark.parametrize(("member", "language"), [(LAYLA, "ar"), (EMMA, "en")])
async def test_a_closed_card_leads_back_to_its_item(bot: BotHarness, member: int, language: str) -> None:
    """The item as readers see it, in a message of its own, and the desk."""
    play, reader, words = bot.play, await bot.play.person("en"), WORDS[Language(language)]
    await begin(play, await card(play, reader, "en"), reader, "en")
    desk_user = DeskUser(bot, member)
    desk_user.screen = await desk_card(play, member, bare(words.count("desk.report.card", 1)))
    await desk_user.taps(words.text("desk.report.nothing"))
    closed = desk_user.screen
    assert desk_user.labels == [words.text("page.report.show"), words.text("desk.button.desk")]
    item = next(quote for quote in first().quotes if quote.id == "q3")
    shown = bare(await desk_user.taps(words.text("page.report.show")))
    assert bare(item.words.localize(Language(language))[0])[:40] in shown
    assert desk_user.screen["message_id"] != closed["message_id"]
    desk_user.screen = closed
    await desk_user.taps(words.text("desk.button.desk"))
    assert bare(words.text("desk.home.title")) in bare(desk_user.text)


async def test_the_desk_finds_nothing_to_correct(bot: BotHarness, emma: DeskUser) -> None:
    """Who reported is answered in their language and chat, once; the cards of all members are closed."""
    play = bot.play
    reader = await play.person("ar")
    await begin(play, await card(play, reader, "ar"), reader, "ar")
    emma.screen = await desk_card(play, EMMA, "1 report")
    since = await play.seq()
    assert "Closed: nothing to correct" in await emma.taps("Nothing to correct")
    answer = await play.heard(reader, since=since)
    assert "ولم يجد ما يُصوَّب" in answer["text"]
    await desk_card(play, LAYLA, "لا شيء يُصوَّب")
    await bot.restart()
    await begin(play, await card(play, reader, "ar"), reader, "ar")
    await desk_card(play, EMMA, "1 report")
    answers = [message for message in await play.messages(reader) if "ما يُصوَّب" in message.get("text", "")]
    assert len(answers) == 1


async def test_a_correction_closes_the_card(bot: BotHarness, emma: DeskUser) -> None:
    """*Correct* opens the item; once it is published, whoever reported it hears the class and the day."""
    play = bot.play
    reader = await play.person("en")
    await begin(play, await card(play, reader, "en"), reader, "en")
    emma.screen = await desk_card(play, EMMA, "1 report")
    await emma.taps("Correct")
    assert any("Correct" in label or "Change" in label for label in emma.labels)
    await bot.publish(corrected())
    answer = await desk_card(play, reader, "It has been put right")
    assert "Correction · 29 April 2025" in answer["text"]
    (reported,) = (await bot.holds(["reported_items"]))["reported_items"]
    assert (reported["state"], reported["outcome"], reported["day"]) == ("closed", "corrected", "2025-04-29")


def corrected() -> Dossier:
    """The first story, with the record of a correction of q3."""
    ((name, content),) = starter.stories()
    story = dossier.read(content, name)
    record = {"id": "c1", "date": "2025-04-29", "item": "q3", "class": "corrected",
              "was": {"en": "Before"}, "is": {"en": "After"}}  # fmt: skip
    return story.model_copy(update={"corrections": (Correction.model_validate(record),)})


async def test_reports_of_many_are_one_card(bot: BotHarness) -> None:
    """In a group whoever taps reports; a reply to the question is the line; another's reply is not."""
    play = bot.play
    readers = [await play.person("en") for _ in range(3)]
    for reader in readers:
        await play.post("join", as_=reader, chat_id=NEWSROOM)
    shown = await card(play, readers[0], "en", NEWSROOM)
    for reader in readers[:2]:
        question = await begin(play, shown, reader, "en")
    await play.say("not mine", as_=readers[2], chat_id=NEWSROOM, reply_to=question["message_id"])
    thanks = await play.ask("the day is wrong", as_=readers[1], chat_id=NEWSROOM, reply_to=question["message_id"])
    assert "Thank you" in thanks["text"]
    newest = await desk_card(play, EMMA, "2 reports", "the day is wrong")
    assert "not mine" not in newest["text"]


async def test_limits(bot: BotHarness, emma: DeskUser) -> None:
    """An item once, five items a day; a reporter is blocked without a name, and the block is taken back."""
    play = bot.play
    reader, since = await play.person("en"), await play.seq()
    shown = await card(play, reader, "en")
    await begin(play, shown, reader, "en")
    answer = await forge(play, reader, "1rewrongis_1_d-q3", shown)
    assert "already" in answer
    answers = [await forge(play, reader, f"1rewrongis_1_d-q{number}", shown) for number in (1, 2, 4, 5, 6)]
    assert answers[:4] == [""] * 4
    assert "five reports" in answers[4]
    await play.wait("message", since=since, chat_id=EMMA, count=5)
    emma.screen = await desk_card(play, EMMA, "1 report")
    assert "Nobody is named" in await emma.taps("Block a reporter")
    assert "Blocked" in await emma.taps("1")
    assert str(reader) not in await emma.types("/block")
    assert await bot.holds(["reports"]) == {"reports": []}
    (block,) = (await bot.holds(["blocks"]))["blocks"]
    assert block["blocked_id"] == reader
    (entry,) = [row for row in (await bot.holds(["audit"]))["audit"] if row["action"] == "block"]
    assert str(reader) not in entry["detail"]
    await emma.types("/undo")
    assert await bot.holds(["blocks"]) == {"blocks": []}
