"""What each section of a story tells a reader, and the buttons below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.model import Dossier
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render import rich
from bot.views import section_page
from bot.views.callback_data import PageLink, ReaderLink, Section, ShareLink, StoriesLink, unpack
from siyaq_sandbox import rich as strict
from tests.unit.pages import Recorded, every_word, only, page, story

if TYPE_CHECKING:
    from bot.views.callback_data import Link

AR, EN = Language.AR, Language.EN
KURSK: dict[str, Any] = {
    "slug": "kursk",
    "title": {"ar": "جنود في كورسك", "en": "Troops in Kursk"},
    "standfirst": {"ar": "أقرّت بيونغ يانغ.", "en": "Pyongyang confirmed."},
    "key_points": [{"id": "k1", "text": {"ar": "نقطة.", "en": "A point."}, "sources": ["s1"]}],
    "summary": [{"id": "p1", "text": {"ar": "فقرة.", "en": "A paragraph."}}],
    "people": [
        {
            "id": "kcna",
            "kind": "organisation",
            "name": {"ar": "وكالة الأنباء المركزية", "en": "KCNA"},
            "about": {"ar": "أعلنت الخبر.", "en": "It announced the news."},
            "sources": ["s1"],
        },
        {
            "id": "putin",
            "name": {"ar": "فلاديمير بوتين", "en": "Vladimir Putin"},
            "role": {"ar": "الرئيس الروسي", "en": "President of Russia"},
            "sources": ["s1"],
        },
    ],
    "quotes": [
        {
            "id": "q1",
            "speaker": "putin",
            "words": {"ar": "وثيقة ثورية", "en": "a revolutionary document"},
            "language": "ar",
            "sources": ["s1", "s2"],
        },
        {
            "id": "q2",
            "speaker": "putin",
            "role": {"ar": "رئيس الوزراء", "en": "Prime minister"},
            "words": {"ar": "نقدّر ذلك كثيرا", "en": "We appreciate it"},
            "language": "ru",
            "date": "2025-04-28",
            "occasion": {"ar": "بيان للكرملين", "en": "Kremlin statement"},
            "sources": ["s1"],
        },
        {
            "id": "q3",
            "speaker": "kcna",
            "words": {"ar": "تكللت بالنجاح", "en": "crowned with success"},
            "language": "en",
            "date": "2025-04",
            "sources": ["s1"],
        },
    ],
    "events": [
        {"id": "e1", "text": {"ar": "اتهام بلا تاريخ.", "en": "An accusation."}, "sources": ["s1"]},
        {"id": "e2", "date": "2025-04-28", "text": {"ar": "التأكيد.", "en": "The confirmation."}, "sources": ["s1"]},
        {"id": "e3", "date": "2025", "text": {"ar": "سنة.", "en": "A year."}, "sources": ["s1"]},
        {"id": "e4", "date": "2022-02", "text": {"ar": "الهجوم.", "en": "The offensive."}, "sources": ["s1"]},
        {"id": "e5", "date": "2025-04", "text": {"ar": "شهر.", "en": "A month."}, "sources": ["s1"]},
    ],
    "sources": [
        {
            "id": "s1",
            "outlet": {"ar": "سكاي نيوز عربية", "en": "Sky News Arabia"},
            "title": {"ar": "كوريا الشمالية تؤكد"},
            "url": "https://example.org/a?b=1&c=2",
            "date": "2025-04-28",
            "language": "ar",
        },
        {"id": "s2", "outlet": {"en": "Reuters"}, "url": "https://example.org/r", "language": "en"},
    ],
}

SOURCE = "Source: Sky News Arabia"


def dossier(**changed: Any) -> Dossier:
    """The dossier of Kursk with some of it changed."""
    return Dossier.model_validate(KURSK | changed)


def read(section: Section, language: Language = EN, text: Dossier | None = None, **place: Any) -> str:
    """A section's text without marks of direction."""
    return only(page(text or dossier(), section, language, **place)).plain


def links(message: Recorded) -> dict[str, Link]:
    """Where each button leads."""
    return {by_key["text"]: unpack(by_key["callback_data"]) for row in message.buttons for by_key in row}


