"""The words of a story as questions are matched: items, sentences and names by the keys of their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.model.search_fields import findable
from bot.text.questions.question_words import FILLERS, HEADED
from bot.text.questions.word_keys import countries, has_synonyms, keys
from bot.text.stemmer import stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Dossier, PartialDate, Person, Story
    from bot.model.search_fields import Findable

_STORIES = 64  # whose words are kept: a story of a hundred items takes milliseconds
_ANSWERING = ("key_points", "summary", "quotes", "events", "people")  # parts of a dossier that tell something
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|\n+")


@dataclass(frozen=True)
class Sentence:
    """A sentence of an item: the text, its folded words, and the keys of each."""

    text: str
    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]

    @cached_property
    def all_keys(self) -> frozenset[str]:
        """The keys of all its words."""
        return frozenset().union(*self.keys)


@dataclass(frozen=True)
class ItemWords:
    """An item: its sentences in both languages, and the keys of names that stand beside them (who said it)."""

    part: str
    item: str
    date: PartialDate | None
    has_place: bool
    sentences: tuple[Sentence, ...]
    beside: frozenset[str]

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys by which the item is found."""
        return self.beside.union(*(sentence.all_keys for sentence in self.sentences))

    @cached_property
    def length(self) -> int:
        """The number of its words."""
        return sum(len(sentence.words) for sentence in self.sentences)


@dataclass(frozen=True)
class PersonWords:
    """A person or organisation: stems of the names, keys of the role, and the keys of countries in either."""

    person: Person
    names: frozenset[str]
    roles: frozenset[str]

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of the role."""
        return countries(self.roles)


@dataclass(frozen=True)
class StoryWords:
    """A story's words: the keys of its title, the stems of names in the title, its items and people."""

    story: Story
    title: frozenset[str]
    title_names: frozenset[str]
    items: tuple[ItemWords, ...]
    people: tuple[PersonWords, ...]

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of everybody's roles."""
        return frozenset().union(*(person.countries for person in self.people))

    @cached_property
    def agents(self) -> frozenset[str]:
        """The keys of who can have done something: names, and countries."""
        return frozenset().union(*(person.names | person.countries for person in self.people))


@dataclass(frozen=True, slots=True)
class _SameDossier:
    """A story that equals another one by the identity of its dossier: comparing its texts would take as long."""

    story: Story

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameDossier) and self.story.dossier is other.story.dossier

    def __hash__(self) -> int:
        return id(self.story.dossier)


def of(story: Story) -> StoryWords:
    """Return the words of a story; kept for the stories that were asked about last."""
    return _of(_SameDossier(story))


@lru_cache(_STORIES)
def _of(same: _SameDossier) -> StoryWords:
    story, dossier = same.story, same.story.dossier
    people = {person.id: _person(person) for person in dossier.people}
    speakers = {quote.id: people[quote.speaker] for quote in dossier.quotes}
    places = {event.id for event in dossier.events if event.place}
    title = " ".join((*_texts(dossier), dossier.slug.replace("-", " ")))
    return StoryWords(
        story,
        _keys(title),
        frozenset(stem for word in words(title) if not (has_synonyms(word) or word in FILLERS) for stem in stems(word)),
        tuple(
            _item(item, speakers.get(item.item), has_place=item.item in places)
            for item in findable(dossier)
            if item.part in _ANSWERING
        ),
        tuple(people.values()),
    )


def _texts(dossier: Dossier) -> Iterable[str]:
    return (dossier.title.localize(language)[0] for language in Language if dossier.title.has(language))


def _item(item: Findable, speaker: PersonWords | None, *, has_place: bool) -> ItemWords:
    texts = chain.from_iterable(item.texts_in(language) for language in Language)
    sentences = tuple(_sentence(part) for text in texts for part in _SENTENCE.split(text) if part.strip())
    beside = _keys(" ".join((*item.names, *item.speaker)))
    return ItemWords(
        item.part, item.item, item.date, has_place, sentences, beside | (speaker.roles if speaker else frozenset())
    )


def _sentence(text: str) -> Sentence:
    folded = tuple(words(text))
    return Sentence(text, folded, tuple(map(keys, folded)))


def _person(person: Person) -> PersonWords:
    names = [person.name.localize(language)[0] for language in Language if person.name.has(language)]
    roles = [person.role.localize(language)[0] for language in Language if person.role and person.role.has(language)]
    name_words = words(" ".join((*names, *person.also)))
    return PersonWords(
        person, frozenset(stem for word in name_words for stem in stems(word)), _role_keys(" ".join(roles))
    )


def _role_keys(text: str) -> frozenset[str]:
    """Return the keys of a role; a head of government is no president, though Arabic calls both رئيس."""
    role_words = words(text)
    return frozenset().union(
        *(
            frozenset(stems(word)) if following in HEADED else keys(word)
            for word, following in zip(role_words, (*role_words, "")[1:], strict=True)
        )
    )


def _keys(text: str) -> frozenset[str]:
    return frozenset().union(*map(keys, words(text)))
