"""The part of a text that has what was asked for, marked."""

from __future__ import annotations

from datetime import date

import pytest

from bot.text.query_parser import read
from bot.views.document import Style
from bot.views.highlight import ROOM, mark

LONG = (
    " ".join(f"word{at}" for at in range(60))
    + ". The treaty was signed in Kursk by both sides. "
    + "More text follows here. " * 20
)


def _marked(texts: list[str], typed: str) -> str:
    """The runs with the marked ones between braces."""
    runs = mark(texts, read(typed, date(2026, 1, 1)))
    return "".join(f"{{{run.text}}}" if run.style is Style.STRONG else run.text for run in runs)


@pytest.mark.parametrize(
    ("texts", "typed", "text"),
    [
        (["قال بوتين إن القوات وصلت"], "للقوات بوتين", "قال {بوتين} إن {القوات} وصلت"),
        (["Putin’s SOLDIERS"], "soldier", "Putin’s {SOLDIERS}"),
        (["قالَ الرَّئيسُ: نَعَم"], "الرئيس", "قالَ {الرَّئيسُ}: نَعَم"),
        (["a treaty, not the defence treaty"], '"defence treaty"', "a treaty, not the {defence} {treaty}"),
        (["nothing of it"], "elephant", "nothing of it"),
        (["one", "two words of kursk are here, and they are longer than the first"], "kursk", None),
        ([], "x", ""),
    ],
)
def test_what_was_asked_for_is_marked(texts: list[str], typed: str, text: str | None) -> None:
    """In whichever form it stands, and of a phrase only where it is whole; in the text that has most."""
    assert _marked(texts, typed) == (text if text is not None else texts[1].replace("kursk", "{kursk}"))


def test_a_long_text_is_shown_around_it() -> None:
    """From the beginning of the sentence, whole words, with dots where something is left out."""
    text = _marked([LONG], "kursk treaty")
    assert text.startswith("… The {treaty} was signed in {Kursk} by both sides.")
    assert text.endswith("…")
    assert len(text) < ROOM + 20
    assert _marked(["word " * 200], "elephant") == ("word " * 36).strip() + "…"


def test_a_name_alone_is_followed_by_what_is_told_of_it() -> None:
    """For who finds somebody by name wants to know who that is."""
    text = _marked(["Kim Jong Un", "He leads the country, and ordered what happened there in the spring."], "kim")
    assert text == "{Kim} Jong Un — He leads the country, and ordered what happened there in the spring."
