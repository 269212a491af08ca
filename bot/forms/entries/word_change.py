"""Changes of a few words: `old → new`, found in a text whatever its case, marks and digits. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms.quoted_text import strip_outer_marks
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

# Whichever way it points: in Arabic the words of before are the right ones, and a keyboard mirrors `>`.
_ARROW = re.compile(r"\s*(?:[→←⇒⇐⟶⟵➔➜]|[-=]+>|<[-=]+)\s*")


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words as they are, and what they become; nothing if they go."""

    old: str
    new: str


def read_arrow(text: str) -> tuple[WordChange, ...]:
    """Return the changes that a text may mean, one for each of its arrows; nothing without an arrow.

    Of several arrows only one parts the old words from the new ones: whose old words are found.
    """
    changes = []
    for arrow in _ARROW.finditer(text):
        old, new = text[: arrow.start()].strip(), text[arrow.end() :].strip()
        if old:
            changes.append(WordChange(old, new))
    return tuple(changes)


def change_words(text: str, change: WordChange) -> list[str]:
    """Return the text with the old words changed, one for each place where they stand.

    Whole words go before parts of words, and words as typed before those that differ in case or marks.
    """
    for old, new in dict.fromkeys(
        ((change.old, change.new), (strip_outer_marks(change.old), strip_outer_marks(change.new)))
    ):
        exact = [(match.start(), match.end()) for match in re.finditer(_spaced(old), text)]
        if spans := _whole(text, exact) or exact or _folded(text, old):
            return [_replaced(text, start, end, new) for start, end in spans]
    return []


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def _whole(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans that begin and end at a word's edge."""
    return [
        (start, end)
        for start, end in spans
        if not (text[start - 1 : start].isalnum() and text[start].isalnum())
        and not (text[end : end + 1].isalnum() and text[end - 1].isalnum())
    ]


def _folded(text: str, old: str) -> list[tuple[int, int]]:
    """Find words that differ in case, vowel marks, the form of a letter, or their digits."""
    pieces = [(index, piece) for index, char in enumerate(text) for piece in (" " if char.isspace() else fold(char))]
    places = [index for index, _ in pieces]
    folded = "".join(piece for _, piece in pieces)
    wanted = " ".join(fold(word) for word in old.split())
    spans = [(places[start], places[start + len(wanted) - 1] + 1) for start in _starts(folded, wanted)]
    return _whole(text, spans) or spans


def _starts(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        yield start
        start = text.find(wanted, start + 1)


def _replaced(text: str, start: int, end: int, new: str) -> str:
    """Replace a span; where nothing stands for it, the space before it goes with it."""
    while end < len(text) and fold(text[end]) == "" and not text[end].isspace():  # a vowel mark of the last letter
        end += 1
    before = text[:start].rstrip(" ") if not new else text[:start]
    return f"{before}{new}{text[end:]}"
