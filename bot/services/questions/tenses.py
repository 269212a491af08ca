"""Whether an item has the date that is asked for, and speaks of the time that the question does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.services.questions.positions import matched, positions
from bot.text.questions import evidence
from bot.text.questions.parsed_question import Kind, Measure
from bot.text.questions.question_words import FUTURE, NEXT, REPORTING, STILL, WHOLLY
from bot.text.questions.word_keys import IMPERFECT, is_future, keys
from bot.text.stemmer import stems
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parsed_question import Question

_COMING = (
    (FUTURE - {"راح"})
    | (NEXT - {"next"})
    | frozenset(words_of("would plans due expected scheduled faces لن المقرر مقرر يتوقع متوقع ينتظر"))
)


def is_dated(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item has the date of what is asked about, not only that of a report of it."""
    if (
        question.future
        or (item.part == "quotes" and not question.said)
        or any(_is_yet_to_come(word, item) for word in (*words, *question.light))
    ):
        return False
    if question.said and item.part == "quotes":  # who is asked to have spoken is the speaker, not only named
        return all(not keys(word).isdisjoint(item.beside) for word in words if keys(word) & story.proper_agents)
    if question.said and all(keys(word) & story.proper_agents for word in words):
        return False  # that somebody is named does not tell when they spoke
    most = max((len(matched(sentence, words)) for sentence in item.sentences), default=0)
    likeliest = [sentence for sentence in item.sentences if len(matched(sentence, words)) == most]
    if question.measure is Measure.WEEKDAY:
        return any(evidence.has_weekday(sentence.words) for sentence in likeliest)
    if not question.said and any(_is_reported(sentence, words) for sentence in likeliest):
        return False
    return item.date is not None or any(evidence.has_date(sentence.words) for sentence in likeliest)


def agrees_in_time(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item speaks of what is to come, if that is asked for."""
    if not question.future or question.kind in {Kind.WHEN, Kind.SAID}:
        return True
    return any(
        _is_to_come(word) for sentence in item.sentences if positions(sentence, words) for word in sentence.words
    )


def agrees_in_extent(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item says still, or all, if it is asked whether that is so."""
    if question.degrees.isdisjoint(STILL | WHOLLY):
        return True
    wanted = [meant for meant in (STILL, WHOLLY) if question.degrees & meant]
    return all(
        any(not meant.isdisjoint(sentence.words) for sentence in item.sentences if positions(sentence, words))
        for meant in wanted
    )


def is_to_come(item: ItemWords) -> bool:
    """Whether an item speaks of what is still to come."""
    return any(_is_to_come(word) for sentence in item.sentences for word in sentence.words)


def _is_to_come(word: str) -> bool:
    return word in _COMING or is_future(word)


def _is_reported(sentence: Sentence, words: Sequence[str]) -> bool:
    """Whether a sentence says only that somebody told of what is asked about: its date is when they did."""
    reporting = _reporting()
    if any(keys(word) & reporting for word in words):
        return False
    verbs = [position for position, word_keys in enumerate(sentence.keys) if word_keys & reporting]
    asked = positions(sentence, words)
    return bool(verbs) and bool(asked) and verbs[0] < max(asked) and not evidence.is_dated_at(sentence.words, asked)


@cache
def _reporting() -> frozenset[str]:
    return frozenset().union(*map(keys, REPORTING))


def _is_yet_to_come(word: str, item: ItemWords) -> bool:
    """Whether an Arabic verb is asked for in the imperfect, and the item has it in the perfect alone.

    "When does it end" is not answered by what ended.
    """
    if not _is_imperfect(word):
        return False
    return not any(
        _is_imperfect(other) and keys(other) & keys(word) for sentence in item.sentences for other in sentence.words
    )


def _is_imperfect(word: str) -> bool:
    """Whether a folded word is an Arabic verb in the imperfect: ت with ي in its place is a form of the same verb."""
    if word.isascii() or word[0] not in IMPERFECT:
        return False
    return word[0] == "ي" or bool(keys(word) & keys("ي" + word[1:]) - set(stems(word)))
