"""Where texts are cut: never within what is read as one, and counted as Telegram counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.graphemes import graphemes
from bot.model.language import Language
from bot.render.html import Line, units
from bot.render.lines import Piece
from bot.render.split_text import cut
from bot.views.document import Run
from bot.views.labels import shorten
from tests.unit.dossiers import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
# Each is read as one.
WHOLE = (
    *("لا", "لَا", "لأ", "لإ", "لآ", "كُ", "رَّ", "ڤ", "ێ", "ۆ", "ی\u200c", "👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🇰🇵"),
    *("❤\ufe0f\u200d🔥", "é", "e\u0301", "각", "한", "習", "葛\U000e0100", "𝔘", "𠮷", "नि", "1\ufe0f\u20e3"),
    *(ENGLAND, "x\u0301\u0302\u0303"),
)  # fmt: skip
wholes = st.lists(st.sampled_from(WHOLE), min_size=1, max_size=30)
texts = st.lists(st.sampled_from((*WHOLE, *HOSTILE)), min_size=1, max_size=12).map("".join)


def piece(text: str) -> Piece:
    """A paragraph of one line."""
    return Piece((Line((Run(text),), Language.EN),))


def at_most(most: int) -> Callable[[Piece], bool]:
    """Whether a piece has no more UTF-16 units than that."""
    return lambda part: units(part.text) <= most


@pytest.mark.parametrize("whole", WHOLE)
def test_what_is_read_as_one_is_one(whole: str) -> None:
    """Letters with their marks, lam with alif, emoji and flags, Hangul, ideographs with their selectors."""
    assert list(graphemes(whole)) == [whole]


@settings(deadline=None)
@given(wholes, st.integers(1, 40))
def test_a_word_is_cut_between_what_is_read_as_one(word: list[str], most: int) -> None:
    """As much of it as fits; only what is longer than all the room is parted, and told all the same."""
    text = "".join(word)
    if units(text) <= most:
        return
    first, rest = (item.text for item in cut(piece(text), at_most(most)))
    assert first + rest == text
    assert first
    if units(next(graphemes(text))) <= most:
        assert units(first) <= most
        assert [*graphemes(first), *graphemes(rest)] == list(graphemes(text))
        assert units(first + next(graphemes(rest))) > most


@settings(deadline=None)
@given(texts, st.integers(1, 60))
def test_any_text_is_cut_without_loss(text: str, most: int) -> None:
    """Nothing but white space goes between the parts, and every character can be sent."""
    if at_most(most)(piece(text)):
        return
    first, rest = (item.text for item in cut(piece(text), at_most(most)))
    assert "".join((first + rest).split()) == "".join(text.split())
    assert (first + rest).encode()


@settings(deadline=None)
@given(texts, st.integers(2, 60))
def test_a_label_is_a_beginning_of_its_text(text: str, most: int) -> None:
    """Within its room in UTF-16 units, of whole graphemes, with '…' where something is missing."""
    shown, line = shorten(text, most), " ".join(text.split())
    assert units(shown) <= most
    if shown != line:
        kept = shown.removesuffix("…")
        assert shown.endswith("…")
        assert line.startswith(kept)
        assert list(graphemes(line))[: len(list(graphemes(kept)))] == list(graphemes(kept))
