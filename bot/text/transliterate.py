"""Arabic and accented words in plain Latin letters, and the slug proposed for a story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from bot.i18n.folding import fold

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
    """The text in a-z and 0-9, its words joined by '-'; what no letter is known for is left out."""
    words = re.split(r"[\s_\-‐-―/.,،؛:;!?؟()\[\]«»“”\"]+", "".join(_bare(text)))
    told = ("".join(re.findall(r"[a-z0-9]+", fold(_word(word)))) for word in words)
    return "-".join(word for word in told if word)


def slug(arabic: str | None, english: str | None, taken: Collection[str] = frozenset()) -> str:
    """The slug proposed for a story of these titles, the English before the Arabic: whole words of it, none `taken`.

    A number sets it apart from one that is taken. 'story' where neither title has a letter or digit.
    """
    proposed = _cut(latin(english or "") or latin(arabic or "") or "story", _SLUG_LIMIT)
    number, found = 2, proposed
    while found in taken:
        ending = f"-{number}"
        number, found = number + 1, _cut(proposed, _SLUG_LIMIT - len(ending)) + ending
    return found


def _bare(text: str) -> list[str]:
    """The characters without vowel marks: a shadda would double, and the rest are rarely written."""
    return [char for char in normalize("NFC", text) if not combining(char)]


def _word(word: str) -> str:
    told = []
    for at, letter in enumerate(word):
        if letter in _WEAK:
            following = word[at + 1 : at + 2]
            consonant, vowel = _WEAK[letter]
            told.append(consonant if at == 0 or (following and following in _AFTER_WEAK) else vowel)
        else:
            told.append(_LETTERS.get(letter, letter))
    return "".join(told)


def _cut(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    whole, _, _ = words[: limit + 1].rpartition("-")
    return (whole or words[:limit]).strip("-")
