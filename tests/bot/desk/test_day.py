"""A day at the desk, line by line of what was wrong: sources, marks, names, paragraphs, and what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.catalogue import load
from bot.model.language import Language
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, titled
from tests.bot.desk.subscriber_factory import bare
from tests.bot.desk.test_drafting import ARABIC, BOTH
from tests.bot.story_factory import person, quote, tale

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.test_drafting import Tongue

OUTLET = {"ar": "صحيفة", "en": "A paper"}
LATEST = {"ar": "آخر ما استُعمل", "en": "The last one used"}


def story() -> Dossier:
    """A story with two sources, of which the second was used last, and somebody who speaks."""
    sources = [{"id": "s1", "outlet": OUTLET, "language": "en"}, {"id": "s2", "outlet": LATEST, "language": "en"}]
    spoken = quote("q1", "hana", ar="نعم", en="Yes") | {"sources": ["s2"]}
    people = [person("hana", "هناء صالح", "Hana Saleh")]
    return tale("strike", "إضراب", "A strike", sources=sources, people=people, quotes=[spoken])


async def opened(bot: BotHarness, tongue: Tongue) -> tuple[DeskUser, str]:
    """Somebody at the menu of their draft."""
    await bot.publish(story())
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/edit strike")
    return desk_user, "ar" if tongue is ARABIC else "en"


@BOTH
async def test_the_main_source_is_preselected_and_echoed(bot: BotHarness, tongue: Tongue) -> None:
    """Not the last one used; what is saved says which source it has."""
    desk_user, language = await opened(bot, tongue)
    await desk_user.types(
        {"ar": "هناء صالح | 28 نيسان 2025 | وصلنا", "en": "Hana Saleh | 28 April 2025 | We came"}[language]
    )
    assert any("✓" in label and OUTLET[language] in label for label in desk_user.labels)
    assert not any("✓" in label and LATEST[language] in label for label in desk_user.labels)
    saved = bare(await desk_user.taps(tongue.labels["done"]))
    assert f"{ {'ar': 'المصدر', 'en': 'Source'}[language] }: {OUTLET[language]}" in saved
    assert (await draft_of(bot, 1)).dossier.quotes[-1].sources == ("s1",)


@BOTH
async def test_a_typed_source_replaces_the_preselected_one(bot: BotHarness, tongue: Tongue) -> None:
    """Untouched, it goes for what is typed."""
    desk_user, language = await opened(bot, tongue)
    await desk_user.types(
        {"ar": "هناء صالح | 28 نيسان 2025 | وصلنا", "en": "Hana Saleh | 28 April 2025 | We came"}[language]
    )
    await desk_user.types("https://example.org/a Example")
    await desk_user.taps(tongue.labels["done"])
    made = (await draft_of(bot, 1)).dossier
    (source,) = made.quotes[-1].sources
    assert source not in {"s1", "s2"}
    assert made.sources[-1].url == "https://example.org/a"


@BOTH
async def test_marks_around_a_pasted_quotation_go(bot: BotHarness, tongue: Tongue) -> None:
    """With the full stop outside, too; a rank and a role are no part of the name."""
    desk_user, language = await opened(bot, tongue)
    typed = {
        "ar": "العقيد سامر الحلبي، قائد الكتيبة | 28 نيسان 2025 | «تأخرنا».",
        "en": "Colonel Samer al-Halabi, commander of the battalion | 28 April 2025 | “We are late”.",
    }
    await desk_user.types(typed[language])
    await desk_user.taps(tongue.labels["done"])
    made = (await draft_of(bot, 1)).dossier
    assert getattr(made.quotes[-1].words, language) == {"ar": "تأخرنا.", "en": "We are late."}[language]
    speaker = next(known for known in made.people if known.id == made.quotes[-1].speaker)
    assert getattr(speaker.name, language) == {"ar": "سامر الحلبي", "en": "Samer al-Halabi"}[language]
    assert speaker.role is not None
    role = {"ar": "العقيد، قائد الكتيبة", "en": "Colonel, commander of the battalion"}
    assert getattr(speaker.role, language) == role[language]


@BOTH
async def test_an_answer_leaves_short_words_a_readers_and_asks_about_long_ones(bot: BotHarness, tongue: Tongue) -> None:
    """After the quotation is saved nothing is asked: neither is the next text swallowed, nor is copy searched for."""
    desk_user, language = await opened(bot, tongue)
    await desk_user.types(
        {"ar": "هناء صالح | 28 نيسان 2025 | وصلنا", "en": "Hana Saleh | 28 April 2025 | We came"}[language]
    )
    await desk_user.taps(tongue.labels["done"])
    copy = {"ar": "أعلن الميناء\nأنه يفتح غدًا.", "en": "The port said\nthat it opens tomorrow."}[language]
    assert {"ar": "أين", "en": "Where"}[language] in await desk_user.types(copy)
    await desk_user.types({"ar": "ملخص", "en": "summary"}[language])
    assert len((await draft_of(bot, 1)).dossier.quotes) == 2


@BOTH
async def test_undo_names_what_it_cannot_undo(bot: BotHarness, tongue: Tongue) -> None:
    """The refusal says what was done last."""
    desk_user, language = await opened(bot, tongue)
    number = await draft(bot, tongue.person, titled("Changed"))
    for verb in ("submit", "sendin", "withdraw"):
        await desk_user.forges(f"1d{verb}_{number}")
    assert load()[Language(language)].text("desk.action.submit") in await desk_user.types("/undo")


@BOTH
async def test_both_languages_are_labelled_where_a_text_is_changed(bot: BotHarness, tongue: Tongue) -> None:
    """Under "as it is now" each text stands below the name of its language."""
    desk_user, language = await opened(bot, tongue)
    await desk_user.taps({"ar": "الاقتباسات", "en": "Quotes"}[language])
    await desk_user.taps("1.")
    await desk_user.taps({"ar": "نص الاقتباس", "en": "quote"}[language])
    names = {"ar": ("العربية", "الإنجليزية"), "en": ("English", "Arabic")}[language]
    assert all(name in desk_user.text for name in names)
