"""Spelling suggestions: the nearest known words by a weighted edit distance."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.text.clitics import articled, bare
from bot.text.stemmer import without_particle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHORTEST = 2  # letters of a word that is looked for
_LONGEST = 40
_KEPT = 150  # words that are weighed
_REACH = ((4, 1), (8, 2), (_LONGEST, 3))  # how many mistakes are looked for in words of so many letters
# Letters beside each other on keyboards, folded; and letters that one writes a name with, and another not: of
# transliteration, and of sounds that dialects and other alphabets do not keep apart.
_ROWS = "qwertyuiop asdfghjkl zxcvbnm ضصثقفغعهخحجد شسيبلاتنمك ورزظ"
_ALIKE = "iy ie ij ea ou ck kq kh sz vw fv td gj غج غق جش سص تط دض ذز ظض حه خح ثت ثس قك بف ذد صز"
_WEAK = frozenset("aeiouyhاويه")  # written by some, and left out by others
_LIKELY = 0.6  # of a mistake: a letter for such a one
_DOUBLED = 0.5  # a letter twice, or once
_SWAPPED = 0.7  # two letters in each other's place
_FIRST_LETTER = 0.4  # more for another first letter: that is seldom mistaken
_LEAST, _SHARE = 1.1, 0.25  # mistakes with which a word can still be meant: so many, or so many a letter
_JOINED = 0.9  # two words written as one


def _pairs() -> frozenset[tuple[str, str]]:
    beside = [pair for row in _ROWS.split() for pair in pairwise(row)]
    alike = [(pair[0], pair[1]) for pair in _ALIKE.split()]
    return frozenset(pair for first, other in (*beside, *alike) for pair in ((first, other), (other, first)))


_PAIRS = _pairs()


class Vocabulary:
    """Folded words with their document frequencies."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        lengths: defaultdict[int, list[str]] = defaultdict(list)
        for word in counts:
            lengths[len(word)].append(word)
        self._lengths = dict(lengths)

    def __contains__(self, word: str) -> bool:
        """Whether the word is one of these."""
        return word in self._counts

    def near(self, word: str, limit: int) -> list[str]:
        """Return the nearest known words to the folded `word`, nearest first, ties broken by frequency.

        Takes milliseconds for a large vocabulary.
        """
        if not _SHORTEST <= len(word) <= _LONGEST or word.isdigit():
            return []
        weighed: dict[str, float] = {}
        for typed in dict.fromkeys((word, bare(word), without_particle(word) or word, articled(word))):
            for known in self._candidates(typed):
                weighed[known] = min(weighed.get(known, 9.0), _distance(typed, known))
        for pair in self._splits(word):
            weighed[pair] = _JOINED
        likely = (known for known in weighed if weighed[known] <= max(_LEAST, len(word) * _SHARE))
        ranked = sorted(likely, key=lambda known: (round(weighed[known], 2), -self._counts.get(known, 0), known))
        return ranked[:limit]

    def _candidates(self, word: str) -> Iterator[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        reach = next(mistakes for letters, mistakes in _REACH if len(word) <= letters)
        lengths = range(len(word) - reach, len(word) + reach + 1)
        among = [candidate for length in lengths for candidate in self._lengths.get(length, ())]
        for known, _, _ in process.extract(word, among, scorer=OSA.distance, score_cutoff=reach, limit=_KEPT):
            if known != word:
                yield known

    def _splits(self, word: str) -> Iterator[str]:
        """Yield pairs of known words whose concatenation is this word."""
        for index in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if word[:index] in self._counts and word[index:] in self._counts:
                yield f"{word[:index]} {word[index:]}"


def _distance(typed: str, known: str) -> float:
    """Compute the optimal string alignment distance, with lower costs for likely mistakes."""
    above: list[float] = []
    row = [0.0]
    for letter, before in zip(known, " " + known, strict=False):
        row.append(row[-1] + _deletion_cost(letter, before))
    for index, letter in enumerate(typed):
        last, above, row = above, row, [row[0] + _deletion_cost(letter, typed[index - 1] if index else "")]
        for to, other in enumerate(known):
            best = min(
                above[to] + _substitution_cost(letter, other),
                above[to + 1] + _deletion_cost(letter, typed[index - 1] if index else ""),
                row[to] + _deletion_cost(other, known[to - 1] if to else ""),
            )
            if index and to and letter == known[to - 1] and typed[index - 1] == other:
                best = min(best, last[to - 1] + _SWAPPED)
            row.append(best)
    return row[-1] + (_FIRST_LETTER if typed[0] != known[0] else 0)


def _deletion_cost(letter: str, before: str) -> float:
    return _DOUBLED if letter == before else _LIKELY if letter in _WEAK else 1


def _substitution_cost(letter: str, other: str) -> float:
    return 0 if letter == other else _LIKELY if (letter, other) in _PAIRS else 1
