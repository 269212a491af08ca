from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forms import typed_dates
from bot.model import PartialDate
from bot.model.language import Language
from bot.text.dates.reasons import Reading, Reason, Refusal, Understood
from bot.text.dates.spellings import ENGLISH_MONTHS
from bot.text.dates.typed_date import read_date
from tests.thoroughness import some

TODAY = date(2025, 5, 14)  # a Wednesday
DATA = Path(__file__).parent / "data"
UNITS = ("أول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
FAMILIES = (
    ("يناير", "كانون الثاني", "جانفي", "كانون الثاني/يناير"),
    ("فبراير", "شباط", "فيفري", "شباط/فبراير"),
    ("مارس", "آذار", "مارس", "آذار/مارس"),
    ("أبريل", "نيسان", "أفريل", "نيسان/أبريل"),
    ("مايو", "أيار", "ماي", "أيار/مايو"),
    ("يونيو", "حزيران", "جوان", "حزيران/يونيو"),
    ("يوليو", "تموز", "جويلية", "تموز/يوليو"),
    ("أغسطس", "آب", "أوت", "آب/أغسطس"),
    ("سبتمبر", "أيلول", "شتنبر", "أيلول/سبتمبر"),
    ("أكتوبر", "تشرين الأول", "أكتوبر", "تشرين الأول/أكتوبر"),
    ("نوفمبر", "تشرين الثاني", "نونبر", "تشرين الثاني/نوفمبر"),
    ("ديسمبر", "كانون الأول", "دجنبر", "كانون الأول/ديسمبر"),
)
ENGLISH_ORDINALS = [
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth"),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
]
PIECES = (
    *(
        "last ",
        "next ",
        "ago",
        "in ",
        "early ",
        "mid-",
        "the ",
        "week ",
        "years ",
        "Monday ",
        "April ",
        "of ",
        "first ",
    ),
    *("الماضي ", "قبل ", "أسبوع ", "مطلع ", "الاثنين ", "نيسان ", "رمضان ", "سنة ", "من ", "العام ", "الموافق ", "هـ "),
    *(
        "Ramadan ",
        "AH ",
        "1446",
        "2025",
        "Q",
        "spring ",
        "90s ",
        "before ",
        "about ",
        "at ",
        ":",
        "am ",
        "ليلة ",
        "الربع ",
    ),
    *"0123456789٢/-. ?",
)


def rows(language: str) -> list[tuple[str, str]]:
    """The table's lines: what is typed, and what it means."""
    lines = (DATA / f"dates_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(typed, meant) for typed, _, meant in (line.rpartition(" | ") for line in lines if line[0] != "#")]


def shown(reading: Reading) -> str:
    """A reading as the table has it."""
    if isinstance(reading, Refusal):
        return " ".join([f"!{reading.reason}", *map(str, reading.offers)])
    hijri, dropped = "hijri" if reading.hijri else "", "time-dropped" if reading.is_time_dropped else ""
    return " ".join(filter(None, (str(reading.date), hijri, dropped)))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_dates_as_they_are_typed(language: str) -> None:
    """Each means what its line says on Wednesday 14 May 2025: or why nothing, and what is near."""
    meant = dict(rows(language))
    assert {typed: shown(read_date(typed, TODAY, arabic=language == "ar")) for typed in meant} == meant


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_tables_are_long(language: str) -> None:
    """At least 130 forms of a language are read, and none is listed twice."""
    typed = [text for text, meant in rows(language) if not meant.startswith("!")]
    assert len(typed) >= 130
    assert len({text for text, _ in rows(language)}) == len(rows(language))


def arabic_ordinals(number: int) -> list[str]:
    """A day of the month in words: every case, with and without the article, hamza written or not."""
    ten, unit = divmod(number, 10)
    if number <= len(UNITS):
        words = [UNITS[number - 1]]
    elif ten == 1:
        words = [f"{'حادي' if unit == 1 else UNITS[unit - 1]} عشر"]
    else:
        tens = {2: ("عشرين", "عشرون"), 3: ("ثلاثين", "ثلاثون")}[ten]
        alone = "حادي" if unit == 1 else UNITS[unit - 1]
        words = [f"{alone} و{ending}" for ending in tens] if unit else list(tens)
        with_article = [f"ال{alone} و{joint}{ending}" for ending in tens for joint in ("ال", " ال")] if unit else []
        words += with_article or [f"ال{ending}" for ending in tens]
        return words
    return [*words, *(f"ال{word}" for word in words), *(f"ال{word}".replace("أ", "ا") for word in words)]


@pytest.mark.parametrize("number", range(1, 32))
def test_arabic_ordinals_of_every_month(number: int) -> None:
    """Days 1-31 in words, with every family of month names, joined by من or not, with في and يوم, the year or none."""
    for month, family in some([*enumerate(FAMILIES, 1)], number):
        try:
            day = date(2024, month, number)
        except ValueError:
            continue
        for words in arabic_ordinals(number):
            for name in family:
                for typed in (
                    f"{words} من {name} 2024",
                    f"{words} {name} 2024",
                    f"في {words} من {name} عام 2024",
                    f"يوم {words} من شهر {name} لعام ٢٠٢٤",
                    f"في يوم {words} من {name} من سنة 2024",
                ):
                    assert shown(read_date(typed, TODAY, arabic=True)) == f"{day}", typed
            yearless = read_date(f"{words} من {family[1]}", date(2024, 12, 31), arabic=True)
            assert shown(yearless) == f"{day}", words


@pytest.mark.parametrize("number", range(1, 32))
def test_english_ordinals_of_every_month(number: int) -> None:
    """Days 1-31 in words and digits, before and after the month, with the year or none."""
    word, digits = (
        ENGLISH_ORDINALS[number - 1],
        f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10 if number // 10 != 1 else 0, 'th') }",
    )
    for month, name in some([*enumerate(ENGLISH_MONTHS, 1)], number):
        try:
            day = date(2024, month, number)
        except ValueError:
            continue
        title = name.title()
        for typed in (
            f"the {word} of {title} 2024",
            f"{word.replace('-', ' ')} of {title}, 2024",
            f"{title} {word}, 2024",
            f"on the {digits} of {title} 2024",
            f"{title} the {digits}, 2024",
            f"{digits} {title} in the year 2024",
        ):
            assert shown(read_date(typed, TODAY, arabic=False)) == f"{day}", typed
        assert shown(read_date(f"the {word} of {title}", date(2024, 12, 31), arabic=False)) == f"{day}"


@pytest.mark.parametrize("typed", ["28 April 2025", "1446 هـ", "Q1 2025", "the 1990s", "30 شباط", "putin", "2022-2024"])
def test_what_depends_on_no_day(typed: str) -> None:
    """A whole date, and what is none on any day, need no day to be seen from."""
    assert not typed_dates.is_relative(typed, TODAY, Language.EN)


@pytest.mark.parametrize(
    "typed", ["yesterday", "Monday", "28 April", "الأسبوع الماضي", "28 رمضان", "Q1", "the 5th", "5/6"]
)
def test_what_depends_on_a_day(typed: str) -> None:
    """What leaves its year, its week or more to the day it is seen from."""
    assert typed_dates.is_relative(typed, TODAY, Language.EN)


def test_hijri_alone_is_agreed_to() -> None:
    """A Hijri date without its Gregorian one is offered in both calendars; with it, nothing is asked."""
    alone = typed_dates.read("28 رمضان 1446", TODAY, Language.AR)
    assert isinstance(alone, Refusal)
    assert (alone.reason, alone.offers) == (Reason.HIJRI, (PartialDate(year=2025, month=3, day=28),))
    beside = typed_dates.read("١٢ شوال ١٤٤٦ الموافق ١٠ نيسان ٢٠٢٥", TODAY, Language.AR)
    assert isinstance(beside, Understood)
    assert str(beside.date) == "2025-04-10"


@settings(deadline=None)
@given(
    st.one_of(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text(max_size=60)),
    st.dates(date(1, 1, 2), date.max - timedelta(days=1)),
    st.booleans(),
)
def test_any_text_is_answered_without_an_error(typed: str, today: date, arabic: bool) -> None:
    """Whatever is typed, on whatever day, is read as a date that exists, or refused with dates that exist."""
    reading = read_date(typed, today, arabic=arabic)
    dates = reading.offers if isinstance(reading, Refusal) else (reading.date,)
    assert all(day.first <= day.last for day in dates)
