"""The words of a story as questions are matched: items, sentences and names by the keys of their words."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.model.search_fields import findable
from bot.services.questions.person_words import PersonWords, keys_in, names_in, person_words, spellings
from bot.text.questions import question_tokens
from bot.text.questions.word_keys import keys, matters, text_keys
from bot.text.stemmer import stems, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.model import Dossier, PartialDate, Story
    from bot.model.search_fields import Findable

_STORIES = 64  # whose words are kept: a story of a hundred items takes milliseconds
_ANSWERING = (
    "standfirst",
    "key_points",
    "summary",
    "quotes",
    "events",
    "people",
)  # parts of a dossier that tell something
_SHORTEST_NAME = 3  # letters of a name that names somebody alone
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

    @property
    def is_latin(self) -> bool:
        """Whether it begins in Latin letters."""
        return bool(self.words) and self.words[0].isascii()


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
    def _keys_by_script(self) -> Mapping[bool, frozenset[str]]:
        """The keys of the sentences in Latin script and of the others, each with what stands beside them."""
        by_script = {
            is_latin: frozenset().union(
                *(sentence.all_keys for sentence in self.sentences if sentence.is_latin is is_latin)
            )
            for is_latin in (True, False)
        }
        return {is_latin: self.beside | (own or by_script[not is_latin]) for is_latin, own in by_script.items()}

    def keys_beside(self, word: str) -> frozenset[str]:
        """Return the keys that the item has in the language of a word, if it is written in it.

        A word that means two things is translated by two: «دفع» is *pay* and *drive*, which do not mean each other.
        """
        return self._keys_by_script[word.isascii()]

    @cached_property
    def _matters(self) -> Mapping[bool, frozenset[str]]:
        return {
            is_latin: frozenset().union(
                *(
                    matters(word)
                    for sentence in self.sentences
                    if sentence.is_latin is is_latin
                    for word in sentence.words
                )
            )
            for is_latin in (True, False)
        }

    def is_near(self, word: str) -> bool:
        """Whether the item has a word of the same matter, in the language of the word."""
        return not self._matters[word.isascii()].isdisjoint(matters(word))

    @cached_property
    def length(self) -> int:
        """The number of its words."""
        return sum(len(sentence.words) for sentence in self.sentences)


@dataclass(frozen=True)
class StoryWords:
    """A story's words: the keys of its title, the stems of names in the title, of places, its items and people."""

    story: Story
    title: frozenset[str]
    title_names: frozenset[str]
    places: frozenset[str]
    items: tuple[ItemWords, ...]
    people: tuple[PersonWords, ...]

    def frequency(self, word: str) -> int:
        """Return how many items have a word of a question; at least 1."""
        if word not in self._frequencies:
            asked = keys(word)
            self._frequencies[word] = max(1, sum(bool(asked & item.keys_beside(word)) for item in self.items))
        return self._frequencies[word]

    @cached_property
    def _frequencies(self) -> dict[str, int]:
        return {}

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of everybody's roles."""
        return frozenset().union(*(person.countries for person in self.people))

    @cached_property
    def persons(self) -> frozenset[str]:
        """The keys of the names of persons, without organisations."""
        return frozenset().union(*(person.names for person in self.people if person.person.kind == "person"))

    @cached_property
    def proper_agents(self) -> frozenset[str]:
        """The agents without the common nouns that organisations are called by: the *Electoral* Commission."""
        proper = (person.names if person.person.kind == "person" else person.own_names for person in self.people)
        return frozenset().union(*proper, *(person.countries for person in self.people))

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
    people = {person.id: person_words(person) for person in dossier.people}
    aliases = _aliases(people.values())
    speakers = {quote.id: people[quote.speaker] for quote in dossier.quotes}
    places = {event.id for event in dossier.events if event.place}
    title = " ".join((*_texts(dossier), dossier.slug.replace("-", " ")))
    title_names = names_in(title)
    return StoryWords(
        story,
        keys_in(title),
        title_names,
        title_names.union(
            *(names_in(name) for event in dossier.events if event.place for name in spellings(event.place.name))
        ),
        tuple(
            _item(item, speakers.get(item.item), aliases, has_place=item.item in places)
            for item in findable(dossier)
            if item.part in _ANSWERING
        ),
        tuple(people.values()),
    )


def _texts(dossier: Dossier) -> Iterable[str]:
    return spellings(dossier.title)


def _item(
    item: Findable, speaker: PersonWords | None, aliases: Mapping[str, frozenset[str]], *, has_place: bool
) -> ItemWords:
    texts = chain.from_iterable(item.texts_in(language) for language in Language)
    sentences = tuple(_sentence(part, aliases) for text in texts for part in _SENTENCE.split(text) if part.strip())
    beside = keys_in(" ".join((*item.names, *item.speaker, *_date_words(item.date))))
    return ItemWords(
        item.part, item.item, item.date, has_place, sentences, beside | (speaker.roles if speaker else frozenset())
    )


def _date_words(date: PartialDate | None) -> Iterable[str]:
    """Return the words of a date that are known: "28 April 2025"."""
    if date is None:
        return ()
    return (str(part) for part in (date.day, date.month and calendar.month_name[date.month], date.year) if part)


def _sentence(text: str, aliases: Mapping[str, frozenset[str]]) -> Sentence:
    folded = tuple(question_tokens.joined(" ".join(words(text))).split())
    return Sentence(
        text,
        folded,
        tuple(text_keys(word).union(*(aliases[stem] for stem in stems(word) if stem in aliases)) for word in folded),
    )


def _aliases(people: Collection[PersonWords]) -> Mapping[str, frozenset[str]]:
    """Return what else is known of whom a name names alone: all their names, and what of the role nobody shares.

    Who asks about the player, or by the first name, is answered by what tells of the surname.
    """
    persons = [person for person in people if person.person.kind == "person"]
    names = Counter(name for person in people for name in person.names)
    shared = Counter(key for person in people for key in person.roles)
    return {
        name: person.names | {key for key in person.office if shared[key] == 1}
        for person in persons
        for name in person.own_names
        if names[name] == 1 and len(name) >= _SHORTEST_NAME
    }
