"""The timeline: what happened, oldest or newest first, and what happened on no known day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Entry, Heading, Place, Run, Style, Timeline
from bot.i18n import dates
from bot.story import PartialDate

if TYPE_CHECKING:
    from datetime import date

    from bot.document import Block, Inline
    from bot.pages.frame import Frame
    from bot.story import Event
    from bot.story import Place as StoryPlace

_SPARSE = 2  # events a month, on average, below which they are told by years


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Events in the reader's order, those without a date at the end; of a span only what is known to lie within it."""
    asked = span(frame)
    events = [one for one in frame.dossier.events if asked is None or (one.date and one.date.within(asked))]
    if not events:
        return (_none(frame, asked),)
    waived = frame.none_translated(one.text for one in events)
    dated = sorted((one for one in events if one.date), key=_order, reverse=frame.preferences.newest_first)
    undated = [one for one in events if not one.date]
    yearly = len({_month(one.date) for one in dated if one.date}) * _SPARSE > len(dated)
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *((Timeline(tuple(_entry(frame, one, waived=waived, yearly=yearly) for one in dated)),) if dated else ()),
        *((Heading(frame.say("page.undated")),) if undated else ()),
        *((Timeline(tuple(_entry(frame, one, waived=waived) for one in undated)),) if undated else ()),
    )


def span(frame: Frame) -> PartialDate | None:
    """The day, month or year that is asked for; None where all events are."""
    try:
        return PartialDate.parse(frame.place.span) if frame.place.span else None
    except ValueError:  # a button that nobody of ours made
        return None


def _none(frame: Frame, asked: PartialDate | None) -> Block:
    if asked is None:
        return frame.notice("page.none.timeline")
    return frame.notice("page.none.timeline_in", span=frame.date(asked))


def _order(event: Event) -> tuple[date, int]:
    """By the first day that the date can mean, that of the longer span first."""
    assert event.date is not None  # noqa: S101 - only dated events are put in order
    return event.date.first, -event.date.last.toordinal()


def _month(date: PartialDate) -> tuple[int, int | None]:
    return date.year, date.month


def _entry(frame: Frame, event: Event, *, waived: bool, yearly: bool = False) -> Entry:
    told, language = frame.prose(event.text)
    untranslated = frame.untranslated(event.text, waived=waived)
    where = frame.say("page.place", place=frame.name(event.place.name).text) if event.place else ()
    return Entry(
        event.id,
        (Run(frame.date(event.date), Style.STRONG),) if event.date else (),
        told,
        language,
        notes=frame.lines(where, frame.attribution(event.sources), untranslated),
        cited=frame.cited(event.sources, untranslated),  # where it was, its map says
        period=(Run(frame.date(_period(event.date, yearly=yearly))),) if event.date else (),
        short=_short(frame, event.date, yearly=yearly) if event.date else (),
        place=_place(frame, event.place) if event.place else None,
    )


def _place(frame: Frame, place: StoryPlace) -> Place:
    return Place((frame.name(place.name),), place.latitude, place.longitude)


def _period(date: PartialDate, *, yearly: bool) -> PartialDate:
    """The month in which the date begins, or its year where no month is known or few events share one."""
    return PartialDate(year=date.year, month=None if yearly else date.month)


def _short(frame: Frame, date: PartialDate, *, yearly: bool) -> Inline:
    """What the month or year above it leaves to say of the date."""
    told = dates.spell_within(date, _period(date, yearly=yearly), frame.preferences)
    return (Run(told, Style.STRONG),) if told else ()
