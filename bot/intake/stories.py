"""Comparison of a copy with a dossier, and the stories that it may belong to."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from bot.intake import names
from bot.intake.cleaning.other_stories import content
from bot.intake.normalized import plain, words
from bot.intake.result import LikelyStory
from bot.intake.segments import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.intake.result import Event, Intake, Person, Quote
    from bot.model import Dossier
    from bot.model.text import Localized

_SAME_WORDS = 0.82  # of two quotations' words in order, from which one is a variant of the other
_SAME_EVENT = 55.0  # of 100: how alike two sentences of the same day must be to tell the same
_SAME_WORDING = 92.0  # and of two sentences whatever the day
_LIKELY = 0.12
_MOST = 3
_TELLING = 4  # content words from which an item says which story it is of


def compared(intake: Intake, dossier: Dossier | None, live: Sequence[Dossier]) -> Intake:
    """Mark what the dossier has already, and add the stories that the copy may belong to."""
    if dossier is not None:
        persons = tuple(_matched(person, dossier) for person in intake.people)
        ids = {
            spelling: person.matches for person in persons if person.matches for spelling in (person.name, *person.also)
        }
        intake = replace(
            intake,
            people=persons,
            quotes=tuple(_known_quote(quote, dossier, ids) for quote in intake.quotes),
            events=tuple(_known_event(event, dossier, intake) for event in intake.events),
        )
    return replace(intake, stories=likely(intake, live)) if live else intake


def _texts(localized: Localized | None) -> list[str]:
    return [text for text in (localized.ar, localized.en) if text] if localized else []


def _matched(person: Person, dossier: Dossier) -> Person:
    registry = {person.id: [*_texts(person.name), *person.also] for person in dossier.people}
    match = names.find(person.name, registry, also=person.also)
    return replace(person, matches=match.id, doubts=match.doubts)


def _known_quote(quote: Quote, dossier: Dossier, ids: dict[str, str]) -> Quote:
    language = language_of(quote.text)
    speaker = ids.get(quote.speaker) if quote.speaker else None
    own = words(plain(quote.text))
    for known in dossier.quotes:
        text = getattr(known.words, language)
        other = words(plain(text)) if text else []
        if not other:
            continue
        if own == other or _holds(own, other):
            return replace(quote, speaker_id=speaker or known.speaker, duplicate_of=known.id)
        if Indel.normalized_similarity(own, other) >= _SAME_WORDS:
            return replace(quote, speaker_id=speaker or known.speaker, variant_of=known.id)
    return replace(quote, speaker_id=speaker)


def _holds(own: list[str], other: list[str]) -> bool:
    """Whether the published words are all there, as one of the joined parts, or hold all that is new."""
    shorter, longer = sorted((own, other), key=len)
    return len(shorter) > 2 and f" {' '.join(shorter)} " in f" {' '.join(longer)} "  # noqa: PLR2004 - two words come often


def _known_event(event: Event, dossier: Dossier, intake: Intake) -> Event:
    """Mark an event that the dossier has; what it has of another date of the same sentence is not this one."""
    others = {other.date for other in intake.events if other.sentence == event.sentence} - {event.date, None}
    own, language = plain(event.text), language_of(event.text)
    own_words = set(words(own))
    for known in dossier.events:
        text = getattr(known.text, language)
        day = str(known.date) if known.date else None
        if not text or day in others:
            continue
        if day and event.date and not (day.startswith(event.date) or event.date.startswith(day)):
            if words(own) == words(plain(text)):  # sent again, with another day for 'Monday'
                return replace(event, duplicate_of=known.id)
            continue  # the next day's toll is told in almost the same words
        least = _SAME_EVENT if day and day == event.date else _SAME_WORDING
        # What shares no half of its words is not alike, and is told so a hundred times faster.
        other = _words_of(text)
        if least == _SAME_WORDING and len(own_words & other) * 2 < min(len(own_words), len(other)):
            continue
        if fuzz.token_set_ratio(own, plain(text)) >= least:
            return replace(event, duplicate_of=known.id)
    return event


@lru_cache(4000)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(words(plain(text)))


def likely(intake: Intake, live: Iterable[Dossier]) -> tuple[LikelyStory, ...]:
    """Return the stories that the copy may belong to, likeliest first."""
    copy = " ".join(paragraph.text for paragraph in intake.paragraphs)
    own = content(plain(copy), arabic=intake.language == "ar")
    scored = [LikelyStory(dossier.slug, _score(intake, own, dossier)) for dossier in live]
    ranked = sorted(scored, key=lambda story: (-story.score, story.slug))
    return tuple(story for story in ranked[:_MOST] if story.score >= _LIKELY)


def _score(intake: Intake, own: set[str], dossier: Dossier) -> float:
    """Score a story: 40 % people that the copy names, 30 % each words of its head, and of its summary or one item.

    A story may have no summary, and what a copy goes on from may be one event of an hour ago.
    """
    arabic = intake.language == "ar"
    people = sum(_matched(person, dossier).matches is not None for person in intake.people)
    named = people / max(1, min(len(intake.people), len(dossier.people)))
    head = content(" ".join(map(plain, _in(intake.language, (dossier.title, dossier.standfirst)))), arabic=arabic)
    body = content(" ".join(map(plain, _in(intake.language, [part.text for part in dossier.summary]))), arabic=arabic)
    in_head = len(own & head) / max(1, len(head))
    in_body = len(own & body) / max(1, min(len(own), len(body)))
    in_item = max(_in_items(own, dossier, intake.language), default=0.0)
    return round(min(1.0, 0.4 * min(1.0, named) + 0.3 * in_head + 0.3 * max(in_body, in_item)), 3)


def _in_items(own: set[str], dossier: Dossier, language: str) -> Iterator[float]:
    """Yield how many of an item's words the copy has, for each item of more than a few."""
    texts = [item.text for item in dossier.events] + [item.text for item in dossier.key_points]
    texts += [quote.words for quote in dossier.quotes]
    for text in _in(language, texts):
        words_of = content(plain(text), arabic=language == "ar")
        if len(words_of) >= _TELLING:
            yield len(own & words_of) / len(words_of)


def _in(language: str, texts: Sequence[Localized]) -> list[str]:
    return [text for localized in texts if (text := getattr(localized, language))]
