"""Page of events and quotations on one day of the year, whatever the year."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.i18n import dates, lists
from bot.model import Quote
from bot.views import item_card
from bot.views.callback_data import FreshLink, ReaderLink
from bot.views.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.views.labels import shorten
from bot.views.numbered_list import NumberedEntry, item_of, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model import Event, Story
    from bot.views.document import Block, Inline
    from bot.views.reader_context import ReaderContext

VERB = "today"
_TEXT = 260  # UTF-16 units
_ASKED = 60  # UTF-16 units of what was typed
_PAGE = 4  # entries on one page: each has a button as wide as the message
_LEAP = 2000  # a year that has every day
_YEAR = 366  # days of it
_LEAP_DAY, _DAY_BEFORE = "02-29", "02-28"


@dataclass(frozen=True, slots=True)
class _DatedItem:
    """An event or quotation with a known day."""

    story: Story
    item: Event | Quote
    day: date


def page(
    stories: Sequence[Story], day: date, start: int, context: ReaderContext, *, unread: str | None = None
) -> Document:
    """Build the page of what happened on a day of the year, latest year first, from the entry at index `start` on.

    On 28 February of a common year, items of a 29 February are included.
    Where nothing did, the nearest days of the year before and after it on which something did are offered.
    `unread` is what was typed for a day and means none: the page says so.
    """
    document = _page(stories, day, start, context)
    if unread is None:
        return document
    note = Paragraph(context.text("page.today.unread", typed=shorten(unread, _ASKED)), note=True)
    return replace(document, blocks=(document.blocks[0], note, *document.blocks[1:]))


def _page(stories: Sequence[Story], day: date, start: int, context: ReaderContext) -> Document:
    dated = [item for item in _dated_items(stories) if item.day <= context.today]
    is_leap_day = _is_short(context.today) and _same(day, context.today)
    matching = [item for item in dated if _same(item.day, day) or (is_leap_day and _yearly(item.day) == _LEAP_DAY)]
    key = "page.today.title" if _same(day, context.today) else "page.today.title_other"
    heading = Heading(context.text(key, date=dates.format_yearly(day, context.preferences)), level=1)
    if not matching:
        return Document(context.language, *_nothing(heading, dated, day, context))
    matching.sort(key=lambda item: item.day.year, reverse=True)
    start = start if 0 <= start < len(matching) else 0
    entries, buttons = number([_entry(item, context) for item in matching[start : start + _PAGE]], context.words)
    left = len(matching) - start - _PAGE
    if left > 0:
        link = ReaderLink(VERB, context.language, value=_yearly(day), start=start + _PAGE)
        buttons = (*buttons, (Button(context.words.count("button.more_memories", left), link),))
    return Document(context.language, (heading, Timeline(entries)), buttons)


def read_yearly(value: str) -> date | None:
    """Parse the day of the year in a button's value, as a date in a leap year; None if it is none."""
    try:
        return date.fromisoformat(f"{_LEAP}-{value}")
    except ValueError:
        return None


def _yearly(day: date) -> str:
    return f"{day:%m-%d}"


def _same(first: date, second: date) -> bool:
    return (first.month, first.day) == (second.month, second.day)


def _is_short(day: date) -> bool:
    """Whether it is the last day of a February that has no 29th."""
    return _yearly(day) == _DAY_BEFORE and not isleap(day.year)


def _dated_items(stories: Sequence[Story]) -> Iterator[_DatedItem]:
    for story in stories:
        items: tuple[Event | Quote, ...] = (*story.dossier.events, *story.dossier.quotes)
        for item in items:
            if item.date and item.date.first == item.date.last:
                yield _DatedItem(story, item, item.date.first)


def _nothing(
    heading: Heading, dated: Sequence[_DatedItem], day: date, context: ReaderContext
) -> tuple[tuple[Block, ...], tuple[tuple[Button, ...], ...]]:
    """Say that nothing happened that day; name and offer the nearest days on which something did, the earlier first."""
    none = Paragraph(context.text("page.today.none"), note=True)
    place = day.replace(year=_LEAP).toordinal()
    ahead = {(item.day.replace(year=_LEAP).toordinal() - place) % _YEAR: item.day for item in dated}
    if not ahead:
        return (heading, none), ()
    nearest = {ahead[days]: dates.format_yearly(ahead[days], context.preferences) for days in (max(ahead), min(ahead))}
    buttons = tuple(
        Button(label, ReaderLink(VERB, context.language, value=_yearly(day))) for day, label in nearest.items()
    )
    named = context.text("page.today.nearest", days=lists.listed(tuple(nearest.values()), context.language))
    return (heading, none, Paragraph(named)), (buttons,)


def _entry(dated: _DatedItem, context: ReaderContext) -> NumberedEntry:
    """Build an entry: the year and how long ago it was, the story, what happened, and who said a quote."""
    ago = context.today.year - dated.day.year
    when = context.words.count("page.today.ago", ago) if ago else context.words.text("page.today.this_year")
    format_ = dates.format_day if _yearly(dated.day) == _LEAP_DAY else dates.format_year  # it may stand on the 28th
    year = format_(dated.day, context.preferences)
    dot = Run(context.words.text("page.dot"))
    head: Inline = (Run(year, Style.STRONG), dot, Run(when), dot, context.name(dated.story.dossier.title))
    place = item_card.find(dated.story, dated.item.id, context.language)
    link, item = FreshLink(place) if place else None, item_of(dated.story.number, dated.item.id)
    if not isinstance(dated.item, Quote):
        text, language = context.localize(dated.item.text, _TEXT)
        return NumberedEntry(Entry(item, head, (Run(text),), language), link, text)
    text, language = context.localize(dated.item.words, _TEXT, verbatim=True)
    credit = (Run("— "), context.name(dated.story.dossier.person(dated.item.speaker).name))
    return NumberedEntry(Entry(item, head, (Run(context.quoted(text)),), language, (credit,)), link, text)
