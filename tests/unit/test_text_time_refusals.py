"""Days and hours that do not exist are named as that, in both languages and whatever the months are called."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.i18n.zones import find_zones
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.text.time_parser import read_time
from bot.text.time_refusals import why_unread
from bot.views.desk import date_answers
from tests.unit.pages import every_word

NOW = datetime(2026, 11, 29, 13, tzinfo=UTC)  # a Sunday
BEIRUT = ZoneInfo("Asia/Beirut")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(
            (f"30 {month} {hour}", "30|2027|28")
            for month in ("شباط", "فبراير", "فيفري")
            for hour in ("18:00", "6 مساء")
        ),
        ("الثلاثون من شباط الساعة 18", "30|2027|28"),
        ("29 شباط 2027 18:00", "29|2027|28"),
        ("29 فيفري 2027 الساعة السادسة مساء", "29|2027|28"),
        ("31 نيسان 9 صباحا", "31|2027|30"),
        ("31 أفريل 18:00", "31|2027|30"),
        ("31 جوان ظهرا", "31|2027|30"),
        ("٣١ نيسان ١٨:٠٠", "31|2027|30"),
        ("31 April 6 pm", "31|2027|30"),
        ("29 February 2027 9 am", "29|2027|28"),
        ("30 February at 18:00", "30|2027|28"),
        ("31 November tonight", "31|2026|30"),
        ("2027-02-30 10:00", "30|2027|28"),
        ("30/2/2027 18:00", "30|2027|28"),
        ("30/13/2027 18:00", "13|12"),
        ("tomorrow 25:00", "25:00"),
        ("غدا 25:00", "25:00"),
        ("غدا ٢٥:٠٠", "25:00"),
        ("الساعة 25", "25"),
        ("today at 30", "30"),
        ("24:30", "24:30"),
        ("tomorrow 18:75", "18:75"),
        ("غدا ١٨:٧٥", "18:75"),
        ("13 am", "13 am"),
        ("Tuesday 30 November 2026 18:00", "Monday|Tuesday"),
        ("الثلاثاء 30 تشرين الثاني 2026 18:00", "الاثنين|الثلاثاء"),
        ("tomorrow", "30 November 2026|tomorrow 18:00"),
        ("غدا", "2026|غدا 18:00"),
    ],
)
def test_the_problem_is_named(typed: str, said: str) -> None:
    """Nothing is read; the answer names what does not exist, and how to type it: each part of `said` stands in it."""
    assert not read_time(typed, NOW, BEIRUT, find_zones).moments
    arabic = any("\u0600" <= char <= "\u06ff" for char in typed)
    language = Language.AR if arabic else Language.EN
    why = why_unread(typed, NOW, BEIRUT, arabic=arabic)
    assert why.reason != "not_understood"
    answer = date_answers.refusal(
        every_word()[language], f"desk.schedule.{why.reason}", why.values, Preferences(language)
    )
    answer = re.sub("[\u2066-\u2069]", "", answer)
    assert not [part for part in said.split("|") if part not in answer], answer
    assert ("اكتب" if arabic else "Type") in answer


@pytest.mark.parametrize(
    "typed", ["24:00", "٢٤:٠٠", "غدا ٢٤:٠٠", "tomorrow 24:00", "29 شباط 18:00", "29 February 9 am"]
)
def test_what_exists_is_read(typed: str) -> None:
    """24:00 is the midnight at the end of the day; 29 February without a year is that of the next leap year."""
    moment = read_time(typed, NOW, BEIRUT, find_zones).moment
    assert moment
    assert (moment.hour, moment.minute) == (0, 0) or moment.year == 2028


@pytest.mark.parametrize("typed", ["blah", "متى تشاؤون", "x" * 500, "🙂", "at the end", "17:00:00:00"])
def test_anything_else_is_not_understood(typed: str) -> None:
    """Nothing is made of it."""
    assert why_unread(typed, NOW, BEIRUT, arabic=False).reason == "not_understood"
