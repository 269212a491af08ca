from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.i18n import zones
from bot.i18n.dates import format_date, format_day, format_recent, format_within
from bot.i18n.direction import first_strong
from bot.model import PartialDate
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.text.dates.iso_dates import read_span

ENGLISH = Preferences(Language.EN)


def _date(text: str) -> PartialDate:
    return PartialDate.model_validate(text)


@pytest.mark.parametrize(
    ("months", "text", "expected"),
    [
        (Months.LEVANT, "2025-04-28", "28 نيسان 2025"),
        (Months.LEVANT, "2025-01", "كانون الثاني 2025"),
        (Months.EGYPT, "2025-04-28", "28 أبريل 2025"),
        (Months.EGYPT, "2025-12-01", "1 ديسمبر 2025"),
        (Months.BOTH, "2025-04-28", "28 نيسان/أبريل 2025"),
        (Months.BOTH, "2022-02", "شباط/فبراير 2022"),
        (Months.BOTH, "2024-10-09", "9 تشرين الأول/أكتوبر 2024"),
        (Months.MAGHREB, "2025-04-28", "28 أفريل 2025"),
        (Months.MAGHREB, "2025-08", "أوت 2025"),
        (Months.BOTH, "2025", "2025"),
    ],
)
def test_arabic_dates(months: Months, text: str, expected: str) -> None:
    """Arabic dates name the month as the reader chose, and are no finer than they are known."""
    assert format_date(_date(text), Preferences(Language.AR, months)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("2025-04-28", "28 April 2025"), ("2025-04", "April 2025"), ("2025", "2025")]
)
def test_english_dates(text: str, expected: str) -> None:
    """English dates put the day first and are no finer than they are known; the choice of months is not theirs."""
    for months in Months:
        assert format_date(_date(text), Preferences(Language.EN, months)) == expected


@pytest.mark.parametrize("preferences", [ENGLISH, *(Preferences(Language.AR, months) for months in Months)])
def test_what_is_spelled_is_understood(preferences: Preferences) -> None:
    """Every date that we print can be typed back, for every month, and holds no invisible mark."""
    for month in range(1, 13):
        for text in (f"2025-{month:02}", f"2025-{month:02}-{month + 9:02}"):
            spelled = format_date(_date(text), preferences)
            assert read_span(spelled) == _date(text)
            assert spelled.isprintable()


@pytest.mark.parametrize(
    ("text", "english", "arabic"),
    [
        ("2025-02-late", "late February 2025", "أواخر شباط 2025"),
        ("2025-04-mid", "mid-April 2025", "منتصف نيسان 2025"),
        ("2025-early", "early 2025", "أوائل 2025"),
        ("2025-04-28/2025-04-30", "28–30 April 2025", "من 28 إلى 30 نيسان 2025"),
        ("2025-04-28/2025-05-03", "28 April – 3 May 2025", "من 28 نيسان إلى 3 أيار 2025"),
        (
            "2024-12-28/2025-01-03",
            "28 December 2024 – 3 January 2025",
            "من 28 كانون الأول 2024 إلى 3 كانون الثاني 2025",
        ),
        ("2025-04/2025-06", "April–June 2025", "من نيسان إلى حزيران 2025"),
        ("2022/2024", "2022–2024", "من 2022 إلى 2024"),
        ("2025-02-late/2025-03-early", "late February – early March 2025", "من أواخر شباط إلى أوائل آذار 2025"),
        ("2022/2025-04", "2022 – April 2025", "من 2022 إلى نيسان 2025"),
    ],
)
def test_parts_and_ranges(text: str, english: str, arabic: str) -> None:
    """What both ends have in common is said once; and what is printed can be typed back."""
    assert format_date(_date(text), ENGLISH) == english
    assert format_date(_date(text), Preferences(Language.AR, Months.LEVANT)) == arabic
    for preferences in (ENGLISH, *(Preferences(Language.AR, months, digits) for months in Months for digits in Digits)):
        assert read_span(format_date(_date(text), preferences)) == _date(text)


