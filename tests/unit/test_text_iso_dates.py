from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.dates.iso_dates import read_span

UNDERSTOOD = {
    "2025": (
        "2025 | 2025? | ٢٠٢٥؟ | ٢٠٢٥ | ۲۰۲۵ | ２０２５ |  2025  | in 2025 | the year 2025 |"
        "عام 2025 | في عام ٢٠٢٥ | سنة 2025 | 2025م | ٢٠٢٥ م"
    ),
    "2025-04": (
        "2025-04 | 2025-4 | 2025/04 | 2025.04 | ٢٠٢٥-٠٤ | ۲۰۲۵-۰۴ | ٢٠٢٥/٤ | 04/2025 | 4-2025 | ٠٤/٢٠٢٥ |"
        "2025\u201304 |"
        "نيسان 2025 | أبريل 2025 | ابريل 2025 | إبريل ٢٠٢٥ | أبْريل 2025 | نِيسان 2025 | نيسـان 2025 |"
        "نيسان/أبريل 2025 | نيسان / أبريل 2025 | نيسان ابريل 2025 | أبريل/ نيسان 2025 | نيسان (أبريل) 2025 |"
        "شهر نيسان 2025 | في نيسان/أبريل من عام 2025 | 2025 نيسان | أفريل 2025 | نيسان2025 | نيسان، 2025 |"
        "April 2025 | april 2025 | APRIL 2025 | Apr 2025 | Apr. 2025 | April, 2025 |"
        "2025 April | April of 2025 | Apr2025"
    ),
    "2025-04-28": (
        "2025-04-28 | 2025/4/28 | ٢٠٢٥-٠٤-٢٨ | 28/04/2025 | 28.4.2025 | 4/28/2025 | ٢٨/٤/٢٠٢٥ |"
        "28 نيسان 2025 | ٢٨ نيسان/أبريل ٢٠٢٥ | 28 أبريل، 2025 | يوم 28 نيسان من عام 2025 | 28 نيسان/ابريل 2025م |"
        "28 April 2025 | April 28, 2025 | April 28th 2025 | the 28th of April 2025 | on 28 Apr 2025 | 2025 April 28 |"
        "28-Apr-2025 | 2025-Apr-28 | 28Apr2025"
    ),
    "2025-02-late": "late February 2025 | أواخر شباط 2025 | 2025-02-late | end of February 2025 | نهاية فبراير ٢٠٢٥",
    "2025-mid": "mid-2025 | mid 2025 | منتصف عام 2025 | في منتصف ٢٠٢٥",
    "2025-04-28/2025-04-30": (
        "28-30 April 2025 | 28–30 April 2025 | 28 to 30 April 2025 | من 28 إلى 30 نيسان 2025 | ٢٨ - ٣٠ نيسان ٢٠٢٥ |"
        "2025-04-28/2025-04-30 | 28/04/2025 - 30/04/2025 | 2025-04-28 to 2025-04-30"
    ),
    "2025/2026": "2025-2026 | 2025–2026 | من 2025 إلى 2026 | from 2025 to 2026",
    "2025-01": (
        "كانون الثاني 2025 | كانون ثاني 2025 | يناير 2025 | كانون الثاني/يناير 2025 | جانفي 2025 |"
        "January 2025 | Jan 2025"
    ),
    "2022-02": "شباط 2022 | فبراير/ شباط 2022 | فيفري 2022 | Feb 2022",
    "2025-03": "آذار 2025 | اذار 2025 | مارس 2025 | March 2025 | Mar 2025",
    "2025-05": "أيار 2025 | ايار 2025 | مايو 2025 | ماي 2025 | مايس 2025 | May 2025",
    "2025-06": "حزيران 2025 | يونيو 2025 | يونيه 2025 | جوان 2025 | June 2025 | Jun 2025",
    "2025-07": "تموز 2025 | يوليو 2025 | يوليه 2025 | يوليوز 2025 | جويلية 2025 | جويليه 2025 | July 2025 | Jul 2025",
    "2025-08": "آب 2025 | اب 2025 | أغسطس 2025 | اغسطس 2025 | غشت 2025 | أوت 2025 | أغشت 2025 | August 2025 | Aug 2025",
    "2025-09": "أيلول 2025 | سبتمبر 2025 | شتنبر 2025 | September 2025 | Sept 2025 | Sep 2025",
    "2025-10": "تشرين الأول 2025 | تشرين اول 2025 | أكتوبر 2025 | اكتوبر 2025 | تشرين الأول/أكتوبر 2025 | Oct 2025",
    "2025-11": "تشرين الثاني 2025 | تشرين ثاني 2025 | نوفمبر 2025 | نونبر 2025 | November 2025 | Nov 2025",
    "2025-12": "كانون الأول 2025 | كانون الاول 2025 | كانون اول 2025 | ديسمبر 2025 | دجنبر 2025 | Dec 2025",
    "2024-02-29": "29 شباط 2024 | 2024-02-29 | 29 February 2024",
    "2025-03-03": "03/03/2025 | 3 آذار/مارس 2025",
}

NOT_SPANS = [
    "",
    " ",
    "-",
    "putin",
    "بوتين",
    "نيسان",
    "April",
    "28 April",
    "28 نيسان",
    "25",
    "20255",
    "0000",
    "2025-13",
    "30-28 April 2025",
    "2026-2025",
    "late 28 April 2025",
    "25-04-28",
    "from 2025",
    "من إلى 2025",
    "mid-28 April 2025",
    "kursk-2025",
    "2025-00",
    "2025-02-30",
    "29 شباط 2025",
    "0 April 2025",
    "03/04/2025",
    "٠٣/٠٤/٢٠٢٥",
    "13/2025",
    "2025 2026",
    "28 4 2025",
    "2025 4",
    "نيسان/مايو 2025",
    "April May 2025",
    "April 28 29 2025",
    "نيسان 2025 كورسك",
    "kursk 2025",
    "2025 putin",
    "نيسانة 2025",
    "Aprilis 2025",
    "March on Moscow",
    "1446 هـ",
    "٢٨ رمضان ١٤٤٦",
    "²⁰²⁵x",
    "#4 2025",
    "2025-04-28T10:00",
    "in the",
    "9" * 5000,
    "نيسان " * 2000,
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(typed.strip(), span) for span, row in UNDERSTOOD.items() for typed in row.split("|") if typed.strip()],
)
def test_understood(typed: str, expected: str) -> None:
    """What names one day, month or year, in either language and any digits, is read as that."""
    assert str(read_span(typed)) == expected


@pytest.mark.parametrize("typed", NOT_SPANS)
def test_not_understood(typed: str) -> None:
    """What names none, several, or one that never was, or can be read two ways, is no span."""
    assert read_span(typed) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789٢-/. #نيسانAprilم"), max_size=30))
def test_any_text_is_read_without_an_error(typed: str) -> None:
    """Whatever is typed is read as a date that exists, or as none."""
    span = read_span(typed)
    assert span is None or span.first <= span.last
