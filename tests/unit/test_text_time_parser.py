from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.zones import find_zones
from bot.text.time_parser import TimeReading, read_time
from tests.thoroughness import some

AMMAN = ZoneInfo("Asia/Amman")  # three hours before UTC all year
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 5, 14, 12, 0, 30, tzinfo=UTC)  # a Wednesday; in Amman 15:00

UNDERSTOOD = {
    "2025-05-14 18:00": (
        "today 18:00 | today at 18:00 | 18:00 | at 18:00 | today 6 pm | 6pm | at 6 p.m. | today at 6pm | 18.00 |"
        "this evening 18:00 | 18:00 today | at 6 pm today | at 18 | Wednesday 18:00 | 14 May 18:00 | 14 May at 6 pm |"
        "اليوم 18:00 | اليوم الساعة 18:00 | اليوم ١٨:٠٠ | ١٨:٠٠ | الساعة ٦ مساءً | اليوم 6 مساء | الساعة 6 مساء اليوم |"
        "مساء اليوم الساعة 18:00 | 6 م | الأربعاء 18:00 | 14 أيار الساعة 18:00 | ١٤ أيار، ١٨:٠٠ |"
        "in 3 hours | بعد ثلاث ساعات | بعد ٣ ساعات |"
        "مساء اليوم الساعة 6 | this evening at 6 | 14 May at 6 this evening | السادسة مساءً | السادسة مساء اليوم |"
        "six in the evening | today at six pm | 18:00+03:00 | 18:00 +03:00 | 15:00 UTC | 15:00Z | 15:00 GMT |"
        "today 18:00 Cairo | 18:00 Cairo time | today 18:00 Amman | اليوم 18:00 بتوقيت القاهرة | 18:00 UTC+3 |"
        "1800 | at 1800 | 1800hrs | 1800 hours | 18h | 18h00 | 18 : 00 | 18:00:00 | ١٨٠٠ | الساعة ١٨٠٠ | today 1800 |"
        "2025-05-14T18:00:00+03:00 | 1800+0300 | 1500Z | 1500 GMT | 600 pm | 600pm | 18:00 (Cairo) | 14 May 1800 |"
        "18:00 GMT + 3 | 18:00 MSK | 18:00 KSA | 11:00 ET | 11am Eastern time | الساعة الثامنة عشرة |"
        "السادسة من مساء اليوم | today - 6pm | ع الستة المسا | ستة المسا | today at 6pm sharp |"
        "اليوم 3 عصرا بتوقيت غرينتش | 2025-05-14T18:00 | 2025-05-14T15:00+00:00 | 06:00 pm | today at 6"
    ),
    "2025-05-15 09:00": (
        "tomorrow 9a | tomorrow 9am | 9 am | tomorrow 09:00 | Thursday 9 am | 9 am tomorrow | 15 May 9:00 am | 09:00 |"
        "غداً ٩ صباحاً | غدًا 9 صباحا | ٩ صباحاً | صباح غد الساعة 9 | الخميس 9 ص | يوم الخميس الساعة 9:00 صباحا |"
        "الساعة 9 صباح الغد | 2025-05-15 09:00 | 2025-05-15 9:00 | 15/5/2025 09:00 | tomorrow morning at 9 |"
        "بكرة 9 الصبح | tmrw 9am | tommorow 0900 | tomorrow 0900 | tomorrow at 0900 hrs | باكر 9 صباحا | غدا 09h00 |"
        "Thursday, 15 May at 9:00 AM | 9 am Thursday 15 May | 9 o'clock am 15 May | May 15 morning at 9 |"
        "May 15 morning 9 | 15 أيار صباحا الساعة 9 | 15 من أيار 9 صباحا | 9 oclock in the morning 15 May |"
        "at 9 May 15 am | غدا الساعة تسعة الصبح | in 18 hours |"
        "tomorrow at nine in the morning | غداً الساعة التاسعة صباحاً | التاسعة صباح الغد | صباح الغد التاسعة"
    ),
    "2025-05-14 17:00": "in 2 hours | in two hours | بعد ساعتين | in 120 minutes | بعد 2 ساعات | in 2h",
    "2025-05-14 16:00": "in an hour | in 1 hour | بعد ساعة | in 60 minutes | in 60 min | 16:00 | 4 عصرا | الرابعة عصرًا",
    "2025-05-14 15:30": "in half an hour | بعد نصف ساعة | in 30 minutes | بعد 30 دقيقة | 15:30 | خلال نصف ساعة",
    "2025-05-14 16:30": (
        "in an hour and a half | بعد ساعة ونصف | in 1.5 hours | an hour and a half from now | in 1h30 | بعد ساعة ونص |"
        "بعد ساعة ونصف الساعة | بعد ساعتين إلا نصف ساعة | in one and a half hours |"
        "in 1 hour and 30 minutes | بعد ساعة و30 دقيقة"
    ),
    "2025-05-14 16:15": "in an hour and a quarter | بعد ساعة وربع | بعد ساعة وربع من الآن",
    "2025-05-14 15:45": (
        "in three quarters of an hour | بعد ساعة إلا ربع | in an hour less a quarter | بعد ثلاثة أرباع الساعة"
    ),
    "2025-05-16 09:00": "in two days at 9 am | بعد يومين الساعة 9 صباحا | day after tomorrow at nine in the morning",
    "2025-05-14 20:30": "2030 | today 2030 | الليلة الثامنة والنصف | الثامنة مساءً والنصف | 8 مساء ونصف | tonite 8:30",
    "2026-04-28 19:00": "28 April 1900 | 28 April at 1900 | 28 نيسان الساعة ١٩٠٠",
    "2025-05-14 19:30": "7،30 مساء | ٧٫٣٠ مساءً | 730pm | 7 ونص مساء | 19h30 | السابعة مساء والنصف",
    "2025-05-15 22:00": "غدا الساعة الثانية والعشرين | tomorrow 2200",
    "2025-05-14 15:10": "in ten minutes | بعد عشر دقائق | بعد ١٠ دقائق",
    "2025-05-15 00:00": (
        "midnight | tomorrow 00:00 | 12 am | 0:00 | منتصف الليل | 12 midnight | 24:00 | 12 ليلا | 12 at night |"
        "tonight at midnight | tonight 12 | الليلة 12 | الليلة منتصف الليل | midnight tonight | today 24:00 |"
        "tomorrow 12 am | اليوم 12 ليلًا"
    ),
    "2025-05-16 00:00": (
        "غدًا 12 ليلًا | tomorrow 12 at night | tomorrow 24:00 | tomorrow night at 12 | غدا الثانية عشرة ليلا"
    ),
    "2025-05-15 12:00": (
        "noon | tomorrow noon | 12:00 | 12 pm | tomorrow at noon | 12 ظهرا | غدا 12 ظهراً | 12 noon | ظهر الغد |"
        "tomorrow 12 noon | غدا الثانية عشرة ظهرا"
    ),
    "2025-05-14 20:00": (
        "tonight at 8 | الليلة الساعة 8 | tonight 8 | الليلة الثامنة | today 8:00 | tonight 20:00 | 8 الليلة"
    ),
    "2025-05-15 01:00": "الليلة 1 ليلًا | 1 بعد منتصف الليل | tonight at 1 | 1 at night | 1 am | 1 فجرا | الواحدة ليلا",
    "2025-05-15 18:30": (
        "tomorrow half past six pm | غدا السادسة والنصف مساء | tomorrow evening at 6:30 | غدا 6 ونصف مساء"
    ),
    "2025-05-15 18:00": "غدا 6 المغرب | بكرا الساعة 6 المسا | غدا 18:00 | غدا 16:00 بتوقيت المغرب | غدا 16:00 المغرب",
    "2025-05-15 21:00": "غدا 9 العشاء | غدا 7 مساء بتوقيت المغرب",
    "2025-05-15 06:45": "quarter to seven tomorrow morning | السابعة إلا ربعًا صباح الغد | غدا 6:45 صباحا",
    "2025-05-15 08:10": "ten past eight tomorrow morning | غدا الثامنة وعشر دقائق صباحا",
    "2025-05-19 18:30": (
        "Monday 18:30 | الاثنين 18:30 | next Monday at 18:30 | الاثنين المقبل الساعة 6:30 مساء | 19 May 6:30 pm"
    ),
    "2025-05-15 00:30": (
        "half past midnight | half-past midnight | half an hour after midnight | tonight half past midnight |"
        "today half past midnight | 30 minutes after midnight | half past midnight tonight |"
        "12:30 just after midnight | half twelve tonight | منتصف الليل والنصف | الليلة منتصف الليل والنصف |"
        "منتصف الليل ونص | منتصف الليل و 30 دقيقة | نصف ساعة بعد منتصف الليل | بعد منتصف الليل بنصف ساعة |"
        "الليلة بعد منتصف الليل بنصف ساعة | نص الليل ونص | عند منتصف الليل والنصف | 21:30 UTC |"
        "منتصف الليل والنصف بتوقيت القاهرة | half past midnight Cairo time"
    ),
    "2025-05-15 00:10": (
        "ten past midnight | 10 past midnight | 10 minutes past midnight | منتصف الليل وعشر دقائق |"
        "بعد منتصف الليل بعشر دقائق | الثانية عشرة وعشر دقائق بعد منتصف الليل | twelve ten after midnight |"
        "ten minutes after midnight"
    ),
    "2025-05-15 01:30": "an hour and a half after midnight | بعد منتصف الليل بساعة ونصف | 90 minutes after midnight",
    "2025-05-14 23:50": (
        "ten to midnight | 10 minutes before midnight | منتصف الليل إلا عشر دقائق |"
        "عشر دقائق قبل منتصف الليل | قبل منتصف الليل بعشر دقائق | ten minutes to midnight"
    ),
    "2025-05-14 23:00": "an hour before midnight | ساعة قبل منتصف الليل | 11 before midnight | قبل منتصف الليل بساعة",
    "2025-05-15 12:30": "half past noon | منتصف النهار والنصف | half an hour after noon | غدا 12:30 بعد منتصف النهار",
    "2025-05-15 11:45": "quarter to noon | منتصف النهار إلا ربعا | a quarter of an hour before noon",
    "2025-05-18 00:00": (
        "midnight, the night of Saturday to Sunday | midnight between Saturday and Sunday |"
        "midnight Saturday/Sunday | the night of Saturday to Sunday at 12 | منتصف ليل السبت - الأحد |"
        "ليل السبت/الأحد الساعة 12 | منتصف ليل 17-18 أيار"
    ),
    "2025-05-18 01:00": (
        "the night of Saturday to Sunday, 1 am | ليلة السبت إلى الأحد الساعة 1 | ليل 17-18 أيار الساعة 1 |"
        "1am Sat/Sun | night of 17/18 May, 01:00"
    ),
    "2025-05-15 19:35": (
        "غدا ٧ ونص وخمسة مساء | غدا السابعة والنصف وخمس دقائق مساء | غدا السابعة وخمسة وثلاثين دقيقة مساء"
    ),
    "2025-05-15 19:25": (
        "غدا 7 ونص إلا خمسة مساء | غدا السابعة وخمسا وعشرين دقيقة مساء | tomorrow twenty-five past seven pm"
    ),
    "2025-05-15 19:05": "غدا 7 وخمسة مساء | tomorrow seven oh five pm | tomorrow five past seven pm",
    "2025-05-15 19:30": (
        "tomorrow half-past seven pm | tomorrow half seven pm | tomorrow nineteen thirty |"
        "tomorrow seven-thirty pm | tomorrow around 7:30 pm | غدا حوالي السابعة والنصف مساء"
    ),
    "2025-05-15 20:40": "tomorrow twenty to nine pm | غدا التاسعة إلا عشرين دقيقة مساء | غدا 8 وأربعين دقيقة عشية",
    "2026-04-28 10:00": "28 April 10:00 | 28 نيسان الساعة 10 صباحا",
}

