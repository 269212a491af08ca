"""What the words behind a command mean: which story, whose words, which span of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from bot.i18n.folding import fold
from bot.i18n.particles import PREPOSITIONS, bare
from bot.i18n.spans import read_span
from bot.language import Language
from bot.links import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.store.drafts import Draft
    from bot.story import Person, Story

Named = TypeVar("Named", bound="Story | Draft")
WORDS_LIMIT = 12  # more than a title or a name has: what is longer is a sentence, not a choice
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One story, narrowed to a speaker (a person's id) or a span of time (an ISO date as coarse as meant)."""

    story: Story
    speaker: str | None = None
    span: str | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """The words fit more than one: the reader chooses."""

    words: str
    choices: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The words fit no story."""

    words: str


Meaning = Asked | Several | Nothing


def understand(words: str, section: Section, stories: Sequence[Story], current: Story) -> Meaning:
    """What `words` behind the command of `section` mean, where `current` is the story that no words mean.

    An exact slug comes first; then what narrows the section in the current story (a speaker of quotations, a span of a
    timeline); then words of a story's slug or titles; then both together, in either order; then a speaker of another.
    """
    if not words.strip():
        return Asked(current)
    exact = next((story for story in stories if story.slug == words.strip().lower()), None)
    if exact:
        return Asked(exact)
    for reading in _readings(words, section, stories, current):
        found = tuple(reading)
        if found:
            return found[0] if len(found) == 1 else Several(words.strip(), found)
    return Nothing(words.strip())


def _readings(words: str, section: Section, stories: Sequence[Story], current: Story) -> Iterator[Iterable[Asked]]:
    narrow = _NARROWING.get(section)
    if narrow:
        yield narrow(current, words)
    yield [Asked(story) for story in naming(words, stories)]
    if narrow:
        yield _both(words, stories, narrow)
        if section is Section.QUOTES:
            yield [asked for story in stories for asked in narrow(story, words)]


def _both(words: str, stories: Sequence[Story], narrow: Callable[[Story, str], list[Asked]]) -> list[Asked]:
    """The story by the first words and the narrowing by the rest, or the other way round."""
    parts = words.split()[:WORDS_LIMIT]
    for cut in range(len(parts) - 1, 0, -1):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        for name, rest in ((left, right), (right, left)):
            found = [asked for story in naming(name, stories) for asked in narrow(story, rest)]
            if found:
                return found
    return []


def naming(words: str, stories: Sequence[Named]) -> list[Named]:
    """The stories, or drafts of such, that `words` name: by slug, by a whole title, or by words of either."""
    slug = words.strip().lower()
    wanted = _split(words)
    for fits in (
        lambda story: story.slug == slug,
        lambda story: wanted in _titles(story),
        lambda story: _holds(wanted, [*_split(story.slug), *chain.from_iterable(_titles(story))]),
    ):
        if found := [story for story in stories if wanted and fits(story)]:
            return found
    return []


def _split(text: str) -> list[str]:
    """The folded words of the text without the punctuation around and between them."""
    return _WORD.findall(fold(text))


def _titles(story: Story | Draft) -> list[list[str]]:
    title = story.dossier.title
    return [_split(title.told(language)[0]) for language in Language if title.has(language)]


def _speakers(story: Story, words: str) -> list[Asked]:
    wanted = _split(words)
    quoted = {quote.speaker for quote in story.dossier.quotes}
    by_name = [one for one in story.dossier.people if wanted and (one.id == words or _holds(wanted, _names(one)))]
    speaking = [one for one in by_name if one.id in quoted]
    return [Asked(story, speaker=one.id) for one in speaking or by_name]


def _names(person: Person) -> list[str]:
    names = [person.name.told(language)[0] for language in Language if person.name.has(language)]
    return _split(" ".join((*names, *person.also)))


def _spans(story: Story, words: str) -> list[Asked]:
    span = read_span(words)
    return [Asked(story, span=str(span))] if span else []


def _holds(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each wanted word begins one of `words`, prepositions and the article and particles of either aside."""
    wanted = [one for one in wanted if one not in PREPOSITIONS]
    return bool(wanted) and all(
        any(word.startswith(one) or bare(word).startswith(bare(one)) for word in words) for one in wanted
    )


_NARROWING: dict[Section, Callable[[Story, str], list[Asked]]] = {
    Section.QUOTES: _speakers,
    Section.TIMELINE: _spans,
}
