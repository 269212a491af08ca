"""Whom a question names, by name or by role, and what they said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.services.questions.answer import Answer, AnswerKind, Found
from bot.text.questions.evidence import has_date
from bot.text.questions.question_words import FILLERS, FORMER, OFFICES, SAID, SPOKESMEN
from bot.text.questions.word_keys import countries, directions, keys
from bot.text.stemmer import stems
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Quote
    from bot.services.questions.person_words import PersonWords
    from bot.services.questions.story_words import ItemWords, StoryWords
    from bot.text.questions.parsed_question import Question


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom words name, and the words that do not belong to the name or the role."""

    story: StoryWords
    person: PersonWords
    rest: tuple[str, ...] = ()
    by_name: bool = True


_DOCUMENTS = ("treaty", "report", "statement", "law", "document", "agreement")
_SOON = 4  # words from who says something to the verb
_SHORT = 2  # letters of a part of a name that names nobody alone: Un


def named(words: Sequence[str], stories: Sequence[StoryWords]) -> list[Named]:
    """Return everybody of whom each word is of the name, else of the name or role; empty if a word is neither."""
    if not words:
        return []
    whole = [
        Named(story, person)
        for story in stories
        for person in story.people
        if all(_is_name(word, person) for word in words) and has_name(words, person)
    ]
    by_role = [
        Named(story, person, by_name=False)
        for story in stories
        for person in story.people
        if all(_is_name(word, person) or keys(word) & person.roles for word in words) and _has_head(words, person)
    ]
    return whole or by_role


def speaking(words: Sequence[str], stories: Sequence[StoryWords]) -> list[Named]:
    """Return whom the words name; if nobody is named by all of them, whom most of them name, with the words left."""
    if matches := named(words, stories):
        return matches
    partly = []
    for story in stories:
        for person in story.people:
            rest = tuple(word for word in words if not (_is_name(word, person) or keys(word) & person.roles))
            own = [word for word in words if word not in rest]
            by_name = has_name(own, person)
            if own and (by_name or _has_head(own, person)):
                partly.append(Named(story, person, rest, by_name))
    # The first of two names is who speaks: "what did Putin say to Kim".
    partly.sort(key=lambda candidate: (not candidate.by_name, len(candidate.rest), _first(words, candidate)))
    best = partly[0] if partly else None
    return [
        candidate for candidate in partly if best and (candidate.by_name, candidate.rest) == (best.by_name, best.rest)
    ]


def names_speaker(words: Sequence[str], stories: Sequence[StoryWords]) -> bool:
    """Whether one of the words is the name of somebody who is quoted."""
    return any(
        has_name([word], person) and quotes_of(story, person)
        for story in stories
        for person in story.people
        for word in words
    )


def by_country(words: Sequence[str], stories: Sequence[StoryWords]) -> list[Named]:
    """Return who speaks for the country that the words name: organisations before persons, only those quoted."""
    asked = [countries(keys(word)) for word in words]
    if not any(asked):
        return []
    matches = [
        Named(story, person, by_name=False)
        for story in stories
        for person in story.people
        if all(keys(word) & person.roles for word in words) and quotes_of(story, person)
    ]
    return sorted(matches, key=lambda candidate: candidate.person.person.kind != "organisation")


def of_role(words: Sequence[str], person: PersonWords) -> bool:
    """Whether a word is what the role calls its bearer, not only near: "who dismissed the minister" is not who was."""
    own = frozenset().union(*map(stems, _role_words(person)))
    if len(words) == 1:
        return is_office(words[0]) or not person.office.isdisjoint(stems(words[0])) or _is_name(words[0], person)
    return is_office(words[0]) or not own.isdisjoint(stems(words[0])) or _is_name(words[0], person)


def is_whole_role(words: Sequence[str], person: PersonWords) -> bool:
    """Whether the role itself has the words, not others that mean as much: "captain" is not every leader."""
    role = frozenset().union(*map(stems, _role_words(person)))
    return all(not role.isdisjoint(stems(word)) for word in words)


def is_former(person: PersonWords) -> bool:
    """Whether the role is one that somebody had: "former minister"."""
    return not FORMER.isdisjoint(_role_words(person))


def is_told_by(words: Sequence[str], item: ItemWords) -> bool:
    """Whether the item tells what those whom the words name say, "Moscow says", or what a document has in it."""
    asked = frozenset().union(*map(keys, words))
    if asked & frozenset().union(*map(keys, _DOCUMENTS)):
        return True
    if item.part == "quotes" and item.beside & asked:
        return True
    return any(
        sentence.keys[position] & asked and not SAID.isdisjoint(sentence.words[max(position - 1, 0) : position + _SOON])
        for sentence in item.sentences
        for position in range(len(sentence.words))
    )


def quotes_of(story: StoryWords, person: PersonWords) -> list[ItemWords]:
    """Return the quotations of somebody, in the desk's order."""
    quotes = story.story.dossier.quotes
    own = {quote.id for quote in quotes if quote.speaker == person.person.id} or {
        quote.id for quote in quotes if _issued(quote, person)
    }
    return [item for item in story.items if item.part == "quotes" and item.item in own]