# Two moments each, which are offered as buttons.
AMBIGUOUS: dict[tuple[str, ...], str] = {
    ("2025-05-15 09:00", "2025-05-15 21:00"): "tomorrow at 9 | tomorrow 9:00 | غدا الساعة 9 | بكرا 9:00 | غدا التاسعة",
    ("2025-05-14 21:00", "2025-05-15 09:00"): "9 | at 9 | 9:00 | الساعة 9 | التاسعة",
    ("2025-05-14 18:30", "2025-05-15 06:30"): "half past six | السادسة والنصف | 6:30",
    ("2025-05-15 05:00", "2025-05-16 05:00"): "غدا 5 ليلا | tomorrow 5 at night | tomorrow night at 5",
    ("2025-05-15 01:00", "2025-05-16 01:00"): "غدا 1 بعد منتصف الليل | tomorrow one after midnight",
    ("2025-05-15 00:00", "2025-05-16 00:00"): "tomorrow midnight | غدا منتصف الليل | منتصف ليل الغد",
    ("2025-05-15 12:00", "2025-05-16 00:00"): "tomorrow at 12 | غدا 12 | غدا 12 مساء",
    ("2025-05-15 06:00", "2025-05-15 18:00"): "tomorrow at 6 | غدا السادسة | غدا 6 ليلا",
    ("2025-05-14 17:00", "2025-05-15 05:00"): "tonight at 5",
    ("2025-05-16 21:00", "2025-05-23 21:00"): "next Friday 9 pm | 9 pm next Friday",
    ("2025-05-16 00:30", "2025-05-17 00:30"): "Friday half past midnight | منتصف ليل الجمعة والنصف",
    # For some the night of a day is the one before it.
    ("2025-05-15 21:00", "2025-05-16 21:00"): "ليلة الجمعة الساعة 9 | ليلة الجمعة التاسعة",
    ("2025-05-14 21:30", "2025-05-15 09:30"): "930 | at 930 | ٩٣٠",
    ("2025-05-15 07:00", "2025-05-15 19:00"): "tmrw at 7 | بكرة عالسبعة | tomorrow 700",
    # Where clocks are an hour ahead, winter time's abbreviation means either.
    ("2025-05-15 01:00", "2025-05-15 02:00"): "18:00 EST | 6pm EST",
    ("2025-05-14 19:00", "2025-05-14 20:00"): "18:00 CET",
    ("2025-05-14 18:00", "2025-05-15 01:00"): "18:00 AST",
    ("2025-05-14 15:30", "2025-05-14 19:00", "2025-05-14 20:00"): "18:00 IST",
    ("2025-05-15 02:00", "2025-05-15 03:00", "2025-05-15 13:00"): "18:00 CST",
}

