"""Where the words of a question stand in the sentences of an item."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.text.questions.word_keys import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence


def positions(sentence: Sentence, words: Sequence[str]) -> list[int]:
    """Return where one of the words stands in a sentence, in whatever form."""
    asked = all_keys(tuple(words))
    if sentence.all_keys.isdisjoint(asked):
        return []
    return [position for position, word_keys in enumerate(sentence.keys) if not word_keys.isdisjoint(asked)]


@lru_cache(1024)
def all_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of all words."""
    return frozenset().union(*map(keys, words))


def matched(sentence: Sentence, words: Sequence[str]) -> list[str]:
    """Return the words that a sentence has."""
    return [word for word in words if keys(word) & sentence.all_keys]


def best(item: ItemWords, words: Sequence[str]) -> list[Sentence]:
    """Return the sentences that have the most of the words; none if no sentence has one."""
    counted = [(len(matched(sentence, words)), sentence) for sentence in item.sentences]
    most = max((count for count, _ in counted), default=0)
    return [sentence for count, sentence in counted if count == most > 0]
