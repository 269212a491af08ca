"""Pictures in chats: asked for by words and buttons, uploaded once, sent by file id, made anew with each revision."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.errors.pictures import GlyphMissing
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.services.pictures import pictures
from bot.services.pictures.drawing_process import DrawingProcess
from bot.store.picture_files import picture_files
from bot.views.pictures.picture import StoryCard, Text
from tests.bot.story_factory import first
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM
from tests.unit.test_pictures import needs_fribidi

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

pytestmark = needs_fribidi


def labels(message: dict[str, Any]) -> list[str]:
    """The labels of a message's buttons."""
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def card_of(play: SandboxClient, page: dict[str, Any], label: str) -> dict[str, Any]:
    """An item's card, from below its page: it has the ways to share it other than straight into a chat."""
    ways = await play.turn(await play.turn(page, "Share", as_=EMMA), "Link, picture", as_=EMMA)
    return await play.turn(ways, label, as_=EMMA)


async def sent(play: SandboxClient, *, since: int = 0) -> list[str]:
    """What was sent as a photo: uploads, and the ids of files that were known."""
    calls = await play.log(method="sendPhoto", since=since)
    return [str(call["params"]["photo"]) for call in calls if call["status"] == 200]


@pytest.mark.usefixtures("bot")
async def test_a_picture_is_uploaded_once(sandbox: SandboxClient) -> None:
    """By its id, by its number in the choice, or in reply to its card; from the second time on by its file id."""
    message = await sandbox.answer("/card q5", as_=LAYLA)
    assert "فلاديمير بوتين" in message["caption"]
    assert any(entity.get("url", "").endswith("q5") for entity in message["caption_entities"])
    assert labels(message) == ["اقرأ المزيد"]
    url = f"{sandbox.url}/control/file/{message['photo'][-1]['file_id']}?name=card.jpg"
    async with sandbox.session.get(url) as response:
        assert Image.open(BytesIO(await response.read())).width == 1080
    number = "5"
    again = [
        await sandbox.ask(f"/card {number}", as_=LAYLA),
        await sandbox.ask("/card", as_=LAYLA, reply_to=message["message_id"]),
    ]
    assert [one["caption"] for one in again] == [message["caption"]] * 2
    uploaded, *known = await sent(sandbox)
    assert uploaded == "attach://picture"
    assert known == [message["photo"][-1]["file_id"]] * 2
    english = await sandbox.ask("/card q5", as_=EMMA)
    assert "Vladimir Putin" in english["caption"]
    assert (await sent(sandbox))[-1] == "attach://picture"


@pytest.mark.usefixtures("bot")
async def test_without_a_name_the_choice(sandbox: SandboxClient) -> None:
    """`/card`, and the word alone, offer quotations, events, the timeline and the story; what nobody said is told."""
    for asked in ("/card", "picture", "/card kursk"):
        choice = await sandbox.ask(asked, as_=EMMA)
        assert "Of which quotation or event" in choice["text"]
        assert labels(choice)[0].startswith("1. took part in operations")  # of four by one speaker the words tell which
        assert labels(choice)[-2:] == ["The story itself", "All events"]
    choice = await sandbox.turn(choice, "▶", as_=EMMA)
    since = await sandbox.seq()
    await sandbox.tap_text(choice, "Event · ", as_=EMMA)
    assert "Event" in (await sandbox.heard(EMMA, since=since))["caption"]
    since = await sandbox.seq()
    await sandbox.tap_text(choice, "All events", as_=EMMA)
    assert (await sandbox.heard(EMMA, since=since))["caption"] == "North Korean troops in Kursk"
    assert "nobody" in (await sandbox.ask("/card nobody", as_=EMMA))["text"]