NOTHING = (
    "|?|later|soon|today|tomorrow|غدا|today 25:00|today 18:60|24:30|13 am|0 pm|yesterday evening"
    "|18:00 18:00|Atlantis 18:00|April 18:00|noon at 7|8 ظهرا|11 عصرا|18:00 صباحا|tonight 13:00|9 am pm"
    "|in 0 hours|in hours|in some hours|بعد الحرب|2025|18:00 قريبا|in 99999 hours|tomorrow 18:00 Nowhere time"
    "|18:00+19:00|tomorrow tonight 8|28 April 2030|2026|28 نيسان 2030|18:00 XYZ|1960 1900|0860|7pm KSA / 4pm GMT"
    "|tomorrow 7 to 8 pm|7 and 8 pm|غدا 7 و8 مساء|12 before noon|Friday to Sunday at 9 pm|Friday and Saturday at 9 pm"
    "|eight hours after midnight|منتصف الليل وغدا|غدا 7 وثلاثة مساء|tomorrow six five pm"
    "|5 noon 15 May|7 ظهرا 15 أيار|15 May noon at 5|الثلاثة|tomorrow Friday 7pm|in 1.5 days|بعد ساعة وساعة إلا"
)


def spelled(moments: tuple[datetime, ...]) -> tuple[str, ...]:
    """Write the moments as the tables do."""
    return tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in moments)


