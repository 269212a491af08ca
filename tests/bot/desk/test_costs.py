"""What writing costs, counted: messages and taps, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.model.language import Language
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import newest
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, reads
from tests.bot.desk.test_drafting import ARABIC, BOTH
from tests.bot.desk.test_publish_panel import ARABIC as PANEL_ARABIC
from tests.bot.desk.test_publish_panel import ENGLISH as PANEL_ENGLISH
from tests.bot.desk.test_publish_panel import NOW, WAS, said
from tests.bot.desk.test_whole_items import DAY, SPEAKER
from tests.bot.story_factory import KURSK

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.test_drafting import Tongue

SAVE = {"ar": "حفظ", "en": "Save"}


class CountedUser(DeskUser):
    """Somebody at the desk whose messages and taps are counted."""

    def __init__(self, harness: BotHarness, person: int) -> None:
        super().__init__(harness, person)
        self.messages = self.tapped = 0

    @property
    def cost(self) -> tuple[int, int]:
        """Messages and taps so far."""
        return self.messages, self.tapped

    async def types(self, text: str, **more: Any) -> str:
        """Type a message, and return what the bot answers."""
        self.messages += 1
        return await super().types(text, **more)

    async def replies(self, text: str) -> str:
        """Reply to the message that they look at, and return what the bot answers."""
        return await self.types(text, reply_to=self.screen["message_id"])

    async def taps(self, label: str, *, is_whole: bool = False) -> str:
        """Tap a button, and return what comes."""
        self.tapped += 1
        return await super().taps(label, is_whole=is_whole)


@BOTH
async def test_a_quotation_in_one_language_costs_two_messages_and_a_tap(bot: BotHarness, tongue: Tongue) -> None:
    """`/edit`, the whole quotation in the draft's menu, Done: 2 + 1."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = CountedUser(bot, tongue.person)
    await desk_user.types(f"/edit {KURSK}")
    shown = await desk_user.types(f"{SPEAKER[language]} | {DAY[language]} | {tongue.said}")
    assert tongue.said in shown
    assert tongue.labels["understood"] in shown
    assert f"{ {'ar': 'المتحدث', 'en': 'Speaker'}[language] }: {SPEAKER[language]}" in bare(shown)
    saved = await desk_user.taps(tongue.labels["done"])
    assert tongue.labels["saved"] in saved
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert (quote.speaker, str(quote.date), quote.sources) == ("putin", "2025-04-28", ("s1",))
    assert getattr(quote.words, language) == tongue.said
    assert desk_user.cost == (2, 1)


@BOTH
async def test_a_quotation_in_two_languages_costs_no_more(bot: BotHarness, tongue: Tongue) -> None:
    """The translation comes in the same message: 2 + 1."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = CountedUser(bot, tongue.person)
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.types(f"{SPEAKER[language]} | {DAY[language]} | {tongue.said} | {tongue.other}")
    await desk_user.taps(tongue.labels["done"])
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert {quote.words.ar, quote.words.en} == {tongue.said, tongue.other}
    assert desk_user.cost == (2, 1)


@BOTH
async def test_one_word_corrected_and_pushed_costs_two_messages_and_two_taps(bot: BotHarness, tongue: Tongue) -> None:
    """The story's quotations, a reply with the word as it was and is, Save, Publish and push: 2 + 2."""
    language = "ar" if tongue is ARABIC else "en"
    say = (PANEL_ARABIC if tongue is ARABIC else PANEL_ENGLISH).labels
    chats = await add_audience(bot)
    await bot.publish(said())
    desk_user = CountedUser(bot, tongue.person)
    assert WAS[language] in bare(await desk_user.types("/quotes talks"))
    await bot.restart()
    shown = await desk_user.replies({"ar": "الأحد ← الاثنين", "en": "Sunday → Monday"}[language])
    assert WAS[language] in bare(shown)
    assert NOW[language] in bare(shown)
    assert say["line"] in bare(await desk_user.taps(SAVE[language]))
    assert say["out"] in await desk_user.taps(say["push"])
    assert desk_user.cost == (2, 2)
    await ends(bot, 1)
    own = (await reads(bot.play, chats))[0 if tongue is ARABIC else 1]
    assert say["line"] in bare(own[0])
    story = await newest(bot, "talks")
    assert story is not None
    assert [correction.item for correction in story.dossier.corrections] == ["q1"]


