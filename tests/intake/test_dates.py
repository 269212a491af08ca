"""Dates of copy: no finer than printed, relative to the copy's day, in all calendars and month families."""

from __future__ import annotations

from datetime import date

import pytest

from bot.intake.analysis import analyze
from bot.intake.dating.events import dates_in
from bot.intake.normalized import normalized

DAY = date(2025, 4, 30)  # a Wednesday


def read(copy: str, day: date | None = DAY) -> list[str]:
    """The dates of a sentence."""
    plain = normalized(copy).plain
    arabic = any("\u0600" <= char <= "\u06ff" for char in copy)
    return [str(dated.when) for dated in dates_in(plain, 0, len(plain), day, arabic=arabic)]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("قال الاثنين إن الاجتماع سيعقد الخميس", ["2025-04-28", "2025-05-01"]),
        ("اندلعت الحرب في فبراير/ شباط 2022", ["2022-02"]),
        ("في ٢٨ نيسان ٢٠٢٥ وقع الاتفاق", ["2025-04-28"]),
        ("افتتح في 15 رمضان 1446 هـ الموافق 15 مارس 2025", ["2025-03-15"]),
        ("بدأ العمل في رمضان 1446", ["2025-03"]),
        ("صدر القرار عام 1200 هـ", [""]),
        ("وقع في الأول من مايو الماضي", ["2024-05-01"]),
        ("في منتصف جويلية 2024", ["2024-07"]),
        ("في 3 غشت 2023", ["2023-08-03"]),
        ("بين عامي 2014 و2016", ["2014", "2016"]),
        ("زار المدينة الأسبوع الماضي", ["2025-04"]),
        ("زارها قبل ثلاثة أيام", ["2025-04-27"]),
        ("مارس الضغط على الحكومة", []),
        ("في اليوم العالمي للصحافة", []),
        ("said on Monday it will vote on Thursday", ["2025-04-28", "2025-05-01"]),
        ("began on Feb. 24, 2022", ["2022-02-24"]),
        ("in early March 2024", ["2024-03"]),
        ("left last week", ["2025-04"]),
        ("left four weeks ago", ["2025"]),  # from 31 March to 6 April
        ("غادر قبل أربعة أسابيع", ["2025"]),
        ("will meet next week", ["2025-05"]),
        ("two years ago", ["2023"]),
        ("over 2000 people came", []),
        ("he may go", []),
        ("signed on 03/04/2025", ["2025"]),
        ("on 31 February 2024", []),
        ("في أبريل/نيسان 2019 ثم في الثالث من سبتمبر من العام نفسه", ["2019-04", "2019-09-03"]),
        ("ستعقد الجلسة في 22 من الشهر المقبل", ["2025-05-22"]),
        ("ارتفعت في رمضان الماضي", ["2025-03"]),
        ("يترقبون اجتماعا يومي 6 و7 مايو", ["2025-05-06", "2025-05-07"]),
        ("on February 14, 2023, and on January 9 that year", ["2023-02-14", "2023-01-09"]),
        ("a vote was called for May 9", ["2025-05-09"]),
        ("In March she left", ["2025-03"]),
        ("a 2019 study said so at 1900 GMT", ["2019"]),
        ("wrote in The Sunday Ledger", []),
    ],
)
def test_reading(copy: str, expected: list[str]) -> None:
    """What a phrase means on Wednesday, 30 April 2025."""
    assert read(copy) == expected


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        ("A court jailed a banker for twelve years on Monday, August 18, 2025, in the capital.", "2025-08-18"),
        ("A court will open the trial of a banker on Monday, August 18, 2025, in the capital.", None),
        ("A court jailed a banker for twelve years on Tuesday, August 18, 2025, in the capital.", None),
        ("A court jailed a banker for twelve years after a raid on August 18, 2025, in the capital.", None),
        ("أيدت المحكمة في المدينة، اليوم الاثنين الموافق 18 أغسطس 2025، حكما بسجن المصرفي.", "2025-08-18"),
        (
            "(Beirut, March 12, 2024) – Authorities are holding seven journalists in the province, groups said.",
            "2024-03-12",
        ),
    ],
)
def test_the_copys_day_is_read_from_its_lead(lead: str, day: str | None) -> None:
    """Today or a weekday with a whole date is the copy's day, unless it lies ahead or the weekday is wrong."""
    assert analyze(f"The title of it\n\n{lead}\n\nNothing else is known about the case so far.").date == day


def test_without_the_copys_day_what_is_relative_has_no_date() -> None:
    """A weekday is then a date that cannot be told; a whole date is one all the same."""
    assert read("on Monday, and on 3 May 2024", None) == ["", "2024-05-03"]
