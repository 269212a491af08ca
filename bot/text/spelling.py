"""What somebody may have meant who typed a word that stands nowhere: the nearest of those that do."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.i18n.particles import articled, bare
from bot.i18n.stems import without_particle

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
_FIRST = 0.4  # more for another first letter: that is seldom mistaken
_LEAST, _SHARE = 1.1, 0.25  # mistakes with which a word can still be meant: so many, or so many a letter
_JOINED = 0.9  # two words written as one


def _pairs() -> frozenset[tuple[str, str]]:
    beside = [pair for row in _ROWS.split() for pair in pairwise(row)]
    alike = [(pair[0], pair[1]) for pair in _ALIKE.split()]
    return frozenset(pair for one, other in (*beside, *alike) for pair in ((one, other), (other, one)))


_PAIRS = _pairs()


class Vocabulary:
    """Folded words, each with how many things have it."""

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
        """The words that the folded `word` was probably meant to be, the likeliest first; of two likely the commoner.

        It takes milliseconds where there are many.
        """
        if not _SHORTEST <= len(word) <= _LONGEST or word.isdigit():
            return []
        weighed: dict[str, float] = {}
        for typed in dict.fromkeys((word, bare(word), without_particle(word) or word, articled(word))):
            for known in self._close(typed):
                weighed[known] = min(weighed.get(known, 9.0), _weigh(typed, known))
        for pair in self._parted(word):
            weighed[pair] = _JOINED
        likely = (known for known in weighed if weighed[known] <= max(_LEAST, len(word) * _SHARE))
        ranked = sorted(likely, key=lambda known: (round(weighed[known], 2), -self._counts.get(known, 0), known))
        return ranked[:limit]

    def _close(self, word: str) -> Iterator[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        reach = next(mistakes for letters, mistakes in _REACH if len(word) <= letters)
        lengths = range(len(word) - reach, len(word) + reach + 1)
        among = [one for length in lengths for one in self._lengths.get(length, ())]
        for known, _, _ in process.extract(word, among, scorer=OSA.distance, score_cutoff=reach, limit=_KEPT):
            if known != word:
                yield known

    def _parted(self, word: str) -> Iterator[str]:
        """Two words that together are this one."""
        for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if word[:at] in self._counts and word[at:] in self._counts:
                yield f"{word[:at]} {word[at:]}"


def _weigh(typed: str, known: str) -> float:
    """How many mistakes lie between two words, likely ones counted less (optimal string alignment)."""
    above: list[float] = []
    row = [0.0]
    for letter, before in zip(known, " " + known, strict=False):
        row.append(row[-1] + _left_out(letter, before))
    for at, letter in enumerate(typed):
        last, above, row = above, row, [row[0] + _left_out(letter, typed[at - 1] if at else "")]
        for to, other in enumerate(known):
            best = min(
                above[to] + _taken(letter, other),
                above[to + 1] + _left_out(letter, typed[at - 1] if at else ""),
                row[to] + _left_out(other, known[to - 1] if to else ""),
            )
            if at and to and letter == known[to - 1] and typed[at - 1] == other:
                best = min(best, last[to - 1] + _SWAPPED)
            row.append(best)
    return row[-1] + (_FIRST if typed[0] != known[0] else 0)


def _left_out(letter: str, before: str) -> float:
    return _DOUBLED if letter == before else _LIKELY if letter in _WEAK else 1


def _taken(letter: str, other: str) -> float:
    return 0 if letter == other else _LIKELY if (letter, other) in _PAIRS else 1
