"""Cover page, for who comes late: what the story is, its key events, what is unresolved; in at most 900 characters."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.i18n import localized_text, zones
from bot.views import site_address, timeline
from bot.views.document import Figure, Heading, Paragraph, Points, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.model import Event, Localized
    from bot.model.language import Language
    from bot.views.document import Block, Inline
    from bot.views.story_context import StoryContext

LIMIT = 900  # characters of the whole page, as plain text
KEY_EVENTS = 5
_LEAST = 80  # UTF-16 units of an event below which fewer events are shown
_HEADS = ((400, 300), (240, 160))  # of the standfirst and of what is unresolved; the second beside a long title
_CLAUSE = 0.6  # share of a cut text that has to remain where it is cut after a clause
_CLAUSE_ENDS = ",;:.!?،؛؟"
_OUTLETS = 2  # sources named below the events


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Return title, standfirst, at most five key events, what is unresolved, and the foot, within LIMIT characters.

    Events share the room that the other texts leave; the counts stand only where nothing has to be cut for them.
    """
    events = key_events(context)
    texts = [localized_text.localize(event.text, context.preferences)[0] for event in events]
    whole = _page(context, events, texts)
    if _length(whole) <= LIMIT:
        return whole
    for number in range(len(events), 0, -1):
        shown = _newest(events, number, newest_first=context.preferences.newest_first)
        room = LIMIT - _length(_page(context, shown, [""] * number, counted=False))
        if cut := _fitted([texts[events.index(event)] for event in shown], room):
            return _page(context, shown, cut, counted=False)
    first, last = (_page(context, (), (), counted=False, units=units) for units in _HEADS)
    return first if _length(first) <= LIMIT else last


def head(context: StoryContext, units: int | None = None) -> tuple[Heading, Paragraph]:
    """Return title and standfirst, cut to so many UTF-16 units where they are given."""
    title, title_language = context.prose(context.dossier.title)
    standfirst, language = _text(context, context.dossier.standfirst, units)
    untranslated = context.untranslated(context.dossier.standfirst, context.dossier.title)
    return (
        Heading(title, level=1, language=title_language),
        Paragraph((standfirst,), language=language, lead=True, notes=context.lines(untranslated)),
    )


def picture(context: StoryContext) -> tuple[Figure, ...]:
    """Return the story's picture with its credit; empty where it has none."""
    shown = context.dossier.picture
    if shown is None:
        return ()
    path = site_address.path_of_photo(context.language, context.story.slug, shown.file)
    description, language = context.prose(shown.description)
    credit = Run(
        context.words.text("page.cover.photo", credit=localized_text.localize(shown.credit, context.preferences)[0])
    )
    return (Figure(path, replace(description[0], language=language), (credit,)),)


def unresolved(context: StoryContext, units: int | None = None) -> tuple[Block, ...]:
    """Return what is unresolved below its heading; empty where nothing is said of it."""
    if context.dossier.unresolved is None:
        return ()
    text, language = _text(context, context.dossier.unresolved, units)
    notes = context.lines(context.untranslated(context.dossier.unresolved))
    return Heading(context.text("page.cover.unresolved")), Paragraph((text,), language=language, notes=notes)


def foot(context: StoryContext, *, counted: bool = True) -> Paragraph:
    """Return item counts, and when the story last went on; of one without dates, when it was last edited."""
    numbers = (*counts(context), Run("\n")) if counted and counts(context) else ()
    if developed := context.story.developed:
        updated = context.text("page.developed", date=context.date(developed.model_copy(update={"time": None})))
    else:
        at = zones.format_moment(context.story.at, context.preferences.zone, context.preferences)
        updated = context.text("page.updated", date=at)
    return Paragraph((*numbers, *updated), note=True, foot=True)


def counts(context: StoryContext) -> Inline:
    """Count the story's quotes, events, people, organisations and sources; empty where it has none."""
    dossier = context.dossier
    persons = sum(person.kind == "person" for person in dossier.people)
    numbers = {
        "page.count.quotes": len(dossier.quotes),
        "page.count.events": len(dossier.events),
        "page.count.persons": persons,
        "page.count.organisations": len(dossier.people) - persons,
        "page.count.sources": len(dossier.sources),
    }
    return context.dotted(*((Run(context.words.count(key, n)),) for key, n in numbers.items() if n))


