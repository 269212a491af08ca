"""Who does what to whom: whether an item tells it in the question's direction.

Word order alone decides, which both languages keep in the sentences of news: who acts is named before who is acted on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.questions.parser import Kind
from bot.text.questions.word_keys import keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parser import Question

_PAIR = 2


def agree(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether no sentence speaks against the question's direction: "who thanked Putin" is not whom Putin thanked.

    Questions in the passive, and those that name nobody to compare, agree with everything.
    """
    if question.passive:
        return True
    named = [word for word in words if keys(word) & story.agents]
    if question.kind is Kind.WHO:
        acts = [word for word in words if word not in named]
        if not acts or not named or words.index(named[0]) < words.index(acts[0]):
            return True  # "whom did Putin thank"
        if item.part == "people":  # who acts is whose entry it is
            both = [sentence for sentence in item.sentences if _has(sentence, acts[0], named[-1])]
            return bool(both) and all(_acts_on(sentence, acts[0], named[-1], None) for sentence in both)
        others = story.agents - frozenset().union(*map(keys, words))
        return any(_acts_on(sentence, acts[0], named[-1], others) for sentence in item.sentences)
    if len(named) < _PAIR or _are_one(named, story):
        return True
    return _in_order(story, item, named[0], named[-1])


def _acts_on(sentence: Sentence, verb: str, whom: str, others: frozenset[str] | None) -> bool:
    """Whether a sentence names the act before whom it is done to, and one of the `others`, if given, before them."""
    acts, objects = _positions(sentence, verb), _positions(sentence, whom)
    if not acts or not objects:
        return False
    before = sentence.keys[: objects[-1]]
    return acts[0] < objects[-1] and (others is None or any(word & others for word in before))


def _in_order(story: StoryWords, item: ItemWords, before: str, after: str) -> bool:
    """Whether a sentence with both has `before` first; where none has both, whether the item is of whom is first."""
    pairs = [
        (first, other)
        for sentence in item.sentences
        if (first := _positions(sentence, before)) and (other := _positions(sentence, after))
    ]
    if pairs:
        return any(first[0] < other[0] for first, other in pairs)
    own = next((person.names for person in story.people if person.person.id == item.item), item.beside)
    return own.isdisjoint(stems(after)) or not own.isdisjoint(stems(before))


def _are_one(named: Sequence[str], story: StoryWords) -> bool:
    """Whether the words name one person, or a person with the country of the role."""
    return any(all(keys(word) & (person.names | person.roles) for word in named) for person in story.people)


def _has(sentence: Sentence, *words: str) -> bool:
    return all(_positions(sentence, word) for word in words)


def _positions(sentence: Sentence, word: str) -> list[int]:
    return [position for position, word_keys in enumerate(sentence.keys) if word_keys & keys(word)]
