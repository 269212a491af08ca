"""Renders blocks as fragments of rich HTML before pagination, with their open containers (tables, lists, details).

The tags are those of Telegram's "Rich HTML style" (core.telegram.org/bots/api#rich-message-formatting-options).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from itertools import chain, groupby
from typing import TYPE_CHECKING

from bot.i18n.dates import unbroken
from bot.i18n.direction import END, ISOLATE, against
from bot.render.html import Line, units
from bot.render.lines import Piece, split, typeset
from bot.render.quotation_marks import quote
from bot.render.rich_fragments import Container, Fragment
from bot.render.split_text import cut
from bot.views.document import (
    Contents,
    Details,
    Figure,
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.model.language import Language
    from bot.views.document import Block, Cited, Document, Entry, Inline, Note, Place

_CHUNK_UNITS = 3000  # UTF-16 units of a text that stay in one fragment, and
_CHUNK_RAW = 12_000  # bytes of their HTML
_PULL_QUOTE = 160  # UTF-16 units up to which a quotation can be set large: the longest of these on a page is
_FOLDED = 600  # from which a quotation is folded until it is tapped
_LONG = 280  # UTF-16 units from which a person's text is folded
_CITED_RAW = 12_000  # bytes of the footnotes that one item may bring with it
_ZOOM = 6  # of a map: a country
_DOT = " · "
_KEPT_DOT = "\u00a0· "  # in a credit, which breaks: no line of it begins with the dot
_JOINER = "\u2060"  # before a mark, which may not stand alone on a line
_DASH = "— "  # a credit that has a place of its own needs none


@dataclass(slots=True)
class BlockRenderer:
    """Renders the blocks of a page; `numbers` and `sizes` (bytes) are those of sources that can be footnotes."""

    page: Language
    numbers: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    pull_quote: str | None = None  # the item id of the quotation that is set large

    @classmethod
    def of(cls, document: Document) -> BlockRenderer:
        """Make a renderer that knows the document's footnotes."""
        bare = cls(document.language)
        sizes = {note.item: bare.note(note, 0).raw for note in document.footnotes}
        numbers = {note.item: note.number for note in document.footnotes}
        return cls(document.language, numbers, sizes, _strongest(document.blocks))

    def head(self, heading: Heading, position: str = "") -> list[Fragment]:
        """Render the page's title, followed by its position."""
        kicker = [Fragment(f"<p>{self._html(heading.kicker)}", "</p>")] if heading.kicker else []
        runs = (*heading.text, Run(position)) if position else heading.text
        return [*kicker, Fragment(f"<h1>{self._html(runs, heading.language)}", "</h1>")]

    def body(self, blocks: Iterable[Block]) -> Iterator[Fragment]:
        """Render everything below the title."""
        for block in blocks:
            if not (isinstance(block, Heading) and block.level == 1):
                yield from self._fragments(block)

    def note(self, note: Note, index: int) -> Fragment:
        """Render a source as the target of its marks."""
        runs = (Run(f"{note.number or index}. "), *note.text)
        before = f'<p><tg-reference name="{note.item}">{self._html(runs)}</tg-reference>'
        return Fragment(before, f"{self._below(note.notes)}</p>", item=note.item, note=note.item)

    def _fragments(self, block: Block) -> Iterator[Fragment]:
        match block:
            case Heading(name=name):
                anchor = f'<a name="{name}"></a>' if name else ""
                words = self._html(block.text, block.language)
                tag = f"h{block.level}"
                yield Fragment(f"{anchor}<{tag}>{words}", f"</{tag}>", 1 + bool(name), heading=True, name=name)
            case Contents(entries):
                labels = tuple((name, self._html(label)) for name, label in entries)
                yield Fragment("", "", 1 + 2 * len(labels), contents=labels)
            case Paragraph():
                yield from self._paragraph(block)
            case Points(points):
                yield from self._points(points)
            case Quotation():
                yield from self._quotation(block)
            case Timeline(entries):
                yield from self._timeline(entries)
            case Profiles(entries):
                yield from chain.from_iterable(map(self._profile, entries))
            case Notes(notes):
                yield from (self.note(note, index) for index, note in enumerate(notes, 1))
            case Details(title, blocks):
                yield from self._details(title, blocks)
            case Figure():
                yield from self._figure(block)

    def _details(self, title: Inline, blocks: Iterable[Block]) -> Iterator[Fragment]:
        container = Container(f"<details><summary>{self._html(title)}</summary>", "</details>")
        for fragment in self.body(blocks):
            yield replace(fragment, within=(container, *fragment.within), blocks=fragment.blocks + 1)

    def _points(self, points: Iterable[Paragraph]) -> Iterator[Fragment]:
        container = Container("<ul>", "</ul>")
        for point in points:
            yield from self._body_text(point, ("<li>", "</li>", 2), "<br>", within=(container,))

    def _figure(self, block: Figure) -> Iterator[Fragment]:
        """Render a picture, which the server fetches; `telegram_api.features.cover_figures` takes it out again."""
        if block.url:
            says = self._html((block.description,), block.description.language)
            caption = f"<figcaption>{says}<cite>{self._html(block.credit)}</cite></figcaption>"
            yield Fragment(f'<figure><img src="{escape(block.url)}"/>{caption}', "</figure>", 2, maps=1)

    def _paragraph(self, block: Paragraph) -> Iterator[Fragment]:
        tag = "footer" if block.foot else "p"
        runs = block.text
        if block.lead:
            runs = tuple(replace(run, style=Style.STRONG) if run.style is Style.PLAIN else run for run in runs)
        between = "<br>" if block.foot else "</p><p>"
        styled = replace(block, text=runs)
        lines = max(len("".join(run.text for run in runs).split("\n")), 1)
        yield from self._body_text(styled, (f"<{tag}>", f"</{tag}>", lines), between)

    def _body_text(
        self, block: Paragraph, around: tuple[str, str, int], between: str, within: tuple[Container, ...] = ()
    ) -> Iterator[Fragment]:
        """Render a paragraph's portions, each with `around` it and `between` its lines, its notes after the last."""
        start, end, blocks = around
        cites, marks = self._marks(block.cited, block.language or self.page)
        notes = self._below(block.cited.notes if block.cited and cites else block.notes)
        lines = typeset(block.text, block.language or self.page, aside=block.note)
        for chunk, is_last in _chunks([line for line in lines if line.text.strip()]):
            words = self._lines(chunk, between, marks if is_last else "")
            tail = f"{words}{notes}" if is_last else words
            cited = cites if is_last else ()
            yield Fragment(start, f"{tail}{end}", blocks, block.item, within, block.above, cites=cited)

    def _quotation(self, block: Quotation) -> Iterator[Fragment]:
        cites, marks = self._marks(block.cited, self.page)
        notes = block.cited.notes if block.cited and cites else block.notes
        credit = block.credit
        if credit and credit[0].text == _DASH:
            credit = (replace(credit[0], text=""), *credit[1:])
        for note in notes:  # a note below the quotation could be taken for the next one's
            credit = (*credit, Run(_DOT), *note)
        credit = tuple(replace(run, text=unbroken(run.text.replace(_DOT, _KEPT_DOT))) for run in credit)
        cite = f"<cite>{self._html(credit)}{marks}</cite>"
        lines = [Line(runs, block.language) for runs in split((Run(quote(block.words, block.language)),))]
        tag = "aside" if block.item == self.pull_quote else "blockquote"
        start = "<blockquote expandable>" if units(block.words) > _FOLDED else f"<{tag}>"
        for chunk, is_last in _chunks(lines):
            words = "<br>".join(self._line(line) for line in chunk)
            tail = f"{words}{cite}</{tag}>" if is_last else f"{words}</{tag}>"
            yield Fragment(start, tail, 2, block.item, cites=cites if is_last else ())

    def _timeline(self, entries: Sequence[Entry]) -> Iterator[Fragment]:
        """Entries of a period in a table, others one below the other: clients lose the links of a one-row table.

        Maps, which a table cannot hold, stand below their period.
        """
        container = Container("<table striped>", "</table>")
        for _, group in groupby(entries, key=lambda entry: entry.period or entry.item):
            maps: list[Fragment] = []
            for entry in group:
                yield from self._row(entry, container) if entry.period else self._entry(entry)
                maps += [self._map(entry.short, entry.place)] if entry.place else []
            yield from maps
            if maps:
                container = replace(container)

    def _row(self, entry: Entry, container: Container) -> Iterator[Fragment]:
        cites, marks = self._marks(entry.cited, entry.language or self.page)
        notes = self._below(entry.cited.notes if entry.cited and cites else entry.notes)
        period = f'<tr><th colspan="2">{self._html(entry.period)}</th></tr>'
        head = self._html(entry.short)
        start = "<tr><td>" if head else '<tr><td colspan="2">'
        for chunk, is_last in _chunks(typeset(entry.text, entry.language or self.page)):
            words = self._lines(chunk, "<br>", marks if is_last else "")
            tail = f"{words}{notes}" if is_last else words
            cells = f"{head}</td><td>{tail}" if head else tail
            cited = cites if is_last else ()
            yield Fragment(start, f"{cells}</td></tr>", 2, entry.item, (container,), cites=cited, period=period)

    def _entry(self, entry: Entry) -> Iterator[Fragment]:
        start = f"<p>{self._html(entry.head)}<br>" if entry.head and entry.text else "<p>"
        language = entry.language if entry.text else None
        text = Paragraph(entry.text or entry.head, entry.item, language, notes=entry.notes, cited=entry.cited)
        yield from self._body_text(text, (start, "</p>", 1), "<br>")

    def _profile(self, entry: Entry) -> Iterator[Fragment]:
        if units("".join(run.text for run in entry.text)) <= _LONG:
            yield from self._entry(entry)
            return
        container = Container(f"<details><summary>{self._html(entry.head)}</summary>", "</details>")
        text = Paragraph(entry.text, entry.item, entry.language, notes=entry.notes, cited=entry.cited)
        for fragment in self._body_text(text, ("<p>", "</p>", 1), "<br>"):
            yield replace(fragment, within=(container,), blocks=2)

    def _map(self, day: Inline, place: Place) -> Fragment:
        position = f'lat="{place.latitude:.6f}" long="{place.longitude:.6f}" zoom="{_ZOOM}"'
        caption = f"<figcaption>{self._html((*day, Run(_DOT), *place.name) if day else place.name)}</figcaption>"
        return Fragment("", f"<figure><tg-map {position}/>{caption}</figure>", 2, maps=1)

    def _marks(self, cited: Cited | None, language: Language) -> tuple[tuple[str, ...], str]:
        """Return the sources that can be footnotes, and their marks; a mark beyond the limit links nowhere."""
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
        """Render lines with `between` them; the marks follow the last, and run in its direction."""
        ends = [""] * (len(lines) - 1) + [marks]
        return between.join(map(self._line, lines, ends)) if lines else marks

    def _line(self, line: Line, marks: str = "") -> str:
        """Render a line; one that runs against the page keeps its direction however the client lays the block out."""
        html = line.html.markup + marks
        return html if line.language.rtl is self.page.rtl else against(html, line.language)

    def _below(self, notes: Iterable[Inline]) -> str:
        return "".join(f"<br>{self._html(note, aside=True)}" for note in notes)


def _strongest(blocks: Sequence[Block]) -> str | None:
    """Return the quotation to set large: the longest of those that are short enough, rather than a fragment."""
    quotations = [block for block in blocks if isinstance(block, Quotation) and units(block.words) <= _PULL_QUOTE]
    return max(quotations, key=lambda block: units(block.words)).item if quotations else None


def _chunks(lines: Sequence[Line]) -> Iterator[tuple[tuple[Line, ...], bool]]:
    """Split the lines into chunks that fit any message; yield each with whether it is the last."""
    rest = Piece(tuple(lines))
    while not _fits_chunk(rest):
        first, rest = cut(rest, _fits_chunk)
        yield first.lines, False
    yield rest.lines, True


def _fits_chunk(piece: Piece) -> bool:
    if units(piece.text) > _CHUNK_UNITS:
        return False
    return sum(line.html.size.raw for line in piece.lines) <= _CHUNK_RAW