def key_events(context: StoryContext) -> tuple[Event, ...]:
    """Return the newest of the events that an editor marked, or of all where none is; five at most, in reader's order.

    Of all, undated ones are left out where others have a date: nobody can tell whether they are new.
    """
    dated, undated = timeline.in_order(context)
    marked_dated, marked_undated = ([event for event in events if event.key] for events in (dated, undated))
    if marked_dated or marked_undated:
        dated, undated = marked_dated, marked_undated
    elif dated:
        undated = []
    newest = dated[:KEY_EVENTS] if context.preferences.newest_first else dated[-KEY_EVENTS:]
    return (*newest, *islice(undated, KEY_EVENTS - len(newest)))


def _newest(events: Sequence[Event], number: int, *, newest_first: bool) -> Sequence[Event]:
    """Return so many of the newest events, undated ones only where dated ones do not suffice."""
    dated = sum(event.date is not None for event in events)
    start = 0 if newest_first else max(dated - number, 0)
    return events[start : start + number]


def _page(
    context: StoryContext,
    events: Sequence[Event],
    texts: Sequence[str],
    *,
    counted: bool = True,
    units: tuple[int, int] = _HEADS[0],
) -> tuple[Block, ...]:
    standfirst, open_ = units
    return (
        *head(context, standfirst),
        *picture(context),
        *_events(context, events, texts),
        *unresolved(context, open_),
        foot(context, counted=counted),
    )


def _events(context: StoryContext, events: Sequence[Event], texts: Sequence[str]) -> Iterator[Block]:
    if not events:
        return
    yield Heading(context.text("page.cover.events"))
    yield Points(tuple(_point(context, event, text) for event, text in zip(events, texts, strict=True)))
    sources = dict.fromkeys(source for event in events for source in event.sources)
    if named := _outlets(context, sources):
        yield Paragraph(context.attribution(named), note=True)


def _point(context: StoryContext, event: Event, text: str) -> Paragraph:
    language = localized_text.localize(event.text, context.preferences)[1]
    day = context.date(event.date) if event.date else context.words.text("page.cover.undated")
    head = (Run(day, Style.STRONG), Run(context.words.text("page.colon")))
    return Paragraph((*head, Run(text, language=None if language is context.language else language)), event.id)


def _fitted(texts: Sequence[str], room: int) -> list[str]:
    """Cut texts to fill the room together; empty where too little would be left of one.

    What a text does not need, since it is cut after a clause, the others have.
    """
    texts, cut = list(texts), list[str]()
    for _ in texts:
        width = _width([len(text) for text in texts], room)
        if width < min(_LEAST, max(map(len, texts))):
            return []
        cut = [_cut(text, width) for text in texts]
        shorter = [short if _is_clause(short, text) else text for short, text in zip(cut, texts, strict=True)]
        if shorter == texts:
            break
        texts = shorter
    return cut


def _width(lengths: Sequence[int], room: int) -> int:
    """Return the length to cut texts to so that they fill the room: what short ones leave is the long ones'."""
    left, width = room, 0
    for index, length in enumerate(sorted(lengths)):
        width = left // (len(lengths) - index)
        if length > width:
            return width
        left -= length
    return max(lengths, default=width)


def _cut(text: str, units: int) -> str:
    """Shorten a text, after a clause where that keeps most of it."""
    shown = shorten(text, units)
    if shown == " ".join(text.split()):
        return shown
    end = max(shown.rfind(mark) for mark in _CLAUSE_ENDS)
    return f"{shown[:end]}…" if end >= units * _CLAUSE else shown


def _is_clause(short: str, text: str) -> bool:
    """Return whether a text was cut after a clause."""
    return short.endswith("…") and text[len(short) - 1 : len(short)] in _CLAUSE_ENDS


def _outlets(context: StoryContext, sources: Iterable[str]) -> tuple[str, ...]:
    outlets: dict[str, str] = {}
    for source in sources:
        outlets.setdefault(context.name(context.dossier.source(source).outlet).text, source)
    return tuple(islice(outlets.values(), _OUTLETS))


def _text(context: StoryContext, text: Localized, units: int | None) -> tuple[Run, Language | None]:
    words, language = localized_text.localize(text, context.preferences)
    shown = words if units is None or len(words) <= units else shorten(words, units)
    return Run(shown), None if language is context.language else language


def _length(page: Sequence[Block]) -> int:
    """Return the characters of a page of headings, paragraphs and points as plain text, blank lines included."""
    lines: list[tuple[int, Inline]] = []
    for block in page:
        match block:
            case Heading(text=text):
                lines.append((2, text))
            case Paragraph(text=text, notes=notes):
                lines += ((2, text), *((1, note) for note in notes))
            case Points(points):
                lines += ((4, point.text) for point in points)
    return sum(apart + sum(len(run.text) for run in line) for apart, line in lines)