def test_moments_as_people_type_them() -> None:
    """At three in the afternoon in Amman each of these means that moment there, and no other."""
    rows = [(text.strip(), moment) for moment, row in UNDERSTOOD.items() for text in row.split("|") if text.strip()]
    wrong = []
    for typed, expected in rows:
        reading = read_time(typed, NOW, AMMAN, find_zones)
        if spelled(reading.moments) != (expected,) or reading.moment is None or reading.moment.tzinfo != AMMAN:
            wrong.append((typed, expected, reading))
    assert wrong == []


def test_what_can_mean_two_moments() -> None:
    """Both are given, and none of them is taken."""
    rows = [(text.strip(), moments) for moments, row in AMBIGUOUS.items() for text in row.split("|")]
    readings = [(typed, expected, read_time(typed, NOW, AMMAN, find_zones)) for typed, expected in rows]
    assert [row for row in readings if spelled(row[2].moments) != row[1] or row[2].moment is not None] == []


def test_what_is_no_moment() -> None:
    """What names no hour, one that no clock shows, a zone that is unknown, or contradicts itself, is not read."""
    readings = {typed: read_time(typed, NOW, AMMAN, find_zones) for typed in NOTHING.split("|")}
    assert readings == dict.fromkeys(readings, TimeReading())


# What each part of the day makes of an hour of tomorrow: moments as days after tomorrow and hours; none is a refusal.
_PM = {hour: ((0, hour + 12),) for hour in range(1, 12)}
_AM = {hour: ((0, hour),) for hour in range(1, 12)}
_NIGHT: dict[int, tuple[tuple[int, int], ...]] = {
    **{hour: ((0, hour), (1, hour)) for hour in range(1, 6)},
    6: ((0, 6), (0, 18)),
    **{hour: _PM[hour] for hour in range(7, 12)},
    12: ((1, 0),),
}
_AFTER: dict[int, tuple[tuple[int, int], ...]] = {
    **{hour: ((0, hour), (1, hour)) for hour in range(1, 7)},
    12: ((0, 0), (1, 0)),
}
GRID: dict[str, dict[int, tuple[tuple[int, int], ...]]] = {
    "ليلًا": _NIGHT,
    "at night": _NIGHT,
    "مساءً": {**_PM, 12: ((0, 12), (1, 0))},
    "in the evening": {**_PM, 12: ((0, 12), (1, 0))},
    "عصرًا": {**{hour: _PM[hour] for hour in range(1, 8)}, 12: ((0, 12),)},
    "ظهرًا": {**{hour: _PM[hour] for hour in range(1, 5)}, 10: ((0, 10),), 11: ((0, 11),), 12: ((0, 12),)},
    "noon": {**{hour: _PM[hour] for hour in range(1, 5)}, 10: ((0, 10),), 11: ((0, 11),), 12: ((0, 12),)},
    "فجرًا": {**{hour: _AM[hour] for hour in range(1, 7)}, 12: ((0, 0),)},
    "صباحًا": {**_AM, 12: ((0, 0),)},
    "am": {**_AM, 12: ((0, 0),)},
    "pm": {**_PM, 12: ((0, 12),)},
    "بعد منتصف الليل": _AFTER,
    "midnight": {12: ((0, 0), (1, 0))},
}
_TONIGHT = {
    **{hour: ((1, hour),) for hour in range(1, 5)},
    5: ((0, 17), (1, 5)),
    **{hour: _PM[hour] for hour in range(6, 12)},
    12: ((1, 0),),
}
_ARABIC_HOURS = [
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة"),
    *("التاسعة", "العاشرة", "الحادية_عشرة", "الثانية_عشرة"),
]
_ENGLISH_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def _forms(hour: int, minute: int) -> list[str]:
    arabic, english = _ARABIC_HOURS[hour - 1].replace("_", " "), _ENGLISH_HOURS[hour - 1]
    if minute:
        return [f"{hour}:30", f"{arabic} والنصف", f"half past {english}", f"{hour} ونصف"]
    return [str(hour), arabic, english, f"{hour}:00"]


