"""Whatever comes in: nothing hangs or fails, offsets are right, and no word of the copy is lost."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.analysis import analyze
from bot.intake.normalized import normalized, words
from bot.intake.reading.documents import DocumentRefused, read
from tests.intake import corpus
from tests.thoroughness import examples

if TYPE_CHECKING:
    from bot.intake.result import Dropped, Intake, Paragraph

DAY = date(2025, 4, 28)
PIECES = [
    "قال الرئيس ",
    "وأضاف: ",
    "“",
    "”",
    "«",
    "»",
    '"',
    "'",
    "‘",
    "’",
    "، ",
    ". ",
    "\n",
    "\n\n",
    "(Getty) ",
    "الاثنين ",
    "2025 ",
    "said ",
    "Minister Jane Doe ",
    "he added ",
    "according to ",
    "on Monday ",
    "14 May 2024 ",
    "#وسم ",
    "http://a.b/c ",
    "! ",
    "اقرأ أيضا: ",
    "Read more: ",
    "عبد الله بن محمد ",
    "أن ",
    "إن ",
    "نقلا عن ",
    "ﻻ",
    "ـ",
    "\u200f",
    "\r\n",
    "\x00",
    "İ",
    "ﬁ",
    "😀",
    "وزير الخارجية ",
    "the ",
    "15 رمضان 1446هـ ",
    "31/02/2024 ",
    "- ",
    "(رويترز) ",
    "LONDON (Reuters) - ",
    "By John Smith\n",
    "...",
]
copies = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def check(copy: str, match: Intake) -> None:
    """Offsets point at what they say, and every word stands in a paragraph or in what was dropped."""
    parts: list[Paragraph | Dropped] = [*match.paragraphs, *match.dropped]
    for part in parts:
        assert copy[part.start : part.end] == part.text
    for quote in match.quotes:
        assert 0 <= quote.start <= quote.end <= len(copy)
    for event in match.events:
        assert copy[event.start : event.end] == event.sentence
    kept = {word for part in parts for word in words(normalized(part.text).plain)}
    lost = [word for word in words(normalized(copy).plain) if word not in kept and len(word) > 1]
    assert not lost


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(copies)
def test_any_text_is_taken(copy: str) -> None:
    """No text makes it fail, and nothing of it is lost."""
    check(copy, analyze(copy, day=DAY))
    analyze(copy)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.md", "a.docx", "a.pdf"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    """No bytes make reading fail but with a reason."""
    for start in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"):
        with suppress(DocumentRefused):
            assert read(start + content, name).text.strip()


@pytest.mark.parametrize("article", corpus.articles("dev"), ids=lambda article: article.name)
def test_nothing_of_an_article_is_lost(article: corpus.Article) -> None:
    """Every sentence of the corpus is in paragraphs or dropped, at its place."""
    check(article.text, analyze(article.text, day=article.day))


UNITS = [
    "“",
    "«",
    "'",
    '"',
    "(",
    "a b ",
    "قال ",
    "said ",
    "Smith ",
    "وزير ",
    "#a ",
    "1 ",
    "- ",
    "/ ",
    "\n",
    ". ",
    "of the ",
    "عبد ",
    "(Getty) ",
    "(Getty) صورة من ",
    "on Monday ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(unit: str) -> None:
    """What is repeated without end takes no more than its share of time."""
    copy = unit * (60_000 // len(unit))
    start = time.process_time()
    analyze(copy, day=DAY)
    assert time.process_time() - start < 8  # a quadratic rule takes minutes


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_copy_of_100_kb(language: str) -> None:
    """Articles one after the other, as long as nobody sends them: under a second where nothing else runs."""
    listed = [article.text for half in ("second", "third", "dev") for article in corpus.articles(half)]
    own = [text for text in listed if any("\u0600" <= char <= "\u06ff" for char in text[:80]) == (language == "ar")]
    copy = "\n\n".join(f"{text}\n\n{number}" for number in range(9) for text in own)[:100_000]
    start = time.process_time()
    analyze(copy, day=DAY)
    assert time.process_time() - start < 4  # measured 0.4 s in English and 0.8 s in Arabic; machines of tests are busy
