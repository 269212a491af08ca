"""The publish panel: what goes out is seen before one tap, with its correction, and only where something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.store import broadcast_drafts
from bot.store.subscribers import ChatKind
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, due, in_zone, newest, titled
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, grown, listens, made, ours, reads, sent
from tests.bot.story_factory import person, quote, tale
from tests.sandbox_client import EMMA, ENGLISH_CHANNEL, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness

WAS = {"ar": "وصلنا متأخرين يوم الأحد", "en": "We were late on Sunday"}
NOW = {"ar": "وصلنا متأخرين يوم الاثنين", "en": "We were late on Monday"}


class Tongue(NamedTuple):
    """Who speaks a language at the desk, and what they see in it."""

    person: int
    language: str
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA, "ar",
    {
        "publish": "نشر", "push": "نشر وإرسال", "at": "في موعد", "out": "ويراها القراء", "correction": "تصويب",
        "line": "ورد «وصلنا متأخرين يوم الأحد»، والصواب «وصلنا متأخرين يوم الاثنين».",
        "unchanged": "الإنجليزية: لا تغيير فيها", "to": "العربية — رسالتان", "takes": "يستغرق",
        "quotes": "الاقتباسات", "item": "الأحد", "field": "نص الاقتباس", "draft": "المسودة", "done": "تم",
        "update": "بلا تصويب", "with": "مع تصويب", "confirm": "تثبيت", "when": "بعد ساعتين",
        "back": "رجوع", "missing": "ينقص",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA, "en",
    {
        "publish": "Publish", "push": "Publish and push", "at": "At…", "out": "Readers see it now",
        "correction": "Correction",
        "line": "It said “We were late on Sunday”; it should say “We were late on Monday”.",
        "unchanged": "Arabic: nothing changed", "to": "English — 1 message", "takes": "takes about",
        "quotes": "Quotes", "item": "Sunday", "field": "quote", "draft": "Draft", "done": "Done",
        "update": "No correction",
        "with": "With a correction", "confirm": "Schedule it", "when": "in 2 hours", "back": "Back",
        "missing": "missing",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


def said(**changed: str) -> Dossier:
    """A story with one quotation in both languages, some of it changed."""
    words = {**WAS, **changed}
    people = [person("hana", "هناء", "Hana")]
    spoken = quote("q1", "hana", **words) | {"language": "ar", "date": "2025-04-27"}
    return tale("talks", "محادثات", "Peace talks", people=people, quotes=[spoken])


async def corrected(bot: BotHarness, tongue: Tongue) -> tuple[DeskUser, int, tuple[int, int, int]]:
    """A draft that puts one word right in one language of what readers saw, at whose panel its editor looks."""
    chats = await add_audience(bot)
    await bot.publish(said())
    number = await draft(bot, tongue.person, said(**{tongue.language: NOW[tongue.language]}))
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/publish talks")
    return desk_user, number, chats


@BOTH
async def test_the_panel_shows_what_goes_out_and_to_whom(bot: BotHarness, tongue: Tongue) -> None:
    """The message with its correction line, its recipients, how long it takes, and where nothing goes to."""
    desk_user, _, _ = await corrected(bot, tongue)
    say, shown = tongue.labels, bare(desk_user.text)
    for text in ("correction", "line", "unchanged", "to", "takes"):
        assert say[text] in shown, text
    assert NOW[tongue.language] in shown
    assert (say["missing"] in shown) is (tongue is ARABIC), "the translation is older than its original"
    labels = [label for label in desk_user.labels if say["publish"] in label or say["at"] in label]
    assert labels == [say["publish"], say["push"], *[label for label in desk_user.labels if say["at"] in label]]


@BOTH
async def test_one_tap_pushes_the_correction_only_where_something_changed(bot: BotHarness, tongue: Tongue) -> None:
    """Readers of the other language get nothing; the revision holds a correction of the item, in one language."""
    desk_user, number, chats = await corrected(bot, tongue)
    say = tongue.labels
    assert say["out"] in await desk_user.taps(say["push"])
    await ends(bot, 1)
    arabic, english, channel = await reads(bot.play, chats)
    own, other = (arabic, english) if tongue is ARABIC else (english, arabic)
    assert (len(own), len(other), len(channel)) == (1, 0, 1 if tongue is ARABIC else 0)
    assert say["line"] in bare(own[0])
    assert say["correction"] in bare(own[0])
    story = await newest(bot, "talks")
    assert story is not None
    (correction,) = story.dossier.corrections
    assert (correction.id, correction.item) == ("c1", "q1")
    assert correction.is_
    assert correction.is_.model_dump(exclude_none=True) == {tongue.language: NOW[tongue.language]}
    assert len(await sent(bot, 1)) == len(own) + len(channel)
    assert (await draft_of(bot, number)).dossier.corrections == (), "undone, the draft is as it was written"


@BOTH
async def test_one_word_corrected_and_pushed_costs_two_messages(bot: BotHarness, tongue: Tongue) -> None:
    """From /edit to the push with its correction line; of seven taps six lead to the item's question and out of it."""
    chats = await add_audience(bot)
    await bot.publish(said())
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    since = await bot.play.seq()
    await desk_user.types("/edit talks")
    for label in ("quotes", "item", "field"):
        await desk_user.taps(say[label])
    await desk_user.types(NOW[tongue.language])
    for label in ("done", "draft", "publish"):
        await desk_user.taps(say[label])
    assert say["out"] in await desk_user.taps(say["push"])
    taps = await bot.play.log(since=since, method="answerCallbackQuery")
    assert len(taps) == 7
    await ends(bot, 1)
    own = (await reads(bot.play, chats))[0 if tongue is ARABIC else 1]
    assert say["line"] in bare(own[0])


