from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.dates.date_parser import read_day

TODAY = date(2025, 5, 14)  # a Wednesday

ENGLISH = {
    "2025-05-14": (
        "today | Today | now | this morning | this evening | tonight | Wednesday | on Wednesday | this "
        "Wednesday |Wednesday morning | 14 May | May 14 | the 14th | 14/5/25 | 14 May 2025 | 2025-05-14 | "
        "Wednesday, 14 May | today. |today at noon | the 14th of this month"
    ),
    "2025-05-13": (
        "yesterday | Yesterday! | last night | yesterday morning | yesterday evening | a day ago | 1 day "
        "ago |one day ago | Tuesday | Tue | on Tuesday | last Tuesday | Tuesday last | 13 May | the 13th "
        "of May | May 13th"
    ),
    "2025-05-12": (
        "the day before yesterday | day before yesterday | two days ago | 2 days ago | Monday | Mon | "
        "last Monday |this past Monday | on Monday evening | Monday night | Monday, 12 May 2025 | Monday "
        "12 May | the 12th | on the 12th |12th | Monday the 12th of May"
    ),
    "2025-05-07": "last Wednesday | Wednesday last | 7 days ago | seven days ago | 7 May | May 7 | 7th of May",
    "2025-05-09": "Friday | last Friday | on Friday afternoon | Fri | five days ago | Friday 9 May",
    "2025-05-10": "Saturday | Sat",
    "2025-05-11": "Sunday | last Sunday | three days ago",
    "2025-05-08": "Thursday | Thurs | Thu | last Thursday",
    "2025-05-15": "tomorrow | in a day | next Thursday | in one day",
    "2025-05-16": "the day after tomorrow | in two days | in 2 days | next Friday | coming Friday | upcoming Friday",
    "2025-05-21": "next Wednesday | in 7 days",
    "2025-04-28": (
        "28 April | April 28 | 28 Apr | Apr 28 | 28th April | the 28th of April | on 28 April | April "
        "28th | 28/4 |28.4 | 4/28 | 28-4 | 28/04 | the 28th | 28th | Monday 28 April | Monday, April 28 | "
        "28 April 2025 | April 28, 2025 |28/04/2025 | 28.4.25 | 28/4/25 | 28 April this year | the "
        "twenty-eighth of April | twenty-eighth of April |the 28th of last month | 28 last month | on the "
        "28th of April | Mon 28 Apr 2025"
    ),
    "2025-05-01": (
        "first of May | the first of May | May 1 | 1 May | the 1st | the 1st of this month |the first of this month"
    ),
    "2024-12-25": "25 December | December 25 | 25 Dec | 25/12 | 12/25 | Dec 25th | 25 December last year",
    "2024-05-15": "15 May | May 15 | 15 May last year",
    "2024-02-29": "29 February | Feb 29 | 29 Feb 2024 | 29 February last year",
    "2025-03-31": "the 31st of March | 31 March | thirty-first of March",
    "2025-04": (
        "April | last April | April 2025 | Apr 2025 | in April | last month | in April this year | April "
        "this year | | | | a month ago |one month ago |  the previous month"
    ),
    "2025-04-early": "early April | the beginning of April | early April 2025",
    "2025-04-late": "late April | the end of April | end of April 2025",
    "2025-04-mid": "mid-April",
    "2024-05-late": "late May",
    "2025-05-early": "early this month",
    "2024-11-mid": "mid-November",
    "2022-early": "early 2022",
    "2022-late": "late 2022 | the end of 2022",
    "2022-mid": "mid-2022",
    "2024-late": "late last year",
    "2025-early": "early this year",
    "2025-04-28/2025-04-30": (
        "28-30 April | 28–30 April 2025 | from 28 to 30 April | 28 April to 30 April 2025 | between 28 and 30 April"
        "| April 28 - 30 April 2025 | 28th to the 30th of April 2025 | 2025-04-28/2025-04-30"
    ),
    "2025-04-28/2025-05-03": "28 April - 3 May | 28 April to 3 May 2025 | from the 28th of April until the 3rd of May",
    "2025-05-12/2025-05-14": "Monday to Wednesday | from Monday to today | the 12th to the 14th",
    "2024-12-28/2025-01-03": "28 December – 3 January 2025 | 28 December 2024 to 3 January 2025",
    "2022/2024": "2022-2024 | from 2022 to 2024 | 2022–2024 | between 2022 and 2024 | from 2022 until last year",
    "2025-02/2025-04": "February to April | February–April 2025 | from February 2025 to last month",
    "2025-02-late/2025-03-early": "late February to early March 2025 | from late February until early March",
    "2025-05": "May | this month | May 2025 | in May |  this May |",
    "2024-11": "November | Nov | last November | in November | November last year |",
    "2025-03": "two months ago | 2 months ago | March | last March",
    "2025-06": "next month | in a month | next June",
    "2024-05": "last May | May last year | May 2024",
    "2022": ("2022 | in 2022 | |  three years ago |  the year 2022"),
    "2024": "last year | a year ago | one year ago |  2024 | the previous year",
    "2025": "this year | 2025 |",
    "2023": "two years ago | the year before last",
    "2026": "next year | in a year",
}

