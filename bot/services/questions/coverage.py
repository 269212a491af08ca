"""How far an item has the words of a question, and whether it can answer one of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.services.questions import roles
from bot.services.questions.counting import closeness
from bot.services.questions.positions import positions
from bot.services.questions.tells import tells
from bot.text.questions import causes, evidence
from bot.text.questions.parsed_question import Kind
from bot.text.questions.question_tokens import PREPOSITIONS
from bot.text.questions.word_keys import keys
from bot.text.stemmer import stems
from bot.text.stemmer import words as text_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.services.questions.story_words import ItemWords, StoryWords
    from bot.text.questions.parsed_question import Question

# Weights of what an item has, fitted to the tables of questions (docs/questions.md): of a word as typed, by a synonym,
# of the title, one that it may lack, by one of the same matter; and more for each word that few items have.
_EXACT, _ALIKE, _TITLE, _LIGHT, _NEAR, _RARE = 1.0, 0.65, 0.45, 0.25, 0.25, 0.65
_OF_KIND, _OF_NUMBER = 1.0, 0.65  # for what an answer of this kind has; more for a number or a date
_VERBATIM, _AFFIRMED, _DIRECTED = 0.15, 0.25, 0.2  # for what is no matter of opinion, not denied, done by whom is asked
_TOGETHER = 0.45  # for an item that has all words in one sentence
_SHORT = 0.4  # less for a short item: details stand in long ones
_PLACE = 0.2  # for an item that names what its story is called by, often the place
_FIRST = 0.15  # for an item that begins with what is asked about
_OTHERS = 0.2  # less for an item that tells what is asked only beside persons who are not asked about
_CAUSE = 0.3  # for a place or a cause in a text
_CLOSE = 0.4  # for a number beside what is counted
_NEWS = 0.8  # for the newest of what happened to something
_PARTS = {"key_points": 0.35, "summary": 0.45, "quotes": -0.45, "events": -0.1, "people": -0.25}
_OF_KIND_PARTS = {(Kind.WHEN, "events"): 0.8, (Kind.COUNT, "key_points"): 0.3, (Kind.WHO, "people"): 0.1}
_OF_NUMBERS = frozenset({Kind.COUNT, Kind.WHEN})
_FEW = 2  # words that stand in one sentence, or the item tells of something else
_IN_ONE = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.COUNT, Kind.WHY, Kind.WHETHER})
_OF_NOBODY = frozenset({Kind.WHERE, Kind.WHETHER, Kind.WHAT, Kind.COUNT})
_BEGINNING = 3  # words that a sentence begins with
_JOINING = PREPOSITIONS | {"for", "with", "against", "ضد"}
_DENSE = 60  # words of an item that is preferred to longer ones


@dataclass(frozen=True, slots=True)
class Covered:
    """An item as it was weighed against the words of a question.

    `own` is how many of the words it has that are not of its story's title, `missing` those that it has not, `all`
    whether it has all of them together, `tells` whether it has what a question of this kind asks for.
    """

    story: StoryWords
    item: ItemWords
    score: float
    own: int
    missing: tuple[str, ...]
    all: bool
    tells: bool


def cover(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> Covered | None:
    """Weigh an item against the words; None if it has none of them but those of the story's title."""
    titled = _context(question, story, words)
    own = [word for word in words if word not in titled]
    matched = [word for word in words if keys(word) & item.keys_beside(word)]
    missing = [word for word in own if word not in matched]
    near = sum(map(item.is_near, missing))
    count = len(matched) if not own else sum(word in own for word in matched)
    if words and not (count or near):
        return None
    shown = tells(question, story, item, words)
    agrees = roles.agree(question, story, item, words)
    is_together = _are_together(question, story, item, own)
    score = (
        sum(_weight(word, story, item, is_titled=word in titled) for word in matched)
        + _NEAR * near
        + _LIGHT * sum(bool(keys(word) & item.keys) for word in question.light)
        + shown.of_kind * (_OF_KIND + _OF_NUMBER * (question.kind in _OF_NUMBERS))
        + _VERBATIM * shown.verbatim
        + _AFFIRMED * shown.affirmed
        + _DIRECTED * agrees
        + _TOGETHER * is_together
        + _likelihood(question, story, item, own or words)
    )
    return Covered(story, item, score, count, tuple(missing), not missing and is_together, shown.all and agrees)