def _day(days: int, hour: int, minute: int, first: int) -> str:
    return f"2025-05-{first + days:02} {hour:02}:{minute:02}"


@pytest.mark.parametrize("part", GRID)
def test_the_grid_of_hours_and_parts_of_the_day(part: str) -> None:
    """Each hour of tomorrow with each part of the day, in words and digits, in any order, is that hour or asked."""
    wrong = {}
    for hour, minute in product(range(1, 13), (0, 30)):
        expected = tuple(_day(days, of_day, minute, 15) for days, of_day in GRID[part].get(hour, ()))
        for form in _forms(hour, minute):
            for typed in (f"tomorrow {form} {part}", f"غدًا {form} {part}", f"{form} {part} غدا"):
                if (moments := spelled(read_time(typed, NOW, AMMAN, find_zones).moments)) != expected:
                    wrong[typed] = moments
    assert wrong == {}


@pytest.mark.parametrize("part", ["tonight", "الليلة"])
def test_the_hours_of_tonight(part: str) -> None:
    """Hours of tonight are of the coming night: never of the morning that has passed, nor of tomorrow's evening."""
    wrong = {}
    for hour, minute in product(range(1, 13), (0, 30)):
        expected = tuple(_day(days, of_day, minute, 14) for days, of_day in _TONIGHT[hour])
        for form in _forms(hour, minute):
            for typed in (f"{part} {form}", f"{part} الساعة {form}", f"{form} {part}"):
                if (moments := spelled(read_time(typed, NOW, AMMAN, find_zones).moments)) != expected:
                    wrong[typed] = moments
    assert wrong == {}