ARABIC = {
    "2025-05-14": (
        "اليوم | هذا اليوم | هذا الصباح | صباح اليوم | مساء اليوم | ظهر اليوم | بعد ظهر اليوم | الليلة | "
        "الآن |الأربعاء | يوم الأربعاء | الاربعا | هذا الأربعاء | صباح الأربعاء | ١٤ أيار | 14 مايو | يوم "
        "14 | النهارده | فجر اليوم |الأربعاء 14 أيار | الأربعاء الموافق 14 أيار | 14 الجاري | 14 من الشهر "
        "الجاري"
    ),
    "2025-05-13": (
        "أمس | امس | بالأمس | البارحة | امبارح | مبارح | مساء أمس | صباح أمس | يوم أمس | ليلة أمس | "
        "الليلة الماضية |الثلاثاء | يوم الثلاثاء | الثلاثاء الماضي | التلاتاء | قبل يوم | منذ يوم | "
        "الثلاثا"
    ),
    "2025-05-12": (
        "أول أمس | أمس الأول | اول امبارح | أول من أمس | قبل يومين | منذ يومين | الاثنين | الإثنين | "
        "الأثنين | يوم الاثنين |الاثنين الماضي | الإثنين الفائت | الاثنين المنصرم | يوم الاثنين الماضي | "
        "الاتنين | اثنين | مساء الاثنين |الاثنين 12 أيار | الاثنين، 12 أيار 2025 | ١٢ أيار | يوم ١٢ أيار"
    ),
    "2025-05-07": "الأربعاء الماضي | قبل 7 أيام | قبل سبعة أيام | منذ ٧ أيام | ٧ أيار/مايو",
    "2025-05-09": "الجمعة | يوم الجمعة | الجمعة الماضية | الجمعة الفائتة | قبل خمسة أيام | فجر الجمعة | ليل الجمعة",
    "2025-05-10": "السبت | سبت | يوم السبت | السبت الماضي",
    "2025-05-11": (
        "الأحد | يوم الأحد | الأحد الماضي | قبل ثلاثة أيام | قبل ٣ أيام | من ثلاثة أيام | منذ ثلاث أيام | فجر الأحد"
    ),
    "2025-05-08": "الخميس | الخميس الماضي | عصر الخميس",
    "2025-05-15": "غداً | غدًا | غدا | يوم غد | بكرا | بكرة | الخميس المقبل | بعد يوم | صباح غد | صباح الغد",
    "2025-05-16": "بعد غد | بعد الغد | بعد يومين | الجمعة القادمة | الجمعة المقبلة | بعد بكرا",
    "2025-05-21": "الأربعاء المقبل | الأربعاء القادم | الأربعاء الجاي",
    "2025-04-28": (
        "28 نيسان | ٢٨ نيسان | 28 أبريل | ٢٨ ابريل | 28 نيسان/أبريل | في 28 نيسان | يوم 28 نيسان | 28 من "
        "نيسان | 28/4 |٢٨/٤ | 28-4 | ٢٨ نيسان ٢٠٢٥ | 28 نيسان الماضي | 28 نيسان من هذا العام | 28 نيسان "
        "هذا العام | الاثنين 28 نيسان |الاثنين ٢٨ نيسان ٢٠٢٥ | يوم الاثنين 28 نيسان/أبريل 2025 | الثامن "
        "والعشرين من نيسان | الثامن والعشرون من أبريل |28 من الشهر الماضي | ٢٨ الشهر الماضي | يوم 28 | "
        "28/4/2025 | في الثامن والعشرين من نيسان"
    ),
    "2025-05-01": "الأول من أيار | في الأول من أيار | ١ أيار | يوم ١ أيار | 1 أيار | 1 مايو | الأول من هذا الشهر",
    "2024-12-25": "25 كانون الأول | ٢٥ ديسمبر | 25 كانون الأول/ديسمبر | 25/12 | 25 كانون الأول من العام الماضي",
    "2024-05-15": "15 أيار | ١٥ مايو | 15 أيار العام الماضي",
    "2024-02-29": "29 شباط | ٢٩ فبراير",
    "2025-02-02": "الثاني من شباط | ٢ شباط",
    "2025-01-02": "الثاني من كانون الثاني | ٢ يناير",
    "2025-04": (
        "نيسان | أبريل | نيسان الماضي | شهر نيسان | في نيسان | نيسان 2025 | الشهر الماضي | الشهر الفائت | "
        "| | |  قبل شهر | "
        "منذ شهر | خلال نيسان | نيسان من هذا العام |"
    ),
    "2025-04-early": "أوائل نيسان | مطلع نيسان | مطلع الشهر الماضي",
    "2025-04-late": "أواخر نيسان | نهاية نيسان | في أواخر نيسان",
    "2025-04-mid": "منتصف نيسان | منتصف أبريل ٢٠٢٥",
    "2025-05-early": "مطلع أيار | مطلع الشهر الجاري",
    "2022-early": "مطلع 2022",
    "2022-late": "أواخر عام 2022 | نهاية ٢٠٢٢",
    "2024-late": "أواخر العام الماضي",
    "2025-early": "مطلع العام الجاري",
    "2025-04-28/2025-04-30": (
        "28-30 نيسان | من 28 إلى 30 نيسان | من ٢٨ إلى ٣٠ نيسان ٢٠٢٥ | من 28 نيسان إلى 30 نيسان/أبريل 2025"
        "| 28 – 30 أبريل 2025 | بين 28 و30 نيسان | من 28 حتى 30 نيسان"
    ),
    "2025-05-12/2025-05-14": "من الاثنين إلى الأربعاء | من أول أمس إلى اليوم",
    "2022/2024": "2022-2024 | من 2022 إلى 2024 | من عام ٢٠٢٢ حتى العام الماضي | بين 2022 و2024",
    "2025-02-late/2025-03-early": "من أواخر شباط إلى أوائل آذار 2025 | من أواخر شباط حتى مطلع آذار",
    "2025-05": ("أيار | مايو | هذا الشهر | الشهر الجاري | الشهر الحالي |  أيار الجاري | أيار الحالي | "),
    "2024-11": "تشرين الثاني | نوفمبر | تشرين الثاني الماضي | تشرين الثاني من العام الماضي | نوفمبر العام الماضي",
    "2025-03": "قبل شهرين | منذ شهرين | آذار | مارس | آذار/مارس",
    "2025-06": "الشهر القادم | الشهر المقبل | بعد شهر | حزيران المقبل",
    "2024-05": "أيار الماضي | أيار 2024 | أيار العام الماضي",
    "2022": ("2022 | ٢٠٢٢ | عام 2022 | في عام ٢٠٢٢ | | قبل ثلاث سنوات | منذ 3 سنوات |"),
    "2024": ("العام الماضي | السنة الماضية | العام الفائت | قبل عام | قبل سنة | منذ سنة |  في العام الماضي"),
    "2025": "هذا العام | العام الجاري | هذه السنة |  العام الحالي",
    "2023": "قبل عامين | منذ سنتين | العام قبل الماضي",
    "2026": "العام المقبل | السنة القادمة | بعد عام",
}

