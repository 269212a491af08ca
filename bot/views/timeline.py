"""Timeline section: dated events in the reader's order, then undated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import dates
from bot.model import PartialDate
from bot.views.document import Entry, Heading, Place, Run, Style, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.model import Event
    from bot.model import Place as StoryPlace
    from bot.views.document import Block, Inline
    from bot.views.story_context import StoryContext

_SPARSE = 2  # average events a month below which entries are grouped by year


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Events in the reader's order, those without a date at the end; of a span only what is known to lie within it."""
    asked = span(context)
    dated, undated = in_order(context)
    if asked:
        dated, undated = [event for event in dated if event.date and event.date.within(asked)], []
    if not dated and not undated:
        return (_none(context, asked),)
    waived = context.none_translated(event.text for event in (*dated, *undated))
    yearly = len({_month(event.date) for event in dated if event.date}) * _SPARSE > len(dated)
    return (
        *((context.notice("page.untranslated_all"),) if waived else ()),
        *((Timeline(tuple(_entry(context, event, waived=waived, yearly=yearly) for event in dated)),) if dated else ()),
        *((Heading(context.text("page.undated")),) if undated else ()),
        *((Timeline(tuple(_entry(context, event, waived=waived) for event in undated)),) if undated else ()),
    )


def in_order(context: StoryContext) -> tuple[list[Event], list[Event]]:
    """Return the dated events in the reader's order, and the undated ones in the desk's."""
    events = tuple(_by_clock(context))
    dated = sorted((event for event in events if event.date), key=_order, reverse=context.preferences.newest_first)
    return dated, [event for event in events if not event.date]


def _by_clock(context: StoryContext) -> Iterator[Event]:
    """Yield the events, what happened at a known time on the day and at the hour of the reader's clock."""
    for event in context.dossier.events:
        date = event.date and dates.by_clock_of(event.date, context.preferences)
        yield event if date == event.date else event.model_copy(update={"date": date})


def span(context: StoryContext) -> PartialDate | None:
    """Return the day, month or year asked for; None for all events."""
    try:
        return PartialDate.parse(context.place.span) if context.place.span else None
    except ValueError:  # a button that nobody of ours made
        return None


def _none(context: StoryContext, asked: PartialDate | None) -> Block:
    if asked is None:
        return context.notice("page.none.timeline")
    return context.notice("page.none.timeline_in", span=context.date(asked))


def by_date(events: Iterable[Event]) -> list[Event]:
    """Return events by their dates, those without one at the end."""
    events = list(events)
    return [
        *sorted((event for event in events if event.date), key=_order),
        *(event for event in events if not event.date),
    ]


def _order(event: Event) -> tuple[date, int, bool, int]:
    """Return the sort key: the first day that the date can mean, the longer span first; then the time, if known."""
    assert event.date is not None  # noqa: S101 - only dated events are put in order
    time = event.date.time
    return event.date.first, -event.date.last.toordinal(), time is not None, time.minutes if time else 0


def _month(date: PartialDate) -> tuple[int, int | None]:
    return date.year, date.month


def _entry(context: StoryContext, event: Event, *, waived: bool, yearly: bool = False) -> Entry:
    text, language = context.prose(event.text)
    untranslated = context.untranslated(event.text, waived=waived)
    where = context.text("page.place", place=context.name(event.place.name).text) if event.place else ()
    return Entry(
        event.id,
        (Run(context.date(event.date), Style.STRONG),) if event.date else (),
        text,
        language,
        notes=context.lines(where, context.attribution(event.sources), untranslated),
        cited=context.cited(event.sources, untranslated),  # where it was, its map says
        period=(Run(context.date(_period(event.date, yearly=yearly))),) if event.date else (),
        short=_short(context, event.date, yearly=yearly) if event.date else (),
        place=_place(context, event.place) if event.place else None,
    )


def _place(context: StoryContext, place: StoryPlace) -> Place:
    return Place((context.name(place.name),), place.latitude, place.longitude)


def _period(date: PartialDate, *, yearly: bool) -> PartialDate:
    """Return the month in which the date begins; its year if no month is known or few events share one."""
    return PartialDate(year=date.year, month=None if yearly else date.month)


def _short(context: StoryContext, date: PartialDate, *, yearly: bool) -> Inline:
    """Format what the heading's month or year leaves to say of the date."""
    text = dates.format_within(date, _period(date, yearly=yearly), context.preferences)
    return (Run(dates.unbroken(text), Style.STRONG),) if text else ()