def _likelihood(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> float:
    """Return how likely an item of its part, length and date answers a question of this kind."""
    score = _PARTS.get(item.part, 0.0) + _OF_KIND_PARTS.get((question.kind, item.part), 0.0)
    score -= _SHORT * min(_DENSE / max(item.length, 1), 1)
    score += _PLACE * (question.kind is Kind.WHERE and not item.keys.isdisjoint(story.title_names))
    score += _FIRST * (question.kind is Kind.WHAT and _comes_first(item, words))
    score -= _OTHERS * (question.kind in _OF_NOBODY and _is_of_others(story, item, words))
    score += _CAUSE * _has_cause(question.kind, item, words)
    score += _CLOSE * closeness(question, story, item, words)
    return score + (_NEWS * _recency(story, item) if question.kind is Kind.HAPPENED else 0)


def _context(question: Question, story: StoryWords, words: Sequence[str]) -> list[str]:
    """Return the words that an item need not repeat: of its story's title, for reasons the states that it is about.

    Where the title has all words, only its names: what happened must stand in the item itself. Nor may it lack whose
    capital or name is asked for.
    """
    if question.attribute:
        return []
    context = story.title | story.countries if question.kind is Kind.WHY else story.title
    titled = [word for word in words if keys(word) & context and not _is_joined_body(word, question, story)]
    if len(titled) == len(words):
        return [word for word in titled if not story.title_names.isdisjoint(stems(word))]
    return titled


def _is_joined_body(word: str, question: Question, story: StoryWords) -> bool:
    """Whether a word names an organisation behind a preposition: "goals for Amwaj" are not those for another club."""
    if not any(not body.own_names.isdisjoint(stems(word)) for body in story.people if body.person.kind != "person"):
        return False
    typed = text_words(question.text)
    return any(following == word and before in _JOINING for before, following in pairwise(typed))


def _recency(story: StoryWords, item: ItemWords) -> float:
    """Return how new an item is among the dated ones of its story, from 0 to 1."""
    days = sorted({other.date.first for other in story.items if other.date})
    return days.index(item.date.first) / max(len(days) - 1, 1) if item.date else 0.0


def rank(covered: Iterable[Covered], current: int | None, *, earliest: bool = False) -> list[Covered]:
    """Sort the best first; among equals, the story that the chat is at, then the newer item, or the `earliest`."""

    def order(candidate: Covered) -> tuple[bool, float, bool, int]:
        day = candidate.item.date.first.toordinal() if candidate.item.date else 0
        return (
            not (candidate.all and candidate.tells),
            -round(candidate.score, 3),
            candidate.story.story.number != current,
            day if earliest else -day,
        )

    return sorted(covered, key=order)


def _weight(word: str, story: StoryWords, item: ItemWords, *, is_titled: bool) -> float:
    if is_titled:
        return _TITLE
    return (_ALIKE if item.keys.isdisjoint(stems(word)) else _EXACT) + _RARE / story.frequency(word)


def _has_cause(kind: Kind, item: ItemWords, words: Sequence[str]) -> float:
    """Return whether an item names a place (2: on the map) or a cause, where that is asked for."""
    if kind is Kind.WHERE:
        return 2 if item.has_place else any(evidence.is_placed(sentence.text) for sentence in item.sentences)
    return kind is Kind.WHY and any(
        causes.names_cause(sentence.text, words) or causes.is_ordered(sentence.words, positions(sentence, words))
        for sentence in item.sentences
    )


def _comes_first(item: ItemWords, words: Sequence[str]) -> bool:
    return any(position < _BEGINNING for sentence in item.sentences for position in positions(sentence, words))


def _is_of_others(story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    others = story.persons.difference(*map(keys, words))
    matches = [(sum(bool(keys(word) & sentence.all_keys) for word in words), sentence) for sentence in item.sentences]
    most = max((matched for matched, _ in matches), default=0)
    return all(sentence.all_keys & others for matched, sentence in matches if matched == most)


def _are_together(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether one sentence has all words that are not said of whose the item is, or two neighbours have them.

    A quotation is one with its occasion. Of three words or more one may stand in the neighbour alone, as where is said.
    """
    if item.part == "quotes":
        return True
    own = next((entry.names | entry.office for entry in story.people if entry.person.id == item.item), frozenset())
    named = [word for word in words if not keys(word) & (item.beside | own)]
    matched = [{word for word in named if keys(word) & sentence.all_keys} for sentence in item.sentences]
    if question.kind not in _IN_ONE or len(named) > _FEW:
        least = len(named) - 1 if question.kind in _IN_ONE else 0
        beside = [first | second for first, second in pairwise(matched) if max(len(first), len(second)) >= least]
        matched += beside
    needed = set(named) - question.placed
    return not needed or any(needed <= have for have in matched)
