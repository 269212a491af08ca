"""What the words behind a command mean."""

from __future__ import annotations

import pytest

from bot.handlers.reader.argument_parser import Ambiguous, Match, NoMatch, resolve
from bot.views.callback_data import Section
from tests.bot.story_factory import first, person, quote, tale
from tests.unit.pages import story

KURSK = story(first(), 1)
GAZA = story(
    tale(
        "gaza-talks",
        "مُحادثات غزَّة في القاهرة",
        "Gaza talks in Cairo",
        people=[
            person("envoy", "المبعوث سمير حداد", "Samir Haddad") | {"also": ["Abu Yusuf", "أبو يوسف"]},
            person("putin", "بوتين", "Putin"),
            person("silent", "حداد الصامت", "Haddad the Silent"),
        ],
        quotes=[quote("q1", "envoy", ar="سنواصل"), quote("q2", "putin", en="Let them talk")],
    ),
    2,
)
CAIRO = story(tale("cairo-summit", "قمة القاهرة", "Cairo summit"), 3)
CAIRO_AGAIN = story(tale("cairo", "القاهرة", "Cairo"), 4)
YEAR = story(tale("2025", "حصاد عام 2025", "The year 2025"), 5)
MARKED = story(
    tale(
        "marked",
        "«النهر»: (سدٌّ) جديد",
        "“River”: a (new) dam",
        people=[person("al", "سليم آل-نور", "Salim al-Noor")],
        quotes=[quote("q1", "al", ar="نعم")],
    ),
    6,
)
EVERY = (KURSK, GAZA, CAIRO, CAIRO_AGAIN, YEAR, MARKED)

Q, T, S, C, P = Section.QUOTES, Section.TIMELINE, Section.SUMMARY, Section.COVER, Section.PEOPLE