@BOTH
async def test_a_typed_text_is_the_headline_in_its_language(bot: BotHarness, tongue: Tongue) -> None:
    """A reply in either script is the headline of that language; the panel before it publishes nothing."""
    chats = await add_audience(bot)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    number = await draft(bot, tongue.person, grown())
    await desk_user.types("/publish kursk")
    old = desk_user.screen
    message = await bot.play.say("Guns fall silent", as_=tongue.person, reply_to=old["message_id"])
    await bot.play.idle()
    desk_user.screen = (await ours(bot.play, tongue.person))[-1]
    assert "Guns fall silent" in desk_user.text
    assert "Guns fell silent" in await desk_user.retypes(message, "Guns fell silent")
    assert "صمت المدافع" in await desk_user.types("صمت المدافع")
    assert "Guns fell silent" in desk_user.text
    new, desk_user.screen = desk_user.screen, old
    await desk_user.taps(say["push"])
    assert (await draft_of(bot, number)).state == "open"
    desk_user.screen = new
    await bot.restart()
    await desk_user.taps(say["push"])
    await ends(bot, 1)
    arabic, english, _ = await reads(bot.play, chats)
    assert "صمت المدافع" in arabic[0]
    assert "Guns fell silent" in english[0]


@BOTH
async def test_what_moved_on_is_no_correction(bot: BotHarness, tongue: Tongue) -> None:
    """One tap leaves the correction out, another writes it again; what is published is what the panel showed."""
    desk_user, _, chats = await corrected(bot, tongue)
    say = tongue.labels
    assert say["line"] not in bare(await desk_user.taps(say["update"]))
    assert say["line"] in bare(await desk_user.taps(say["with"]))
    await desk_user.taps(say["update"])
    await desk_user.taps(say["push"])
    await ends(bot, 1)
    own = (await reads(bot.play, chats))[0 if tongue is ARABIC else 1]
    assert NOW[tongue.language] in own[0]
    assert say["line"] not in bare(own[0])
    story = await newest(bot, "talks")
    assert story is not None
    assert story.dossier.corrections == ()


@BOTH
async def test_a_headline_in_both_languages_is_split(bot: BotHarness, tongue: Tongue) -> None:
    """With a bar or in a line each, at the panel and for a push of its own."""
    number, desk_user = await draft(bot, tongue.person, grown()), DeskUser(bot, tongue.person)
    both = {"ar": "صمت المدافع", "en": "Guns fell silent"}
    await desk_user.types("/publish kursk")
    await desk_user.types(" | ".join(both.values()))
    question = (await draft_of(bot, number, tongue.person)).question or {}
    assert question["panel"]["headline"] == both
    await bot.publish(grown())
    await desk_user.types("/push dprk-troops-kursk")
    await desk_user.taps("Headline (English)" if tongue.language == "en" else "العنوان (العربية)")
    await desk_user.types("\n".join(both.values()))
    async with bot.database() as database, database.read() as conn:
        broadcast_draft = await broadcast_drafts.get(conn, 1)
    assert broadcast_draft is not None
    headline = BroadcastSpec.from_json(broadcast_draft.spec).headline
    assert headline
    assert headline.model_dump(exclude_none=True) == both