@pytest.mark.parametrize("part", ["pm", "in the evening", "ظهرا", "مساء", "noon", "am", "at night"])
def test_the_day_of_a_date_is_not_the_hour(part: str) -> None:
    """Whatever the hour, with a part of the day that fits or not: a date means what 'Thursday' does."""
    days = ("15 May", "May 15", "15 أيار", "15/5/2025", "15 May 2025", "Thursday 15 May", "the 15th")
    wrong = {}
    for hour in some(range(1, 13), len(part)):
        for form in (f"{hour} {part}", f"{hour} o'clock {part}", f"at {hour} {part}", f"الساعة {hour} {part}"):
            expected = read_time(f"Thursday {form}", NOW, AMMAN, find_zones)
            for day in days:
                for typed in (f"{day} {form}", f"{form} {day}", f"{form}, {day}"):
                    if (reading := read_time(typed, NOW, AMMAN, find_zones)) != expected:
                        wrong[typed] = reading
    assert wrong == {}


def test_tonight_after_midnight() -> None:
    """At half past midnight the small hours of 'tonight' can be those that last, or the next: asked."""
    late = datetime(2025, 5, 13, 21, 30, tzinfo=UTC)  # in Amman 00:30 on the 14th
    assert spelled(read_time("tonight at 1", late, AMMAN).moments) == ("2025-05-14 01:00", "2025-05-15 01:00")


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("tomorrow morning", (7, 8, 9, 10, 11)),
        ("صباح الغد", (7, 8, 9, 10, 11)),
        ("عصر الغد", (13, 14, 15, 16, 17)),
        ("tomorrow evening", (18, 19, 20, 21, 22)),
        ("مساء الغد", (18, 19, 20, 21, 22)),
        ("فجر غد", (3, 4, 5, 6)),
        ("الساعات الأولى من غد", (3, 4, 5, 6)),
    ],
)
def test_a_part_of_the_day_without_an_hour(typed: str, hours: tuple[int, ...]) -> None:
    """Hours of that part of that day are proposed, and none is taken."""
    reading = read_time(typed, NOW, AMMAN, find_zones)
    assert reading.is_hour_missing
    assert reading.moment is None
    assert spelled(reading.moments) == tuple(f"2025-05-15 {hour:02}:00" for hour in hours)


