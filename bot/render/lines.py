"""Breaks a document's blocks into lines without markup, before pagination."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.render.html import Line
from bot.render.quotation_marks import nest, quote
from bot.views.document import (
    Contents,
    Details,
    Entry,
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
    from collections.abc import Iterable, Iterator

    from bot.model.language import Language
    from bot.views.document import Block, Document, Inline


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one item, kept together unless they exceed a message. A heading stays with what follows it."""

    lines: tuple[Line, ...]
    item: str | None = None
    heading: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "\n".join(line.text for line in self.lines)


def head(document: Document) -> Piece | None:
    """Return the page's title; None if it has none."""
    first = document.blocks[0]
    return _heading(first, document.language) if isinstance(first, Heading) and first.level == 1 else None


def body(document: Document) -> Iterator[Piece]:
    """Yield the pieces below the title."""
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level > 1:
                yield _heading(block, document.language)
        elif not isinstance(block, Contents):  # classic messages have no anchors
            yield from _pieces(block, document.language)


def _pieces(block: Block, page: Language) -> Iterator[Piece]:
    match block:
        case Paragraph():
            yield _paragraph(block, page)
        case Points(points):
            for point in points:
                yield _paragraph(replace(point, text=(Run("• "), *point.text)), page)
        case Quotation():
            yield _quotation(block, page)
        case Timeline(entries) | Profiles(entries):
            for entry in entries:
                yield _entry(entry, page)
        case Notes(notes):
            for index, note in enumerate(notes, 1):
                numbered = (Run(f"{note.number or index}. "), *note.text)
                yield Piece((*typeset(numbered, page), *_below(note.notes, page)), note.item)
        case Figure(credit=credit, url=url) if url:
            yield Piece(typeset(credit, page, aside=True))
        case Details(_, blocks):
            for inner in blocks:
                yield from _pieces(inner, page)


def _heading(heading: Heading, page: Language) -> Piece:
    strong = tuple(replace(run, style=Style.STRONG) for run in heading.text)
    kicker = typeset(heading.kicker, page) if heading.kicker else ()
    return Piece((*kicker, *typeset(strong, heading.language or page)), heading=True)


def _paragraph(block: Paragraph, page: Language) -> Piece:
    lines = typeset(block.text, block.language or page, aside=block.note)
    return Piece((*lines, *_below(block.notes, page)), block.item, heading=block.above)


def _quotation(block: Quotation, page: Language) -> Piece:
    words = split((Run(quote(block.words, block.language)),))
    quoted = (Line(runs, block.language, quoted=True) for runs in words)
    return Piece((*quoted, *typeset(block.credit, page), *_below(block.notes, page)), block.item)


def _entry(entry: Entry, page: Language) -> Piece:
    first = typeset(entry.head, page) if entry.head else ()
    text = typeset(entry.text, entry.language or page) if entry.text else ()
    return Piece((*first, *text, *_below(entry.notes, page)), entry.item)


def _below(notes: Iterable[Inline], page: Language) -> tuple[Line, ...]:
    return tuple(line for note in notes for line in typeset(note, page, aside=True))


def typeset(runs: Inline, language: Language, *, aside: bool = False) -> tuple[Line, ...]:
    """Split runs into lines and set their quotation marks; a name in another language keeps its language's marks."""
    marked = tuple(
        run if run.style is Style.CODE or run.verbatim else replace(run, text=nest(run.text, run.language or language))
        for run in runs
    )
    return tuple(Line(line, language, aside=aside) for line in split(marked))


def split(runs: Inline) -> Iterator[Inline]:
    """Yield the runs of each line."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in others:
            yield tuple(line)
            line = [replace(run, text=text)]
    yield tuple(line)
