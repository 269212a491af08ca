"""Hours of the day and days of the week, told and read."""

from __future__ import annotations

import pytest

from bot.i18n import clock_times
from bot.model.language import Language
from bot.model.reader import Digits, Preferences

AR, EN = Preferences(Language.AR, digits=Digits.ARABIC), Preferences(Language.EN)


def test_an_hour_is_told_in_the_readers_digits() -> None:
    """English has but its own."""
    assert clock_times.clock(8 * 60, EN) == "08:00"
    assert clock_times.clock(18 * 60 + 5, AR) == "١٨:٠٥"


def test_a_day_is_told_by_its_name() -> None:
    """Monday is 0."""
    assert clock_times.weekday(0, EN) == "Monday"
    assert clock_times.weekday(6, AR) == "الأحد"


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        *(("8", 480), ("08:30", 510), ("٨", 480), ("8.15", 495), ("0", 0), ("24", 0), ("24:01", None), ("25", None)),
        *(("8:60", None), ("", None), ("eight", None), ("-8", None), ("8:5", None)),
    ],
)
def test_an_hour_is_read(typed: str, minute: int | None) -> None:
    """With or without minutes, in any digits; what no clock shows is none."""
    assert clock_times.read_clock(typed) == minute


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        *(("22-7", (1320, 420)), ("22:30 to 7", (1350, 420)), ("٢٢ إلى ٧", (1320, 420)), ("23 – 7:15", (1380, 435))),
        *(("0-8", (0, 480)), ("22-24", (1320, 0)), ("7-7", None), ("22-", None), ("22-25", None), ("22", None)),
    ],
)
def test_two_hours_are_read(typed: str, span: tuple[int, int] | None) -> None:
    """With a dash or a word between; twice the same is none."""
    assert clock_times.read_span(typed) == span


@pytest.mark.parametrize(("typed", "day"), [("Friday", 4), ("fri", 4), ("الجمعة", 4), ("جمعه", 4), ("someday", None)])
def test_a_day_is_read(typed: str, day: int | None) -> None:
    """By its name in either language."""
    assert clock_times.read_weekday(typed) == day
