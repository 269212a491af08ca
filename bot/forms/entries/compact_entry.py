"""Whole items in one message: `speaker | date | words`, `date | text`, or a sentence with its attribution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms import typed_dates
from bot.forms.entries.attribution import read_sentence
from bot.forms.entries.speaker_match import match_speaker
from bot.forms.entries.text_languages import PIPE
from bot.forms.quoted_text import strip_outer_marks
from bot.i18n.direction import first_strong
from bot.text.dates.reasons import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.forms.form_state import FormContext

TEXTS = ("key_points", "summary")  # parts whose items are a text, and sources
PARTS = (*TEXTS, "quotes", "events")
_DATED = re.compile(r"([^:–—]{3,40}?)\s*(?::|\s[–—-])\s+(\S.*)")  # `28 April 2025: what happened`
_DATE_LENGTH = 40  # characters: a longer segment is no date, whatever it begins with
_NAME_WORDS = 5  # of a name without its role; more are rather words that were said
_PARTICLES = frozenset(("al", "el", "bin", "ibn", "bint", "abu", "of", "the", "de", "van", "von", "der"))
_SPEAKER_WORDS = 14  # a name with its role
_MOST = 4  # segments: speaker, date, words, their translation


@dataclass(frozen=True, slots=True)
class CompactEntry:
    """One item as it was typed: its part, and what each of its fields is to be read from."""

    part: str
    text: str
    other: str | None = None
    speaker: str | None = None
    date: str | None = None


def split(text: str, part: str, context: FormContext) -> CompactEntry | None:
    """Split a message that is one whole item of a part; None if it is no such entry: its form takes it as it is."""
    typed = text.strip()
    if "\n" in typed or part not in PARTS:
        return None
    segments = segments_of(typed)
    if len(segments) == 1:
        return _sentence(typed) if part == "quotes" else _dated(typed, context) if part == "events" else None
    if not all(segments) or len(segments) > _MOST:
        return None
    place = date_place(segments, context)
    date = segments.pop(place) if place is not None else None
    if part == "quotes":
        return _quote(segments, date, context)
    return _both(part, segments, date) if (part == "events") == (date is not None) else None


def _sentence(sentence: str) -> CompactEntry | None:
    """Split `“We are late,” said N.N., head of the port`; any other line is no entry."""
    attributed = read_sentence(sentence)
    if attributed is None:
        return None
    speaker = attributed.speaker
    comma = "، " if first_strong(speaker.name) == "rtl" else ", "
    named = f"{speaker.name}{comma}{speaker.role}" if speaker.role else speaker.name
    return CompactEntry("quotes", attributed.words, speaker=named)


def _dated(line: str, context: FormContext) -> CompactEntry | None:
    """Split `28 April 2025: what happened`; any other line is no entry."""
    match = _DATED.fullmatch(line)
    return CompactEntry("events", match[2], date=match[1]) if match and is_date(match[1], context) else None


def segments_of(line: str) -> list[str]:
    """Split a line at its bars."""
    return [segment.strip() for segment in PIPE.split(line)]


def date_place(segments: Sequence[str], context: FormContext) -> int | None:
    """Return the index of the segment that is a date, the shortest that reads as one; None if none does."""
    dated = [place for place, segment in enumerate(segments) if is_date(segment, context)]
    return min(dated, key=lambda place: len(segments[place])) if dated else None


def is_date(segment: str, context: FormContext) -> bool:
    """Return whether a text is a date and nothing else, readable or refused for a reason."""
    if len(segment) > _DATE_LENGTH:
        return False
    reading = typed_dates.read(segment, context.today, context.language)
    return not isinstance(reading, Refusal) or reading.reason is not Reason.UNREADABLE


def _both(part: str, segments: Sequence[str], date: str | None = None) -> CompactEntry | None:
    """Return the item of a text and its translation: one segment, or two in different scripts."""
    if len(segments) == 1:
        return CompactEntry(part, segments[0], date=date)
    if len(segments) == 2 and _are_languages(*segments):  # noqa: PLR2004 - a text and its translation
        return CompactEntry(part, segments[0], segments[1], date=date)
    return None


def is_translated(text: str, context: FormContext) -> bool:
    """Return whether a line is a text and its translation: neither half is a date, or names anybody.

    A name whom no story knows cannot be told from a text: `speaker | words` in two scripts is taken for a translation.
    """
    segments = segments_of(text.strip())
    if len(segments) != 2 or not _are_languages(*segments):  # noqa: PLR2004 - a text and its translation
        return False
    return date_place(segments, context) is None and not any(_is_known(segment, context) for segment in segments)


def _are_languages(text: str, other: str) -> bool:
    return {first_strong(text), first_strong(other)} == {"rtl", "ltr"}


def _is_known(segment: str, context: FormContext) -> bool:
    """Return whether the segment names somebody of a story, perhaps."""
    if len(segment.split()) > _SPEAKER_WORDS:
        return False
    answers = match_speaker(segment, context)
    return len(answers) > 1 or "id" in answers[0]


def _quote(segments: Sequence[str], date: str | None, context: FormContext) -> CompactEntry | None:
    if len(segments) == 1:
        entry = _sentence(segments[0])
        return entry and CompactEntry("quotes", entry.text, speaker=entry.speaker, date=date)
    place = _speaker_place(segments, context)
    if place is None:
        return None
    words = [segment for index, segment in enumerate(segments) if index != place]
    other = words[1] if len(words) > 1 else None
    return CompactEntry("quotes", words[0], other, segments[place], date)


def _speaker_place(segments: Sequence[str], context: FormContext) -> int | None:
    """Return which segment names the speaker: the one known, else what looks like a name, else the first short one.

    Of three segments the other two are the words in both languages.
    """
    places = [
        place
        for place in _without_marks(segments)
        if len(segments[place].split()) <= _SPEAKER_WORDS and _leaves_words(segments, place)
    ]
    known = [place for place in places if _is_known(segments[place], context)]
    if len(known) == 1:
        return known[0]
    candidates = known or places
    return min(candidates, key=lambda place: _name_rank(segments, place)) if candidates else None


def _leaves_words(segments: Sequence[str], place: int) -> bool:
    """Return whether the segments beside one can be the words: a single one, or one in each language."""
    words = [segment for index, segment in enumerate(segments) if index != place]
    return len(words) == 1 or _are_languages(words[0], words[1])


def _name_rank(segments: Sequence[str], place: int) -> tuple[bool, int, int]:
    """Rank a segment as a name: capitals first, then length beyond a name's, then its place."""
    name = re.split(r"[,،]", segments[place])[0].split()
    is_lower = any(word[0].islower() and word not in _PARTICLES and not word.startswith("al-") for word in name)
    return is_lower, max(len(name) - _NAME_WORDS, 0), place


def _without_marks(segments: Sequence[str]) -> Iterator[int]:
    for place, segment in enumerate(segments):
        if strip_outer_marks(segment) == segment:
            yield place
