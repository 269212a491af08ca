"""Replies to cards over HTTP: what is shown, what is saved, and what is said where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.model.roles import Role
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, four_eyes, hire
from tests.bot.desk.subscriber_factory import bare
from tests.bot.desk.test_publish_panel import ARABIC, BOTH, NOW, WAS, said
from tests.bot.test_corrected_copies import WORDS
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.test_publish_panel import Tongue

SAVE, CANCEL = {"ar": "حفظ", "en": "Save"}, {"ar": "إلغاء", "en": "Cancel"}
SAVED = {"ar": "حُفظ", "en": "Saved"}
ARROW = {"ar": "الأحد ← الاثنين", "en": "Sunday → Monday"}


async def at_card(bot: BotHarness, desk_user: DeskUser, quotes: str = "Quotes", item: str = "Sunday") -> int:
    """Open the card of the only quotation, in a draft of the story."""
    await bot.publish(said())
    await desk_user.types("/edit talks")
    await desk_user.taps(quotes)
    await desk_user.taps(item)
    return 1


async def reply(desk_user: DeskUser, text: str) -> str:
    """Reply to the message that somebody looks at."""
    return await desk_user.types(text, reply_to=desk_user.screen["message_id"])


async def words_of(bot: BotHarness, number: int = 1) -> dict[str, str]:
    """The quotation's words in a draft."""
    (quote,) = (await draft_of(bot, number)).dossier.quotes
    return dict(quote.words.model_dump(exclude_none=True))


@BOTH
async def test_a_reply_to_a_drafts_card_is_shown_and_saved_on_a_tap(bot: BotHarness, tongue: Tongue) -> None:
    """Was and is; after a restart too; nothing is saved before the tap, and then only that language changes."""
    desk_user, language = DeskUser(bot, tongue.person), tongue.language
    await at_card(bot, desk_user, tongue.labels["quotes"], tongue.labels["item"])
    await bot.restart()
    shown = bare(await reply(desk_user, NOW[language]))
    assert WAS[language] in shown
    assert NOW[language] in shown
    assert await words_of(bot) == WAS
    await bot.restart()
    assert SAVED[language] in await desk_user.taps(SAVE[language])
    assert await words_of(bot) == {**WAS, language: NOW[language]}
    other = "en" if tongue is ARABIC else "ar"
    await reply(desk_user, NOW[other])
    await desk_user.taps(SAVE[language])
    assert await words_of(bot) == NOW


@BOTH
async def test_cancel_leaves_the_item(bot: BotHarness, tongue: Tongue) -> None:
    """The card comes back, to be replied to again."""
    desk_user, language = DeskUser(bot, tongue.person), tongue.language
    await at_card(bot, desk_user, tongue.labels["quotes"], tongue.labels["item"])
    await reply(desk_user, ARROW[language])
    assert WAS[language] in bare(await desk_user.taps(CANCEL[language]))
    assert await words_of(bot) == WAS
    await reply(desk_user, ARROW[language])
    await desk_user.taps(SAVE[language])
    assert (await words_of(bot))[language] == NOW[language]


async def test_a_date_alone_is_the_date(bot: BotHarness, emma: DeskUser) -> None:
    """A reply that is a day changes the day; one relative to an unknown copy is refused with why."""
    await at_card(bot, emma)
    assert "depends on the day of the copy" in await reply(emma, "yesterday")
    await emma.types("/edit talks")
    await emma.taps("draft 1") if "draft 1" in " ".join(emma.labels) else await emma.taps("1")
    await emma.taps("Quotes")
    await emma.taps("Sunday")
    assert "26 April 2025" in bare(await reply(emma, "26 April 2025"))
    await emma.taps("Save")
    (quote,) = (await draft_of(bot, 1)).dossier.quotes
    assert str(quote.date) == "2025-04-26"


