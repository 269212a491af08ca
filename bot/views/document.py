"""Document model: immutable blocks of plain text, independent of Telegram markup.

`render/` alone knows markup, quotation marks and direction marks; whoever composes a document states what things are. A
text inserted into a sentence (a name, a number, a handle) comes isolated from the catalogue (`i18n.catalogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model.reader import Digits

if TYPE_CHECKING:
    from bot.model.language import Language
    from bot.views.callback_data import Link, PageLink


class Style(StrEnum):
    """The style of a run of words."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    r"""Words in one style, leading to `url` where there is one; `\n` in them begins a new line.

    `language` is that of words set in from elsewhere (a name, a title, a command): they are kept apart from the words
    around them. None for the words of the sentence itself. `moment` is the point in time (Unix seconds) that the words
    tell: clients show it in their own zone. Of what is `verbatim` the quotation marks stay as they were typed.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    language: Language | None = None
    moment: int | None = None
    verbatim: bool = False


Inline = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's title. `kicker` is the line above it: what it belongs to.

    `language` is that of its words where it differs from the page's; `name` is what `Contents` know its section by.
    """

    text: Inline
    level: int = 2
    kicker: Inline = ()
    language: Language | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """Table of contents: names of headings and their labels."""

    entries: tuple[tuple[str, Inline], ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """For a setting that marks an item by the numbers of its sources: their ids, and the notes without their names."""

    sources: tuple[str, ...]
    notes: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A location in degrees of WGS 84; `name` is the caption of its map."""

    name: Inline
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `language` is that of its words where it differs from the page's: it keeps its own direction.

    `item` is the id of what it tells, where it tells one; `lead` sets it apart as the opening, `note` as an aside,
    `foot` as the page's last line. `above` keeps it with what follows. `notes` are lines below it.
    """

    text: Inline
    item: str | None = None
    language: Language | None = None
    lead: bool = False
    note: bool = False
    foot: bool = False
    above: bool = False
    notes: tuple[Inline, ...] = ()
    cited: Cited | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short points, each an item."""

    points: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, its quotation marks left to the renderer; `credit` says who, as what, when, where.

    `language` is that of the words; `notes` are lines below (that it is a translation, the source).
    """

    item: str
    words: str
    language: Language
    credit: Inline
    notes: tuple[Inline, ...] = ()
    cited: Cited | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on a date, person or organisation: `head` names it, and is empty if no date is known.

    `text` may be empty. `language` is that of the text where it differs from the page's; `notes` are lines below.
    Entries that follow each other in one `period` (a month, a year) may stand below its name; `short` is then what is
    left of the head.
    """

    item: str
    head: Inline
    text: Inline = ()
    language: Language | None = None
    notes: tuple[Inline, ...] = ()
    cited: Cited | None = None
    period: Inline = ()
    short: Inline = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in order; heads are dates."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """People or organisations; heads are names."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered source, by the number that all pages of its story know it by: `text` may hold its link.

    `notes` are lines below.
    """

    item: str
    text: Inline
    notes: tuple[Inline, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """The sources, in the order of their numbers."""

    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture at a `path` of the public pages, with what is seen on it and whom to credit.

    `url` is where servers fetch it; empty where there are no public pages: then it is not shown.
    """

    path: str
    description: Run
    credit: Inline
    url: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """Background below a title, for who wants it: folded away where that can be, else as if it stood there openly."""

    title: Inline
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A button that leads to one of these: a place of ours (`link`) or a web address (`url`).

    Or to the choice of a chat for what inline mode offers for words (`share`), or it copies a text (`copy`, at most 256
    characters).
    """

    label: str
    link: Link | None = None
    url: str | None = None
    share: str | None = None
    copy: str | None = None


Block = Heading | Contents | Paragraph | Points | Quotation | Timeline | Profiles | Notes | Details | Figure
Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One page as a reader is to see it: blocks, buttons below, and the link (`place`) that leads to its beginning.

    `place` is None for a page of no story (help, lists); it makes the links of ◀ and ▶ where the page is divided.
    `digits` are those of the numbers that the renderer sets: of sources, and of the page among several.
    `footnotes` are the sources that its items may cite, for a setting that marks them by number.
    """

    language: Language
    blocks: tuple[Block, ...]
    buttons: Buttons = ()
    place: PageLink | None = None
    footnotes: tuple[Note, ...] = ()
    digits: Digits = Digits.LATIN
