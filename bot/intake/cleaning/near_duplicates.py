"""Sentences that repeat another, exactly or nearly: the fuller one stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.normalized import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.segments import Sentence

_FEWEST = 4  # words of a sentence that can repeat another nearly
_ALIKE = 0.86  # of the shorter sentence's words, in order, that the longer one has
_RARE = 12  # sentences that share a word: more say nothing
_COMPARED = 40
_NEGATIONS = frozenset("not no never n't لا لم لن ليس ليست غير بدون دون without neither nor".split())


@dataclass(frozen=True, slots=True)
class _Words:
    number: int
    listed: tuple[str, ...]
    figures: frozenset[str]
    negations: int


def repeated(plain: str, sentences: Sequence[Sentence]) -> dict[int, int]:
    """Return the numbers of repeated sentences, each with the one that is kept for it."""
    listed = [_read(number, plain[sentence.start : sentence.end]) for number, sentence in enumerate(sentences)]
    dropped: dict[int, int] = {}
    whole: dict[tuple[str, ...], int] = {}
    by_word: dict[str, list[int]] = {}
    for item in listed:
        if not item.listed:
            continue
        same = whole.setdefault(item.listed, item.number)
        if same != item.number and len(item.listed) > 1:
            dropped[item.number] = same
            continue
        if len(item.listed) >= _FEWEST:
            _compare(item, listed, by_word, dropped)
            for word in set(item.listed):
                by_word.setdefault(word, []).append(item.number)
    return {number: _kept(number, dropped) for number in dropped}


def _kept(number: int, dropped: dict[int, int]) -> int:
    seen = set()
    while number in dropped and number not in seen:
        seen.add(number)
        number = dropped[number]
    return number


def _compare(item: _Words, listed: Sequence[_Words], by_word: dict[str, list[int]], dropped: dict[int, int]) -> None:
    """Drop the sentence, or an earlier one that it repeats with more."""
    shared: dict[int, int] = {}
    for word in set(item.listed):
        known = by_word.get(word, ())
        if len(known) <= _RARE:
            for number in known:
                shared[number] = shared.get(number, 0) + 1
    likely = sorted(shared, key=lambda number: -shared[number])[:_COMPARED]
    for number in likely:
        other = listed[number]
        if number in dropped or not _is_repeat(item, other):
            continue
        if len(item.listed) > len(other.listed):
            dropped[number] = item.number
        else:
            dropped[item.number] = number
            return


def _is_repeat(item: _Words, other: _Words) -> bool:
    shorter, longer = sorted((item, other), key=lambda row: len(row.listed))
    if not shorter.figures <= longer.figures or shorter.negations != longer.negations:
        return False
    if len(longer.listed) > 3 * len(shorter.listed):
        return False
    same = LCSseq.similarity(shorter.listed, longer.listed)
    if len(shorter.listed) == len(longer.listed) and same < len(shorter.listed) - 2:
        return False
    return same >= _ALIKE * len(shorter.listed) and (len(shorter.listed) > 5 or same == len(shorter.listed))  # noqa: PLR2004


def _read(number: int, text: str) -> _Words:
    listed = tuple(bare(word.lstrip("و") if len(word) > 4 else word) for word in words(text))  # noqa: PLR2004 - 'and' is joined
    figures = frozenset(word for word in listed if word[0].isdigit())
    return _Words(number, listed, figures, sum(word in _NEGATIONS for word in listed))
