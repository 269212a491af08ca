"""Who does what to whom: whether an item tells it in the question's direction.

Word order alone decides, which both languages keep in the sentences of news: who acts is named before who is acted on.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.services.questions.positions import all_keys
from bot.text.questions.parsed_question import Kind
from bot.text.questions.question_tokens import PREPOSITIONS
from bot.text.questions.question_words import COLLECTIVES, OFFICES
from bot.text.questions.word_keys import countries, keys
from bot.text.stemmer import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.text.questions.parsed_question import Question

_PAIR = 2
_OF_ACTS = frozenset({Kind.WHETHER, Kind.WHEN, Kind.WHERE, Kind.WHY})
_BEFORE = 2  # words from a preposition to what it governs: "to the Russians"
_PLACING = PREPOSITIONS | frozenset({"of", "against", "with", "on", "ضد", "بين", "between", "and"})
_DOING = frozenset({"did", "does", "do", "has", "have", "had"})
_BEING = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "you"})
_BY = frozenset({"by", "from", "of", "من"})
_JOINED_TO = "ل"  # to, joined to its word
_JOINED_OBJECTS = ("ها", "هم", "ه")
_BY_WHOM = frozenset({"by", "قبل", "يد"})
_NEAR = 6  # words from an act to whom it is done to


def agree(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether no sentence speaks against the question's direction: "who thanked Putin" is not whom Putin thanked.

    Questions in the passive, and those that name nobody to compare, agree with everything.
    """
    if question.passive:
        return True
    if question.undergone and not _undergoes(question, item, words):
        return False
    named = [word for word in words if keys(word) & story.proper_agents and word not in question.placed]
    if question.kind is Kind.WHO:
        return _is_by_another(story, item, words, named)
    return _is_where_asked(question, item, words) and _acts_as_asked(question, story, item, words, named)