async def test_words_that_are_not_there_are_said(bot: BotHarness, emma: DeskUser) -> None:
    """Not found, or found several times: a sentence names them, and nothing is shown to be saved."""
    await at_card(bot, emma)
    card = emma.screen
    assert "“Tuesday” is not in this text" in bare(await reply(emma, "Tuesday → Monday"))
    emma.screen = card
    assert "more than once (4)" in bare(await reply(emma, "e → a"))
    emma.screen = card
    assert "already says that" in await reply(emma, WAS["en"])


async def test_the_same_field_changed_meanwhile_is_asked_about(
    bot: BotHarness, emma: DeskUser, layla: DeskUser
) -> None:
    """Another's change of that field is shown as what it was; of another field it is kept beside."""
    await at_card(bot, emma)
    await reply(emma, NOW["en"])
    await layla.types("/drafts")
    await layla.taps("1")
    await layla.taps("الاقتباسات")
    await layla.taps("الأحد")
    await reply(layla, "We were late on Friday")
    await layla.taps("حفظ")
    shown = bare(await emma.taps("Save"))
    assert "Somebody changed it meanwhile" in shown
    assert "We were late on Friday" in shown
    assert (await words_of(bot))["en"] == "We were late on Friday"
    await emma.taps("Save")
    assert (await words_of(bot))["en"] == NOW["en"]
    await reply(emma, "We were late on Sunday")
    await layla.types("/drafts")
    await layla.taps("1")
    await layla.taps("الاقتباسات")
    await layla.taps("الأحد")
    await reply(layla, NOW["ar"])
    await layla.taps("حفظ")
    assert "Saved" in await emma.taps("Save")
    assert await words_of(bot) == {"ar": NOW["ar"], "en": WAS["en"]}


async def test_an_edited_reply_is_shown_again(bot: BotHarness, emma: DeskUser) -> None:
    """What it says then is shown anew, and saved by that screen's button."""
    await at_card(bot, emma)
    message = await bot.play.say("Sunday → Monday", as_=EMMA, reply_to=emma.screen["message_id"])
    await bot.play.idle()
    assert "Friday" in bare(await emma.retypes(message, "Sunday → Friday"))
    assert await words_of(bot) == WAS
    await emma.taps("Save")
    assert (await words_of(bot))["en"] == "We were late on Friday"


async def test_a_published_page_continues_the_draft_in_hand(bot: BotHarness, emma: DeskUser) -> None:
    """A reply to a reader's page changes one's own draft; a question in reply to it is a reader's."""
    await bot.publish(said())
    number = await draft(bot, EMMA, said(ar=NOW["ar"]))
    await emma.types("/quotes talks")
    page = emma.screen
    assert "draft" in (await reply(emma, "Sunday → Monday")).lower()
    assert f"1dreword_{number}_" in str(emma.screen["reply_markup"])
    await emma.taps("Save")
    assert await words_of(bot, number) == NOW
    emma.screen = page
    assert "Save" not in (await reply(emma, "who is Hana?"), *emma.labels)[0]
    assert not any("Save" in label for label in emma.labels)


async def test_a_contributor_gets_the_draft_and_four_eyes_no_panel(bot: BotHarness) -> None:
    """Who may not publish has the draft to submit; so has its author under four eyes."""
    await bot.publish(said())
    await four_eyes(bot)
    contributor = await hire(bot, Role.CONTRIBUTOR)
    for desk_user in (contributor, DeskUser(bot, EMMA)):
        await desk_user.types("/quotes talks")
        await reply(desk_user, "Sunday → Monday")
        await desk_user.taps("Save")
        assert any("Submit" in label for label in desk_user.labels)
        assert not any("Publish" in label for label in desk_user.labels)


async def test_a_strangers_reply_is_a_readers(bot: BotHarness) -> None:
    """Who is not on the desk changes nothing."""
    await bot.publish(said())
    stranger = DeskUser(bot, await bot.play.person("en"))
    await stranger.types("/quotes talks")
    await reply(stranger, "Sunday → Monday")
    assert not any("Save" in label for label in stranger.labels)


