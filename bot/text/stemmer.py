"""Light stemming for search.

Arabic follows the light stemmer of Larkey, Ballesteros and Connell (light10, 2002) with the endings of country names
and of verbs added. Snowball's Arabic stemmer was tried on folded words and left aside: it takes a root's first letter
for a particle, and keeps the article of others. English is Snowball's. Plurals that have another stem than their
singular stand in a table, `broken_plurals.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.text.clitics import bare
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_WORD = re.compile(r"[^\W_]+")
# The same in a text as it is, with the marks and apostrophes that folding takes out of it.
_TOKEN = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\p{Cf}]|['’‘‛`´ʼʻʽʾʿˈ′](?=\p{L}))*")
_LONGEST = 60  # letters: what is longer is no word
_ENDINGS = ("ها", "هم", "وا", "ان", "ات", "ون", "ين", "يا", "يه", "ه", "ي")  # each taken off once, in this order
_MIN_STEM = 3  # letters that must remain
_JOINED = "وفبلك"  # "and", "so", "with", "to", "like": written together with their word
_LONG = 5  # letters of a word whose first may be such a one
_COUNTED = "ا"  # as a noun ends behind most numbers
_CACHE_SIZE = 200_000


@cache
def _english_stemmer() -> Callable[[str], str]:
    import snowballstemmer  # type: ignore[import-untyped] # it comes without type hints; it brings all its languages

    stem_word: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
    return stem_word


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text with its offsets, and its folded form."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text, each with its offset."""
    for match in _TOKEN.finditer(text):
        for word in words(match[0])[:1]:
            yield Token(match.start(), match.end(), word)


def words(text: str) -> list[str]:
    """Return the words of a text as search compares them: folded, without punctuation."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]


@lru_cache(_CACHE_SIZE)
def stem(word: str) -> str:
    """Return the stem of a folded word; a word without Arabic or English endings is its own."""
    if word.isascii():
        return word if word.isdigit() else _english_stemmer()(word)
    word = bare(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            word = word.removesuffix(ending)
    return word


@lru_cache(_CACHE_SIZE)
def stems(word: str) -> tuple[str, ...]:
    """Return the stem of a folded word and, if its first letter may be a particle, the stem without it."""
    inner = without_particle(word)
    return tuple(dict.fromkeys((stem(word), stem(inner)))) if inner else (stem(word),)


@lru_cache(_CACHE_SIZE)
def searched_stems(word: str) -> tuple[str, ...]:
    """Return the stems by which a search finds a folded word: its own, and those of its singular or broken plurals.

    Of Arabic words also as counted things end, "15 صاروخًا": folded, the letter looks like one of the stem.
    """
    every = dict.fromkeys((*stems(word), *_other_numbers(word)))
    return tuple(every if word.isascii() else every | dict.fromkeys(f"{form}{_COUNTED}" for form in every))


@lru_cache(_CACHE_SIZE)
def found_stems(word: str) -> tuple[str, ...]:
    """Return the stems by which a folded word of a text is found: as `searched_stems`, the other way round."""
    counted = word.removesuffix(_COUNTED)
    forms = (word, counted) if len(word) > len(counted) >= _MIN_STEM else (word,)
    return tuple(dict.fromkeys(form for each in forms for form in (*stems(each), *_other_numbers(each))))


def _other_numbers(word: str) -> tuple[str, ...]:
    """Return the stems of the singular and the broken plurals of a folded word, if they are listed."""
    inner = without_particle(word) or word
    return tuple(
        stem(form) for known in (word, bare(word), bare(inner), *stems(word)) for form in _numbers().get(known, ())
    )


@cache
def _numbers() -> Mapping[str, tuple[str, ...]]:
    """Return the forms of each noun of `broken_plurals.txt` by each of them, all folded."""
    listed = files(__package__).joinpath("broken_plurals.txt").read_text(encoding="utf-8").splitlines()
    forms: dict[str, tuple[str, ...]] = {}
    for noun in (words(line) for line in listed if not line.startswith("#")):
        forms |= {form: (*forms.get(form, ()), *noun) for form in noun}
    return forms


def without_particle(word: str) -> str | None:
    """Remove the first letter, which may be a particle, from a folded word; None if it cannot be one."""
    return word[1:] if word[0] in _JOINED and len(word) >= _LONG else None
