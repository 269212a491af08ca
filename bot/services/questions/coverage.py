"""How far an item has the words of a question, and whether it can answer one of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.questions import roles
from bot.text.questions import evidence
from bot.text.questions.parser import Kind
from bot.text.questions.word_keys import IMPERFECT, countries, directions, has_synonyms, keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parser import Question

_EXACT, _ALIKE, _TITLE, _LIGHT = 1.0, 0.8, 0.4, 0.2  # weights of a word: as typed, by a synonym, of the title, light
# By how much a list is preferred among items with the same words: short and dated ones first.
_PARTS: dict[Kind, dict[str, float]] = {
    Kind.WHEN: {"events": 0.5, "key_points": 0.35, "summary": 0.2, "quotes": -0.3},
    Kind.COUNT: {"key_points": 0.3, "events": 0.3, "summary": 0.2},
    Kind.WHERE: {"events": 0.3, "key_points": 0.35, "summary": 0.1, "people": -0.2, "quotes": -0.2},
    Kind.WHO: {"key_points": 0.3, "events": 0.25, "summary": 0.1, "people": 0.15, "quotes": -0.2},
    Kind.WHY: {"key_points": 0.3, "summary": 0.2, "quotes": 0.1, "events": 0.1, "people": -0.3},
}
_ANY_PART = {"key_points": 0.3, "events": 0.25, "summary": 0.1, "people": -0.2}
_PLACE = 0.2  # for an item that names what its story is called by, often the place
_FIRST = 0.15  # for an item that begins with what is asked about
_BONUS = 0.3  # for what an answer of this kind has
_BESIDE = 2  # words between a noun and the country that it is of
_BEGINNING = 3  # words that a sentence begins with
_DENSE = 60  # words of an item that is preferred to longer ones


@dataclass(frozen=True, slots=True)
class Covered:
    """An item with the weight of the words that it has, whether it has `all` of them, and whether it `tells`."""

    story: StoryWords
    item: ItemWords
    score: float
    all: bool
    tells: bool


def cover(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> Covered | None:
    """Weigh an item against the words; None if it has none of them but those of the story's title."""
    own, missing, score = 0, 0, 0.0
    titled = [word for word in words if keys(word) & _context(question.kind, story)]
    for word in words:
        if keys(word) & item.keys:
            score += _weight(word, item, is_titled=word in titled)
            own += word not in titled or len(titled) == len(words)
        elif word not in titled:
            missing += 1
    if words and not own:
        return None
    score += sum(_LIGHT for word in question.light if keys(word) & item.keys)
    tells = _tells(question, story, item, words) and roles.agree(question, story, item, words)
    parts = _PARTS.get(question.kind, _ANY_PART)
    score += _PLACE if question.kind is Kind.WHERE and item.keys & story.title_names else 0
    score += parts.get(item.part, 0.0) + min(_DENSE / max(item.length, 1), 1) * _BONUS
    score += _bonus(question.kind, item)
    score += _FIRST if question.kind is Kind.WHAT and _comes_first(item, words) else 0
    return Covered(story, item, score, not missing, tells)


def _context(kind: Kind, story: StoryWords) -> frozenset[str]:
    """Return the keys that an item need not repeat: its story's title, and for reasons the states that it is about."""
    return story.title | story.countries if kind is Kind.WHY else story.title


def rank(covered: Iterable[Covered], current: int | None) -> list[Covered]:
    """Sort the best first; among equals, the story that the chat is at, then the newer item."""

    def order(candidate: Covered) -> tuple[bool, float, bool, int]:
        day = candidate.item.date.first.toordinal() if candidate.item.date else 0
        return (
            not (candidate.all and candidate.tells),
            -round(candidate.score, 3),
            candidate.story.story.number != current,
            -day,
        )

    return sorted(covered, key=order)


def _weight(word: str, item: ItemWords, *, is_titled: bool) -> float:
    if is_titled:
        return _TITLE
    return _EXACT if not item.keys.isdisjoint(stems(word)) else _ALIKE


def _bonus(kind: Kind, item: ItemWords) -> float:
    """Return the weight of what an answer of this kind has, as far as its words tell."""
    if kind is Kind.WHERE:
        is_placed = any(evidence.is_placed(sentence.text) for sentence in item.sentences)
        return 2 * _BONUS if item.has_place else _BONUS * is_placed
    if kind is Kind.WHY:
        return _BONUS * any(evidence.names_cause(sentence.text) for sentence in item.sentences)
    return 0


def _comes_first(item: ItemWords, words: Sequence[str]) -> bool:
    return any(position < _BEGINNING for sentence in item.sentences for position in _positions(sentence, words))


def _tells(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item has what a question of this kind asks for, beside its words."""
    match question.kind:
        case Kind.WHEN:
            return _is_dated(question, item, words)
        case Kind.WHY:
            return any(
                evidence.may_name_cause(sentence.text) and (item.part == "quotes" or _positions(sentence, words))
                for sentence in item.sentences
            )
        case Kind.COUNT if question.duration:
            return any(
                evidence.has_duration(sentence.words, _positions(sentence, words)) for sentence in item.sentences
            )
        case Kind.COUNT:
            wanted = _counted(question, story, words)
            whose = _whose(words, wanted)
            return any(
                evidence.counts(
                    sentence.words, [at for at in _positions(sentence, wanted) if _is_of(sentence, at, whose)]
                )
                for sentence in item.sentences
            )
        case Kind.WHO:
            asked = frozenset().union(*map(keys, words))
            return (
                item.part == "people"
                or any(
                    sentence.all_keys & (story.agents - asked) and _positions(sentence, words)
                    for sentence in item.sentences
                )
                or (item.part == "quotes" and not asked >= item.beside)
            )
    return True


def _is_dated(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    if (
        question.future
        or (item.part == "quotes" and not question.said)
        or any(_is_yet_to_come(word, item) for word in words)
    ):
        return False
    if item.date:
        return True
    best = max((len(_matched(sentence, words)) for sentence in item.sentences), default=0)
    return any(
        evidence.has_date(sentence.words) and len(_matched(sentence, words)) == best for sentence in item.sentences
    )


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
    beside = sentence.keys[max(position - _BESIDE, 0) : position + _BESIDE + 1]
    return not whose or any(word_keys & whose for word_keys in beside)


def _matched(sentence: Sentence, words: Sequence[str]) -> list[str]:
    return [word for word in words if keys(word) & sentence.all_keys]


def _positions(sentence: Sentence, words: Sequence[str]) -> list[int]:
    asked = frozenset().union(*map(keys, words))
    return [position for position, word_keys in enumerate(sentence.keys) if word_keys & asked]
