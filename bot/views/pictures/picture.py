"""Picture model: immutable plain text for `render.picture`, which alone knows faces, sizes and colours.

Every text is in the words of its reader already: localized, dated, in their digits. They hold no markup. Values set
into a sentence are isolated (`i18n.direction`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language that it is in: where that is not the picture's, it keeps its own direction."""

    words: str
    language: Language


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """A quotation as a picture; `words` come without quotation marks.

    `details` are lines below the speaker (role; occasion and day), `notes` lines at the foot (that it is a translation,
    the source). `shortened` is what the picture says where it could not hold all of the words.
    """

    language: Language
    story: Text
    words: Text
    speaker: Text
    details: tuple[Text, ...]
    notes: tuple[Text, ...]
    shortened: str
    mark: str


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as a picture: title and standfirst; `kicker` is the line above."""

    language: Language
    kicker: str
    title: Text
    standfirst: Text
    notes: tuple[Text, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An event on a timeline picture: its date, or that none is known, and what happened."""

    date: str
    text: Text
    is_marked: bool = False


ENTRIES = 7
"""Entries on a timeline picture at most: more are read on the page."""


@dataclass(frozen=True, slots=True)
class TimelineCard:
    """A timeline as a picture; of entries that do not fit, those nearest to the marked one are kept.

    `earlier` and `later` say how many more there are, by their number from 1: as many as there are entries.
    """

    language: Language
    story: Text
    entries: tuple[TimelineEntry, ...]
    notes: tuple[Text, ...]
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns under a heading, one a day in order; `total` and the `highest` column's value are in words."""

    heading: str
    total: str
    highest: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChartCard:
    """Charts below each other, over the period that they cover."""

    language: Language
    title: str
    period: str
    charts: tuple[Chart, ...]
    mark: str


Picture = QuoteCard | StoryCard | TimelineCard | ChartCard
