"""What words come from: forms of one word share a stem, by which searches find them.

Arabic follows the light stemmer of Larkey, Ballesteros and Connell (light10, 2002) with the endings of country names
and of verbs added. Snowball's Arabic stemmer was tried on folded words and left aside: it takes a root's first letter
for a particle, and keeps the article of others. English is Snowball's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints
import snowballstemmer  # type: ignore[import-untyped] # it comes without type hints

from bot.i18n.folding import fold
from bot.i18n.particles import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
# The same in a text as it is, with the marks and apostrophes that folding takes out of it.
_TOKEN = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\p{Cf}]|['’‘‛`´ʼʻʽʾʿˈ′](?=\p{L}))*")
_LONGEST = 60  # letters: what is longer is no word
_ENDINGS = ("ها", "هم", "وا", "ان", "ات", "ون", "ين", "يا", "يه", "ه", "ي")  # each taken off once, in this order
_LEFT = 3  # letters that must remain
_JOINED = "وفبلك"  # "and", "so", "with", "to", "like": written together with their word
_LONG = 5  # letters of a word whose first may be such a one
_KEPT = 200_000

_english = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in a text, and as search sees it."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, each with its place."""
    for found in _TOKEN.finditer(text):
        for word in words(found[0])[:1]:
            yield Token(found.start(), found.end(), word)


def words(text: str) -> list[str]:
    """The words of a text as search sees them: folded, without punctuation."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """The stem of a folded word; what has no Arabic or English endings is its own."""
    if word.isascii():
        return word if word.isdigit() else str(_english.stemWord(word))
    word = bare(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT:
            word = word.removesuffix(ending)
    return word


@lru_cache(_KEPT)
def stems(word: str) -> tuple[str, ...]:
    """The stem of a folded word as it stands in a text; and where its first letter may be a particle, without that."""
    inner = without_particle(word)
    return tuple(dict.fromkeys((stem(word), stem(inner)))) if inner else (stem(word),)


def without_particle(word: str) -> str | None:
    """The folded word without the letter that may be a particle before it; None where none can be."""
    return word[1:] if word[0] in _JOINED and len(word) >= _LONG else None