def test_the_cover_says_what_there_is() -> None:
    """Title, standfirst, key events, counts in words with what is not there left out, the last development."""
    assert read(Section.COVER, text=dossier(events=[])) == (
        "Troops in Kursk\n\nPyongyang confirmed.\n\n"
        "3 quotes · 1 person · 1 organisation · 2 sources\nLast development: 28 April 2025"
    )
    assert read(Section.COVER, AR, dossier(quotes=[], events=KURSK["events"][:2])) == (
        "جنود في كورسك\n\nأقرّت بيونغ يانغ.\n\nأبرز الأحداث\n\n• 28 نيسان/أبريل 2025: التأكيد.\n\n"
        "المصدر: سكاي نيوز عربية\n\nحدثان · شخص واحد · جهة واحدة · مصدران\nآخر تطور: 28 نيسان/أبريل 2025"
    )


def test_a_cover_in_one_language_says_so_in_the_other() -> None:
    """The text that there is is shown, with a line saying that it is not translated; what is curated is counted."""
    text = dossier(title={"en": "Troops in Kursk"}, standfirst={"en": "Pyongyang confirmed."})
    assert read(Section.COVER, AR, text).startswith(
        "Troops in Kursk\n\nPyongyang confirmed.\n(بالإنجليزية؛ لم يُترجم بعد)\n\nأبرز الأحداث"
    )
    assert "3 اقتباسات" in read(Section.COVER, AR, text)
    partly = dossier(title={"en": "Troops in Kursk"})
    assert "أقرّت بيونغ يانغ.\n(بعضه بالإنجليزية؛ لم يُترجم بعد)" in read(Section.COVER, AR, partly)
    assert read(Section.SUMMARY, AR, partly).startswith("Troops in Kursk (بالإنجليزية)\nالملخص\n\n")


def test_the_summary_ends_with_its_corrections() -> None:
    """Key points, paragraphs, then what was put right with its day; without corrections no heading of them."""
    corrections = [{"id": "c1", "date": "2025-05-02", "text": {"ar": "صُوّب التاريخ.", "en": "The date was wrong."}}]
    assert read(Section.SUMMARY) == "Troops in Kursk\nSummary\n\n• A point.\n\nA paragraph."
    assert read(Section.SUMMARY, AR, dossier(corrections=corrections)) == (
        "جنود في كورسك\nالملخص\n\n• نقطة.\n\nفقرة.\n\nتصويبات\n\n2 أيار/مايو 2025\nصُوّب التاريخ."
    )


def test_a_quote_has_its_credit_its_source_and_the_mark_of_a_translation() -> None:
    """Speaker, the role of the time, occasion, a date as fine as known; translations name what they are made from."""
    first, second, third = read(Section.QUOTES, AR).split("\n\n")[1:]
    assert first == "«وثيقة ثورية»\n— فلاديمير بوتين، الرئيس الروسي\nالمصدران: سكاي نيوز عربية وReuters"
    assert second == (
        "«نقدّر ذلك كثيرا»\n— فلاديمير بوتين، رئيس الوزراء · بيان للكرملين · 28 نيسان/أبريل 2025\n"
        "مترجم عن الروسية · المصدر: سكاي نيوز عربية"
    )
    assert third == (
        "«تكللت بالنجاح»\n— وكالة الأنباء المركزية · نيسان/أبريل 2025\nمترجم عن الإنجليزية · المصدر: سكاي نيوز عربية"
    )
    english = read(Section.QUOTES).split("\n\n")[1:]
    assert english[0].endswith("\nTranslated from Arabic · Sources: Sky News Arabia and Reuters")
    assert english[2] == "“crowned with success”\n— KCNA · April 2025\nSource: Sky News Arabia"


def test_an_original_shown_for_want_of_a_translation_is_not_called_one() -> None:
    """Words in the language in which they were printed are no translation, whichever language the page is in."""
    quotes = [{**KURSK["quotes"][0], "words": {"ar": "وثيقة ثورية"}, "sources": ["s1"]}]
    shown = only(page(dossier(quotes=quotes), Section.QUOTES, EN))
    assert shown.plain.split("\n\n")[1] == (
        "«وثيقة ثورية»\n— Vladimir Putin, President of Russia\n"
        "Source: Sky News Arabia · (in Arabic; not yet translated)"
    )


def test_sources_of_quotes_are_links() -> None:
    """An outlet leads to what it published, with its address as it is."""
    entities = only(page(dossier(), Section.QUOTES, EN)).entities
    urls = [entity["url"] for entity in entities if entity["type"] == "text_link"]
    assert urls[:2] == ["https://example.org/a?b=1&c=2", "https://example.org/r"]


