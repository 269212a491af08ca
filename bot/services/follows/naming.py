"""What typed words name: a person of the stories, a place, or a word or phrase to be matches in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.model import clean
from bot.model.language import Language
from bot.services.follows.terms import name_phrase, name_words, names_of, own_links, topic_links, word_terms
from bot.store.topics import NewTopic, TopicKind
from bot.text.normalize import fold
from bot.text.query_parser import STOP_WORDS
from bot.text.questions.word_keys import alternatives, country_names, directions, keys
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Person, Place, Story
    from bot.store.topics import Phrase

SHORTEST, LONGEST = 2, 40  # characters
MOST_AT_ONCE = 10
_QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»|[“”„][^“”]*[”“]")
_PART = re.compile(rf"(?:{_QUOTED.pattern}|[^,،;؛])+")
_NAMELESS = 2  # letters of a part of a name that names nobody alone: Un
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Several people whom words name: the reader chooses; each by its story and id."""

    typed: str
    people: tuple[tuple[Story, Person], ...]


Named = NewTopic | Namesakes | Problem


def read(typed: str, stories: Sequence[Story]) -> tuple[Named, ...]:
    """Return what each of several names or words, separated by commas, names; nothing of no words."""
    parts = [part.strip() for part in _PART.findall(clean(typed)) if part.strip()]
    return tuple(_named(part, stories) for part in dict.fromkeys(parts[:MOST_AT_ONCE]))


def person_topic(person: Person, stories: Iterable[Story]) -> NewTopic:
    """Return the topic of a person, with the names that all stories give them."""
    people = [person, *(other for story in stories for other in story.dossier.people if _is_same(person, other))]
    names = {
        language: next(other.name.localize(language)[0] for other in people if other.name.has(language))
        for language in Language
        if any(other.name.has(language) for other in people)
    }
    main = name_words(names.get(Language.EN) or next(iter(names.values())))
    listed = dict.fromkeys(name for other in people for name in names_of(other))
    links = frozenset().union(*map(topic_links, people))
    phrases = tuple(name_phrase(name) for name in listed)
    return NewTopic(TopicKind.PERSON, " ".join(main), tuple(names.items()), phrases, links)


def word_topic(typed: str, stories: Iterable[Story] = ()) -> NewTopic | Problem:
    """Return the topic of a place, a word or a phrase; what is wrong with it where it can be none."""
    shown = _QUOTED.sub(lambda match: match[0][1:-1], typed).strip()
    content = [word for word in words_of(shown) if word not in STOP_WORDS]
    if len(shown) > LONGEST:
        return Problem("error.follow_long", {"limit": LONGEST, "length": len(shown)})
    if not content and words_of(shown):
        return Problem("error.follow_common", {"word": shown})
    if sum(map(len, content)) < SHORTEST:
        return Problem("error.follow_short", {"word": shown or typed, "limit": SHORTEST})
    place = next((place for place in _places(stories) if content in map(_content, _names(place))), None)
    if place:
        names = tuple((code, place.name.localize(code)[0]) for code in Language if place.name.has(code))
        phrases = tuple(_phrase(_content(name)) for _, name in names)
        return NewTopic(TopicKind.PLACE, fold(names[-1][1]), names, phrases)
    if len(content) == 1 and (country := country_names(content[0])):
        english, arabic, members = country
        names = ((Language.AR, arabic), (Language.EN, english))
        return NewTopic(TopicKind.PLACE, fold(english), names, ((_members_terms(members),),))
    language = Language.AR if _ARABIC.search(shown) else Language.EN
    return NewTopic(TopicKind.WORD, " ".join(content), ((language, " ".join(shown.split())),), (_phrase(content),))


def _named(typed: str, stories: Sequence[Story]) -> Named:
    word = word_topic(typed, stories)
    if isinstance(word, Problem) or _QUOTED.fullmatch(typed):
        return word
    people = _people(typed, stories)
    if not people:
        return word
    if len(people) > 1:
        return Namesakes(typed, tuple(people))
    return person_topic(people[0][1], stories)


def _people(typed: str, stories: Iterable[Story]) -> list[tuple[Story, Person]]:
    """Return whom words name, each once: persons by any of their names, organisations by a whole one."""
    wanted = name_words(typed)
    matches: list[tuple[Story, Person]] = []
    whole: list[tuple[Story, Person]] = []
    for story in stories:
        for person in story.dossier.people:
            names = names_of(person)
            parts = {word for name in names for word in name} if person.kind == "person" else frozenset[str]()
            is_part = all(word in parts for word in wanted) and any(len(word) > _NAMELESS for word in wanted)
            known = any(_is_same(other, person) for _, other in matches)
            if not known and (wanted in names or is_part):
                matches.append((story, person))
                # Somebody's whole name is nobody else's part: Kim, of whom one is called so, and the other Kim Yo Jong.
                whole += [(story, person)] if wanted in names and len(wanted) > 1 else []
    return whole if len(whole) == 1 else matches


def _is_same(person: Person, other: Person) -> bool:
    return not topic_links(person).isdisjoint(own_links(other)) or not own_links(person).isdisjoint(topic_links(other))


def _places(stories: Iterable[Story]) -> Iterable[Place]:
    return (event.place for story in stories for event in story.dossier.events if event.place)


def _names(place: Place) -> list[str]:
    return [place.name.localize(language)[0] for language in Language if place.name.has(language)]


def _content(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in STOP_WORDS]


def _phrase(content: Sequence[str]) -> Phrase:
    """Return a phrase of words: each by its stem, a country or a direction of one by those of both languages."""
    return tuple(_terms(word) if len(content) > 1 else word_terms(word) for word in content)


def _terms(word: str) -> tuple[str, ...]:
    if country := country_names(word):
        return _members_terms(country[2])
    return alternatives(word) if keys(word) & directions() else word_terms(word)


def _members_terms(members: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for member in members for term in word_terms(member)))
