"""What somebody who searches has typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.text import query_parser
from bot.text.dates import date_parser
from bot.text.query_parser import WORDS_LIMIT, Query, is_narrowing, read, respell

if TYPE_CHECKING:
    from bot.model import PartialDate

TODAY = date(2026, 1, 15)


def _read(typed: str) -> Query:
    return read(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("كُورسك", ("كورسك",)),
        ("ماذا قال بوتين عن كورسك؟", ("بوتين", "كورسك")),
        ("What did Putin say about Kursk?", ("putin", "kursk")),
        ("Putin's  troops", ("putins", "troops")),
        ("من", ("من",)),
        ("what is it", ("what", "is", "it")),
        ("Kursk kursk KURSK", ("kursk",)),
        ("٢٠٢٥ ۲۰۲۵", ("2025",)),
        ("https://example.com/a", ("https", "example", "com")),
        ("price: 5", ("price", "5")),
        ("…", ()),
        ("", ()),
        ("\u202eputin\u200f\u2066", ("putin",)),
    ],
)
def test_words(typed: str, words: tuple[str, ...]) -> None:
    """Folded, each once; those that every question has only where there are no others."""
    assert _read(typed).words == words


@pytest.mark.parametrize(
    "typed", ['"exact  Phrase"', "“exact phrase”", "«exact phrase»", "„exact phrase“", "”exact phrase”"]
)
def test_phrases(typed: str) -> None:
    """In the quotation marks of any house; one that is not closed is none."""
    assert _read(f"a {typed} word") == Query(f"a {typed} word".replace("  ", " "), ("word",), ("exact phrase",))
    assert _read('"open phrase').phrases == ()
    assert _read('""').is_empty


@pytest.mark.parametrize(
    ("typed", "speaker"),
    [
        ("speaker:بوتين", ("بوتين",)),
        ("Speaker: Putin", ("putin",)),
        ("قائل:بوتين", ("بوتين",)),
        ("قائل : بوتين", ("بوتين",)),
        ("قائل：بوتين", ("بوتين",)),
        ('speaker:"Kim Jong Un"', ("kim", "jong", "un")),
        ("قائل:«كيم جونغ أون»", ("كيم", "جونغ", "اون")),
        ("من:بوتين", ("بوتين",)),
        ("from: Putin", ("putin",)),
        ("القائلة: رايس", ("رايس",)),
    ],
)
def test_speakers(typed: str, speaker: tuple[str, ...]) -> None:
    """By the name in either language, whatever the colon and the spaces around it."""
    assert (_read(typed).speaker, _read(typed).words) == (speaker, ())


@pytest.mark.parametrize(
    ("typed", "after", "before"),
    [
        ("after:2025-01", date(2025, 1, 1), None),
        ("بعد:٢٠٢٥-٠١", date(2025, 1, 1), None),
        ("بعد: كانون الثاني 2025", date(2025, 1, 1), None),
        ("before:2025", None, date(2025, 1, 1)),
        ("قبل:28/04/2025", None, date(2025, 4, 28)),
        ('after:"28 April 2025" before:2026', date(2025, 4, 28), date(2026, 1, 1)),
        ("after:yesterday", date(2026, 1, 14), None),
        ("after:2024 after:2025 before:2027 before:2026", date(2025, 1, 1), date(2026, 1, 1)),
        ("بعد: ٢٠٢٥", date(2025, 1, 1), None),
        ("بعد : \u20682025-01\u2069, قبل:۲۰۲۶", date(2025, 1, 1), date(2026, 1, 1)),
        ("من:2024 إلى:2025", date(2024, 1, 1), date(2026, 1, 1)),
        ("from:2024-05 until:2024-06", date(2024, 5, 1), date(2024, 7, 1)),
        ("تاريخ: نيسان 2025", date(2025, 4, 1), date(2025, 5, 1)),
        ("date:2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("to:9999-12-31", None, None),
    ],
)
def test_days(typed: str, after: date | None, before: date | None) -> None:
    """As people type them; of several the narrowest."""
    query = _read(f"{typed} kursk")
    assert (query.after, query.before, query.words, query.unread) == (after, before, ("kursk",), ())


def test_a_date_that_means_none() -> None:
    """Is told, and left out."""
    assert _read("after:someday putin").unread == ("someday",)
    assert _read("after:someday putin").words == ("putin",)


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ("بعد:", (("بعد:", True),)),
        ("after: , speaker:", (("after:", True), ("speaker:", False))),
        ("قائل: قبل:2025", (("قائل:", False),)),
        ("price:", ()),
        ("in:kursk", ()),
    ],
)
def test_what_narrows_by_nothing(typed: str, lacking: tuple[tuple[str, bool], ...]) -> None:
    """Is told as typed, and is no word to look for; what stands behind it is read by itself."""
    assert _read(typed).lacking == lacking
    assert bool(_read(typed).words) is not bool(lacking)
    assert (_read(typed).before == date(2025, 1, 1)) is ("2025" in typed)


def test_days_that_exclude_each_other() -> None:
    """Are known to leave none."""
    assert _read("بعد:2026 قبل:2025").is_dayless
    assert not _read("after:2025 until:2025").is_dayless


def test_what_begins_as_a_search() -> None:
    """Is one, although "who: Putin" could be a question."""
    assert all(map(is_narrowing, ("من:بوتين", "\u200fبعد : 2025", "speaker:")))
    assert not any(map(is_narrowing, ("من بوتين", "price: 5", '"after:2025"', "")))


def test_limits() -> None:
    """Of a long text the beginning counts."""
    assert len(_read(" ".join(f"word{at}" for at in range(100))).words) == WORDS_LIMIT
    assert len(_read("x" * 10_000).text) <= 256


def test_who_types_and_who_has() -> None:
    """The last word is unfinished while it is typed, unless something follows it."""
    assert read("put", TODAY, unfinished=True).unfinished
    assert not read('"put"', TODAY, unfinished=True).unfinished
    assert not _read("put").unfinished


def test_other_words_in_the_place_of_some() -> None:
    """All else stays as it was typed."""
    assert respell("ماذا قال بوتن، عن «كُرسك»؟", {"بوتن": "بوتين", "كرسك": "كورسك"}) == "ماذا قال بوتين، عن «كورسك»؟"
    assert respell("speaker:ptuin Kursk", {"ptuin": "Putin"}) == "speaker:Putin Kursk"
    assert respell("speaker:northkorea says", {"northkorea": "North Korea"}) == 'speaker:"North Korea" says'


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("ماذا قال بوتين عن كورسك؟", "quotes"),
        ("What did Putin say?", "quotes"),
        ("تصريحات بوتين", "quotes"),
        ("when did North Korea confirm?", "events"),
        ("متى أكدت كوريا الشمالية؟", "events"),
        ("Putin", None),
    ],
)
def test_what_is_sought(typed: str, sought: str | None) -> None:
    """What somebody said, or when something happened, by the words of the question."""
    assert _read(typed).sought == sought


def test_words_for_news_are_not_looked_for() -> None:
    """They are what every search is for; alone they are words like others."""
    assert _read("ما هي آخر أخبار السودان").words == ("السودان",)
    assert _read("latest news on Sudan").words == ("sudan",)
    assert _read("news").words == ("news",)


def test_a_date_in_digits_is_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No words behind it are tried as part of it: each of those tries takes a millisecond."""
    tried: list[str] = []

    def read_day(text: str, today: date) -> PartialDate | None:
        tried.append(text)
        return date_parser.read_day(text, today)

    monkeypatch.setattr(query_parser, "read_day", read_day)
    query = _read("after:2016-02 before:٢٠١٦/٠٣ troops in Kursk since:28 April 2025")
    assert tried[:2] == ["2016-02", "٢٠١٦/٠٣"]
    assert (query.after, query.before) == (date(2025, 4, 28), date(2016, 3, 1))
    assert query.words == ("troops", "kursk")