def test_a_speakers_quotes_are_headed_with_the_name() -> None:
    """Only that speaker's; the heading says whose, and a button leads back to all."""
    message = only(page(dossier(), Section.QUOTES, AR, speaker="kcna"))
    assert message.plain.startswith("جنود في كورسك\nالاقتباسات: وكالة الأنباء المركزية\n\n«تكللت بالنجاح»")
    assert "ثورية" not in message.plain
    assert links(message)["كل الاقتباسات"] == PageLink(7, Section.QUOTES, AR)
    assert links(message)["English"] == PageLink(7, Section.QUOTES, EN, speaker="kcna")


@pytest.mark.parametrize("speaker", ["kcna", "gone"])
def test_a_speaker_without_quotes_is_told_so(speaker: str) -> None:
    """Whether the story knows the name or no longer does, the page says that there is nothing, and what to do."""
    message = only(page(dossier(quotes=KURSK["quotes"][:2]), Section.QUOTES, EN, speaker=speaker))
    assert "This story has no quotes by this speaker. The button below shows all of them." in message.plain
    assert "All quotes" in links(message)


def test_the_timeline_runs_from_the_oldest_to_what_has_no_date() -> None:
    """In order of date, of the same beginning the coarser first; undated events stand under a line of theirs."""
    heads = [line.split("\n")[0] for line in read(Section.TIMELINE).split("\n\n")[1:]]
    assert heads == ["February 2022", "2025", "April 2025", "28 April 2025", "No known date", "An accusation.", SOURCE]


def test_of_dates_with_one_beginning_the_coarser_comes_first() -> None:
    """A year stands before its first month, and that before its first day, however the desk put them in."""
    dates = ("2025-01-01", "2025", "2025-01", "2024-12-31")
    events = [{**KURSK["events"][1], "id": f"e{n}", "date": date} for n, date in enumerate(dates)]
    heads = [part.split("\n")[0] for part in read(Section.TIMELINE, text=dossier(events=events)).split("\n\n")[1:]]
    assert heads == ["31 December 2024", "2025", "January 2025", "1 January 2025", SOURCE]


def test_the_timeline_from_the_newest() -> None:
    """The same in the other order, what has no date still at the end; ranges and parts in their places."""
    dates = ("2025-04-28/2025-04-30", "2025-04-29", "2025-04-late", "2024-late", None)
    events = [{**KURSK["events"][1], "id": f"e{n}", "date": date} for n, date in enumerate(dates)]
    document = section_page.compose(
        story(dossier(events=events)),
        PageLink(7, Section.TIMELINE, EN),
        every_word()[EN],
        Preferences(EN, newest_first=True),
        False,
    )
    heads = [part.split("\n")[0] for part in only(document).plain.split("\n\n")[1:]]
    assert heads[:5] == ["29 April 2025", "28–30 April 2025", "late April 2025", "late 2024", "No known date"]


@pytest.mark.parametrize(
    ("span", "heading", "shown"),
    [
        ("2025-04-late", "التسلسل الزمني: أواخر نيسان/أبريل 2025", ["التأكيد."]),
        ("2025", "التسلسل الزمني: 2025", ["سنة.", "شهر.", "التأكيد."]),
        ("2025-04", "التسلسل الزمني: نيسان/أبريل 2025", ["شهر.", "التأكيد."]),
        ("2025-04-28", "التسلسل الزمني: 28 نيسان/أبريل 2025", ["التأكيد."]),
        ("2022", "التسلسل الزمني: 2022", ["الهجوم."]),
    ],
)
def test_a_span_holds_what_is_known_to_lie_within_it(span: str, heading: str, shown: list[str]) -> None:
    """A year is not within one of its months, and what has no date is within no span; the heading says which."""
    text = read(Section.TIMELINE, AR, span=span)
    assert text.split("\n")[1] == heading
    assert [part.split("\n")[1] for part in text.split("\n\n")[1 : len(shown) + 1]] == shown
    assert text.count("المصدر: سكاي نيوز عربية") == 1


def test_a_span_without_events_says_what_to_do() -> None:
    """The page names the span, and a button leads to all events."""
    message = only(page(dossier(), Section.TIMELINE, EN, span="1999-12"))
    assert "No event is known for December 1999." in message.plain
    assert links(message)["All events"] == PageLink(7, Section.TIMELINE, EN)


