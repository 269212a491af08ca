"""Cleaning: what is no part of the story goes, with its reason; what repeats stays once, in its fullest form."""

from __future__ import annotations

from datetime import date

from bot.intake.analysis import analyze

COPY = """
صدى المدينة || #وكالات
أعلنت البلدية إغلاق الجسر القديم أمام السيارات ابتداء من الأحد.
وأعلنت البلدية إغلاق الجسر القديم أمام السيارات ابتداء من الأحد، بسبب تشققات في دعاماته.
رئيسة البلدية نهى سالم، طنجة 3 مارس 2025 (Getty) رياضة فريق الساحل يتعاقد مع حارس جديد وقالت رئيسة البلدية نهى سالم إن “السلامة أولا وأخيرا”.
اقرأ أيضا: خمسة مقاه تستحق الزيارة
شارك
#جسر #طنجة
وكالات
"""


def test_a_page_is_cleaned() -> None:
    """Credits, a caption, a headline run into the text, links, buttons and hashtags go; the fuller sentence stays."""
    intake = analyze(COPY, day=date(2025, 3, 8))
    assert {(dropped.why, dropped.text) for dropped in intake.dropped} == {
        ("credit", "صدى المدينة || #وكالات"),
        ("repeated", "أعلنت البلدية إغلاق الجسر القديم أمام السيارات ابتداء من الأحد."),
        ("caption", "رئيسة البلدية نهى سالم، طنجة 3 مارس 2025 (Getty)"),
        ("other_story", "رياضة فريق الساحل يتعاقد مع حارس جديد"),
        ("link_line", "اقرأ أيضا: خمسة مقاه تستحق الزيارة"),
        ("share", "شارك"),
        ("hashtag", "#جسر #طنجة"),
        ("credit", "وكالات"),
    }
    assert intake.outlets == ("صدى المدينة",)
    assert intake.agencies == ("وكالات",)
    assert [event.date for event in intake.events] == ["2025-03-09"]  # the caption's day is none of the story's


def test_a_dateline_gives_the_day_and_the_agency() -> None:
    """What stands before the first sentence is its source, and no part of it."""
    intake = analyze("GENEVA, 28 April 2025 (Reuters) - The council met on Monday.\nIt adjourned.")
    assert (intake.date, intake.asks_date, intake.agencies) == ("2025-04-28", False, ("Reuters",))
    assert intake.paragraphs[0].text == "The council met on Monday."


def test_without_a_day_it_is_asked_for() -> None:
    """A copy that has no day of its own says so."""
    intake = analyze("The council met on Monday and adjourned.")
    assert (intake.date, intake.asks_date) == (None, True)
    assert [(event.date, event.precision, event.said) for event in intake.events] == [(None, "none", "Monday")]


def test_sentences_that_differ_in_a_figure_both_stay() -> None:
    """Two tolls are two statements, however alike their words."""
    intake = analyze("The blast killed 5 people in the old town.\nThe blast killed 7 people in the old town.")
    assert not intake.dropped