DAYS = range(20, 26)
STORY: dict[str, dict[str, Any]] = {
    "en": {
        "title": "A strike at the port",
        "other": "إضراب في الميناء",
        "parts": (
            ("Sources", ["Reuters | 28 April 2025 | https://example.org/a"]),
            ("Standfirst", [("Port workers stopped work on Monday.", "أوقف عمال الميناء العمل يوم الاثنين.")]),
            ("Quotes", [(f"Omar Saleh | {day} April 2025 | We stop on day {day}", f"نتوقف يوم {day}") for day in DAYS]),
            ("Timeline", [(f"{day} April 2025 | Day {day} of the strike", f"يوم {day} للإضراب") for day in DAYS[:4]]),
            ("Key points", [("The port is shut", "الميناء مغلق"), ("Ships are waiting", "السفن تنتظر")]),
            ("Summary", [(f"Paragraph {number} of it.", f"فقرته رقم {number}.") for number in (1, 2, 3)]),
        ),
        "labels": ("Later", "Add"),
    },
    "ar": {
        "title": "إضراب في الميناء",
        "other": "A strike at the port",
        "parts": (
            ("المصادر", ["رويترز | 28 نيسان 2025 | https://example.org/a"]),
            ("المقدمة", [("أوقف عمال الميناء العمل يوم الاثنين.", "Port workers stopped work on Monday.")]),
            ("الاقتباسات", [(f"عمر صالح | {day} نيسان 2025 | نتوقف يوم {day}", f"We stop on {day}") for day in DAYS]),
            ("الأحداث", [(f"{day} نيسان 2025 | يوم {day} للإضراب", f"Day {day} of the strike") for day in DAYS[:4]]),
            ("النقاط", [("الميناء مغلق", "The port is shut"), ("السفن تنتظر", "Ships are waiting")]),
            ("الملخص", [(f"فقرته رقم {number}.", f"Paragraph {number} of it.") for number in (1, 2, 3)]),
        ),
        "labels": ("لاحقًا", "أضف"),
    },
}  # fmt: skip


async def _whole_story(desk_user: CountedUser, language: str, *, both: bool) -> None:
    """Write a story by hand: its title, then a message for each part, added on a tap."""
    story = STORY[language]
    later, add = story["labels"]
    await desk_user.types(f"/new {story['title']}")
    await (desk_user.types(story["other"]) if both else desk_user.taps(later))
    await desk_user.taps("port" if language == "en" else "-")
    for heading, lines in story["parts"]:
        typed = [line if isinstance(line, str) else line[0] for line in lines]
        if both:
            glue = "\n" if heading in {"Standfirst", "المقدمة", "Summary", "الملخص"} else " | "
            typed = [line if isinstance(line, str) else glue.join(line) for line in lines]
        shown = await desk_user.types("\n".join((heading, *typed)))
        assert heading not in {"Sources", "المصادر"} or ("Reuters" in shown and "رويترز" in shown), (
            "both names are echoed"
        )
        await desk_user.taps(add)


@BOTH
async def test_a_story_in_one_language_costs_seven_messages_and_eight_taps(bot: BotHarness, tongue: Tongue) -> None:
    """6 quotations, 4 events, 2 points, 3 paragraphs, a standfirst, a source, ready to publish: 7 + 8."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = CountedUser(bot, tongue.person)
    await _whole_story(desk_user, language, both=False)
    assert desk_user.cost == (7, 8)
    await _check(bot, language, both=False)
    assert {"ar": "نشر", "en": "Publish"}[language] in desk_user.labels


@BOTH
async def test_a_story_in_two_languages_costs_one_message_more(bot: BotHarness, tongue: Tongue) -> None:
    """Each translation in its item's line, or below its paragraph, and the other title: 8 + 7."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = CountedUser(bot, tongue.person)
    await _whole_story(desk_user, language, both=True)
    assert desk_user.cost == (8, 7)
    await _check(bot, language, both=True)


async def _check(bot: BotHarness, language: str, *, both: bool) -> None:
    """Every item is there, in its languages, with the story's source."""
    dossier = (await draft_of(bot, 1)).dossier
    items: tuple[Any, ...] = (*dossier.quotes, *dossier.events, *dossier.key_points, *dossier.summary)
    counts = tuple(len(part) for part in (dossier.quotes, dossier.events, dossier.key_points, dossier.summary))
    assert counts == (6, 4, 2, 3)
    assert all(item.sources == ("s1",) for item in items)
    assert len(dossier.people) == 1
    texts = [getattr(item, "words", None) or item.text for item in items]
    assert {text.has(each) for text in texts for each in (Language(language),)} == {True}
    assert {text.has(Language(language).other) for text in (*texts, dossier.standfirst)} == {both}
    assert [str(event.date) for event in dossier.events] == [f"2025-04-{day}" for day in range(20, 24)]
