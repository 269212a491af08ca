"""A document's blocks as strips of rich HTML, before they are put on sheets: tables, lists and details held open.

The tags are those of Telegram's "Rich HTML style" (core.telegram.org/bots/api#rich-message-formatting-options).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.document import (
    Contents,
    Details,
    Heading,
    Notes,
    Paragraph,
    Points,
    Profiles,
    Quotation,
    Run,
    Style,
    Timeline,
)
from bot.i18n.direction import END, ISOLATE, against
from bot.render.cutting import cut
from bot.render.galley import Line, Piece, split, typeset
from bot.render.quotation import quote
from bot.render.setting import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.document import Block, Cited, Document, Entry, Inline, Note, Place
    from bot.language import Language

_PORTION = 3000  # UTF-16 units of a text that stay in one strip, and
_PORTION_RAW = 12_000  # bytes of their HTML
_PULLED = 160  # UTF-16 units up to which a page's first quotation is set large
_FOLDED = 600  # from which a quotation is folded until it is tapped
_LONG = 280  # from which what is told of a person is folded
_CITED_RAW = 12_000  # bytes of the footnotes that one item may bring with it
_BACK = 56  # bytes of a way back from a footnote
_ZOOM = 6  # of a map: a country
_DOT = " · "
_JOINER = "\u2060"  # before a mark, which may not stand alone on a line
_DASH = "— "  # a credit that has a place of its own needs none


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """What strips stand in together: a list, a table, or details with their title. Each is but itself."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """HTML that is not parted; an anchor, or the ways back from a footnote, may stand between `before` and `after`.

    `blocks` counts as Telegram does; `cites` are the footnotes that it leads to, `note` the one that it is, `name` the
    section that it heads. `period` is a row that stands above it, unless one like it stands there already.
    """

    before: str
    after: str
    blocks: int = 1
    item: str | None = None
    within: tuple[Holder, ...] = ()
    heading: bool = False
    name: str | None = None
    cites: tuple[str, ...] = ()
    note: str | None = None
    period: str = ""
    contents: tuple[tuple[str, str], ...] = ()
    maps: int = 0
    raw: int = field(init=False)

    def __post_init__(self) -> None:
        """Count what it takes of a sheet in bytes: with an anchor, its holders, and ways back to it."""
        holders = "".join(holder.start + holder.end for holder in self.within)
        listed = "".join(label + name for name, label in self.contents)
        told = self.before + self.after + self.period + holders + listed
        anchors = _BACK * (1 + len(self.cites) + 2 * len(self.contents))
        object.__setattr__(self, "raw", len(told.encode()) + anchors)


@dataclass(slots=True)
class Galley:
    """Sets the blocks of one page. `numbers` are those of the sources that can be footnotes, `sizes` their bytes."""

    page: Language
    numbers: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    _pulled: bool = False

    @classmethod
    def of(cls, document: Document) -> Galley:
        """A galley that knows the document's footnotes."""
        bare = cls(document.language)
        sizes = {note.item: bare.note(note, 0).raw for note in document.footnotes}
        return cls(document.language, {note.item: note.number for note in document.footnotes}, sizes)

    def head(self, heading: Heading, position: str = "") -> list[Strip]:
        """The page's title, with the sheet's position behind it."""
        kicker = [Strip(f"<p>{self._html(heading.kicker)}", "</p>")] if heading.kicker else []
        runs = (*heading.text, Run(position)) if position else heading.text
        return [*kicker, Strip(f"<h1>{self._html(runs, heading.language)}", "</h1>")]

    def body(self, blocks: Iterable[Block]) -> Iterator[Strip]:
        """All that stands below the title, in its order."""
        for block in blocks:
            if not (isinstance(block, Heading) and block.level == 1):
                yield from self._strips(block)

    def note(self, note: Note, index: int) -> Strip:
        """A source as what a mark leads to, and what it leads back from."""
        runs = (Run(f"{note.number or index}. "), *note.text)
        before = f'<p><tg-reference name="{note.item}">{self._html(runs)}</tg-reference>'
        return Strip(before, f"{self._below(note.notes)}</p>", item=note.item, note=note.item)

    def _strips(self, block: Block) -> Iterator[Strip]:  # noqa: C901 - one for each kind
        match block:
            case Heading(name=name):
                anchor = f'<a name="{name}"></a>' if name else ""
                words = self._html(block.text, block.language)
                tag = f"h{block.level}"
                yield Strip(f"{anchor}<{tag}>{words}", f"</{tag}>", 1 + bool(name), heading=True, name=name)
            case Contents(entries):
                listed = tuple((name, self._html(label)) for name, label in entries)
                yield Strip("", "", 1 + 2 * len(listed), contents=listed)
            case Paragraph():
                yield from self._paragraph(block)
            case Points(points):
                holder = Holder("<ul>", "</ul>")
                for point in points:
                    yield from self._told(point, ("<li>", "</li>", 2), "<br>", within=(holder,))
            case Quotation():
                yield from self._quotation(block)
            case Timeline(entries):
                yield from self._timeline(entries)
            case Profiles(entries):
                for entry in entries:
                    yield from self._profile(entry)
            case Notes(notes):
                yield from (self.note(note, index) for index, note in enumerate(notes, 1))
            case Details(title, blocks):
                yield from self._details(title, blocks)

    def _details(self, title: Inline, blocks: Iterable[Block]) -> Iterator[Strip]:
        holder = Holder(f"<details><summary>{self._html(title)}</summary>", "</details>")
        for strip in self.body(blocks):
            yield replace(strip, within=(holder, *strip.within), blocks=strip.blocks + 1)

    def _paragraph(self, block: Paragraph) -> Iterator[Strip]:
        tag = "footer" if block.foot else "p"
        runs = block.text
        if block.lead:
            runs = tuple(replace(run, style=Style.STRONG) if run.style is Style.PLAIN else run for run in runs)
        between = "<br>" if block.foot else "</p><p>"
        told = replace(block, text=runs)
        lines = max(len("".join(run.text for run in runs).split("\n")), 1)
        yield from self._told(told, (f"<{tag}>", f"</{tag}>", lines), between)

    def _told(
        self, block: Paragraph, around: tuple[str, str, int], between: str, within: tuple[Holder, ...] = ()
    ) -> Iterator[Strip]:
        """A paragraph's portions, each with `around` it, its lines with `between` them, its notes below the last."""
        start, end, blocks = around
        cites, marks = self._marks(block.cited, block.language or self.page)
        notes = self._below(block.cited.notes if block.cited and cites else block.notes)
        lines = typeset(block.text, block.language or self.page, aside=block.note)
        for portion, last in _portions([line for line in lines if line.text.strip()]):
            words = self._lines(portion, between, marks if last else "")
            tail = f"{words}{notes}" if last else words
            told = cites if last else ()
            yield Strip(start, f"{tail}{end}", blocks, block.item, within, cites=told)

    def _quotation(self, block: Quotation) -> Iterator[Strip]:
        cites, marks = self._marks(block.cited, self.page)
        notes = block.cited.notes if block.cited and cites else block.notes
        credit = (replace(block.credit[0], text=""), *block.credit[1:]) if _dashed(block.credit) else block.credit
        for note in notes:  # below the quotation it could belong to the next one
            credit = (*credit, Run(_DOT), *note)
        cite = f"<cite>{self._html(credit)}{marks}</cite>"
        lines = [Line(runs, block.language) for runs in split((Run(quote(block.words, block.language)),))]
        long = units(block.words)
        pulled = long <= _PULLED and not self._pulled
        self._pulled = self._pulled or pulled
        tag = "aside" if pulled else "blockquote"
        start = "<blockquote expandable>" if long > _FOLDED else f"<{tag}>"
        for portion, last in _portions(lines):
            words = "<br>".join(self._line(line) for line in portion)
            tail = f"{words}{cite}</{tag}>" if last else f"{words}</{tag}>"
            yield Strip(start, tail, 2, block.item, cites=cites if last else ())

    def _timeline(self, entries: Sequence[Entry]) -> Iterator[Strip]:
        """Entries of a period in a table, others one below the other: clients lose the links of a one-row table.

        Maps, which a table cannot hold, stand below their period.
        """
        holder = Holder("<table striped>", "</table>")
        for _, told in groupby(entries, key=lambda entry: entry.period or entry.item):
            maps: list[Strip] = []
            for entry in told:
                yield from self._row(entry, holder) if entry.period else self._entry(entry)
                maps += [self._map(entry.short, entry.place)] if entry.place else []
            yield from maps
            if maps:
                holder = replace(holder)

    def _row(self, entry: Entry, holder: Holder) -> Iterator[Strip]:
        cites, marks = self._marks(entry.cited, entry.language or self.page)
        notes = self._below(entry.cited.notes if entry.cited and cites else entry.notes)
        period = f'<tr><th colspan="2">{self._html(entry.period)}</th></tr>'
        head = self._html(entry.short)
        start = "<tr><td>" if head else '<tr><td colspan="2">'
        for portion, last in _portions(typeset(entry.text, entry.language or self.page)):
            words = self._lines(portion, "<br>", marks if last else "")
            tail = f"{words}{notes}" if last else words
            cells = f"{head}</td><td>{tail}" if head else tail
            told = cites if last else ()
            yield Strip(start, f"{cells}</td></tr>", 2, entry.item, (holder,), cites=told, period=period)

    def _entry(self, entry: Entry) -> Iterator[Strip]:
        start = f"<p>{self._html(entry.head)}<br>" if entry.head and entry.text else "<p>"
        language = entry.language if entry.text else None
        text = Paragraph(entry.text or entry.head, entry.item, language, notes=entry.notes, cited=entry.cited)
        yield from self._told(text, (start, "</p>", 1), "<br>")

    def _profile(self, entry: Entry) -> Iterator[Strip]:
        if units("".join(run.text for run in entry.text)) <= _LONG:
            yield from self._entry(entry)
            return
        holder = Holder(f"<details><summary>{self._html(entry.head)}</summary>", "</details>")
        text = Paragraph(entry.text, entry.item, entry.language, notes=entry.notes, cited=entry.cited)
        for strip in self._told(text, ("<p>", "</p>", 1), "<br>"):
            yield replace(strip, within=(holder,), blocks=2)

    def _map(self, day: Inline, place: Place) -> Strip:
        at = f'lat="{place.latitude:.6f}" long="{place.longitude:.6f}" zoom="{_ZOOM}"'
        caption = f"<figcaption>{self._html((*day, Run(_DOT), *place.name) if day else place.name)}</figcaption>"
        return Strip("", f"<figure><tg-map {at}/>{caption}</figure>", 2, maps=1)

    def _marks(self, cited: Cited | None, language: Language) -> tuple[tuple[str, ...], str]:
        """The sources that can be footnotes, and the marks that lead there; a mark of one too many leads nowhere."""
        if cited is None or not all(source in self.numbers for source in cited.sources):
            return (), ""
        reached: list[str] = []
        marks = ""
        room = _CITED_RAW
        for source in cited.sources:
            mark = f"{ISOLATE}[{self.numbers[source]}]{END}" if language.rtl else f"[{self.numbers[source]}]"
            room -= self.sizes[source]
            if room >= 0:
                reached.append(source)
                marks += f'{_JOINER}<a href="#{source}"><sup>{mark}</sup></a>'
            else:
                marks += f"{_JOINER}<sup>{mark}</sup>"
        return tuple(reached), marks

    def _html(self, runs: Inline, language: Language | None = None, *, aside: bool = False) -> str:
        return "<br>".join(self._line(line) for line in typeset(runs, language or self.page, aside=aside))

    def _lines(self, lines: Sequence[Line], between: str, marks: str) -> str:
        """The lines' HTML, with what is between them, and the marks at the end of the last, which run as it does."""
        ends = [""] * (len(lines) - 1) + [marks]
        return between.join(map(self._line, lines, ends)) if lines else marks

    def _line(self, line: Line, marks: str = "") -> str:
        """The line's HTML; one that runs against the page does so whichever way its client lays the block out."""
        html = line.setting.html + marks
        return html if line.language.rtl is self.page.rtl else against(html, line.language)

    def _below(self, notes: Iterable[Inline]) -> str:
        return "".join(f"<br>{self._html(note, aside=True)}" for note in notes)


def _dashed(credit: Inline) -> bool:
    return bool(credit) and credit[0].text == _DASH


def _portions(lines: Sequence[Line]) -> Iterator[tuple[tuple[Line, ...], bool]]:
    """The lines in portions that no sheet is too small for, and whether each is the last."""
    rest = Piece(tuple(lines))
    while not _is_portion(rest):
        first, rest = cut(rest, _is_portion)
        yield first.lines, False
    yield rest.lines, True


def _is_portion(piece: Piece) -> bool:
    if units(piece.text) > _PORTION:
        return False
    return sum(line.setting.size.raw for line in piece.lines) <= _PORTION_RAW
