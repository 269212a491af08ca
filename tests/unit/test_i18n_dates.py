from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.audience import Months, Preferences
from bot.i18n.dates import spell, spell_day, spell_moment
from bot.i18n.direction import first_strong
from bot.i18n.spans import read_span
from bot.language import Language
from bot.story import PartialDate

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
    assert spell(_date(text), Preferences(Language.AR, months)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("2025-04-28", "28 April 2025"), ("2025-04", "April 2025"), ("2025", "2025")]
)
def test_english_dates(text: str, expected: str) -> None:
    """English dates put the day first and are no finer than they are known; the choice of months is not theirs."""
    for months in Months:
        assert spell(_date(text), Preferences(Language.EN, months)) == expected


@pytest.mark.parametrize("preferences", [ENGLISH, *(Preferences(Language.AR, months) for months in Months)])
def test_what_is_spelled_is_understood(preferences: Preferences) -> None:
    """Every date that we print can be typed back, for every month, and holds no invisible mark."""
    for month in range(1, 13):
        for text in (f"2025-{month:02}", f"2025-{month:02}-{month + 9:02}"):
            spelled = spell(_date(text), preferences)
            assert read_span(spelled) == _date(text)
            assert spelled.isprintable()


def test_a_day() -> None:
    """A day of the calendar is spelled like a date that is known to the day."""
    assert spell_day(date(2025, 4, 28), ENGLISH) == "28 April 2025"
    assert spell_day(date(2025, 4, 28), Preferences(Language.AR)) == "28 نيسان/أبريل 2025"


def test_a_moment_is_told_in_utc() -> None:
    """A moment in another zone is told by the day and the hour that it has in UTC."""
    at = datetime(2025, 4, 29, 1, 5, tzinfo=timezone(timedelta(hours=3)))
    assert spell_moment(at, ENGLISH) == "28 April 2025, 22:05 UTC"
    assert spell_moment(at, Preferences(Language.AR)) == "28 نيسان/أبريل 2025، \u206822:05 UTC\u2069"


def test_an_arabic_date_runs_from_the_right() -> None:
    """A day or month in Arabic words is right to left by itself."""
    spelled = spell_moment(datetime(2025, 4, 28, tzinfo=UTC), Preferences(Language.AR))
    assert first_strong(spelled) == "rtl"