def _undergoes(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether a sentence has what is asked to have been done, to whom: behind the verb, or before it in the passive."""
    verb = keys(question.undergone)
    whom = all_keys(tuple(word for word in words if not keys(word) & verb))
    return not whom or any(
        (start < at <= start + _NEAR and not _is_after_being(sentence, start))
        or (start - _NEAR <= at < start and _is_after_being(sentence, start))
        for sentence in item.sentences
        for start in _positions(sentence, verb)
        for at in _positions(sentence, whom)
    )


def _is_after_being(sentence: Sentence, position: int) -> bool:
    return not _BEING.isdisjoint(sentence.words[max(position - _BEFORE, 0) : position])


def _acts_as_asked(
    question: Question, story: StoryWords, item: ItemWords, words: Sequence[str], named: Sequence[str]
) -> bool:
    """Whether the item does not tell the opposite of who is asked to have acted, and on whom."""
    if len(named) < _PAIR and not _acts_before_object(question, item, words):
        return False
    if not named:
        return _acts_first(question, story, item, words)
    if len(named) == 1 and _is_subject(question, named[0], words):
        return _acts(item, named[0], words)
    if len(named) < _PAIR or _are_one(named, story):
        return True
    return _in_order(story, item, _keys_of(named[0], story), _keys_of(named[-1], story))


def _is_by_another(story: StoryWords, item: ItemWords, words: Sequence[str], named: Sequence[str]) -> bool:
    """Whether the act that is asked about is done to those whom the question names, by somebody whom it does not."""
    acts = [word for word in words if word not in named]
    if not acts or not named or words.index(named[0]) < words.index(acts[0]):
        return True  # "whom did Putin thank"
    verb, whom = keys(acts[0]), _keys_of(named[-1], story)
    if item.part == "people":  # who acts is whose entry it is
        both = [sentence for sentence in item.sentences if _positions(sentence, verb) and _positions(sentence, whom)]
        if not both and _is_entry_of(whom, story, item):  # "it is owned by", «تملكها»
            return any(_is_passive(sentence, at) for sentence in item.sentences for at in _positions(sentence, verb))
        return bool(both) and all(_acts_on(sentence, verb, whom, None) for sentence in both)
    others = story.agents - whom.union(*map(keys, words))
    return any(_acts_on(sentence, verb, whom, others) for sentence in item.sentences)


def _is_subject(question: Question, agent: str, words: Sequence[str]) -> bool:
    """Whether the agent is asked to have acted: first behind "did", in Arabic behind the verb."""
    if len(words) == 1 or question.kind not in _OF_ACTS:
        return False
    if agent.isascii():
        return question.kind is Kind.WHETHER or (words[0] == agent and not question.by_be)
    return agent in words[:2] and not agent.startswith(("ب", "ل"))


def _acts_first(question: Question, story: StoryWords, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether who is asked to have acted, by a common noun, is not whom somebody else acted on.

    "When did the ministry warn" is not answered by who warned the ministry.
    """
    if question.kind not in _OF_ACTS or len(words) != _PAIR or question.by_be or question.earliest:
        return True
    is_english = words[0].isascii()
    typed = question.text.lower().split()
    if is_english and (_DOING.isdisjoint(typed) or any(word in _DOING for word in _before(typed, _PRONOUNS))):
        return True
    subject, verb = (words[0], words[1]) if is_english else (words[1], words[0])
    both = [
        (_positions(sentence, keys(subject)), _positions(sentence, keys(verb)), sentence)
        for sentence in item.sentences
        if sentence.words and sentence.words[0].isascii() is is_english
    ]
    pairs = [(subjects[0], acts[0], sentence) for subjects, acts, sentence in both if subjects and acts]
    return not pairs or any(
        start < end or (not is_english and not any(word & story.persons for word in sentence.keys[end:start]))
        for start, end, sentence in pairs
    )


def _acts_before_object(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether no sentence has whom the question names as acted on before who is asked to have acted.

    "When did the union fine the court" is not answered by what the court fined; "was fined by" turns the order round.
    """
    typed = question.text.lower().split()
    if question.kind not in _OF_ACTS or len(words) <= _PAIR or question.by_be:
        return True
    is_english = words[0].isascii()
    if is_english and (_DOING.isdisjoint(typed) or _before(typed, _PRONOUNS)):
        return True
    subject = keys(words[0] if is_english else words[1]) - keys(words[2])
    whom = keys(words[2]) - subject
    if question.placed.intersection(words[:3]) or countries(keys(words[2])):
        return True  # "the Korean soldiers": of where they are
    pairs = [
        (sentence, subjects, objects[0])
        for sentence in item.sentences
        if (subjects := _positions(sentence, subject)) and (objects := _positions(sentence, whom))
    ]
    return not pairs or any(
        subjects[0] < first or not _BY_WHOM.isdisjoint(sentence.words[max(subjects[0] - _BEFORE, 0) : subjects[0]])
        for sentence, subjects, first in pairs
    )


def _before(typed: Sequence[str], words: frozenset[str]) -> list[str]:
    """Return what stands before one of the words: "did" in "when did they start vaccinating"."""
    return [word for word, following in pairwise(typed) if following in words]


def _is_where_asked(question: Question, item: ItemWords, words: Sequence[str]) -> bool:
    """Whether a country that is asked about as a place is one in the item: not one that acts there."""
    countries_asked = [keys(word) for word in words if word in question.placed and countries(keys(word))]
    return all(
        any(
            is_placed(sentence, position)
            for sentence in item.sentences
            for position in _positions(sentence, countries(asked))
        )
        for asked in countries_asked
    )


def _acts(item: ItemWords, agent: str, words: Sequence[str]) -> bool:
    """Whether a sentence has the agent elsewhere than behind a preposition: "Russia took", not "sent to Russia"."""
    others = frozenset().union(*(keys(word) for word in words if word != agent))
    return item.part == "people" or any(
        sentence.all_keys & others
        and any(not is_placed(sentence, position) for position in _positions(sentence, keys(agent)))
        for sentence in item.sentences
    )


def acts(sentence: Sentence, agents: frozenset[str], asked: Sequence[int]) -> bool:
    """Whether a sentence with words at the positions `asked` names an agent who is more than where, or to whom."""
    return bool(asked) and any(
        not is_placed(sentence, position) or _is_author(sentence, position, asked)
        for position in _positions(sentence, agents)
    )


def collective_acts(sentence: Sentence, asked: Sequence[int], excluded: frozenset[str]) -> bool:
    """Whether a body of the state or the like is named right where who acts stands: "the police arrested"."""
    is_english = sentence.words[:1] != () and sentence.words[0].isascii()
    bodies = [at for at in _positions(sentence, _collectives()) if sentence.keys[at].isdisjoint(excluded)]
    if is_english:
        return any(
            0 < at - body <= _BEFORE and _BEING.isdisjoint(sentence.words[body:at]) and not is_placed(sentence, body)
            for at in asked
            for body in bodies
        )
    return any(body - at == 1 for at in asked for body in bodies)


@cache
def _collectives() -> frozenset[str]:
    return frozenset().union(*map(keys, COLLECTIVES))


def _is_author(sentence: Sentence, position: int, asked: Sequence[int]) -> bool:
    """Whether "by" or "from" stands between what is asked about and the agent: "an order from the leader Kim"."""
    return any(sentence.words[at] in _BY and at - 1 in asked for at in range(max(position - _BEFORE, 0), position))


def is_office(word: str) -> bool:
    """Whether a word names an office, or having it: "leader", "leads"."""
    return not _offices().isdisjoint(keys(word))


@cache
def _offices() -> frozenset[str]:
    return frozenset().union(*map(keys, OFFICES))


def is_placed(sentence: Sentence, position: int) -> bool:
    """Whether a word stands behind a preposition of place or direction."""
    before = sentence.words[max(position - _BEFORE, 0) : position]
    return not _PLACING.isdisjoint(before) or sentence.words[position].startswith(_JOINED_TO)


def _acts_on(sentence: Sentence, verb: frozenset[str], whom: frozenset[str], others: frozenset[str] | None) -> bool:
    """Whether a sentence names the act before whom it is done to, and one of the `others`, if given, before them."""
    return any(
        start < end <= start + _NEAR and (others is None or any(word & others for word in sentence.keys[:end]))
        for start in _positions(sentence, verb)
        for end in _positions(sentence, whom)
    )


def _is_entry_of(whom: frozenset[str], story: StoryWords, item: ItemWords) -> bool:
    return any(person.person.id == item.item and not person.names.isdisjoint(whom) for person in story.people)


def _is_passive(sentence: Sentence, position: int) -> bool:
    """Whether "by" follows a verb, or an Arabic one has its object joined to it."""
    return "by" in sentence.words[position + 1 : position + 3] or sentence.words[position].endswith(_JOINED_OBJECTS)


def _in_order(story: StoryWords, item: ItemWords, before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether a sentence with both has `before` first; where none has both, whether the item is of whom is first."""
    own = next(
        (person.names | person.countries for person in story.people if person.person.id == item.item), frozenset()
    )
    if not own.isdisjoint(after) and own.isdisjoint(before):
        return False  # whose entry it is acts in it
    pairs = [
        (first, other)
        for sentence in item.sentences
        if (first := _positions(sentence, before)) and (other := _positions(sentence, after))
    ]
    if pairs:
        return any(first[0] < other[0] for first, other in pairs)
    own = next((person.names for person in story.people if person.person.id == item.item), item.beside)
    return own.isdisjoint(after) or not own.isdisjoint(before)


def _are_one(named: Sequence[str], story: StoryWords) -> bool:
    """Whether the words name one person, or a person with the country of the role."""
    return any(all(keys(word) & (person.names | person.roles) for word in named) for person in story.people)


def _keys_of(word: str, story: StoryWords) -> frozenset[str]:
    """Return a word's keys, with those of the whole names that it is part of: in the other script, too."""
    if countries(keys(word)):
        return keys(word)
    return keys(word).union(*(person.names for person in story.people if not person.names.isdisjoint(stems(word))))


def _positions(sentence: Sentence, asked: frozenset[str]) -> list[int]:
    return [position for position, word_keys in enumerate(sentence.keys) if word_keys & asked]
