"""Parsing of command arguments: which story, which speaker, which span of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from bot.model.language import Language
from bot.text.clitics import PREPOSITIONS, bare
from bot.text.dates.iso_dates import read_span
from bot.text.normalize import fold
from bot.views.callback_data import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.model import Person, Story
    from bot.store.drafts import Draft

Named = TypeVar("Named", bound="Story | Draft")
WORDS_LIMIT = 12  # longer than any title or name: what is longer is a sentence, not a choice
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """One story, optionally narrowed to a speaker (person id) or to a span (ISO date of the typed precision)."""

    story: Story
    speaker: str | None = None
    span: str | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The words match several choices; the reader picks one."""

    words: str
    choices: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """The words match no story."""

    words: str


Meaning = Match | Ambiguous | NoMatch


def resolve(words: str, section: Section, stories: Sequence[Story], current: Story) -> Meaning:
    """Resolve `words` behind the command of `section`; no words mean the `current` story.

    An exact slug comes first; then what narrows the section in the current story (a speaker of quotations, a span of a
    timeline); then words of a story's slug or titles; then both together, in either order; then a speaker of another
    story.
    """
    if not words.strip():
        return Match(current)
    exact = next((story for story in stories if story.slug == words.strip().lower()), None)
    if exact:
        return Match(exact)
    for reading in _readings(words, section, stories, current):
        matches = tuple(reading)
        if matches:
            return matches[0] if len(matches) == 1 else Ambiguous(words.strip(), matches)
    return NoMatch(words.strip())


def _readings(words: str, section: Section, stories: Sequence[Story], current: Story) -> Iterator[Iterable[Match]]:
    narrow = _NARROWING.get(section)
    if narrow:
        yield narrow(current, words)
    yield [Match(story) for story in naming(words, stories)]
    if narrow:
        yield _both(words, stories, narrow)
        if section is Section.QUOTES:
            yield [match for story in stories for match in narrow(story, words)]


def _both(words: str, stories: Sequence[Story], narrow: Callable[[Story, str], list[Match]]) -> list[Match]:
    """Match a story by the first words and the narrowing by the rest, or the other way round."""
    parts = words.split()[:WORDS_LIMIT]
    for cut in range(len(parts) - 1, 0, -1):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        for name, rest in ((left, right), (right, left)):
            matches = [match for story in naming(name, stories) for match in narrow(story, rest)]
            if matches:
                return matches
    return []


def naming(words: str, stories: Sequence[Named]) -> list[Named]:
    """Return the stories (or drafts) that `words` name: by slug, by a whole title, or by words of either."""
    slug = words.strip().lower()
    query_words = _split(words)
    for fits in (
        lambda story: story.slug == slug,
        lambda story: query_words in _titles(story),
        lambda story: _holds(query_words, [*_split(story.slug), *chain.from_iterable(_titles(story))]),
    ):
        if named := [story for story in stories if query_words and fits(story)]:
            return named
    return []


def _split(text: str) -> list[str]:
    """Split into folded words without punctuation."""
    return _WORD.findall(fold(text))


def _titles(story: Story | Draft) -> list[list[str]]:
    title = story.dossier.title
    return [_split(title.localize(language)[0]) for language in Language if title.has(language)]


def _speakers(story: Story, words: str) -> list[Match]:
    quoted = {quote.speaker for quote in story.dossier.quotes}
    named = people(story, words)
    return [match for match in named if match.speaker in quoted] or named


def people(story: Story, words: str) -> list[Match]:
    """Return the people and organisations of a story that `words` name."""
    query_words = _split(words)
    return [
        Match(story, speaker=person.id)
        for person in story.dossier.people
        if query_words and (person.id == words or _holds(query_words, _names(person)))
    ]


def _names(person: Person) -> list[str]:
    names = [person.name.localize(language)[0] for language in Language if person.name.has(language)]
    return _split(" ".join((*names, *person.also)))


def _spans(story: Story, words: str) -> list[Match]:
    span = read_span(words)
    return [Match(story, span=str(span))] if span else []


def _holds(query_words: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each wanted word starts one of `words`, ignoring prepositions, the article and particles."""
    query_words = [word for word in query_words if word not in PREPOSITIONS]
    return bool(query_words) and all(
        any(candidate.startswith(word) or bare(candidate).startswith(bare(word)) for candidate in words)
        for word in query_words
    )


_NARROWING: dict[Section, Callable[[Story, str], list[Match]]] = {
    Section.QUOTES: _speakers,
    Section.TIMELINE: _spans,
}
