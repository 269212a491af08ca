"""Transliterates Arabic and accented words to ASCII, and proposes slugs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Collection

_SLUG_LIMIT = 48  # characters, as `story.SLUG` has it

_LETTERS = {
    **dict.fromkeys("اأإآٱىةع", "a"),
    "ب": "b",
    "ت": "t",
    "ث": "th",
    "ج": "j",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ذ": "dh",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "z",
    "غ": "gh",
    "ف": "f",
    "ق": "q",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
    "ؤ": "u",
    "ئ": "i",
    "ء": "",
    "ـ": "",
    "’": "",
    "'": "",
    "پ": "p",
    "چ": "ch",
    "ژ": "zh",
    "ڤ": "v",
    "گ": "g",
    "ک": "k",
    "ی": "y",
    "ڭ": "g",
}
# Long vowels between consonants; consonants where a word begins with them, or before an alif or each other.
_WEAK = {"و": ("w", "u"), "ي": ("y", "i")}
_AFTER_WEAK = "اأإآوي"


def latin(text: str) -> str:
    """Transliterate a text to a-z and 0-9, words joined by '-'; characters without a known letter are left out."""
    words = re.split(r"[\s_\-‐-―/.,،؛:;!?؟()\[\]«»“”\"]+", "".join(_without_marks(text)))
    parts = ("".join(re.findall(r"[a-z0-9]+", fold(_latin_word(word)))) for word in words)
    return "-".join(word for word in parts if word)


def slug(arabic: str | None, english: str | None, taken: Collection[str] = frozenset()) -> str:
    """Propose a slug for a story of these titles, the English one first: whole words of it, none `taken`.

    A number sets it apart from one that is taken. 'story' where neither title has a letter or digit.
    """
    proposed = _cut_at_word(latin(english or "") or latin(arabic or "") or "story", _SLUG_LIMIT)
    number, candidate = 2, proposed
    while candidate in taken:
        ending = f"-{number}"
        number, candidate = number + 1, _cut_at_word(proposed, _SLUG_LIMIT - len(ending)) + ending
    return candidate


def _without_marks(text: str) -> list[str]:
    """Drop vowel marks: a shadda would double a letter, and the others are rarely written."""
    return [char for char in normalize("NFC", text) if not combining(char)]


def _latin_word(word: str) -> str:
    letters = []
    for index, letter in enumerate(word):
        if letter in _WEAK:
            following = word[index + 1 : index + 2]
            consonant, vowel = _WEAK[letter]
            letters.append(consonant if index == 0 or (following and following in _AFTER_WEAK) else vowel)
        else:
            letters.append(_LETTERS.get(letter, letter))
    return "".join(letters)


def _cut_at_word(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    head, _, _ = words[: limit + 1].rpartition("-")
    return (head or words[:limit]).strip("-")