NOTHING = (
    "? | later | soon | someday | recently | a few days ago | some time ago | last week | two weeks "
    "ago | putin | March on Moscow | may be | Monday and Tuesday | the weekend | 5 | 28 | 25 | 0 days "
    "ago | the 32nd | 3/4 | 03/04 | 30 February | 31/4/2025 | 29 February 2025 | Tuesday 28 April "
    "2025 | Sunday, 14 May | 25-04-28 | early 28 April | mid-28 April 2025 | 99999 years ago | 9999 "
    "days ago and more | last | next | this | of | ago | قريبا | الأسبوع الماضي | قبل أسبوعين | قبل "
    "أيام | منذ فترة | بوتين | السبت والأحد | ٥ | ٣/٤ | ٣٠ شباط | الثلاثاء 28 نيسان 2025 | يوم 32 | "
    "مطلع 28 نيسان | الماضي | قبل | بعد | منذ | يوم | شهر | في | رمضان | قبل الحرب | بعد الحرب | "
    "اليوم الأول"
)

PIECES = (
    *("last ", "next ", "ago", "in ", "early ", "mid-", "the ", "day ", "years ", "Monday ", "April ", "of ", "first "),
    *("الماضي ", "قبل ", "أمس ", "مطلع ", "الاثنين ", "نيسان ", "يوم ", "سنة ", "من ", "العام ", "بعد "),
    *"0123456789٢/-. ",
)


