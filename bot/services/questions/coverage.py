"""How far an item has the words of a question, and whether it can answer one of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.services.questions import roles
from bot.services.questions.tells import positions, tells
from bot.text.questions import causes, evidence
from bot.text.questions.parsed_question import Kind
from bot.text.questions.question_tokens import PREPOSITIONS
from bot.text.questions.question_words import FILLERS
from bot.text.questions.word_keys import keys
from bot.text.stemmer import stems
from bot.text.stemmer import words as text_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.services.questions.story_words import ItemWords, StoryWords
    from bot.text.questions.parsed_question import Question

# Weights of a word: as typed, by a synonym, of the title, light, by a word of the same matter.
_EXACT, _ALIKE, _TITLE, _LIGHT, _NEAR = 1.0, 0.8, 0.4, 0.2, 0.45
# By how much a list is preferred among items with the same words: short and dated ones first.
_PARTS: dict[Kind, dict[str, float]] = {
    Kind.WHEN: {"events": 0.5, "key_points": 0.35, "summary": 0.2, "quotes": -0.3, "people": -0.3},
    Kind.COUNT: {"key_points": 0.3, "events": 0.3, "summary": 0.2},
    Kind.WHERE: {"events": 0.3, "key_points": 0.35, "summary": 0.1, "people": -0.2, "quotes": -0.2},
    Kind.WHO: {"key_points": 0.3, "standfirst": 0.2, "events": 0.25, "summary": 0.1, "people": 0.15, "quotes": -0.2},
    Kind.WHY: {"key_points": 0.3, "standfirst": 0.2, "summary": 0.2, "quotes": 0.1, "events": 0.1, "people": -0.3},
}
_NEWS = 0.5  # for the newest of what happened to something
_ANY_PART = {"key_points": 0.3, "standfirst": 0.15, "events": 0.25, "summary": 0.1, "people": -0.2}
_PLACE = 0.2  # for an item that names what its story is called by, often the place
_FIRST = 0.15  # for an item that begins with what is asked about
_OTHERS = 0.45  # less for an item that tells what is asked only beside persons who are not asked about
_FEW = 2  # words that stand in one sentence, or the item tells of something else
_OF_ACTS = 0.2
_TOGETHER = 0.2  # for an item that has all words in one sentence
_ACTS = 0.3  # for an item that goes on behind who is asked about
_IN_ONE = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.COUNT, Kind.WHY, Kind.WHETHER})
_OF_NOBODY = frozenset({Kind.WHERE, Kind.WHETHER, Kind.WHAT, Kind.COUNT})
_BONUS = 0.3  # for what an answer of this kind has
_BEGINNING = 3  # words that a sentence begins with
_JOINING = PREPOSITIONS | {"for", "with", "against", "ضد"}
_DENSE = 60  # words of an item that is preferred to longer ones


@dataclass(frozen=True, slots=True)
class Covered:
    """An item with the weight of the words that it has, how many of its `own`, whether `all` of them, whether it `tells`."""

    story: StoryWords
    item: ItemWords
    score: float
    own: int
    all: bool
    tells: bool


def cover(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> Covered | None:
    """Weigh an item against the words; None if it has none of them but those of the story's title."""
    own, missing, near, score = 0, 0, 0, 0.0
    titled = _context(question, story, words)
    for word in words:
        if keys(word) & item.keys_beside(word):
            score += _weight(word, item, is_titled=word in titled)
            own += word not in titled or len(titled) == len(words)
        elif word not in titled:
            missing += 1
            near += item.is_near(word)
    if words and not (own or near):
        return None
    score += near * _NEAR
    score += sum(_LIGHT for word in question.light if keys(word) & item.keys)
    is_told = tells(question, story, item, words) and roles.agree(question, story, item, words)
    parts = _PARTS.get(question.kind, _ANY_PART)
    score += _PLACE if question.kind is Kind.WHERE and item.keys & story.title_names else 0
    if question.kind is Kind.WHO and item.part == "people" and not keys(words[0]) & item.beside:
        score -= _OF_ACTS  # who did something is told better by what tells of it
    score += parts.get(item.part, 0.0) + min(_DENSE / max(item.length, 1), 1) * _BONUS
    score += _bonus(question.kind, item, words)
    score += _NEWS * _recency(story, item) if question.kind is Kind.HAPPENED else 0
    score -= (
        _OTHERS
        if question.kind in _OF_NOBODY
        and _is_of_others(story, item, [word for word in words if word not in titled] or words)
        else 0
    )
    score += _ACTS if question.doing and _acts(item, words) else 0
    score += _FIRST if question.kind is Kind.WHAT and _comes_first(item, words) else 0
    own_words = [word for word in words if word not in titled]
    is_together = _are_together(question, story, item, own_words)
    score += _TOGETHER * is_together
    return Covered(story, item, score, own, not missing and is_together, is_told)


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


def _weight(word: str, item: ItemWords, *, is_titled: bool) -> float:
    if is_titled:
        return _TITLE
    return _EXACT if not item.keys.isdisjoint(stems(word)) else _ALIKE


def _bonus(kind: Kind, item: ItemWords, words: Sequence[str]) -> float:
    """Return the weight of what an answer of this kind has, as far as its words tell."""
    if kind is Kind.WHERE:
        is_placed = any(evidence.is_placed(sentence.text) for sentence in item.sentences)
        return 2 * _BONUS if item.has_place else _BONUS * is_placed
    if kind is Kind.WHY:
        return _BONUS * any(
            causes.names_cause(sentence.text, words) or causes.is_ordered(sentence.words, positions(sentence, words))
            for sentence in item.sentences
        )
    return 0


def _comes_first(item: ItemWords, words: Sequence[str]) -> bool:
    return any(position < _BEGINNING for sentence in item.sentences for position in positions(sentence, words))


def _is_of_others(story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    others = story.persons.difference(*map(keys, words))
    matches = [(sum(bool(keys(word) & sentence.all_keys) for word in words), sentence) for sentence in item.sentences]
    most = max((matched for matched, _ in matches), default=0)
    return all(sentence.all_keys & others for matched, sentence in matches if matched == most)


def _acts(item: ItemWords, words: Sequence[str]) -> bool:
    """Whether something other than a preposition follows whose acts are asked for: "soldiers helped"."""
    return any(
        sentence.words[position + 1 : position + 2] != () and sentence.words[position + 1] not in FILLERS
        for sentence in item.sentences
        for position in positions(sentence, words)
    )


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