def test_people_come_before_organisations() -> None:
    """Each with a role and a part in the story as far as known, in the dossier's order within its kind."""
    assert read(Section.PEOPLE) == (
        "Troops in Kursk\nPeople\n\nVladimir Putin — President of Russia\n\n"
        f"Organisations\n\nKCNA\nIt announced the news.\n\n{SOURCE}"
    )


def test_sources_are_numbered_and_lead_to_what_was_published() -> None:
    """Outlet, title as a link, date and language; a title in its own language needs no translation."""
    message = only(page(dossier(), Section.SOURCES, EN))
    assert message.plain.split("\n\n")[1:] == [
        "1. Sky News Arabia: كوريا الشمالية تؤكد\n28 April 2025 · in Arabic",
        "2. Reuters",
    ]
    items = [entity["url"] for entity in message.entities if entity["type"] == "text_link"]
    assert items == ["https://example.org/a?b=1&c=2", "https://example.org/r"]
    assert read(Section.SOURCES, AR).endswith("2. Reuters\nباللغة الإنجليزية · (بعضه بالإنجليزية؛ لم يُترجم بعد)")


def test_what_is_not_translated_is_shown_and_says_so() -> None:
    """One text among several has a note of its own; where none is translated the page says it once."""
    points = [{"id": f"k{n}", "text": {"en": f"Point {n}."}, "sources": ["s1"]} for n in range(3)]
    result = read(Section.SUMMARY, AR, dossier(key_points=points[:1]))
    assert "• Point 0.\n(بالإنجليزية؛ لم يُترجم بعد)\n\nفقرة." in result
    every = read(Section.SUMMARY, AR, dossier(key_points=points, summary=[]))
    assert every.split("\n\n")[1:] == [
        "نصوص هذه الصفحة بالإنجليزية؛ لم تُترجم بعد.",
        *(f"• Point {n}." for n in range(3)),
        "المصدر: سكاي نيوز عربية",
    ]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("section", [section for section in Section if section not in {Section.COVER, Section.WHOLE}])
def test_an_empty_section_says_so(section: Section, language: Language) -> None:
    """A story of which only a title is curated has a sentence on each page, and all its buttons."""
    bare = Dossier.model_validate({key: KURSK[key] for key in ("slug", "title", "standfirst")})
    message = only(page(bare, section, language))
    _, said = message.plain.split("\n\n")
    assert said.endswith("بعد." if language is AR else "yet.")
    assert len(links(message)) == len(Section)


def test_the_whole_of_an_empty_story_is_its_cover() -> None:
    """Where nothing is curated but a title, nothing is promised: neither contents nor sections."""
    bare = Dossier.model_validate({key: KURSK[key] for key in ("slug", "title", "standfirst")})
    assert only(page(bare, Section.WHOLE, EN)).plain == only(page(bare, Section.COVER, EN)).plain
    (message_page,) = rich.paginate(page(bare, Section.WHOLE, EN))
    strict.parse({"html": message_page.html})


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("section", Section)
def test_every_page_leads_everywhere(section: Section, language: Language) -> None:
    """Buttons to all other sections, to the other language, to sharing it, and to other stories; a cover to more."""
    message = only(page(dossier(), section, language, others=True))
    led = [item for item in Section if item is not Section.WHOLE or section is Section.COVER]
    expected = {PageLink(7, entry, language) for entry in led if entry is not section}
    own = PageLink(7, section, language)
    following = {ReaderLink("follow", language, 7)} if section is Section.COVER else set()
    expected_all = expected | following | {replace(own, language=language.other), ShareLink(own), StoriesLink(language)}
    assert set(links(message).values()) == expected_all
    assert len(message.buttons) <= 4
    assert all(len(row) <= 3 for row in message.buttons)
    alone = only(page(dossier(), section, language))
    assert set(links(alone).values()) == expected_all - {StoriesLink(language)}


def test_rows_of_arabic_pages_begin_on_the_right() -> None:
    """Clients lay rows out from the left: the first section of an Arabic page is the last button of its row."""
    for language, first in ((EN, 0), (AR, -1)):
        row = only(page(dossier(), Section.COVER, language)).buttons[1]
        assert unpack(row[first]["callback_data"]) == PageLink(7, Section.SUMMARY, language)


def test_a_page_is_the_same_whichever_item_led_to_it() -> None:
    """What only points into a page, or narrows another section, changes nothing: the page can be kept by what it is."""
    whole = page(dossier(), Section.SUMMARY, AR)
    assert page(dossier(), Section.SUMMARY, AR, item="p1", part=3, speaker="putin", span="2025") == whole
