"""The picture of an item goes with a push: shown to the editor first, then sent by its file id, and put right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastCard, BroadcastSpec, CardPicture
from bot.model.language import Language
from bot.services import broadcasts as broadcast_service
from bot.services.broadcasts import lifecycle
from bot.services.broadcasts.card import mark_of
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcast_drafts, deliveries, renditions, stories
from bot.store.renditions import WITHDRAWN
from tests.bot.desk.subscriber_factory import add_audience, ends, ours
from tests.bot.test_corrected_copies import GONE, RIGHT, WRONG, record, settled, story
from tests.sandbox_client import EMMA
from tests.unit.test_pictures import needs_fribidi

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.desk_user import DeskUser

pytestmark = needs_fribidi
WORDS = catalogue.load()


async def with_card(bot: BotHarness, emma: DeskUser) -> BroadcastCard:
    """A push in the making that the picture of the ships goes with, as the database has it."""
    await bot.publish(story(WRONG))
    await emma.types("/push ships")
    await emma.taps("Add a picture card")
    shown = await emma.taps("Ten ships sank")
    assert "With a picture card" in shown
    assert "Remove the picture card" in emma.labels
    async with bot.database() as database, database.read() as conn:
        (draft,) = await broadcast_drafts.of(conn, EMMA)
    card = BroadcastSpec.from_json(draft.spec).card
    assert card
    return card


async def photos(bot: BotHarness, chat: int) -> list[dict[str, Any]]:
    """The pictures that a chat sees."""
    return [message for message in await ours(bot.play, chat) if message.get("photo") and not message.get("deleted")]


def file_of(message: dict[str, Any]) -> str:
    """The file of a message's picture."""
    return str(message["photo"][-1]["file_unique_id"])


async def test_it_is_uploaded_to_the_editor_and_sent_by_its_file(bot: BotHarness, emma: DeskUser) -> None:
    """One upload for each language, and one of what would take its place; all chats get the file in their language.

    A correction puts both right in every copy: the words below, and another picture in place of the wrong one.
    """
    arab, english, channel = await add_audience(bot)
    card = await with_card(bot, emma)
    preview = await photos(bot, EMMA)
    assert len(preview) == 4
    assert "no longer" not in preview[0]["caption"]
    await emma.taps("Send now")
    await emma.taps("Send")
    await ends(bot, 1)
    files = {picture.language: picture for picture in card.pictures}
    calls = [
        call["params"] for call in await bot.play.log(method="sendPhoto") if str(call["params"]["chat_id"]) != str(EMMA)
    ]
    own = {arab: Language.AR, english: Language.EN, channel: Language.AR}
    assert {call["chat_id"]: call["photo"] for call in calls} == {
        chat: files[language].file_id for chat, language in own.items()
    }
    before = {chat: (await photos(bot, chat))[0] for chat in own}
    assert all(WRONG[language] in before[chat]["caption"] for chat, language in own.items())
    await bot.publish(story(RIGHT, record("corrected")))
    await settled(bot)
    for chat, language in own.items():
        (copy,) = await photos(bot, chat)
        assert copy["message_id"] == before[chat]["message_id"]
        assert RIGHT[language] in copy["caption"]
        assert file_of(copy) != file_of(before[chat])
    edits = [call["params"] for call in await bot.play.log(method="editMessageMedia")]
    media = {edit["chat_id"]: edit["media"] for edit in edits if edit["chat_id"] in own}
    assert {
        chat: json.loads(value)["media"] if isinstance(value, str) else value["media"] for chat, value in media.items()
    } == {chat: files[language].instead for chat, language in own.items()}
    await bot.publish(story(None, GONE))
    await settled(bot)
    (copy,) = await photos(bot, english)
    assert "A hoax" in copy["caption"]


async def test_what_was_changed_since_goes_out_without(bot: BotHarness, emma: DeskUser) -> None:
    """The editor is told that the picture shows what is no longer so; the push has the right words and no picture."""
    _, english, _ = await add_audience(bot)
    await with_card(bot, emma)
    await bot.publish(story(RIGHT))
    await emma.types("/push")
    assert "goes out without it" in await emma.taps("Ships")
    await emma.taps("Send now")
    await emma.taps("Send")
    await ends(bot, 1)
    (message,) = await ours(bot.play, english)
    assert RIGHT["en"] in message["text"]


async def test_it_is_taken_away_and_gives_way_to_a_photo(bot: BotHarness, emma: DeskUser) -> None:
    """One tap removes it; added again, nothing is uploaded anew."""
    await with_card(bot, emma)
    assert "With a picture card" not in await emma.taps("Remove the picture card")
    await emma.taps("Add a picture card")
    await emma.taps("Ten ships sank")
    uploads = [call for call in await bot.play.log(method="sendPhoto") if "attach" in str(call["params"]["photo"])]
    assert len(uploads) == 4


async def test_a_push_that_is_taken_back_shows_it_no_longer(bot: BotHarness) -> None:
    """Where a copy can no longer be deleted, its picture gives way with its words."""
    await add_audience(bot)
    (number,) = await bot.publish(story(WRONG))
    context = ActionContext(audit.SHELL, bot.now(), frozenset({audit.SHELL}))
    async with bot.database() as database:
        async with database.read() as conn:
            shown = await stories.get(conn, number)
        assert shown
        made = [
            CardPicture(own, f"file-{own}", mark_of(shown, "e2", WORDS[own]) or "", f"instead-{own}")
            for own in Language
        ]
        spec = BroadcastSpec("ships", card=BroadcastCard("e2", tuple(made)))
        assert BroadcastSpec.from_json(spec.to_json()) == spec
        broadcast = await broadcast_service.start(database, spec, context, words=WORDS)
        async with database.read() as conn:
            assert len(await deliveries.listed(conn, broadcast)) == 3
        await lifecycle.retract(database, broadcast, context=context, words=WORDS)
        async with database.read() as conn:
            stored = [row.rendition for row in await renditions.of_broadcast(conn, broadcast)]
    notices = [json.loads(b"{" + rendition.body) for rendition in stored if rendition.variant == WITHDRAWN]
    assert {rendition.method for rendition in stored if rendition.variant == WITHDRAWN} == {"editMessageMedia"}
    assert {notice["media"]["media"] for notice in notices} == {"instead-ar", "instead-en"}
