"""What happened, and what was said, on one day of the year in the stories, whatever the year."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.i18n import dates
from bot.links import FreshLink, ReaderLink
from bot.pages import cards
from bot.pages.numbered import PAGE, Told, number
from bot.story import Quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.document import Block, Inline
    from bot.pages.voice import Voice
    from bot.story import Event, Story

VERB = "today"
_TEXT = 260  # UTF-16 units
_LEAP = 2000  # a year that has every day
_YEAR = 366  # days of it
_LEAP_DAY, _DAY_BEFORE = "02-29", "02-28"


@dataclass(frozen=True, slots=True)
class _Memory:
    """An event or a quotation, and its day."""

    story: Story
    item: Event | Quote
    day: date


def page(stories: Sequence[Story], day: date, start: int, voice: Voice) -> Document:
    """What happened on the day of the year that `day` is, the latest year first, from the entry numbered `start` on.

    In a year that has no 29 February, what happened on one is told with the 28th, on that day.
    Where nothing did, the nearest days of the year before and after it on which something did are offered.
    """
    every = [one for one in _memories(stories) if one.day <= voice.today]
    leap = _is_short(voice.today) and _same(day, voice.today)
    found = [one for one in every if _same(one.day, day) or (leap and _yearly(one.day) == _LEAP_DAY)]
    key = "page.today.title" if _same(day, voice.today) else "page.today.title_other"
    heading = Heading(voice.say(key, date=dates.spell_yearly(day, voice.preferences)), level=1)
    if not found:
        return Document(voice.language, *_nothing(heading, every, day, voice))
    found.sort(key=lambda one: one.day.year, reverse=True)
    start = start if 0 <= start < len(found) else 0
    entries, buttons = number([_told(one, voice) for one in found[start : start + PAGE]], voice.words)
    left = len(found) - start - PAGE
    if left > 0:
        link = ReaderLink(VERB, voice.language, value=_yearly(day), start=start + PAGE)
        buttons = (*buttons, (Button(voice.words.count("button.more_memories", left), link),))
    return Document(voice.language, (heading, Timeline(entries)), buttons)


def read_yearly(value: str) -> date | None:
    """The day of the year that a button says, in a leap year; None for what is none."""
    try:
        return date.fromisoformat(f"{_LEAP}-{value}")
    except ValueError:
        return None


def _yearly(day: date) -> str:
    return f"{day:%m-%d}"


def _same(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day)


def _is_short(day: date) -> bool:
    """Whether it is the last day of a February that has no 29th."""
    return _yearly(day) == _DAY_BEFORE and not isleap(day.year)


def _memories(stories: Sequence[Story]) -> Iterator[_Memory]:
    for story in stories:
        listed: tuple[Event | Quote, ...] = (*story.dossier.events, *story.dossier.quotes)
        for item in listed:
            if item.date and item.date.first == item.date.last:
                yield _Memory(story, item, item.date.first)


def _nothing(
    heading: Heading, every: Sequence[_Memory], day: date, voice: Voice
) -> tuple[tuple[Block, ...], tuple[tuple[Button, ...], ...]]:
    """That nothing happened that day, and the nearest days on which something did, the one before first."""
    none = Paragraph(voice.say("page.today.none"), note=True)
    place = day.replace(year=_LEAP).toordinal()
    ahead = {(one.day.replace(year=_LEAP).toordinal() - place) % _YEAR: one.day for one in every}
    if not ahead:
        return (heading, none), ()
    nearest = dict.fromkeys((max(ahead), min(ahead)))
    buttons = tuple(
        Button(
            dates.spell_yearly(ahead[days], voice.preferences),
            ReaderLink(VERB, voice.language, value=_yearly(ahead[days])),
        )
        for days in nearest
    )
    return (heading, none, Paragraph(voice.say("page.today.nearest"))), (buttons,)


def _told(one: _Memory, voice: Voice) -> Told:
    """The year and how long ago it was, the story, what happened, and of words who said them."""
    ago = voice.today.year - one.day.year
    when = voice.words.count("page.today.ago", ago) if ago else voice.words.text("page.today.this_year")
    spell = dates.spell_day if _yearly(one.day) == _LEAP_DAY else dates.spell_year  # it may stand on the 28th
    year = spell(one.day, voice.preferences)
    dot = Run(voice.words.text("page.dot"))
    head: Inline = (Run(year, Style.STRONG), dot, Run(when), dot, voice.name(one.story.dossier.title))
    place = cards.find(one.story, one.item.id, voice.language)
    link = FreshLink(place) if place else None
    if not isinstance(one.item, Quote):
        text, language = voice.told(one.item.text, _TEXT)
        return Told(Entry(one.item.id, head, (Run(text),), language), link)
    text, language = voice.told(one.item.words, _TEXT)
    said = (Run("— "), voice.name(one.story.dossier.person(one.item.speaker).name))
    return Told(Entry(one.item.id, head, (Run(voice.quoted(text)),), language, (said,)), link)
