"""Whether an item tells what a question of its kind asks for, beside having its words: a date, a number, a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.services.questions import denial, roles
from bot.text.normalize import fold
from bot.text.questions import amounts, causes, evidence
from bot.text.questions.parsed_question import Kind, Measure
from bot.text.questions.question_words import DENIALS, FILLERS, FUTURE, NEXT, REPORTING, STILL, WHOLLY
from bot.text.questions.word_keys import IMPERFECT, countries, directions, has_synonyms, is_future, keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parsed_question import Question

_BESIDE = 2  # words between a noun and the country that it is of
_ADJACENT = 3  # words between what something has and whose it is
# Kinds that are not answered by what a sentence says is not so.
_OF_FACTS = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.COUNT})


@dataclass(frozen=True, slots=True)
class Told:
    """What an item has of an answer, beside the words of the question.

    `of_kind` is what a question of its kind asks for, `verbatim` whether it is no matter of opinion, `affirmed` whether
    it is said to be so, or not so, as the question takes it; `timely` whether it is still to come, or still so, if asked.
    """

    of_kind: bool
    verbatim: bool
    affirmed: bool
    timely: bool

    @property
    def all(self) -> bool:
        """Whether nothing is missing."""
        return self.of_kind and self.verbatim and self.affirmed and self.timely


def tells(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> Told:
    """Return what an item has of an answer to a question, beside its words."""
    return Told(
        _is_of_kind(question, story, item, words),
        _is_verbatim(question, item, words),
        _agrees_in_negation(question, item, words),
        _agrees_in_time(question, item, words) and _agrees_in_extent(question, item, words),
    )


def positions(sentence: Sentence, words: Sequence[str]) -> list[int]:
    """Return where one of the words stands in a sentence, in whatever form."""
    asked = _all_keys(tuple(words))
    if sentence.all_keys.isdisjoint(asked):
        return []
    return [position for position, word_keys in enumerate(sentence.keys) if not word_keys.isdisjoint(asked)]


@lru_cache(1024)
def _all_keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(keys, words))


def _is_verbatim(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether a quotation has the words themselves, if a fact is asked for: what a speaker calls so need not be so."""
    if item.part != "quotes" or question.said or question.kind not in {Kind.WHO, Kind.WHETHER}:
        return True
    own = item.keys
    return all(not own.isdisjoint(stems(word)) for word in words)


def _is_of_kind(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    match question.kind:
        case Kind.WHEN:
            return _is_dated(question, story, item, words)
        case Kind.WHERE:
            return _is_placed(story, item, words)
        case Kind.WHY:
            return _is_explained(question, item, words)
        case Kind.COUNT:
            return _is_counted(question, story, item, words)
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


def _is_counted(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item has a number of what is counted, or the length of time, the sum or the age that is asked for."""
    matching = [sentence for sentence in item.sentences if positions(sentence, words)]
    if question.measure is Measure.AGE:
        is_own = item.part == "people" and any(not _names_of(story, item).isdisjoint(stems(word)) for word in words)
        told = item.sentences if is_own else () if item.part == "people" else matching
        return any(amounts.has_age(sentence.text) for sentence in told)
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
    return any(
        evidence.counts(sentence.words, [at for at in positions(sentence, wanted) if _is_of(sentence, at, whose)])
        for sentence in _best(item, words)
    )


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
    best = _best(item, words)
    return any(not denial.is_denied(sentence, positions(sentence, words), words) for sentence in best) or not best


def _best(item: ItemWords, words: Sequence[str]) -> list[Sentence]:
    """Return the sentences that have the most of the words; none if no sentence has one."""
    matched = [(len(_matched(sentence, words)), sentence) for sentence in item.sentences]
    most = max((count for count, _ in matched), default=0)
    return [sentence for count, sentence in matched if count == most > 0]


def _agrees_in_time(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item speaks of what is to come, if that is asked for."""
    if not question.future or question.kind in {Kind.WHEN, Kind.SAID}:
        return True
    return any(
        _is_to_come(word) for sentence in item.sentences if positions(sentence, words) for word in sentence.words
    )


def _agrees_in_extent(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether an item says still, or all, if it is asked whether that is so."""
    if question.extent.isdisjoint(STILL | WHOLLY):
        return True
    wanted = [meant for meant in (STILL, WHOLLY) if question.extent & meant]
    return all(
        any(not meant.isdisjoint(sentence.words) for sentence in item.sentences if positions(sentence, words))
        for meant in wanted
    )


def _is_to_come(word: str) -> bool:
    return word in _COMING or is_future(word)


def _is_dated(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
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
    most = max((len(_matched(sentence, words)) for sentence in item.sentences), default=0)
    best = [sentence for sentence in item.sentences if len(_matched(sentence, words)) == most]
    if question.measure is Measure.WEEKDAY:
        return any(evidence.has_weekday(sentence.words) for sentence in best)
    if not question.said and any(_is_reported(sentence, words) for sentence in best):
        return False
    return item.date is not None or any(evidence.has_date(sentence.words) for sentence in best)


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
    beside = sentence.keys[max(position - _BESIDE, 0) : position + _ADJACENT + 1]
    return not whose or any(word_keys & whose for word_keys in beside)


def _matched(sentence: Sentence, words: Sequence[str]) -> list[str]:
    return [word for word in words if keys(word) & sentence.all_keys]


_COMING = (
    (FUTURE - {"راح"})
    | NEXT
    | frozenset(map(fold, "would plans due expected scheduled faces may لن المقرر مقرر يتوقع متوقع ينتظر قد".split()))
)
