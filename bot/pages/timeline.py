"""The timeline: what happened, oldest first, and what happened on no known day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Entry, Heading, Run, Style, Timeline
from bot.story import PartialDate

if TYPE_CHECKING:
    from datetime import date

    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Event

_FINENESS = ("year", "month", "day")


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Events in order of date, those without one at the end; of a span only what is known to lie within it."""
    asked = span(frame)
    events = [one for one in frame.dossier.events if asked is None or (one.date and one.date.within(asked))]
    if not events:
        return (_none(frame, asked),)
    waived = frame.none_translated(one.text for one in events)
    dated = sorted((one for one in events if one.date), key=_order)
    undated = [one for one in events if not one.date]
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *((Timeline(tuple(_entry(frame, one, waived=waived) for one in dated)),) if dated else ()),
        *((Heading(frame.say("page.undated")),) if undated else ()),
        *((Timeline(tuple(_entry(frame, one, waived=waived) for one in undated)),) if undated else ()),
    )


def span(frame: Frame) -> PartialDate | None:
    """The day, month or year that is asked for; None where all events are."""
    return PartialDate.model_validate(frame.place.span) if frame.place.span else None


def _none(frame: Frame, asked: PartialDate | None) -> Block:
    if asked is None:
        return frame.notice("page.none.timeline")
    return frame.notice("page.none.timeline_in", span=frame.date(asked))


def _order(event: Event) -> tuple[date, int]:
    """By the first day that the date can mean, the coarser date first."""
    assert event.date is not None  # noqa: S101 - only dated events are put in order
    return event.date.first, _FINENESS.index(event.date.precision)


def _entry(frame: Frame, event: Event, *, waived: bool) -> Entry:
    told, language = frame.prose(event.text)
    notes = frame.lines(frame.attribution(event.sources), frame.untranslated(event.text, waived=waived))
    head = (Run(frame.date(event.date), Style.STRONG),) if event.date else ()
    return Entry(event.id, head, told, language, notes)
