"""The cover for who comes late: what the story is, its key events, what is unresolved, in 900 characters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import starter
from bot.dossier import read
from bot.model import Dossier
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render import rich
from bot.views import cover, section_page
from bot.views.callback_data import PageLink, Section
from bot.views.story_context import StoryContext
from siyaq_sandbox import rich as strict
from tests.thoroughness import examples
from tests.unit.pages import AT, every_word, only, page, story

AR, EN = Language.AR, Language.EN
BARE: dict[str, Any] = {
    "slug": "port",
    "title": {"en": "The port"},
    "standfirst": {"en": "It goes on."},
    "sources": [{"id": "s1", "outlet": {"en": "Gazette"}, "language": "en"}],
}


def dossier(*events: dict[str, Any], **more: Any) -> Dossier:
    """A story of these events, which are numbered and sourced."""
    made = [{"id": f"e{number}", "sources": ["s1"], **event} for number, event in enumerate(events, 1)]
    return Dossier.model_validate({**BARE, "events": made, **more})


def event(day: int, text: str = "", **more: Any) -> dict[str, Any]:
    """An event of April 2025."""
    return {"date": f"2025-04-{day:02}", "text": {"en": text or f"Day {day}."}, **more}


def lines(made: Dossier, language: Language = EN) -> list[str]:
    """The cover's lines as a reader of classic messages sees them."""
    return [line for line in only(page(made, Section.COVER, language)).plain.split("\n") if line]


@pytest.mark.parametrize("language", [AR, EN])
def test_the_first_story_is_told_on_its_cover(language: Language) -> None:
    """Who sent whom where, since when, what Moscow said, what is not known: all on one page of 900 characters."""
    ((name, data),) = starter.stories()
    kursk = read(data, name)
    message = only(page(kursk, Section.COVER, language))
    assert len(message.plain) <= cover.LIMIT
    wanted = {
        EN: (
            "sent to Russia",
            "28 April 2025: North Korea",
            "Kremlin statement",
            "Still unresolved",
            "How many soldiers",
        ),
        AR: ("أُرسلوا إلى روسيا", "28 نيسان/أبريل 2025: تؤكد", "بوتين", "لم يُحسم بعد", "كم جنديًا"),
    }
    assert [words for words in wanted[language] if words not in message.plain] == []
    (rich_page,) = rich.paginate(page(kursk, Section.COVER, language))
    text = re.sub("[\u2060\u2068\u2069]|<[^>]+>", "", rich_page.html)
    assert len(text) <= cover.LIMIT
    assert [words for words in wanted[language] if words not in text] == []
    strict.parse({"html": rich_page.html})


def test_marked_events_are_shown_else_the_newest() -> None:
    """What an editor marked, in order; where nothing is marked the five newest; an undated one says so, and is last."""
    unmarked = dossier(*(event(day) for day in range(1, 8)), {"text": {"en": "Some day."}})
    assert lines(unmarked)[2:9] == [
        "Key events", *(f"• {day} April 2025: Day {day}." for day in range(3, 8)), "Source: Gazette",
    ]  # fmt: skip
    marked = dossier({"text": {"en": "Some day."}, "key": True}, event(9), event(3, key=True), event(1, key="true"))
    assert lines(marked)[3:6] == ["• 1 April 2025: Day 1.", "• 3 April 2025: Day 3.", "• Date not known: Some day."]
    newest_first = StoryContext(
        story(marked), PageLink(7, Section.COVER, EN), every_word()[EN], Preferences(EN, newest_first=True)
    )
    assert [shown.id for shown in cover.key_events(newest_first)] == ["e3", "e4", "e1"]


def test_long_events_are_cut_after_a_clause_and_none_below_use() -> None:
    """A short event stays whole, a long one ends after its clause; of too many long ones the newest stay."""
    clause = "Ministers met in the capital for a day of talks about the harbour and the many ships that wait in it"
    long = dossier(event(1, "It began."), event(2, f"{clause}, {'and nothing came of it ' * 40}"))
    assert next(line for line in lines(long) if line.startswith("•")) == "• 1 April 2025: It began."
    many = dossier(*(event(day, f"{clause}, {'and so on ' * 90}") for day in range(1, 6)), unresolved={"en": "W" * 299})
    shown = [line for line in lines(many) if line.startswith("•")]
    assert shown[-1].startswith("• 5 April 2025: Ministers")
    assert all(len(line) > 80 for line in shown)


@settings(max_examples=examples(40), deadline=None)
@given(
    st.text("ab ,.", min_size=1, max_size=300),
    st.lists(st.text("abc ,.;", min_size=1, max_size=900), max_size=7),
    st.sampled_from([0, 30, 500]),
)
def test_no_cover_is_longer_than_900_characters(title: str, events: list[str], unresolved: int) -> None:
    """Whatever the texts' lengths."""
    more = {"unresolved": {"en": "u " * unresolved + "u"}} if unresolved else {}
    made = dossier(
        *(event(day, f"x{text}") for day, text in enumerate(events, 1)),
        title={"en": f"T{title}"[:300]}, standfirst={"en": "word " * 200}, **more,
    )  # fmt: skip
    assert len(only(page(made, Section.COVER, EN)).plain) <= cover.LIMIT


def test_the_last_development_is_the_story_s_own() -> None:
    """The newest event or quotation that is past; one that is announced is none; without dates the hour of editing."""
    assert lines(dossier(event(3), event(9), {"date": "2025-06", "text": {"en": "Planned."}}))[-1] == (
        "Last development: 9 April 2025"
    )
    assert lines(dossier({"text": {"en": "Some day."}}))[-1] == "Last updated: 28 April 2025, 22:30 UTC"
    assert not story(dossier(event(28))).is_old
    assert replace(story(dossier(event(3))), at=AT + timedelta(days=30)).is_old
    assert story(dossier(event(3), event(28))).is_old, "it has grown, and began long ago"
    new = story(dossier(event(3), event(27), event(28)))
    assert not any(replace(new, revision=revision).is_old for revision in (1, 2)), "a new story may have its background"


def test_the_full_story_has_what_is_unresolved() -> None:
    """Whole, before the contents."""
    made = dossier(event(3), unresolved={"en": "Who pays.", "ar": "من يدفع."})
    full = section_page.compose(story(made), PageLink(7, Section.WHOLE, EN), every_word()[EN], Preferences(EN), False)
    assert "Still unresolved\n\nWho pays." in only(full).plain
