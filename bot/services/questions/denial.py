"""Whether a sentence says that what is asked about did not happen, or has not come about."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.text.questions.question_words import DENIALS, DISOWNING, UNREAL
from bot.text.questions.word_keys import has_synonyms, keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import Sentence

_BESIDE = 2  # words from "not" to what did not happen
_CLAUSE = 6  # words from "denies" to what is denied


def is_denied(sentence: Sentence, asked: Sequence[int], words: Sequence[str]) -> bool:
    """Whether a word of the question, at a position `asked`, stands right behind "not", or what comes to nothing.

    "Refused to resign" and "demands a rise" tell of no resignation and no rise, unless refusing itself is asked about.
    """
    denying, unreal, disowning = _denying(), _unreal(), _disowning()
    is_of_facts = all(keys(word).isdisjoint(unreal) for word in words)
    is_of_denial = any(not keys(word).isdisjoint(disowning) for word in words)
    return any(
        not denying.isdisjoint(sentence.words[max(position - _BESIDE, 0) : position])
        or (is_of_facts and not unreal.isdisjoint(chain(*sentence.keys[max(position - _BESIDE, 0) : position])))
        or (not is_of_denial and not disowning.isdisjoint(chain(*sentence.keys[max(position - _CLAUSE, 0) : position])))
        for position in asked
    )


@cache
def _denying() -> frozenset[str]:
    """Return the words that only deny: "refused" is an act that can be asked about."""
    return frozenset(word for word in DENIALS if not has_synonyms(word))


@cache
def _unreal() -> frozenset[str]:
    """Return the keys of verbs whose object has not come about."""
    return frozenset().union(*map(keys, UNREAL))


@cache
def _disowning() -> frozenset[str]:
    """Return the keys of verbs that say of a whole clause that it is not so: "denies that it paid"."""
    return frozenset().union(*map(keys, DISOWNING))
