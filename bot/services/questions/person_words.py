"""The words of a person or organisation as questions name them: names, office, role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.text.questions.question_words import FILLERS, HEADED
from bot.text.questions.word_keys import countries, has_synonyms, keys
from bot.text.stemmer import stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Person
    from bot.model.text import LocalizedLine


@dataclass(frozen=True)
class PersonWords:
    """A person or organisation: stems of the names, of those that are no common nouns, and keys of the role."""

    person: Person
    names: frozenset[str]
    own_names: frozenset[str]
    roles: frozenset[str]

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of the role."""
        return countries(self.roles)

    @cached_property
    def office(self) -> frozenset[str]:
        """The keys of what the role calls its bearer: the minister, not the water."""
        role = self.person.role
        heads = [_head(words(spelling)) for spelling in spellings(role)] if role else []
        return frozenset().union(*(keys(head) for head in heads if head and not countries(keys(head))))


def person_words(person: Person) -> PersonWords:
    """Return the words of a person, in both languages and all spellings."""
    names = [person.name.localize(language)[0] for language in Language if person.name.has(language)]
    roles = [person.role.localize(language)[0] for language in Language if person.role and person.role.has(language)]
    spelt = " ".join((*names, *person.also))
    stemmed = frozenset(stem for word in words(spelt) for stem in stems(word))
    return PersonWords(person, stemmed, names_in(spelt), _role_keys(" ".join(roles)))


def _role_keys(text: str) -> frozenset[str]:
    """Return the keys of a role; a head of government is no president, though Arabic calls both رئيس."""
    role_words = words(text)
    return frozenset().union(
        *(
            frozenset(stems(word)) if following in HEADED else keys(word)
            for word, following in zip(role_words, (*role_words, "")[1:], strict=True)
        )
    )


def spellings(name: LocalizedLine) -> Iterable[str]:
    """Return a text in each language that it has."""
    return (name.localize(language)[0] for language in Language if name.has(language))


def _head(role: Sequence[str]) -> str | None:
    """Return the word of a role that says what somebody is: before "of", else the last; in Arabic the first."""
    if not role or not role[0].isascii():
        return role[0] if role else None
    return role[role.index("of") - 1] if "of" in role[1:] else role[-1]


def names_in(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that are no common nouns."""
    return frozenset(
        stem for word in words(text) if not (has_synonyms(word) or word in FILLERS) for stem in stems(word)
    )


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of all words of a text."""
    return frozenset().union(*map(keys, words(text)))