@pytest.mark.parametrize(
    ("text", "period", "english", "arabic"),
    [
        ("2025-04-28", "2025-04", "28", "٢٨"),
        ("2025-04-28", "2025", "28 April", "٢٨ نيسان"),
        ("2025-04", "2025", "April", "نيسان"),
        ("2025-04", "2025-04", "", ""),
        ("2025", "2025", "", ""),
        ("2025-04-late", "2025-04", "late April", "أواخر نيسان"),
        ("2025-late", "2025", "late 2025", "أواخر ٢٠٢٥"),
        ("2025-04-28/2025-04-30", "2025-04", "28–30", "من ٢٨ إلى ٣٠"),
        ("2025-04-28/2025-04-30", "2025", "28–30 April", "من ٢٨ إلى ٣٠ نيسان"),
        ("2025-04-28/2025-05-03", "2025-04", "28 April – 3 May", "من ٢٨ نيسان إلى ٣ أيار"),
        ("2025-04/2025-06", "2025", "April–June", "من نيسان إلى حزيران"),
        ("2024-12-28/2025-01-03", "2024", "28 December 2024 – 3 January 2025",
         "من ٢٨ كانون الأول ٢٠٢٤ إلى ٣ كانون الثاني ٢٠٢٥"),
        ("2022/2025-04", "2022", "2022 – April 2025", "من ٢٠٢٢ إلى نيسان ٢٠٢٥"),
    ],
)  # fmt: skip
def test_below_its_period(text: str, period: str, english: str, arabic: str) -> None:
    """What the month or year above says is not said again; what reaches beyond it is said whole."""
    assert format_within(_date(text), _date(period), ENGLISH) == english
    assert format_within(_date(text), _date(period), Preferences(Language.AR, Months.LEVANT, Digits.ARABIC)) == arabic


def test_arabic_digits() -> None:
    """They are the reader's choice for Arabic dates alone, and cover the hour."""
    arabic = Preferences(Language.AR, Months.LEVANT, Digits.ARABIC, "Asia/Amman")
    english = replace(arabic, language=Language.EN)
    at = datetime(2025, 4, 28, 15, 5, tzinfo=UTC)
    assert format_date(_date("2025-04-28"), arabic) == "٢٨ نيسان ٢٠٢٥"
    assert zones.format_moment(at, arabic.zone, arabic) == "٢٨ نيسان ٢٠٢٥، \u2068١٨:٠٥\u2069 (عمّان)"
    assert zones.format_moment(at, english.zone, english) == "28 April 2025, 18:05 (Amman)"


@pytest.mark.parametrize(
    ("days", "english", "arabic"),
    [
        (-1, "29 April 2025", "29 نيسان/أبريل 2025"),
        (0, "today", "اليوم"),
        (1, "yesterday", "أمس"),
        (2, "2 days ago", "قبل يومين"),
        (3, "3 days ago", "قبل 3 أيام"),
        (6, "6 days ago", "قبل 6 أيام"),
        (7, "21 April 2025", "21 نيسان/أبريل 2025"),
    ],
)
def test_days_as_one_speaks_of_them(days: int, english: str, arabic: str) -> None:
    """Within a week by how long ago they are, the dual in Arabic; else by their date."""
    now = datetime(2025, 4, 28, 12, tzinfo=UTC)
    at = now - timedelta(days=days)
    assert format_recent(at, now, ENGLISH) == english
    assert format_recent(at, now, Preferences(Language.AR)) == arabic


def test_a_day_ends_where_the_reader_is() -> None:
    """Late in the evening in London it is tomorrow in Amman."""
    at, now = datetime(2025, 4, 27, 22, 30, tzinfo=UTC), datetime(2025, 4, 28, 12, tzinfo=UTC)
    assert format_recent(at, now, ENGLISH) == "yesterday"
    assert format_recent(at, now, Preferences(Language.EN, zone="Asia/Amman")) == "today"


def test_a_day() -> None:
    """A day of the calendar is spelled like a date that is known to the day."""
    assert format_day(date(2025, 4, 28), ENGLISH) == "28 April 2025"
    assert format_day(date(2025, 4, 28), Preferences(Language.AR)) == "28 نيسان/أبريل 2025"


def test_a_moment_is_told_in_utc() -> None:
    """A moment in another zone is told by the day and the hour that it has in UTC."""
    at = datetime(2025, 4, 29, 1, 5, tzinfo=timezone(timedelta(hours=3)))
    assert zones.format_moment(at, "UTC", ENGLISH) == "28 April 2025, 22:05 UTC"
    assert zones.format_moment(at, "UTC", Preferences(Language.AR)) == "28 نيسان/أبريل 2025، \u206822:05 UTC\u2069"


def test_an_arabic_date_runs_from_the_right() -> None:
    """A day or month in Arabic words is right to left by itself."""
    spelled = zones.format_moment(datetime(2025, 4, 28, tzinfo=UTC), "UTC", Preferences(Language.AR))
    assert first_strong(spelled) == "rtl"