def _rows(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(typed.strip(), day) for day, row in table.items() for typed in row.split("|") if typed.strip()]


@pytest.mark.parametrize("table", [ENGLISH, ARABIC])
def test_dates_as_people_type_them(table: dict[str, str]) -> None:
    """On Wednesday 14 May 2025 each of these means that day, month or year, and nothing finer."""
    expected = dict(_rows(table))
    assert {typed: str(read_day(typed, TODAY)) for typed in expected} == expected


@pytest.mark.parametrize("table", [ENGLISH, ARABIC])
def test_the_tables_are_long(table: dict[str, str]) -> None:
    """At least a hundred ways of typing a date in either language are known, and none is listed twice."""
    typed = [text for text, _ in _rows(table)]
    assert len(typed) >= 100
    assert len(set(typed)) == len(typed)


def test_what_is_no_date() -> None:
    """What names no day, month or year, or can mean several, or contradicts itself, is not understood."""
    nothing = ["", " ", "x" * 200, "نيسان " * 50, *NOTHING.split(" | ")]
    assert {typed: read_day(typed, TODAY) for typed in nothing} == dict.fromkeys(nothing)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Monday", "2025-05-19"),
        ("Wednesday", "2025-05-14"),
        ("الاثنين", "2025-05-19"),
        ("last Monday", "2025-05-12"),
        ("28 April", "2026-04-28"),
        ("28 نيسان", "2026-04-28"),
        ("15 أيار", "2025-05-15"),
        ("29 February", "2028-02-29"),
        ("the 13th", "2025-06-13"),
        ("the 31st", "2025-05-31"),
        ("April", "2026-04"),
        ("May", "2025-05"),
        ("yesterday", "2025-05-13"),
    ],
)
def test_dates_ahead(typed: str, expected: str) -> None:
    """Where what is to come is asked for, what has no year is the next such day."""
    assert str(read_day(typed, TODAY, ahead=True)) == expected


def test_a_day_without_a_year_is_found_over_leap_years() -> None:
    """29 February is the last there was, also where eight years lie between, and 31 the last month that had it."""
    assert str(read_day("29 February", date(2103, 12, 1))) == "2096-02-29"
    assert str(read_day("the 31st", date(2025, 3, 30))) == "2025-01-31"


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.dates(),
    st.booleans(),
)
def test_any_text_is_read_without_an_error(typed: str, today: date, ahead: bool) -> None:
    """Whatever is typed, on whatever day, is read as a date that exists, or as none."""
    partial_date = read_day(typed, today, ahead=ahead)
    assert partial_date is None or partial_date.first <= partial_date.last
