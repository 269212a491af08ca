"""What a push tells, item by item, as terms; and which topics are in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.model.diff import shows_in
from bot.model.language import Language
from bot.model.search_fields import STANDFIRST, TITLE, find
from bot.services.follows.terms import (
    NameWords,
    Text,
    forms,
    has_phrase,
    names_of,
    own_links,
    surnames,
    text_terms,
    union,
)
from bot.store.followers import TopicMatch
from bot.store.topics import TopicKind
from bot.text.stemmer import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.model import Dossier, Localized
    from bot.model.diff import Change
    from bot.store.topics import Topic
    from bot.views.story_update import StoryUpdate

_PARTS = frozenset({"title", "standfirst", "key_points", "summary", "quotes", "events", "people", "corrections"})
_RANKS = {TopicKind.PERSON: 0, TopicKind.PLACE: 1, TopicKind.WORD: 2}


@dataclass(frozen=True)
class NewsItem:
    """The terms of an item by text, the links of persons who are named in it, and who sees it."""

    texts: tuple[Text, ...]
    persons: frozenset[str]
    languages: frozenset[Language]

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms of the item."""
        return union(self.texts) | self.persons

    def has(self, topic: Topic) -> bool:
        """Whether the item has a topic in it."""
        if not self.persons.isdisjoint(topic.links):
            return True
        return any(
            all(not self.terms.isdisjoint(word) for word in phrase)
            and (len(phrase) == 1 or any(has_phrase(text, phrase) for text in self.texts))
            for phrase in topic.phrases
        )


class _Cast:
    """The people of a story, by the words of their names."""

    def __init__(self, dossier: Dossier | None) -> None:
        people = dossier.people if dossier else ()
        kinds = {person.id: person.kind for person in people}
        self.links = {person.id: own_links(person) for person in people}
        self._by_surname: defaultdict[str, set[str]] = defaultdict(set)
        owners: defaultdict[str, set[str]] = defaultdict(set)
        self._names = [(person.id, name) for person in people for name in names_of(person) if len(name) > 1]
        for person in people:
            for word in (word for name in names_of(person) for word in name):
                owners[word].add(person.id)
        for person in people:
            for word in surnames(person):
                self._by_surname[word] |= owners[word]
        personal = (word for word, ids in owners.items() if any(kinds[item] == "person" for item in ids))
        self.words = NameWords(frozenset(owners), frozenset(personal))

    def named_in(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the ids of whom texts name: by a name that only one person has, or by a whole name."""
        for text in texts:
            matches = [forms(word) for word in words(text)]
            for form in frozenset().union(*matches):
                named = self._by_surname.get(form, set())
                yield from named if len(named) == 1 else ()
            for person, name in self._names:
                if any(_stands_at(matches, at, name) for at in range(len(matches))):
                    yield person


def news_of(update: StoryUpdate) -> tuple[NewsItem, ...]:
    """Return what a push tells, its headline first: an empty one, where it has none or tells nothing else."""
    dossier = update.story.dossier if update.story else None
    cast = _Cast(dossier)
    changed = [change for change in update.changes if change.part in _PARTS and change.kind in {"added", "changed"}]
    nothing = NewsItem((), frozenset(), frozenset())
    if update.words:  # shown in every language, translated or not
        texts = [text for text in (update.headline, update.words) if text]
        return nothing, replace(_written(texts, cast), languages=frozenset(Language))
    headline = _written([update.headline], cast) if update.headline else nothing
    items = [_item(dossier, change, cast) for change in changed if dossier]
    return (headline, *items) if items else (nothing, headline)


def matches_of(items: tuple[NewsItem, ...], topics: Iterable[Topic]) -> tuple[TopicMatch, ...]:
    """Return which topics are in which items, by the language of those who see these, in the order of their ranks."""
    seen = {
        language: sum(1 << at for at, item in enumerate(items) if language in item.languages) for language in Language
    }
    matches = []
    for rank, topic in enumerate(sorted(topics, key=lambda topic: (_RANKS[topic.kind], topic.id))):
        having = sum(1 << at for at, item in enumerate(items) if item.has(topic))
        matches += [
            TopicMatch(topic.id, language, rank, mask & ~having) for language, mask in seen.items() if mask & having
        ]
    return tuple(matches)


def _item(dossier: Dossier, change: Change, cast: _Cast) -> NewsItem:
    names = {"title": TITLE, "standfirst": STANDFIRST}
    item = find(dossier, change.part, change.item or names.get(change.part, ""))
    texts = [] if item is None else [text for language in Language for text in item.texts_in(language)]
    texts += [] if item is None else [*item.names, *item.speaker]
    place = getattr(change.after, "place", None)
    texts += _both(place.name) if place else []
    speaker = getattr(change.after, "speaker", None)
    own = change.item if change.part == "people" else speaker
    named = {*cast.named_in(texts), *((own,) if own else ())}
    languages = frozenset(language for language in Language if shows_in(change, language))
    return _news(texts, named, cast, languages)


def _written(texts: Iterable[Localized], cast: _Cast) -> NewsItem:
    """Return what an editor wrote, for those in whose language it is."""
    listed = [*texts]
    written = [line for text in listed for line in _both(text)]
    languages = frozenset(language for language in Language if any(text.has(language) for text in listed))
    return _news(written, {*cast.named_in(written)}, cast, languages)


def _news(texts: Iterable[str], named: set[str], cast: _Cast, languages: frozenset[Language]) -> NewsItem:
    persons = frozenset(link for person in named for link in cast.links.get(person, ()))
    return NewsItem(tuple(text_terms(text, cast.words) for text in texts), persons, languages)


def _both(text: Localized) -> list[str]:
    return [text.localize(language)[0] for language in Language if text.has(language)]


def _stands_at(matches: list[frozenset[str]], at: int, name: tuple[str, ...]) -> bool:
    return len(matches) >= at + len(name) and all(word in matches[at + step] for step, word in enumerate(name))
