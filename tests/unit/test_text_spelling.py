"""What somebody may have meant who typed a word that stands nowhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot import dossier, starter
from bot.model.language import Language
from bot.model.search_fields import findable
from bot.text.normalize import fold
from bot.text.spelling import Vocabulary
from bot.text.stemmer import words

TABLE = [line.split("\t") for line in (Path(__file__).parent / "data/misspellings.tsv").read_text().splitlines()[1:]]
MEANT = {fold(meant) for _, _, meant in TABLE}


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    """The words of the first story, those that the table means, and thousands of countries and languages to err to."""
    counts: Counter[str] = Counter()
    for name, content in starter.stories():
        for item in findable(dossier.read(content, name)):
            counts.update(
                words(" ".join((*(text for language in Language for text in item.texts_in(language)), *item.names)))
            )
    for code in ("ar", "en"):
        for names in (Locale(code).territories, Locale(code).languages):
            counts.update(word for name in names.values() for word in words(name))
    counts.update(MEANT)
    return Vocabulary(counts)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_table_of_misspellings(known: Vocabulary, language: str) -> None:
    """Of each at least a hundred: what was meant is among three that are offered, and nine times of ten the first."""
    asked = [(fold(typed), fold(meant)) for code, typed, meant in TABLE if code == language]
    wrong = [(typed, meant) for typed, meant in asked if typed != meant]
    assert len(wrong) >= 100
    assert [typed for typed, _ in wrong if typed in known] == []
    missed = {typed: known.near(typed, 3) for typed, meant in wrong if meant not in known.near(typed, 3)}
    assert missed == {}
    first = [typed for typed, meant in wrong if known.near(typed, 1) == [meant]]
    assert len(first) >= len(wrong) * 0.9, set(dict(wrong)) - set(first)


def test_the_same_spelling_is_the_same_already() -> None:
    """What folding makes equal (hamza, ya, ta marbuta, case) is found without being spelled anew."""
    for typed, meant in (("اوكرانيا", "أوكرانيا"), ("هدنه", "هدنة"), ("زيلينسكى", "زيلينسكي"), ("PUTIN", "Putin")):
        assert fold(typed) == fold(meant)


def test_what_is_near_nothing_is_left_alone(known: Vocabulary) -> None:
    """Neither greetings nor numbers nor noise are taken for names."""
    for typed in ("hello", "xyzzyqq", "2025", "x", "غغغغغغ", "k" * 60, "مرحبا"):
        assert known.near(typed, 3) == [], typed


def test_two_words_written_as_one(known: Vocabulary) -> None:
    """They are offered apart."""
    assert "كيم جونغ" in known.near("كيمجونغ", 3)
    assert "north korea" in known.near("northkorea", 3)


def test_a_particle_before_a_misspelt_name(known: Vocabulary) -> None:
    """The name is found without it."""
    assert "بوتين" in known.near("وبوتن", 3)
    assert "كورسك" in known.near("بكرسك", 3)


@given(st.text(max_size=30))
def test_anything_can_be_typed(typed: str) -> None:
    """At most as many as asked for, each of them known, none of them what was typed."""
    near = Vocabulary({"putin": 3, "kursk": 2, "بوتين": 5}).near(fold(typed), 2)
    assert len(near) <= 2
    assert set(near) <= {"putin", "kursk", "بوتين"} - {fold(typed)}
