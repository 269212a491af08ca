"""Lists as a sentence has them."""

from __future__ import annotations

import pytest

from bot.i18n.lists import between, listed
from bot.model.language import Language


@pytest.mark.parametrize(
    ("things", "arabic", "english"),
    [
        ([], "", ""),
        (["أ"], "أ", "أ"),
        (["A", "B"], "A وB", "A and B"),
        (["A", "B", "C"], "A وB وC", "A, B and C"),
        (["A", "B", "C", "D"], "A وB وC وD", "A, B, C and D"),
    ],
)
def test_things_are_listed(things: list[str], arabic: str, english: str) -> None:
    """An 'and' before each but the first in Arabic, before the last in English."""
    assert listed(things, Language.AR) == arabic
    assert listed(things, Language.EN) == english
    assert len(between(len(things), Language.EN)) == max(len(things) - 1, 0)
