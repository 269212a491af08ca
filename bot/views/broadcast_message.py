"""A push: what is new in a story, or what the newsroom has to say, short enough for one message."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.document import Button, Document, Entry, Heading, Paragraph, Points, Quotation, Run, Style, Timeline
from bot.i18n import reading
from bot.links import FreshLink, PageLink, ReaderLink, Section, payload
from bot.pages.frame import Frame
from bot.pages.labels import shorten
from bot.pages.quotes import credit
from bot.story.difference import difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.audience import Preferences
    from bot.document import Block, Buttons, Inline
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.story import Dossier, Localized, Story
    from bot.story.difference import Change

# The kinds of items that a push shows, the first of them first; what is counted of the others is not shown.
_SHOWN = ("corrections", "events", "quotes", "key_points")
_COUNTED = (*_SHOWN, "people", "sources")
_CREDITED = 2  # sources named below an item


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a push shows: so many items at most, their texts in so many UTF-16 units each."""

    items: int
    units: int


# From the most that is of use to the least that can be said; whoever sends takes the first that fits.
EXTENTS = (
    *(Extent(5, 700), Extent(5, 400), Extent(5, 250), Extent(4, 250), Extent(3, 250), Extent(3, 160)),
    *(Extent(2, 160), Extent(1, 160), Extent(0, 0)),
)


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a push's buttons lead: for channels (`channel`) by links to the bot's `username`, None where unknown."""

    channel: bool = False
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of `story` (None: of no story): `changes` up to it, an editor's headline, and their words.

    `is_new` is a story of which nothing was pushed before: it is told from its beginning.
    """

    story: Story | None
    changes: tuple[Change, ...] = ()
    is_new: bool = False
    headline: Localized | None = None
    words: Localized | None = None

    @property
    def news(self) -> list[Change]:
        """What can be shown: what is new and then what was changed, each in the order of its importance."""
        fresh = (one for one in self.changes if one.part in _SHOWN and one.kind in {"added", "changed"})
        return sorted(fresh, key=lambda one: (one.kind != "added", _SHOWN.index(one.part)))

    def items(self, extent: Extent) -> tuple[str, ...]:
        """The ids of the items that are shown in this extent."""
        return () if self.words else tuple(one.item for one in self.news[: extent.items] if one.item)


def tell(
    story: Story, before: Dossier | None, headline: Localized | None = None, words: Localized | None = None
) -> Telling:
    """What to tell of a story since `before`, None for all of it; an announcement's words stand for themselves."""
    changes = () if words else difference(before, story.dossier)
    return Telling(story, changes, is_new=before is None and not words, headline=headline, words=words)


def document(telling: Telling, words: Words, preferences: Preferences, extent: Extent, exit_: Exit) -> Document:
    """The push as a page of this extent; the editor's words are whole in each."""
    frame = frame_of(telling, words, preferences)
    if frame is None:
        blocks = (*_unplaced(telling, words, preferences), *_announced(telling, preferences, words))
    else:
        shown = () if telling.words else news(frame, telling, extent)
        blocks = (_head(frame, telling), *_announced(telling, preferences, words), *shown)
    return Document(preferences.language, blocks, buttons(telling.story, words, exit_))


def withdrawal(words: Words) -> Document:
    """What stands in the place of a push that was taken back."""
    return Document(words.language, (Paragraph((Run(words.text("page.update.withdrawn")),), note=True),))


def frame_of(telling: Telling, words: Words, preferences: Preferences) -> Frame | None:
    """What the story's items are composed with; None where it is about no story."""
    if telling.story is None:
        return None
    return Frame(telling.story, PageLink(telling.story.number, Section.COVER, preferences.language), words, preferences)


def headline(frame: Frame, telling: Telling) -> str:
    """The editor's headline in the page's language, else how much is new of what."""
    if telling.headline and telling.headline.has(frame.language):
        return reading.told(telling.headline, frame.preferences)[0]
    added = Counter(one.part for one in telling.changes if one.kind == "added")
    counts = [frame.words.count(f"page.update.{part}", added[part]) for part in _COUNTED if added[part]]
    reworked = sum(one.kind == "changed" and one.part in _SHOWN for one in telling.changes)
    if reworked:
        counts.append(frame.words.count("page.update.reworked", reworked))
    return frame.words.text("page.comma").join(counts) or frame.words.text("page.update.revised")


