from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import SLUG
from bot.text.transliterate import latin, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("جنود كوريا الشمالية في كورسك", "jnud-kurya-alshmalia-fi-kursk"),
        ("نِيسان", "nisan"),
        ("الكويت واليمن", "alkwit-walimn"),
        ("٢٨ نيسان ۲۰۲۵", "28-nisan-2025"),
        ("Zelensky’s “plan”: café & Łódź", "zelenskys-plan-cafe-lodz"),
        ("AT&T/BBC_x", "att-bbc-x"),
        ("北京 Beijing", "beijing"),
        ("", ""),
    ],
)
def test_words_in_latin_letters(text: str, expected: str) -> None:
    """Letters and digits of both scripts, words joined by hyphens, and nothing of what has no letter."""
    assert latin(text) == expected


def test_slugs_are_proposed() -> None:
    """Of the English title before the Arabic, in whole words, and never one that is taken."""
    assert slug("جنود", "Troops in Kursk") == "troops-in-kursk"
    assert slug("نيسان", None) == "nisan"
    assert slug(None, "A very long title that goes on and on about North Korean troops") == (
        "a-very-long-title-that-goes-on-and-on-about"
    )
    assert slug(None, "Kursk", {"kursk", "kursk-2"}) == "kursk-3"
    assert slug("", "北京") == "story"


@given(st.text(max_size=80), st.text(max_size=80), st.sets(st.sampled_from(["story", "a", "x"])))
def test_any_titles_have_a_slug(arabic: str, english: str, taken: set[str]) -> None:
    """Whatever the titles are, what is proposed is a slug that is not taken."""
    text = slug(arabic, english, taken)
    assert re.fullmatch(SLUG, text)
    assert text not in taken
