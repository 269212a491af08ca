"""Whether an item has the number that is asked for: how many, how much, how long, how old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.questions.positions import best, positions
from bot.text.questions import amounts, evidence
from bot.text.questions.parsed_question import Kind, Measure
from bot.text.questions.word_keys import countries, directions, has_synonyms, keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parsed_question import Question

_FAR = 5  # words from a number to what it counts
_BESIDE_PEOPLE = 3  # the same, if only people are counted, of whom the question says what they did
_BESIDE = 2  # words between a noun and the country that it is of
_AROUND = 3  # words from a noun to the country behind it


def is_counted(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item has a number of what is counted, or the length of time, the sum or the age that is asked for."""
    matching = [sentence for sentence in item.sentences if positions(sentence, words)]
    if question.measure is Measure.AGE:
        is_own = item.part == "people" and any(not _names_of(story, item).isdisjoint(stems(word)) for word in words)
        candidates = item.sentences if is_own else () if item.part == "people" else matching
        return any(amounts.has_age(sentence.text) for sentence in candidates)
    if question.measure is Measure.DURATION:
        return any(
            evidence.has_duration(sentence.words, positions(sentence, words), question.unit) for sentence in matching
        )
    if question.measure is Measure.AMOUNT:
        is_price = any(keys(word) & keys("price") for word in words)
        has_amount = amounts.has_money if is_price else amounts.has_amount
        return any(has_amount(sentence.text) for sentence in matching)
    wanted = _counted(question, story, words)
    whose = _whose(words, wanted)
    farthest = _BESIDE_PEOPLE if "people" in question.light else _FAR
    distances = (
        evidence.distance(sentence.words, [at for at in positions(sentence, wanted) if _is_of(sentence, at, whose)])
        for sentence in (matching if keys(wanted[0]) & story.title else best(item, words))
    )
    return any(distance is not None and distance <= farthest for distance in distances)


def closeness(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> float:
    """Return how close a number stands to what is counted: 1 beside it, less farther away, 0 without one."""
    if question.kind is not Kind.COUNT or question.measure:
        return 0
    wanted = _counted(question, story, words)
    distances = (evidence.distance(sentence.words, positions(sentence, wanted)) for sentence in item.sentences)
    return max((1 / max(distance, 1) for distance in distances if distance is not None), default=0)


def _names_of(story: StoryWords, item: ItemWords) -> frozenset[str]:
    """Return the names and the office of whose entry an item is."""
    return next((person.names | person.office for person in story.people if person.person.id == item.item), frozenset())


def _counted(question: Question, story: StoryWords, words: Sequence[str]) -> tuple[str, ...]:
    """Return what is counted: the first word behind 'how many' that is no country; if that is 'people', any word."""
    if (question.light and not question.text.isascii()) or "people" in question.light:
        return tuple(words)
    plain = [word for word in words if not countries(keys(word)) and not keys(word) & directions()]
    named = [word for word in plain if has_synonyms(word) or not keys(word) & story.title]
    return tuple((named or plain or list(words))[:1])


def _whose(words: Sequence[str], wanted: Sequence[str]) -> frozenset[str]:
    """Return the keys of the country that stands beside what is counted: "Russian troops", «الجنود الروس»."""
    if len(wanted) != 1:
        return frozenset()
    at = words.index(wanted[0])
    beside = words[at - 1 : at] if wanted[0].isascii() else words[at + 1 : at + 2]
    return frozenset().union(*(countries(keys(word)) for word in beside))


def _is_of(sentence: Sentence, position: int, whose: frozenset[str]) -> bool:
    """Whether the country, if one is asked about, stands beside the word at the position."""
    beside = sentence.keys[max(position - _BESIDE, 0) : position + _AROUND + 1]
    return not whose or any(word_keys & whose for word_keys in beside)
