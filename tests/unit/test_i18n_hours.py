from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.hours import read_moment

AMMAN = ZoneInfo("Asia/Amman")  # three hours before UTC all year
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 5, 14, 12, 0, 30, tzinfo=UTC)  # a Wednesday; in Amman 15:00

UNDERSTOOD = {
    "2025-05-14 18:00": (
        "today 18:00 | today at 18:00 | 18:00 | at 18:00 | today 6 pm | 6pm | at 6 p.m. | today at 6pm | 18.00 |"
        "this evening 18:00 | 18:00 today | at 6 pm today | at 18 | Wednesday 18:00 | 14 May 18:00 | 14 May at 6 pm |"
        "اليوم 18:00 | اليوم الساعة 18:00 | اليوم ١٨:٠٠ | ١٨:٠٠ | الساعة ٦ مساءً | اليوم 6 مساء | الساعة 6 مساء اليوم |"
        "مساء اليوم الساعة 18:00 | 6 م | الأربعاء 18:00 | 14 أيار الساعة 18:00 | ١٤ أيار، ١٨:٠٠ |"
        "in 3 hours | بعد ثلاث ساعات |"
        "بعد ٣ ساعات"
    ),
    "2025-05-15 09:00": (
        "tomorrow 9am | tomorrow at 9 | 9:00 | 9 am | tomorrow 09:00 | Thursday 9 am | 9 am tomorrow | 15 May 9:00 |"
        "غداً ٩ صباحاً | غدًا 9 صباحا | غدا الساعة 9 | ٩ صباحاً | صباح غد الساعة 9 | بكرا 9:00 | الخميس 9 ص |"
        "يوم الخميس الساعة 9:00 | الساعة 9 صباح الغد | 2025-05-15 09:00 | 15/5/2025 9:00"
    ),
    "2025-05-14 17:00": "in 2 hours | in two hours | بعد ساعتين | in 120 minutes | بعد 2 ساعات | in 2h",
    "2025-05-14 16:00": "in an hour | in 1 hour | بعد ساعة | in 60 minutes | in 60 min | 16:00",
    "2025-05-14 15:30": "in half an hour | بعد نصف ساعة | in 30 minutes | بعد 30 دقيقة | 15:30 | خلال نصف ساعة",
    "2025-05-14 16:30": "in an hour and a half | بعد ساعة ونصف",
    "2025-05-14 15:10": "in ten minutes | بعد عشر دقائق | بعد ١٠ دقائق",
    "2025-05-15 00:00": "midnight | tomorrow 00:00 | tomorrow midnight | 12 am | 0:00 | منتصف الليل",
    "2025-05-15 12:00": "noon | tomorrow noon | 12:00 | 12 pm | tomorrow at noon | 12 ظهرا | غدا 12 ظهراً",
    "2025-05-14 08:00": "today 8:00 | اليوم 8 صباحاً",
    "2025-05-19 18:30": (
        "Monday 18:30 | الاثنين 18:30 | next Monday at 18:30 | الاثنين المقبل الساعة 6:30 مساء | 19 May 6:30 pm"
    ),
    "2026-04-28 10:00": "28 April 10:00 | 28 نيسان الساعة 10",
}

NOTHING = (
    "|?|later|soon|today|tomorrow|غدا|today 25:00|today 18:60|24:00|13 am|0 pm|yesterday evening"
    "|18:00 18:00|Kursk 18:00|April 18:00"
    "|in 0 hours|in hours|in some hours|بعد الحرب|2025|18:00 قريبا|in 99999 hours"
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(one.strip(), moment) for moment, row in UNDERSTOOD.items() for one in row.split("|") if one.strip()],
)
def test_moments_as_people_type_them(typed: str, expected: str) -> None:
    """At three in the afternoon in Amman each of these means that moment there."""
    moment = read_moment(typed, NOW, AMMAN)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == expected
    assert moment.tzinfo == AMMAN


@pytest.mark.parametrize("typed", NOTHING.split("|"))
def test_what_is_no_moment(typed: str) -> None:
    """What names no hour, or one that no clock shows, is not understood."""
    assert read_moment(typed, NOW, AMMAN) is None


def test_an_hour_is_the_zones() -> None:
    """The same words mean another moment elsewhere, and the day is the zone's own."""
    late = datetime(2025, 5, 14, 22, 30, tzinfo=UTC)  # in Amman it is the 15th
    assert read_moment("today 18:00", late, AMMAN) == datetime(2025, 5, 15, 15, 0, tzinfo=UTC)
    assert read_moment("today 18:00", late, ZoneInfo("UTC")) == datetime(2025, 5, 14, 18, 0, tzinfo=UTC)


def test_clocks_that_change() -> None:
    """An hour that is left out is none, of one that comes twice the first is meant, and spans are of real time."""
    spring, autumn = datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 10, 25, 12, tzinfo=UTC)
    assert read_moment("tomorrow 2:30", spring, BERLIN) is None
    twice = read_moment("tomorrow 2:30", autumn, BERLIN)
    assert twice is not None
    assert twice.astimezone(UTC) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert read_moment("in 20 hours", spring, BERLIN) == datetime(2025, 3, 30, 8, tzinfo=UTC)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["today ", "in ", "at ", "am ", "غدا ", "بعد ", "ساعة ", "مساء ", "hours ", *"0123456789٣:. "]),
        max_size=8,
    )
)
def test_any_text_is_read_without_an_error(pieces: list[str]) -> None:
    """Whatever is typed is read as a moment of the zone, or as none."""
    moment = read_moment("".join(pieces), NOW, AMMAN)
    assert moment is None or moment.tzinfo == AMMAN
