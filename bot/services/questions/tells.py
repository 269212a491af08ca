"""Whether an item tells what a question of its kind asks for, beside having its words: a date, a number, a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.questions import denial, roles
from bot.services.questions.counting import is_counted
from bot.services.questions.positions import best, positions
from bot.services.questions.tenses import agrees_in_extent, agrees_in_time, is_dated
from bot.text.questions import causes, evidence
from bot.text.questions.parsed_question import Kind
from bot.text.questions.question_words import DENIALS, FILLERS
from bot.text.questions.word_keys import keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parsed_question import Question

_ADJACENT = 3  # words between what something has and whose it is
# Kinds that are not answered by what a sentence says is not so.
_OF_FACTS = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.COUNT})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an item has of an answer, beside the words of the question.

    `of_kind` is what a question of its kind asks for, `verbatim` whether it is no matter of opinion, `affirmed` whether
    it is said to be so, or not so, as the question takes it; `timely` whether it is still to come, or still so, if that
    is asked.
    """

    of_kind: bool
    verbatim: bool
    affirmed: bool
    timely: bool

    @property
    def all(self) -> bool:
        """Whether nothing is missing."""
        return self.of_kind and self.verbatim and self.affirmed and self.timely


def tells(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> Evidence:
    """Return what an item has of an answer to a question, beside its words."""
    return Evidence(
        _is_of_kind(question, story, item, words),
        _is_verbatim(question, item, words),
        _agrees_in_negation(question, item, words),
        agrees_in_time(question, item, words) and agrees_in_extent(question, item, words),
    )


def _is_verbatim(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether a quotation has the words themselves, if a fact is asked for: what a speaker calls so need not be so."""
    if item.part != "quotes" or question.said or question.kind not in {Kind.WHO, Kind.WHETHER}:
        return True
    own = item.keys
    return all(not own.isdisjoint(stems(word)) for word in words)


def _is_of_kind(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    match question.kind:
        case Kind.WHEN:
            return is_dated(question, story, item, words)
        case Kind.WHERE:
            return _is_placed(story, item, words)
        case Kind.WHY:
            return _is_explained(question, item, words)
        case Kind.COUNT:
            return is_counted(question, story, item, words)
        case Kind.WHO:
            return _names_who(question, story, item, words)
    return _is_described(question, item, words)


def _is_explained(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item gives a cause, or says that it was ordered; why something was not done needs a plain cause."""
    for sentence in item.sentences:
        asked = positions(sentence, words)
        if not asked and item.part != "quotes":
            continue
        if causes.names_cause(sentence.text, words) or causes.is_ordered(sentence.words, asked):
            return True
        if not question.negated and causes.may_name_cause(sentence.text, words, sentence.words, asked):
            return True
    return False


def _is_described(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item says how, or what something has, where that is asked for."""
    if question.contents:
        return any(causes.names_contents(sentence.text) for sentence in item.sentences if positions(sentence, words))
    if question.manner:
        of_end = any(keys(word) & keys("end") for word in words)
        return any(
            causes.names_manner(sentence.text, of_end=of_end)
            for sentence in item.sentences
            if positions(sentence, words)
        )
    if question.doing:
        return item.part == "people" or any(
            not roles.is_placed(sentence, position)
            for sentence in item.sentences
            for position in positions(sentence, words)
        )
    of_what = (*words, *question.light)
    return not question.attribute or any(_are_adjacent(sentence, of_what) for sentence in item.sentences)


def _names_who(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item names somebody who acts, or who is what the question describes."""
    if question.identity or (len(words) > 1 and roles.is_office(words[0])):
        return any(_is_span(sentence, words) for sentence in item.sentences)
    asked = frozenset().union(*map(keys, words))
    done = [word for word in words if not keys(word) & story.proper_agents] or words
    return (
        item.part == "people"
        or any(roles.acts(sentence, story.agents - asked, positions(sentence, done)) for sentence in item.sentences)
        or any(roles.collective_acts(sentence, positions(sentence, done[:1]), asked) for sentence in item.sentences)
        or (question.said and item.part == "quotes" and not asked >= item.beside)
    )


def _is_placed(story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item names a place beside what is asked for: its own, the story's, or one behind a preposition."""
    if item.has_place:
        return True
    if all(not (story.places | story.proper_agents).isdisjoint(stems(word)) for word in words):
        return False  # where a place or a house is itself is told by a point on the map
    asked = frozenset().union(*map(keys, words))
    return any(
        evidence.is_placed(sentence.text)
        or sentence.all_keys & ((story.places - story.persons) | story.countries) - asked
        for sentence in item.sentences
        if positions(sentence, words)
    )


def _are_adjacent(sentence: Sentence, words: Sequence[str]) -> bool:
    """Whether what something has stands beside whose it is: "the capital of Russia"."""
    if not words or not all(positions(sentence, [word]) for word in words):
        return False
    places = [positions(sentence, [word]) for word in words[:2]]
    return len(places) < len("of") or any(abs(own - whose) <= _ADJACENT for own in places[0] for whose in places[1])


def _is_span(sentence: Sentence, words: Sequence[str]) -> bool:
    """Whether all words stand together: "the head of the army" is nobody whom a sentence names beside both."""
    places = [positions(sentence, [word]) for word in words]
    return all(places) and any(
        all(any(_between(sentence, first, place) < len(words) for place in others) for others in places)
        for first in places[0]
    )


def _between(sentence: Sentence, first: int, second: int) -> int:
    """Return how many words stand between two, without "of" and "the"."""
    return sum(word not in FILLERS for word in sentence.words[min(first, second) + 1 : max(first, second)])


def _agrees_in_negation(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item denies what a question denies, and does not deny what it takes for a fact."""
    if question.negated:
        matching = [sentence for sentence in item.sentences if positions(sentence, words)]
        return any(not DENIALS.isdisjoint(sentence.words) for sentence in matching)
    if question.kind not in _OF_FACTS or item.part == "people":
        return True
    likeliest = best(item, words)
    return not likeliest or any(
        not denial.is_denied(sentence, positions(sentence, words), words) for sentence in likeliest
    )
