"""Terms of texts and names: by which a topic and a text that has it in it are told to share a word.

A word of a text has its stems, as search has them, and those of its other numbers. A word of a name has its exact forms
instead, so that Putin (بوتين) is not found by the stem that he shares with Bhutan (بوتان); names of one word count only
where nobody else of the story is called by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.text.clitics import bare
from bot.text.query_parser import STOP_WORDS
from bot.text.stemmer import found_stems, stem, without_particle, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Person
    from bot.store.topics import Phrase

# Prefixes, which no folded word contains: of a word as it is, of one that is a whole name; of persons by a name of
# several words, by the one word that is their name, and by one that they are called besides.
_EXACT, _ALONE = "=", "~"
_FULL, SINGLE, _ALIAS = "@m:", "@1:", "@a:"
_NEAR = 2  # other words between those of a phrase
_SHORT = 2  # letters of a word that names nobody alone: Un
_CACHE_SIZE = 100_000

Text = tuple[frozenset[str], ...]
"""The terms of each word of a text, in order."""


@lru_cache(_CACHE_SIZE)
def forms(word: str) -> frozenset[str]:
    """Return the folded names that a folded word may be: without article, particle, or the s of a genitive."""
    if word.isascii():
        return frozenset({word, word.removesuffix("s")}) if len(word) > _SHORT + 1 else frozenset({word})
    inner = without_particle(word)
    return frozenset({word, bare(word), *((inner, bare(inner)) if inner else ())})


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words of the names of a story's people and organisations, and those of people alone."""

    owned: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()


def text_terms(text: str, names: NameWords) -> Text:
    """Return the terms of a text of a story, by the names in which words mean its own people and no others."""
    return tuple(_word_terms(word, names) for word in words(text))


def _word_terms(word: str, names: NameWords) -> frozenset[str]:
    all_terms = _terms(word)
    if forms(word).isdisjoint(names.owned):
        return all_terms.anywhere
    return all_terms.exact if not forms(word).isdisjoint(names.personal) else all_terms.owned


@dataclass(frozen=True, slots=True)
class _WordTerms:
    """The terms of a word that is of nobody's name, of an organisation's, and of a person's."""

    anywhere: frozenset[str]
    owned: frozenset[str]
    exact: frozenset[str]


@lru_cache(_CACHE_SIZE)
def _terms(word: str) -> _WordTerms:
    exact = frozenset(_EXACT + form for form in forms(word))
    owned = exact.union(found_stems(word))
    return _WordTerms(owned.union(_ALONE + form for form in forms(word)), owned, exact)


def word_terms(word: str) -> tuple[str, ...]:
    """Return the terms that stand for a folded word of a topic: its stem, and itself where texts have it as a name."""
    return (stem(word), *sorted(_EXACT + form for form in forms(word)))


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, without articles and what stands in every text."""
    listed = words(name)
    return tuple(bare(word) for word in listed if word not in STOP_WORDS) or tuple(listed)


def names_of(person: Person) -> tuple[tuple[str, ...], ...]:
    """Return all names of a person, each as its words."""
    return tuple(filter(None, map(name_words, (*_main_names(person), *person.also))))


def name_phrase(name: Sequence[str]) -> Phrase:
    """Return the phrase by which a name is found in texts of stories that do not list the person."""
    return tuple((_EXACT + word,) for word in name) if len(name) > 1 else ((_ALONE + name[0],),)


def own_links(person: Person) -> frozenset[str]:
    """Return what tells a story's person to be one whom a topic is about."""
    main = {name_words(name) for name in _main_names(person)}
    return frozenset(
        _FULL + " ".join(name) if len(name) > 1 else (SINGLE if name in main else _ALIAS) + name[0]
        for name in names_of(person)
    )


def topic_links(person: Person) -> frozenset[str]:
    """Return by which links of stories' persons a topic about this one is found.

    A name of several words tells who is meant. A single word does where it is all that one of the two is called.
    """
    main = {name_words(name) for name in _main_names(person)}
    links = set()
    for name in names_of(person):
        if len(name) > 1:
            links.add(_FULL + " ".join(name))
        else:
            links |= {SINGLE + name[0], *((_ALIAS + name[0],) if name in main else ())}
    return frozenset(links)


def surnames(person: Person) -> frozenset[str]:
    """Return the words that may name a person alone: the last of each name."""
    return frozenset(name[-1] for name in names_of(person) if len(name[-1]) > _SHORT)


def has_phrase(text: Text, phrase: Phrase) -> bool:
    """Whether a text has all words of a phrase near each other, in any order."""
    wanted = [frozenset(word) for word in phrase]
    width = len(wanted) + _NEAR if len(wanted) > 1 else 1
    for at, word in enumerate(text):
        if any(word & terms for terms in wanted):
            window = text[at : at + width]
            if all(any(terms & near for near in window) for terms in wanted):
                return True
    return False


def union(texts: Iterable[Text]) -> frozenset[str]:
    """Return all terms of texts."""
    return frozenset(term for text in texts for word in text for term in word)


def _main_names(person: Person) -> tuple[str, ...]:
    return tuple(person.name.localize(language)[0] for language in Language if person.name.has(language))
