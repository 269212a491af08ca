"""Copy in both languages, with direction marks within its numbers, and leads that end in a whole date."""

from __future__ import annotations

import pytest

from bot.intake.analysis import analyze

_ARABIC = """موسكو، 30{m} نيسان/أبريل 20{m}25 (رويترز) - قال الرئيس سليم الخطيب الأربعاء إن العرض سيقام في 9{m}/{m}5{m}/{m}2025.

ووقع البلدان الاتفاق في ١٩{m}-٠٦{m}-٢٠٢٤، وافتتح المعرض في 12{m} ذي الحجة 1446{m} هـ.
"""
_ENGLISH = """MOSCOW, April{m} 30, 20{m}25 (Reuters) - Kane said on Wed{m}nesday the parade would be held on May{m} 9,{m} 2025.
"""


@pytest.mark.parametrize("mark", ["", "\u200f", "\u200e", "\u061c", "\u2069", "\u200b"])
def test_direction_marks_within_numbers_change_nothing(mark: str) -> None:
    """Chats put them around numbers; dates, the dateline and the copy's day are what they are without."""
    read = analyze(_ARABIC.format(m=mark))
    assert (read.date, read.agencies) == ("2025-04-30", ("رويترز",))
    assert [(event.date, event.status) for event in read.events] == [
        ("2025-04-30", "happened"),
        ("2025-05-09", "planned"),
        ("2024-06-19", "happened"),
        ("2025-06-08", "planned"),
    ]
    assert [event.date for event in analyze(_ENGLISH.format(m=mark)).events] == ["2025-04-30", "2025-05-09"]


@pytest.mark.parametrize("copy", [_ENGLISH.format(m=""), _ARABIC.format(m="")])
def test_a_lead_that_ends_in_a_whole_date_is_the_story(copy: str) -> None:
    """It is no line of place and day: the announced day is not the copy's, and nothing of the story is dropped."""
    read = analyze(copy)
    assert read.date == "2025-04-30"
    assert read.paragraphs[0].text == copy.split("\n", maxsplit=1)[0].partition(" - ")[2]


def test_each_sentence_is_read_in_its_own_language() -> None:
    """A copy may give its statement in both, and quote either in the other; whom it names in both is one person."""
    read = analyze(
        "باكو، 30 نيسان/أبريل 2025 (رويترز) - زار الرئيس سليم الخطيب، الاثنين، المرفأ القديم في المدينة.\n\n"
        "وقال الخطيب: «سنعيد بناء المرفأ قبل الشتاء».\n\n"
        "Salim al-Khatib told reporters on Tuesday that work had begun. “The first stones are in place,” Khatib said.\n"
    )
    assert read.language == "ar"
    assert [(quote.text, quote.speaker) for quote in read.quotes] == [
        ("سنعيد بناء المرفأ قبل الشتاء", "سليم الخطيب"),
        ("The first stones are in place", "Salim al-Khatib"),
    ]
    assert [event.date for event in read.events] == ["2025-04-28", "2025-04-29"]
    (person,) = read.people
    assert person.name == "سليم الخطيب"
    assert {"الخطيب", "Salim al-Khatib", "Khatib"} <= {*person.also}


def test_what_is_quoted_does_not_make_the_language() -> None:
    """An English report of an Arabic statement is English."""
    read = analyze(
        "MOSCOW, April 30, 2025 (Reuters) - The envoy, Tom Reyes, spoke on Wednesday.\n\n"
        "“النصر لنا جميعاً في هذه الحرب الطويلة وقد انتصرنا فيها معاً بعد صبر طويل وتضحيات كثيرة”, Reyes wrote.\n"
    )
    assert (read.language, read.date) == ("en", "2025-04-30")
    assert [quote.speaker for quote in read.quotes] == ["Tom Reyes"]
