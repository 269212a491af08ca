from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.normalize import ascii_digits, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
        ("مصطفى", "مصطفي"),
        ("كورية", "كوريه"),
        ("مؤتمر", "موتمر"),
        ("رئيس", "رييس"),
        ("شيء", "شيء"),
        ("تصرّفوا", "تصرفوا"),
        ("ٱلرَّحْمَٰنِ", "الرحمن"),
        ("كـــتاب", "كتاب"),
        ("ﷲ", "الله"),
        ("ﻻ ﺑﻮﺗﻴﻦ", "لا بوتين"),
        ("آ", "ا"),
        ("کوردستان", "كوردستان"),
        ("گوگل", "كوكل"),
        ("ھەولێر", "ههولير"),
        ("ایران", "ايران"),
        ("پوتین", "بوتين"),
        ("چاپ", "جاب"),
        ("خانۀ", "خانه"),
        ("بڑے", "بري"),
        ("ڤلاديمير", "فلاديمير"),
        ("می\u200cخواهم", "ميخواهم"),
        ("١٢٣ ۴۵۶ ７", "123 456 7"),
        ("Café ZÜRICH", "cafe zurich"),
        ("Łódź Søren Đorđe İstanbul ısı", "lodz soren dorde istanbul isi"),
        ("Straße", "strasse"),
        ("Zelenskyy’s O'Brien Sana´a Sanʿa", "zelenskyys obrien sanaa sana"),
        ("ﬁle ＫＣＮＡ", "file kcna"),
        ("Kim Jong\u2011un – x", "kim jong-un - x"),
        ("  a \t b\u00a0\n c  ", "a b c"),
        ("\u2068Putin\u2069\u200f", "putin"),
        ("김정은", "김정은"),
        ("がぎ ガ", "がぎ ガ"),
        ("हिन्दी", "हिन्दी"),
        ("Зеленский", "зеленскии"),
        ("❤️", "❤"),
        ("", ""),
    ],
)
def test_fold(text: str, expected: str) -> None:
    """Spellings that people take for the same become the same; other scripts keep the marks that make their words."""
    assert fold(text) == expected


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays as it is, for any text."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x08FF)))
def test_folding_arabic_twice_is_folding_once(text: str) -> None:
    """The same for texts of the Arabic blocks alone, where nearly all is folded."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("أإآٱىةؤئابكهوي\u064b\u064e\u0651\u0640 ")))
def test_a_folded_text_holds_no_variant(text: str) -> None:
    """No variant letter, vowel mark or tatweel is left."""
    assert set(fold(text)) <= set("ابكهوي ")


@pytest.mark.parametrize(
    ("text", "expected"), [("٢٠٢٥-۰۴", "2025-04"), ("2025", "2025"), ("२०", "20"), ("² Ⅳ أ", "² Ⅳ أ"), ("", "")]
)
def test_ascii_digits(text: str, expected: str) -> None:
    """Decimal digits of any script become 0-9; whatever else counts stays."""
    assert ascii_digits(text) == expected


def test_every_character_is_folded_for_good() -> None:
    """No single character of the basic plane folds to something that folds further."""
    chars = (chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert [hex(ord(char)) for char in chars if fold(fold(char)) != fold(char)] == []