def news(frame: Frame, telling: Telling, extent: Extent) -> Iterator[Block]:
    """What is new, item by item, and how much more there is."""
    if telling.is_new and extent.units:
        told, language = _text(frame, frame.dossier.standfirst, extent.units)
        notes = frame.lines(frame.untranslated(frame.dossier.standfirst))
        yield Paragraph(told, language=language, lead=True, notes=notes)
    every = telling.news
    shown = every[: extent.items]
    added = [one for one in shown if one.kind == "added"]
    yield from _items(frame, added, extent.units)
    if len(added) < len(shown):
        yield Heading(frame.say("page.update.changed"))
        yield from _items(frame, [one for one in shown if one.kind != "added"], extent.units)
    if len(every) > len(shown):
        more = frame.words.count("page.update.more", len(every) - len(shown))
        yield Paragraph((Run(more),), note=True)


def buttons(story: Story | None, words: Words, exit_: Exit) -> Buttons:
    """The way to the story, and, but in a channel, the way out."""
    place = PageLink(story.number, Section.COVER, words.language) if story else None
    label = words.text("button.update.open")
    if exit_.channel:
        return ((Button(label, url=address(exit_.username, place)),),) if place and exit_.username else ()
    leave = ReaderLink("leave", words.language, number=story.number if story else None)
    open_ = ((Button(label, FreshLink(place)),),) if place else ()
    return (*open_, (Button(words.text("button.update.leave"), leave),))


def address(username: str, place: PageLink) -> str:
    """A web address that leads into the bot, to a page."""
    return f"https://t.me/{username}?start={payload(place)}"


def _head(frame: Frame, telling: Telling) -> Heading:
    title, language = frame.dossier.title, frame.dossier.title.told(frame.language)[1]
    missing = () if title.has(frame.language) else frame.say("page.other_language")
    own = telling.headline and telling.headline.has(frame.language)
    if (telling.is_new or telling.words) and not own:
        kicker = frame.say("page.update.new_story") if telling.is_new else ()
        return Heading((frame.name(title), *missing), level=1, kicker=kicker, language=language)
    return Heading((Run(headline(frame, telling)),), level=1, kicker=(frame.name(title), *missing))


def _unplaced(telling: Telling, words: Words, preferences: Preferences) -> Iterator[Block]:
    """The head of what is about no story."""
    from_us = (Run(words.text("page.update.untitled")),)
    if telling.headline is None:
        yield Heading(from_us, level=1)
        return
    told, language = reading.told(telling.headline, preferences)
    yield Heading((Run(told),), level=1, kicker=from_us, language=language)


def _announced(telling: Telling, preferences: Preferences, words: Words) -> Iterator[Block]:
    if telling.words is None:
        return
    told, language = reading.told(telling.words, preferences)
    missing = language is not preferences.language
    notes = ((Run(words.text("page.untranslated")),),) if missing else ()
    yield Paragraph((Run(told),), language=language if missing else None, notes=notes)


def _items(frame: Frame, changes: Sequence[Change], units: int) -> Iterator[Block]:
    """The items of these changes, those of a kind together."""
    for part in _SHOWN:
        items: list[Any] = [one.after for one in changes if one.part == part]
        if not items:
            continue
        match part:
            case "corrections":
                yield Heading(frame.say("page.corrections"))
                yield Timeline(tuple(_entry(frame, one, units) for one in items))
            case "events":
                yield Timeline(tuple(_entry(frame, one, units) for one in items))
            case "quotes":
                yield from (_quotation(frame, one, units) for one in items)
            case _:
                yield Points(tuple(_point(frame, one, units) for one in items))


def _entry(frame: Frame, item: Any, units: int) -> Entry:
    told, language = _text(frame, item.text, units)
    head = (Run(frame.date(item.date), Style.STRONG),) if item.date else ()
    return Entry(item.id, head, told, language, _below(frame, item.text, getattr(item, "sources", ())))


def _quotation(frame: Frame, quote: Any, units: int) -> Quotation:
    person = frame.dossier.person(quote.speaker)
    told, language = reading.told(quote.words, frame.preferences)
    translated = frame.translation(quote.language) if quote.is_translation(language) else ()
    notes = _below(frame, quote.words, quote.sources, translated)
    return Quotation(quote.id, shorten(told, units), language, credit(frame, quote, person), notes)


def _point(frame: Frame, point: Any, units: int) -> Paragraph:
    told, language = _text(frame, point.text, units)
    return Paragraph(told, point.id, language, notes=_below(frame, point.text, point.sources))


def _text(frame: Frame, text: Localized, units: int) -> tuple[Inline, Language | None]:
    told, language = reading.told(text, frame.preferences)
    return (Run(shorten(told, units)),), None if language is frame.language else language


def _below(frame: Frame, text: Localized, sources: tuple[str, ...], *more: Inline) -> tuple[Inline, ...]:
    return frame.lines(*more, frame.attribution(sources[:_CREDITED]), frame.untranslated(text))
