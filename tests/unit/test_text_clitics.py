from __future__ import annotations

import pytest

from bot.text.clitics import bare
from bot.text.normalize import fold


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("الرئيس", "رييس"),
        ("والرئيس", "رييس"),
        ("بالرئيس", "رييس"),
        ("وبالرئيس", "رييس"),
        ("للرئيس", "رييس"),
        ("وللرئيس", "رييس"),
        ("كالرئيس", "رييس"),
        ("فالرئيس", "رييس"),
        ("بوتين", "بوتين"),
        ("الأم", "الام"),
        ("ألمانيا", "مانيا"),
        ("kursk", "kursk"),
        ("", ""),
    ],
)
def test_bare(word: str, expected: str) -> None:
    """Article and particles go, together and alike in all words, but where too little of the word would remain."""
    assert bare(fold(word)) == expected