@BOTH
async def test_back_at_the_hour_returns_to_the_panel_with_its_headline(bot: BotHarness, tongue: Tongue) -> None:
    """At the confirmation too; scheduled with a push, the headline that was chosen goes out at the hour."""
    chats = await add_audience(bot)
    await in_zone(bot, tongue.person)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    number = await draft(bot, tongue.person, grown())
    await desk_user.types("/publish kursk")
    await desk_user.types("Guns fall silent")
    await desk_user.taps(say["at"])
    await desk_user.types(say["when"])
    assert "Guns fall silent" in await desk_user.taps(say["back"])
    await desk_user.taps(say["at"])
    await desk_user.types(say["when"])
    await desk_user.taps(say["confirm"])
    await desk_user.forges(f"1dduepush_{number}")
    assert len(await due(bot)) == 1
    bot.pass_(minutes=121)
    await made(bot, 1)
    await ends(bot, 1)
    assert "Guns fall silent" in (await reads(bot.play, chats))[1][0]


@BOTH
async def test_an_hour_typed_at_the_question_for_the_zone_is_kept(bot: BotHarness, tongue: Tongue) -> None:
    """It is echoed, waits over a restart, and is confirmed in the zone that is chosen then."""
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await draft(bot, tongue.person, grown())
    await desk_user.types("/publish kursk")
    await desk_user.taps(say["at"])
    assert "18:00" in await desk_user.types("18:00")
    await bot.restart()
    shown = await desk_user.types("عمّان" if tongue is ARABIC else "Amman")
    assert "18:00" in shown
    await desk_user.taps(say["confirm"])
    (scheduled,) = await due(bot)
    assert scheduled.zone == "Asia/Amman"
    assert scheduled.due_at.hour == 15


async def test_a_first_push_of_a_story_is_shown_before_it_has_a_number(bot: BotHarness, emma: DeskUser) -> None:
    """A new story's panel shows its cover with its events; the preview and the push are the same message."""
    chats = await add_audience(bot)
    events = [
        {"id": f"e{day}", "date": f"2025-03-0{day}", "text": {"ar": f"يوم {day}", "en": f"Day {day}"}}
        | {"sources": ["s1"]}
        for day in range(1, 8)
    ]
    await draft(bot, EMMA, tale("strike", "إضراب", "A strike", events=events), None)
    shown = bare(await emma.types("/publish strike"))
    assert "A new story" in shown
    assert shown.index("Day 7") < shown.index("Day 5")
    assert "Day 1" not in shown
    await emma.taps("Preview")
    await emma.taps("Readers, English · simple")
    seen = [message.get("text", "") for message in await ours(bot.play, EMMA)]
    previewed = next(text for text in seen if text.startswith("The story so far"))
    await emma.taps("Back")
    assert "Readers see it now" in await emma.taps("Publish and push")
    await ends(bot, 1)
    english = (await reads(bot.play, chats))[1][0]
    assert bare(english) == bare(previewed)
    assert english.count("Source: ") == 1


async def test_a_translation_older_than_its_original_is_warned_of(bot: BotHarness, emma: DeskUser) -> None:
    """The panel and the preview name it; of a quotation only where its original changed."""
    await bot.publish(said())
    await draft(bot, EMMA, said(ar=NOW["ar"]))
    assert "the English is older than the Arabic" in await emma.types("/publish talks")
    await draft(bot, EMMA, titled("Koreans in Kursk"))
    assert "the Arabic is older than the English" in await emma.types("/publish koreans")


async def test_both_languages_of_a_channel_are_counted_by_language(bot: BotHarness, emma: DeskUser) -> None:
    """A channel with both languages gets the one in which something changed."""
    await listens(bot, ENGLISH_CHANNEL, Language.EN, ChatKind.CHANNEL, both=True)
    await bot.publish(said())
    await draft(bot, EMMA, said(ar=NOW["ar"]))
    assert "Arabic — 1 message" in bare(await emma.types("/publish talks"))
    await emma.taps("Publish and push")
    await ends(bot, 1)
    ((text,),) = await reads(bot.play, [ENGLISH_CHANNEL])
    assert NOW["ar"] in text