async def test_a_head_text_is_replied_to(bot: BotHarness, layla: DeskUser) -> None:
    """The title, in the language of the reply's letters."""
    await bot.publish(said())
    await layla.types("/edit talks")
    await layla.taps("العنوان")
    await reply(layla, "محادثات السلام")
    await layla.taps("حفظ")
    title = (await draft_of(bot, 1, LAYLA)).dossier.title
    assert (title.ar, title.en) == ("محادثات السلام", "Peace talks")


async def test_selected_words_are_asked_about(bot: BotHarness, emma: DeskUser) -> None:
    """A reply that quotes words of the card may stand for them or for all of the text: it is told how to say which."""
    await at_card(bot, emma)
    since = await bot.play.seq()
    sender = {"id": EMMA, "is_bot": False, "first_name": "Emma", "language_code": "en"}
    chat = {"id": EMMA, "type": "private", "first_name": "Emma"}
    quoted = {"text": "Sunday", "position": 8, "is_manual": True}
    message = {"message_id": 900, "date": 0, "chat": chat, "from": sender, "text": "Monday"}
    await bot.play.post("update", message={**message, "quote": quoted, "reply_to_message": emma.screen})
    assert "Sunday → Monday" in bare(await emma.sees(since))
    assert await words_of(bot) == WAS


@BOTH
async def test_an_arrow_alone_finds_its_item(bot: BotHarness, tongue: Tongue) -> None:
    """Where the old words stand once: in the published story, then at the panel of one's draft, as no headline."""
    await bot.publish(said())
    desk_user, language = DeskUser(bot, tongue.person), tongue.language
    shown = bare(await desk_user.types(ARROW[language]))
    assert WAS[language] in shown
    assert NOW[language] in shown
    await bot.restart()
    await desk_user.taps(SAVE[language])
    assert (await words_of(bot))[language] == NOW[language]
    back = f"{NOW[language]} -> {WAS[language]}"
    assert WAS[language] in bare(await desk_user.types(back))
    assert f"1dreword_{1}_" in str(desk_user.screen["reply_markup"])


@BOTH
async def test_an_arrow_alone_asks_where_it_is_meant(bot: BotHarness, tongue: Tongue) -> None:
    """Words that stand in several items: each is a button, which shows the change; of others it is said."""
    old, new = {"ar": ("هناء", "ليلى"), "en": ("Hana", "Layla")}[tongue.language]
    tree = said().model_dump(mode="json", exclude_none=True)
    text = {"ar": "هناء في المدينة", "en": "Hana is in town"}
    tree["events"] = [{"id": "e1", "text": text, "sources": [tree["sources"][0]["id"]]}]
    await bot.publish(type(said()).model_validate(tree))
    desk_user, language = DeskUser(bot, tongue.person), tongue.language
    await desk_user.types(f"{old} → {new}")
    assert [old in label for label in desk_user.labels] == [True, True], "the event, and who is called so"
    assert text[language].replace(old, new) in bare(await desk_user.taps(text[language].split(maxsplit=1)[1]))
    await desk_user.taps(SAVE[language])
    (event,) = (await draft_of(bot, 1)).dossier.events
    assert event.text.localize(Language(language))[0] == text[language].replace(old, new)
    await desk_user.taps(WORDS[Language(language)].text("desk.button.back"))
    nowhere = WORDS[Language(language)].text("desk.reply.nowhere", words="Zaghloul")
    assert bare(await desk_user.types("Zaghloul → Saad")) == bare(nowhere)


async def test_an_arrow_of_a_reader_is_searched_for(bot: BotHarness) -> None:
    """Who is not on the desk searches, as with any other words."""
    await bot.publish(said())
    stranger = DeskUser(bot, await bot.play.person("en"))
    await stranger.types("Sunday → Monday")
    assert not any("Save" in label for label in stranger.labels)