def _role_words(person: PersonWords) -> list[str]:
    role = person.person.role
    return words_of(" ".join(role.localize(language)[0] for language in Language if role.has(language))) if role else []


def quoted(words: Sequence[str], stories: Sequence[StoryWords]) -> Named | None:
    """Return whom all the words name, if it is one of the speakers of a story's quotations."""
    speaking_people = [
        match
        for match in named(words, stories)
        if any(quote.speaker == match.person.person.id for quote in match.story.story.dossier.quotes)
    ]
    return speaking_people[0] if len(speaking_people) == 1 else None


def _issued(quote: Quote, person: PersonWords) -> bool:
    """Whether the words are from a statement of an organisation, as its occasion says: issued by the Kremlin."""
    if quote.occasion is None or person.person.kind != "organisation":
        return False
    texts = [quote.occasion.localize(language)[0] for language in Language if quote.occasion.has(language)]
    occasion = words_of(" ".join(texts))
    is_statement = any(keys(word) & keys("statement") for word in occasion)
    return is_statement and any(_is_name(word, person) for word in occasion if word not in FILLERS)


def said(question: Question, stories: Sequence[StoryWords]) -> Answer | None:
    """Answer what somebody said; None if nobody of the stories is named."""
    speakers = speaking(question.words, stories) or by_country(question.words, stories)
    if not speakers:
        return None
    if not any(speaker.by_name or quotes_of(speaker.story, speaker.person) for speaker in speakers):
        speakers = by_country(question.words, stories) or speakers
    quoted = [candidate for candidate in speakers if quotes_of(candidate.story, candidate.person)]
    if not quoted:
        quoted = _speaking_for(speakers)
    if not quoted:
        return _no_words(speakers[0])
    topic = tuple(word for word in (*question.topic, *quoted[0].rest) if not (word.isdigit() or has_date((word,))))
    quotes = [(candidate, item) for candidate in quoted for item in quotes_of(candidate.story, candidate.person)]
    matches = [Found(candidate.story.story, item.part, item.item) for candidate, item in quotes]
    if not topic:
        others = [word for word in question.words if not has_name([word], quoted[0].person)]
        order = sorted(range(len(quotes)), key=lambda at: -_own(others, quotes[at][1]))
        return Answer(AnswerKind.ITEM, tuple(matches[at] for at in order))
    scored = sorted(
        (
            (_missing(topic, candidate.story, item), -_own(topic, item), at)
            for at, (candidate, item) in enumerate(quotes)
        )
    )
    ranked = tuple(matches[at] for _, _, at in scored)
    return Answer(AnswerKind.NOT_TOLD if scored[0][0] else AnswerKind.ITEM, ranked)


def _speaking_for(speakers: Sequence[Named]) -> list[Named]:
    """Return who is quoted and has a role in one of the organisations: its chief executive speaks for a company."""
    return [
        Named(speaker.story, person, speaker.rest)
        for speaker in speakers
        if speaker.person.person.kind != "person"
        for person in speaker.story.people
        if person.person.kind == "person"
        and not speaker.person.own_names.isdisjoint(person.roles)
        and not SPOKESMEN.isdisjoint(_role_words(person))
        and quotes_of(speaker.story, person)
    ]


def _no_words(candidate: Named) -> Answer:
    """Answer that somebody is not quoted, with what others said of them and their own entry."""
    story = candidate.story.story
    names = frozenset(candidate.person.names)
    of_them = tuple(
        Found(story, item.part, item.item)
        for item in candidate.story.items
        if item.part == "quotes" and any(not sentence.all_keys.isdisjoint(names) for sentence in item.sentences)
    )
    card = Found(story, "people", candidate.person.person.id)
    return replace(Answer(AnswerKind.NO_WORDS, (*of_them, card)), story=story, person=candidate.person.person)


def _missing(topic: Sequence[str], story: StoryWords, item: ItemWords) -> int:
    return sum(not keys(word) & (item.keys | story.title) for word in topic)


def _own(topic: Sequence[str], item: ItemWords) -> float:
    spoken = frozenset().union(*(sentence.all_keys for sentence in item.sentences))
    return sum(bool(keys(word) & spoken) for word in topic)


def is_office(word: str) -> bool:
    """Whether a word names an office, or the country of one."""
    return bool(countries(keys(word)) or keys(word) & directions().union(*map(keys, OFFICES)))


def has_name(words: Sequence[str], person: PersonWords) -> bool:
    """Whether one of the words is of the person's names, and long enough to name somebody alone."""
    places = directions()
    return any(
        _is_name(word, person) and len(word) > _SHORT and not countries(keys(word)) and places.isdisjoint(keys(word))
        for word in words
    )


def _is_name(word: str, person: PersonWords) -> bool:
    return not person.names.isdisjoint(stems(word))


def _has_head(words: Sequence[str], person: PersonWords) -> bool:
    """Whether one of the words is more of a role than its country: the president, not merely Russia."""
    return any(
        has_name([word], person)
        or (not countries(keys(word)) and keys(word) & (person.roles - person.countries) - directions())
        for word in words
    )


def _first(words: Sequence[str], candidate: Named) -> int:
    return next((at for at, word in enumerate(words) if _is_name(word, candidate.person)), len(words))
