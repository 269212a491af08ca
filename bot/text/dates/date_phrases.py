"""Phrases for days, months and years without their names: both languages, folded (`normalize.fold`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Part


def _table(phrases_by_value: dict[int, str]) -> dict[str, int]:
    return {
        " ".join(phrase.split()): value for value, phrases in phrases_by_value.items() for phrase in phrases.split("|")
    }


def _set(phrases: str) -> frozenset[str]:
    return frozenset(_table({0: phrases}))


# How many days from today.
DAYS = _table(
    {
        -2: "the day before yesterday | day before yesterday | اول امس | اول من امس | امس الاول | قبل امس"
        "| اول امبارح | اول مبارح | اول البارحه | ليله اول امس",
        -1: "yesterday | last night | امس | الامس | بالامس | البارحه | امبارح | مبارح | امبارحه"
        "| الليله الماضيه | ليله امس",
        0: "today | now | tonight | this morning | this afternoon | this evening | اليوم | هذا اليوم | يومنا هذا | الان"
        "| الليله | هذه الليله | هذا الصباح | هذا المساء | النهارده",
        1: "tomorrow | tomorrow night | tmrw | tmr | tmrow | tomorow | tommorow | tommorrow | 2moro | 2morrow"
        "| غدا | غد | الغد | بكره | بكرا | باكر | باجر | غدوه",
        2: "the day after tomorrow | day after tomorrow | بعد غد | بعد الغد | بعد بكره | بعد بكرا",
    }
)
# How many months, or years, from this one.
MONTHS = _table(
    {
        -1: "last month | the last month | previous month | the previous month | الشهر الماضي | الشهر الفايت"
        "| الشهر المنصرم | الشهر السابق",
        0: "this month | the current month | the month | الشهر | هذا الشهر | الشهر الحالي | الشهر الجاري | الجاري",
        1: "next month | the coming month | الشهر القادم | الشهر المقبل | الشهر الجاي",
    }
)
YEARS = _table(
    {
        -2: "the year before last | year before last | العام قبل الماضي | السنه قبل الماضيه",
        -1: "last year | the last year | previous year | the previous year | العام الماضي | السنه الماضيه"
        "| العام الفايت"
        "| العام المنصرم | السنه المنصرمه | السنه الفايته | العام السابق",
        0: "this year | the current year | the year | العام | السنه | هذا العام"
        "| هذه السنه | العام الحالي | العام الجاري"
        "| السنه الحاليه | السنه الجاريه",
        1: "next year | the coming year | العام القادم | العام المقبل | السنه القادمه | السنه المقبله | السنه الجايه",
    }
)

# Which one of the days of a week, or of the Aprils.
THIS = _set("this | this past | هذا | الحالي | الجاري")
LAST = _set("last | past | previous | الماضي | الفايت | المنصرم | السابق | الماضيه | الفايته")
NEXT = _set("next | coming | upcoming | القادم | المقبل | الجاي | الاتي | القادمه | المقبله | الجايه")

# Which part of a month or year.
PARTS: dict[str, Part] = {
    **dict.fromkeys(_set("early | the beginning of | beginning of | the start of | start of"), "early"),
    **dict.fromkeys(_set("اوايل | مطلع | بدايه | بدايات | مستهل"), "early"),
    **dict.fromkeys(_set("mid | the middle of | middle of | منتصف | وسط | اواسط"), "mid"),
    **dict.fromkeys(_set("late | the end of | end of | اواخر | نهايه | نهايات | ختام | اخر"), "late"),
}
# What follows is known no finer than a month or year.
VAGUE = _set("sometime in | during | خلال")

# Words that say nothing of the day itself.
FILLERS = _set("on | at | the | in | of | of the | و | في | يوم | نهار | الموافق | الموافقه | من")
DAYTIMES = _set(
    "morning | evening | afternoon | night | noon | midday | in the morning | in the evening | in the afternoon"
    "| at night"
    "| صباح | صباحا | الصباح | مساء | المساء | ظهر | ظهرا | الظهر | عصر | عصرا | العصر | فجر | فجرا | الفجر"
    "| ليل | ليلا | ليله | بعد ظهر | بعد الظهر | صبيحه | عشيه"
)

# What is counted in '3 days ago', and how many it says by itself.
UNITS: dict[str, tuple[str, int | None]] = {
    **dict.fromkeys(("day", "days", "ايام"), ("day", None)),
    **dict.fromkeys(("month", "months", "اشهر", "شهور"), ("month", None)),
    **dict.fromkeys(("year", "years", "سنوات", "سنين", "اعوام"), ("year", None)),
    "يوم": ("day", 1),
    "يوما": ("day", 1),
    "يومين": ("day", 2),
    "شهر": ("month", 1),
    "شهرا": ("month", 1),
    "شهرين": ("month", 2),
    **dict.fromkeys(("سنه", "عام", "عاما"), ("year", 1)),
    **dict.fromkeys(("سنتين", "عامين"), ("year", 2)),
}


@cache  # not at import: CLDR's tables cost a start megabytes, and few type a date
def weekdays() -> Mapping[str, int]:
    """Return the days of the week by their folded names; Monday is 0, as `date.weekday` has it."""
    spelled = (
        get_day_names("wide", locale="en"),
        get_day_names("abbreviated", locale="en"),
        get_day_names(locale="ar"),
    )
    names = {fold(name).rstrip("."): day for locale_names in spelled for day, name in locale_names.items()}
    return names | _table(
        {
            0: "اثنين | الاتنين | اتنين | الاثنان",
            1: "tues | ثلاثاء | الثلاثا | ثلاثا | التلاتاء | التلاتا | تلاتا | الثلثاء",
            2: "weds | اربعاء | الاربعا | اربعا",
            3: "thur | thurs | خميس",
            4: "جمعه",
            5: "سبت",
            6: "احد | الحد",
        }
    )
