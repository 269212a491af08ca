"""Forms of a word share a stem."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalize import fold
from bot.text.stemmer import searched_stems, stem, stems, tokens, words

FORMS = [
    "قوات القوات للقوات قواته قواتهم والقوات بالقوات",
    "محادثة محادثات المحادثات والمحادثات",
    "روسي روسية الروسية الروسيين الروسيون روسيا",
    "أوكرانيا أوكرانية الأوكراني الأوكرانيين",
    "زيلينسكي",
    "وزارة الوزارة للوزارة",
    "كورسك",
    "troop troops",
    "deploy deployed deploying deployment deploys",
    "negotiation negotiations",
]


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word(forms: str) -> None:
    """Articles, particles and endings make no other word of it."""
    assert len({stem(fold(form)) for form in forms.split()}) == 1


def test_other_words_stay_others() -> None:
    """Roots are not taken apart, and a letter of a root is taken for no particle."""
    news = ["كورسك", "روسيا", "قوات", "وزير", "وزارة", "محادثات", "هدنة", "بوتين"]
    listed = [*news, "بلد", "كتاب", "لبنان", "فلسطين", "زيارة", "غزة"]
    assert len({stem(fold(word)) for word in listed}) == len(listed)


def test_a_word_behind_a_particle_is_found_without_it() -> None:
    """'and Putin', 'to Putin', 'in Kursk' have the stem of the name as well as their own."""
    for written, name in (("وبوتين", "بوتين"), ("لبوتين", "بوتين"), ("بكورسك", "كورسك"), ("فزيلينسكي", "زيلينسكي")):
        assert stem(name) in stems(written)
        assert stems(written)[0] == stem(written)


@given(st.text(max_size=60))
def test_words_of_a_text_stand_in_it(text: str) -> None:
    """Each token's place holds its word, in their order and without overlapping; stems are never empty."""
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        assert words(text[token.start : token.end])[0] == token.word
        at = token.end
    assert all(stem(word) and all(stems(word)) for word in words(text))


def test_tokens_are_whole_words() -> None:
    """With their vowel marks, tatweel and apostrophes, as search sees them."""
    text = "قالَ «الرَّئيـــس» Putin’s troops، U.S. 2025-04"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "قالَ",
        "الرَّئيـــس",
        "Putin’s",
        "troops",
        "U",
        "S",
        "2025",
        "04",
    ]
    assert [token.word for token in tokens(text)] == words(text)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("جندي", "الجنود"),
        ("الجنود", "جندي"),
        ("رؤساء", "رئيسها"),
        ("رئيس", "للرؤساء"),
        ("صاروخ", "بصواريخ"),
        ("صواريخ", "الصاروخ"),
        ("قتيل", "والقتلى"),
        ("قتلى", "قتيلًا"),
        ("صواريخ", "صاروخًا"),
        ("راكب", "راكبًا"),
        ("تقرير", "التقارير"),
        ("الأشهر", "شهر"),
        ("child", "children"),
    ],
)
def test_a_search_for_one_finds_several(asked: str, printed: str) -> None:
    """Broken plurals have another stem than their singular; a search for either finds the other."""
    ((typed,), (read,)) = words(asked), words(printed)
    assert set(searched_stems(typed)) & set(stems(read))


def test_the_table_of_plurals_has_only_what_stems_do_not_tell() -> None:
    """At least a hundred nouns, each with two stems or more, none of them twice."""
    listed = files("bot.text").joinpath("broken_plurals.txt").read_text(encoding="utf-8").splitlines()
    nouns = [words(line) for line in listed if line and not line.startswith("#")]
    assert len(nouns) >= 100
    assert len({noun[0] for noun in nouns}) == len(nouns)
    assert [noun for noun in nouns if len(set(map(stem, noun))) == 1] == []
    for noun in nouns:
        assert all(set(map(stem, noun)) <= set(searched_stems(form)) for form in noun)