@pytest.mark.parametrize(
    ("typed", "zone", "expected"),
    [
        ("18:00 UTC", "UTC", "2025-05-14 21:00"),
        ("today 18:00 Cairo", "Africa/Cairo", "2025-05-14 18:00"),
        ("tomorrow 18:00 London", "Europe/London", "2025-05-15 20:00"),
        ("غدا 6 مساء بتوقيت لندن", "Europe/London", "2025-05-15 20:00"),
        ("18:00 EDT", "UTC-04:00", "2025-05-15 01:00"),
        ("18:00 ET", "America/New_York", "2025-05-15 01:00"),
        ("18:00 GST", "Asia/Dubai", "2025-05-14 17:00"),
        ("18:00+05:30", "UTC+05:30", "2025-05-14 15:30"),
        ("18:00-04:00", "UTC-04:00", "2025-05-15 01:00"),
        ("today 18:00", "None", "2025-05-14 18:00"),
    ],
)
def test_an_hour_of_another_zone(typed: str, zone: str, expected: str) -> None:
    """The hour is converted, and the zone that was typed is given, to be echoed."""
    reading = read_time(typed, NOW, AMMAN, find_zones)
    assert (str((*reading.zones, None)[0]), spelled(reading.moments)) == (zone, (expected,))


def test_an_abbreviation_of_two_zones() -> None:
    """Each moment has its zone, to be told apart; in winter 'EST' has one meaning."""
    reading = read_time("18:00 AST", NOW, AMMAN, find_zones)
    assert [str(zone) for zone in reading.zones] == ["Asia/Riyadh", "UTC-04:00"]
    winter = datetime(2025, 1, 14, 12, tzinfo=UTC)
    assert spelled(read_time("18:00 EST", winter, AMMAN, find_zones).moments) == ("2025-01-15 02:00",)


def test_an_hour_is_the_zones() -> None:
    """The same words mean another moment elsewhere, and the day is the zone's own."""
    late = datetime(2025, 5, 14, 22, 30, tzinfo=UTC)  # in Amman it is the 15th
    assert read_time("today 18:00", late, AMMAN).moment == datetime(2025, 5, 15, 15, 0, tzinfo=UTC)
    assert read_time("today 18:00", late, ZoneInfo("UTC")).moment == datetime(2025, 5, 14, 18, 0, tzinfo=UTC)


def test_clocks_that_change() -> None:
    """An hour that is left out is none, of one that comes twice the first is meant, and spans are of real time."""
    spring, autumn = datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 10, 25, 12, tzinfo=UTC)
    assert read_time("tomorrow 02:30", spring, BERLIN).moment is None
    twice = read_time("tomorrow 02:30", autumn, BERLIN).moment
    assert twice is not None
    assert twice.astimezone(UTC) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert read_time("in 20 hours", spring, BERLIN).moment == datetime(2025, 3, 30, 8, tzinfo=UTC)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "today ",
                "in ",
                "at ",
                "am ",
                "غدا ",
                "بعد ",
                "ساعة ",
                "مساء ",
                "hours ",
                "ليلا ",
                "half past ",
                "midnight ",
                "بعد منتصف الليل ",
                "والنصف ",
                "ليلة السبت ",
                "الأحد ",
                "UTC",
                *"0123456789٣:.+ ",
            ]
        ),
        max_size=8,
    )
)
def test_any_text_is_read_without_an_error(pieces: list[str]) -> None:
    """Whatever is typed is read as moments of the zone, or as none."""
    assert {moment.tzinfo for moment in read_time("".join(pieces), NOW, AMMAN, find_zones).moments} <= {AMMAN}