async def test_from_an_items_card(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The card of a quotation has a button for its picture, that of a person none; in a group it replies.

    The button of an item that is gone says so, and shows what there is instead.
    """
    page = await sandbox.ask("/quotes putin", as_=EMMA)
    card = await card_of(sandbox, page, "The Korean friends")
    assert labels(card)[1] == "Picture"
    since = await sandbox.seq()
    await sandbox.tap_text(card, "Picture", as_=EMMA)
    assert "photo" in await sandbox.heard(EMMA, since=since)
    page = await sandbox.ask("/people", as_=EMMA)
    person = await card_of(sandbox, page, "Vladimir Putin")
    assert "Picture" not in labels(person)
    in_group = await sandbox.ask("/card q1", as_=EMMA, chat_id=NEWSROOM)
    assert in_group["reply_to_message"]["text"] == "/card q1"
    await bot.publish(first().model_copy(update={"quotes": ()}))
    since = await sandbox.seq()
    shown = await sandbox.tap_text(card, "Picture", as_=EMMA)
    assert shown
    assert "no longer in the story" in shown["text"]
    assert "North Korean troops in Kursk" in (await sandbox.heard(EMMA, since=since))["text"]


async def test_a_refused_file_id_is_uploaded_anew(sandbox: SandboxClient, harness: BotHarness) -> None:
    """A file id that the server does not know any more is forgotten, in a chat and inline, and nobody notices."""
    await harness.start()
    for item in ("q5", "q1"):
        await sandbox.answer(f"/card {item}", as_=EMMA)
    await harness.stop()
    async with harness.database() as database, database.write() as conn:
        await conn.execute(picture_files.update().values(file_id="AgACnothing"))
    await harness.start()
    answer = await sandbox.post("inline", as_=EMMA, query="_1cqe1_q5")
    assert [result["type"] for result in answer["answer"]["results"]] == ["article"]
    message = await sandbox.answer("/card q1", as_=EMMA)
    assert await sent(sandbox) == ["attach://picture"] * 3
    answer = await sandbox.post("inline", as_=EMMA, query="_1cqe1_q1")
    photo, article = answer["answer"]["results"]
    assert (photo["type"], article["type"]) == ("photo", "article")
    assert photo["photo_file_id"] == message["photo"][-1]["file_id"]
    chosen = {"inline_query_id": answer["inline_query_id"], "result_id": photo["id"]}
    posted = (await sandbox.post("choose", as_=EMMA, chat_id=NEWSROOM, **chosen))["message"]
    assert posted["photo"] == message["photo"]
    assert posted["caption"] == message["caption"]


async def test_a_revision_makes_it_anew(sandbox: SandboxClient, bot: BotHarness) -> None:
    """After a correction the picture is drawn and uploaded again, and the file ids of the old revision are gone."""
    before = await sandbox.answer("/card q5", as_=EMMA)
    story = first()
    quotes = tuple(
        quote.model_copy(update={"words": quote.words.model_copy(update={"en": "Corrected words."})})
        for quote in story.quotes
    )
    await bot.publish(story.model_copy(update={"quotes": quotes}))
    after = await sandbox.answer("/card q5", as_=EMMA)
    assert after["photo"][-1]["file_unique_id"] != before["photo"][-1]["file_unique_id"]
    rows = (await bot.holds(["picture_files"]))["picture_files"]
    assert [row["revision"] for row in rows] == [2]
    assert rows[0]["file_id"] == after["photo"][-1]["file_id"]


async def test_without_fribidi_no_button_and_a_word(
    sandbox: SandboxClient, bot: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the library is missing, `/card` says so, cards have no button, and no picture is sent."""
    monkeypatch.setattr(pictures, "missing_libraries", lambda: ("fribidi",))
    monkeypatch.setattr("bot.handlers.reader.pictures.card.missing_libraries", lambda: ("fribidi",))
    assert "fribidi" in (await sandbox.ask("/card q5", as_=EMMA))["text"]
    page = await sandbox.ask("/quotes putin", as_=EMMA)
    card = await card_of(sandbox, page, "The Korean friends")
    assert "Picture" not in labels(card)
    assert await sent(sandbox) == []
    assert bot is not None


async def test_what_the_face_lacks_is_told(sandbox: SandboxClient, bot: BotHarness) -> None:
    """A character without a glyph is named in words, and no picture with a box in it is sent."""
    story = first()
    named = story.title.model_copy(update={"en": "Kim 김정은"})
    await bot.publish(story.model_copy(update={"title": named}))
    assert "김" in (await sandbox.ask("/card q5", as_=EMMA))["text"]
    assert await sent(sandbox) == []


async def test_the_process_that_draws_is_started_anew() -> None:
    """A drawing process that was killed is replaced with the next picture; what cannot be drawn is raised here."""
    card = StoryCard(Language.EN, "The story", Text("Title", Language.EN), Text("What it is", Language.EN), (), "Siyaq")
    drawing = DrawingProcess()
    try:
        drawn = await drawing.draw(card)
        assert drawing._process
        drawing._process.kill()
        await drawing._process.wait()
        assert await drawing.draw(card) == drawn
        with pytest.raises(GlyphMissing):
            await drawing.draw(replace(card, kicker="김"))
        process = drawing._process
        drawing._leave()
        assert await process.wait() == 0
        assert await drawing.draw(card) == drawn, "it had nothing to do, and is there again"
    finally:
        await drawing.close()


def test_keys_name_all_that_a_picture_depends_on() -> None:
    """Language, months and digits are in the key; a zone and the order of a timeline are not."""
    key = pictures.PictureKey(1, 2, "q1", Preferences(Language.AR))
    assert str(key) == "1:1:2:q1:ar:both:latin"
