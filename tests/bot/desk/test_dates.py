"""Dates typed at the desk: what was read is echoed, what can mean two is offered, and why nothing was read is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.story_factory import KURSK
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import PartialDate
    from tests.bot.bot_harness import BotHarness


class _Table(NamedTuple):
    """What somebody at the desk types, and sees, in a language."""

    person: int
    event: str
    labels: dict[str, str]


ARABIC = _Table(
    LAYLA,
    "انعقد الاجتماع.",
    {
        "events": "التسلسل الزمني", "add": "أضف حدثًا", "done": "تم", "another": "لا، تاريخ آخر",
        "sources": "المصادر", "when": "متى", "copy": "خبر أي يوم", "today": "اليوم", "other": "خبر من يوم آخر",
    },
)  # fmt: skip
ENGLISH = _Table(
    EMMA,
    "The meeting was held.",
    {
        "events": "Timeline", "add": "Add an event", "done": "Done", "another": "No, another date",
        "sources": "Which sources", "when": "When", "copy": "Which day is the copy of", "today": "Today",
        "other": "Another day’s copy",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("words", [ARABIC, ENGLISH], ids=["ar", "en"])


async def dating(bot: BotHarness, words: _Table) -> DeskUser:
    """Open a draft of the first story, and come to the date of a new event."""
    desk_user = DeskUser(bot, words.person)
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps(words.labels["events"])
    await another(desk_user, words)
    return desk_user


async def another(desk_user: DeskUser, words: _Table) -> None:
    """Come to the date of one more event."""
    await desk_user.taps(words.labels["add"])
    await desk_user.types(words.event)


async def date_of(bot: BotHarness) -> PartialDate | None:
    """The date of the newest event of the draft."""
    return (await draft_of(bot, 1)).dossier.events[-1].date


@BOTH
async def test_a_date_is_echoed_and_can_be_taken_back(bot: BotHarness, words: _Table) -> None:
    """'I read: 10 March 2025. Right?' goes on to the sources; the button beside them asks for the date again."""
    desk_user = await dating(bot, words)
    answer = await desk_user.types("العاشر من آذار 2025" if words is ARABIC else "the tenth of March 2025")
    assert (
        "فهمتُه: \u206810 آذار/مارس 2025\u2069. صحيح؟" if words is ARABIC else "I read: 10 March 2025. Right?"
    ) in answer
    assert words.labels["sources"] in answer
    assert words.labels["when"] in await desk_user.taps(words.labels["another"])
    assert words.labels["another"] not in desk_user.labels
    await desk_user.types("11/3/2025" if words is ARABIC else "11 March 2025")
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-03-11"


@BOTH
async def test_a_relative_date_asks_once_for_the_day_of_the_copy(bot: BotHarness, words: _Table) -> None:
    """The first 'Monday' asks which day the copy is of, today among the buttons; later ones are read from that day."""
    desk_user = await dating(bot, words)
    typed = "الاثنين" if words is ARABIC else "Monday"
    asked = await desk_user.types(typed)
    assert words.labels["copy"] in asked
    assert typed in asked
    assert words.labels["today"] in desk_user.labels
    assert words.labels["done"] not in desk_user.labels
    answer = await desk_user.types("14 أيار 2025" if words is ARABIC else "14 May 2025")
    assert ("12 أيار/مايو 2025" if words is ARABIC else "12 May 2025") in answer
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-05-12"
    assert str((await draft_of(bot, 1)).dossier.wire_date) == "2025-05-14"
    await another(desk_user, words)
    assert ("13 أيار/مايو 2025" if words is ARABIC else "13 May 2025") in desk_user.labels
    answer = await desk_user.types("الأسبوع الماضي" if words is ARABIC else "last week")
    assert words.labels["copy"] not in answer
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-05-03/2025-05-11"


@BOTH
async def test_another_copy_is_of_another_day(bot: BotHarness, words: _Table) -> None:
    """Beside the date the day of the copy can be changed; the dates of the story are read from that one then."""
    desk_user = await dating(bot, words)
    await desk_user.types("أمس" if words is ARABIC else "yesterday")
    await desk_user.types("2025-05-14")
    await desk_user.taps(words.labels["done"])
    await another(desk_user, words)
    assert words.labels["copy"] in await desk_user.taps(words.labels["other"])
    assert words.labels["when"] in await desk_user.types("2025-05-20")
    await desk_user.types("أمس" if words is ARABIC else "yesterday")
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-05-19"
    assert str((await draft_of(bot, 1)).dossier.wire_date) == "2025-05-20"


@BOTH
async def test_the_day_of_the_copy_survives_a_restart(harness: BotHarness, words: _Table) -> None:
    """The date that waits for it is read after a restart, too; a day that is several is asked again."""
    await harness.start()
    desk_user = await dating(harness, words)
    await desk_user.types("أمس" if words is ARABIC else "yesterday")
    await harness.restart()
    refused = await desk_user.types("أيار 2025" if words is ARABIC else "May 2025")
    assert ("أكثر من يوم" if words is ARABIC else "more than one day") in refused
    await harness.restart()
    await desk_user.types("2025-05-14")
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(harness)) == "2025-05-13"


async def test_day_and_month_are_offered_in_english(bot: BotHarness) -> None:
    """5/6/2025 is two days in English, offered as buttons."""
    desk_user = await dating(bot, ENGLISH)
    assert "more than one date" in await desk_user.types("5/6/2025")
    assert desk_user.labels[:2] == ["5 June 2025", "6 May 2025"]
    await desk_user.taps("6 May 2025")
    await desk_user.taps("Done")
    assert str(await date_of(bot)) == "2025-05-06"


async def test_day_comes_before_month_in_arabic(bot: BotHarness) -> None:
    """5/6/2025 is the fifth of June in Arabic."""
    desk_user = await dating(bot, ARABIC)
    assert "5 حزيران/يونيو 2025" in await desk_user.types("5/6/2025")


@BOTH
async def test_a_hijri_date_is_shown_in_both_calendars(bot: BotHarness, words: _Table) -> None:
    """28 Ramadan 1446 is 28 March 2025 by Umm al-Qura: one tap agrees."""
    desk_user = await dating(bot, words)
    asked = await desk_user.types("28 رمضان 1446" if words is ARABIC else "28 Ramadan 1446")
    assert ("28 رمضان 1446 هـ" if words is ARABIC else "28 Ramadan 1446 AH") in asked
    day = "28 آذار/مارس 2025" if words is ARABIC else "28 March 2025"
    assert day in asked
    await desk_user.taps(day)
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-03-28"


@pytest.mark.parametrize(
    ("words", "typed", "said", "offered"),
    [
        (ARABIC, "30 شباط 2025", "لا يوجد يوم 30 في شباط/فبراير 2025", "28 شباط/فبراير 2025"),
        (ENGLISH, "30 February 2025", "February 2025 has no day 30", "28 February 2025"),
        (ARABIC, "الثلاثاء 28 نيسان 2025", "هو يوم الاثنين لا الثلاثاء", "28 نيسان/أبريل 2025"),
        (ENGLISH, "Tuesday 28 April 2025", "is a Monday, not a Tuesday", "29 April 2025"),
        (ARABIC, "حوالي 2022", "«نحو 2022»", "من 2021 إلى 2023"),
        (ENGLISH, "before 2022", "“before 2022”", "2021"),
        (ARABIC, "1 محرم 1320", "من 1343 إلى 1500", None),
        (ENGLISH, "28 April 2025 at the port", "“port”", "28 April 2025"),
        (ARABIC, "28 نيسن 2025", "«نيسن»", "28 نيسان/أبريل 2025"),
        (ENGLISH, "recently", "names no day, month or year", None),
        (ARABIC, "28 نيسان/مايو 2025", "شهران مختلفان", "28 أيار/مايو 2025"),
        (ENGLISH, "1446", "a Hijri year or a Gregorian one", "July 2024 – June 2025"),
    ],
)
async def test_a_refusal_says_why_and_offers_the_nearest(
    bot: BotHarness, words: _Table, typed: str, said: str, offered: str | None
) -> None:
    """Each reason has its words; the nearest date is a button, and the same question stays open."""
    desk_user = await dating(bot, words)
    answer = await desk_user.types(typed)
    assert said in answer.replace("\u2068", "").replace("\u2069", "").replace("\u200f", "")
    assert words.labels["when"] in answer
    if offered is not None:
        assert offered in desk_user.labels
        assert words.labels["sources"] in await desk_user.taps(offered)


@BOTH
async def test_the_label_typed_is_the_button(bot: BotHarness, words: _Table) -> None:
    """'Unknown' is no date, as its button is; a part of the day is said to be left out."""
    desk_user = await dating(bot, words)
    assert words.labels["sources"] in await desk_user.types("غير معروف" if words is ARABIC else "unknown")
    await desk_user.taps(words.labels["done"])
    assert await date_of(bot) is None
    await another(desk_user, words)
    answer = await desk_user.types("ليلة 27 نيسان 2025" if words is ARABIC else "night of 27 April 2025")
    assert ("لم أحفظ الوقت" if words is ARABIC else "time of day is left out") in answer
    await desk_user.taps(words.labels["done"])
    assert str(await date_of(bot)) == "2025-04-27"