# Section, words, the chat's current story, and the stories, each with its speaker or span, that are meant.
MEANT = [
    (S, "", GAZA, [(GAZA, None)]),
    (S, "   ", GAZA, [(GAZA, None)]),
    (S, "dprk-troops-kursk", GAZA, [(KURSK, None)]),
    (S, "DPRK-Troops-Kursk", GAZA, [(KURSK, None)]),
    (C, " gaza-talks ", KURSK, [(GAZA, None)]),
    (S, "cairo", KURSK, [(CAIRO_AGAIN, None)]),
    (S, "القاهرة", KURSK, [(CAIRO_AGAIN, None)]),
    (S, "قاهره", KURSK, [(GAZA, None), (CAIRO, None), (CAIRO_AGAIN, None)]),
    (S, "cai", KURSK, [(GAZA, None), (CAIRO, None), (CAIRO_AGAIN, None)]),
    (S, "kursk", GAZA, [(KURSK, None)]),
    (S, "KURSK", GAZA, [(KURSK, None)]),
    (S, "كورسك", GAZA, [(KURSK, None)]),
    (S, "بكورسك", GAZA, []),
    (S, "كوريا", GAZA, [(KURSK, None)]),
    (S, "جنود كوريا الشماليه", GAZA, [(KURSK, None)]),
    (S, "الشمالية", GAZA, [(KURSK, None)]),
    (S, "شمالية", GAZA, [(KURSK, None)]),
    (S, "troops north", GAZA, [(KURSK, None)]),
    (S, "dprk", GAZA, [(KURSK, None)]),
    (S, "محادثات غزه", KURSK, [(GAZA, None)]),
    (S, "مُحَادَثَات", KURSK, [(GAZA, None)]),
    (S, "talks kursk", KURSK, []),
    (S, "«كورسك»؟", GAZA, [(KURSK, None)]),
    (Q, "Putin?", KURSK, [(KURSK, "putin")]),
    (S, "putin", KURSK, []),
    (P, "putin", KURSK, []),
    (S, "atlantis", KURSK, []),
    (S, "😀", KURSK, []),
    (S, "?!", KURSK, []),
    (S, "2025", KURSK, [(YEAR, None)]),
    (S, "نهر", KURSK, [(MARKED, None)]),
    (S, "النهر سد جديد", KURSK, [(MARKED, None)]),
    (S, "«كورسك»؟", GAZA, [(KURSK, None)]),
    (S, "river, dam!", KURSK, [(MARKED, None)]),
    (S, "عن كورسك", GAZA, [(KURSK, None)]),
    (S, "of", KURSK, []),
    (S, "in", KURSK, []),
    (Q, "by putin", KURSK, [(KURSK, "putin")]),
    (Q, "من بوتين عن كورسك", GAZA, [(KURSK, "putin")]),
    (T, "of kursk in 2025", GAZA, [(KURSK, "2025")]),
    (Q, "noor", KURSK, [(MARKED, "al")]),
    (Q, "Al Noor", KURSK, [(MARKED, "al")]),
    (Q, "(river) نور", KURSK, [(MARKED, "al")]),
    (Q, "putin?", KURSK, [(KURSK, "putin")]),
    (Q, "putin", KURSK, [(KURSK, "putin")]),
    (Q, "Putin", GAZA, [(GAZA, "putin")]),
    (Q, "بوتين", KURSK, [(KURSK, "putin")]),
    (Q, "فلاديمير", KURSK, [(KURSK, "putin")]),
    (Q, "zelensky", KURSK, [(KURSK, "zelensky")]),
    (Q, "زيلينسكي", GAZA, [(KURSK, "zelensky")]),
    (Q, "kursk putin", GAZA, [(KURSK, "putin")]),
    (Q, "putin kursk", GAZA, [(KURSK, "putin")]),
    (Q, "gaza putin", KURSK, [(GAZA, "putin")]),
    (Q, "بوتين غزة", KURSK, [(GAZA, "putin")]),
    (Q, "putin", CAIRO, [(KURSK, "putin"), (GAZA, "putin")]),
    (Q, "abu yusuf", GAZA, [(GAZA, "envoy")]),
    (Q, "ابو يوسف", CAIRO, [(GAZA, "envoy")]),
    (Q, "haddad", GAZA, [(GAZA, "envoy")]),
    (Q, "silent", GAZA, [(GAZA, "silent")]),
    (Q, "gaza-talks", KURSK, [(GAZA, None)]),
    (Q, "cairo", KURSK, [(CAIRO_AGAIN, None)]),
    (Q, "nobody", KURSK, []),
    (Q, "2024", KURSK, []),
    (T, "2025-04", GAZA, [(GAZA, "2025-04")]),
    (T, "٢٠٢٥-٠٤", KURSK, [(KURSK, "2025-04")]),
    (T, "۲۰۲۴", KURSK, [(KURSK, "2024")]),
    (T, "نيسان 2025", KURSK, [(KURSK, "2025-04")]),
    (T, "أبريل ٢٠٢٥", KURSK, [(KURSK, "2025-04")]),
    (T, "28 April 2025", KURSK, [(KURSK, "2025-04-28")]),
    (T, "2025", KURSK, [(YEAR, None)]),
    (T, "kursk 2025", GAZA, [(KURSK, "2025")]),
    (T, "نيسان 2025 كورسك", GAZA, [(KURSK, "2025-04")]),
    (T, "cairo 2024", KURSK, [(CAIRO_AGAIN, "2024")]),
    (T, "talks", KURSK, [(GAZA, None)]),
    (T, "putin", KURSK, []),
    (T, "0000", KURSK, []),
    (T, "2025-13", KURSK, []),
    (T, "word " * 500, KURSK, []),
]


@pytest.mark.parametrize(("section", "words", "current", "meant"), MEANT)
def test_what_words_mean(section: Section, words: str, current: object, meant: list[tuple[object, str | None]]) -> None:
    """One story is opened, several are a choice in the order of the list, none is told with the words."""
    assert isinstance(current, type(KURSK))
    match = resolve(words, section, EVERY, current)
    match match:
        case Match(story, speaker, span):
            assert [(story, speaker or span)] == meant
        case Ambiguous(asked, choices):
            assert [(choice.story, choice.speaker or choice.span) for choice in choices] == meant
            assert asked == words.strip()
        case NoMatch(asked):
            assert meant == []
            assert asked == words.strip()
