"""Renders a document as HTML messages, split between items, with ◀ ▶ buttons between the pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.render import html, lines
from bot.render.html import Size
from bot.render.lines import Piece
from bot.render.pagination import keep_with_next, keyboard, position
from bot.render.split_text import cut
from bot.views.document import Figure, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.render.html import Html
    from bot.render.pagination import Place
    from bot.views.document import Document

Group = tuple[Piece, ...]
"""Headings and the piece that they head."""

_GAP = "\n\n"
_DOT = " · "
_NO_PREVIEW = {"is_disabled": True}
_POSITION = Size(units=12, raw=24)  # " · 999/999", of digits that may take two bytes


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message's text; `places` are the items and parts on it, the first of them where it begins."""

    html: str
    places: tuple[Place, ...]


def paginate(document: Document, begin: str | None = None) -> tuple[MessagePage, ...]:
    """Split the document into as few messages as whole items allow; each repeats the title and shows its position.

    A heading stays with what follows it; an item longer than a message is split over several. The item `begin` begins
    a message, with the headings above it.
    """
    title = lines.head(document)
    pages = _fill_pages(title, lines.body(document), begin)
    return tuple(
        MessagePage(_html(title, page, position(document, number, len(pages)) if len(pages) > 1 else None), places)
        for number, (page, places) in enumerate(zip(pages, _places(pages), strict=True), 1)
    )


def as_one_message(document: Document) -> Html:
    """Render the document as one message, even if it is too long: the caller shortens it until it fits."""
    title = lines.head(document)
    pieces = (*([title] if title else []), *lines.body(document))
    return html.join([html.lines(piece.lines) for piece in pieces], _GAP)


def message(document: Document, pages: tuple[MessagePage, ...], index: int) -> dict[str, Any]:
    """Return the parameters of sendMessage or editMessageText for one page, without the chat."""
    rows = keyboard(document, pages, index)
    preview = _preview(document) if index == 0 else None
    parameters = {"text": pages[index].html, "parse_mode": "HTML", "link_preview_options": preview or _NO_PREVIEW}
    return parameters | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})


def _preview(document: Document) -> dict[str, Any] | None:
    """Return the picture of the document as a preview above its text; None where it has none."""
    url = next((block.url for block in document.blocks if isinstance(block, Figure)), "")
    return {"url": url, "prefer_large_media": True, "show_above_text": True} if url else None


def caption(document: Document) -> dict[str, Any]:
    """Return the parameters of a photo's caption, however long it is, and of its buttons."""
    parameters = message(document, (MessagePage(as_one_message(document).markup, ()),), 0)
    del parameters["link_preview_options"]
    return {"caption": parameters.pop("text"), **parameters}


@dataclass(slots=True)
class _PageBuilder:
    """A message that is being filled."""

    size: Size
    pieces: list[Piece] = field(default_factory=list)

    def fits(self, group: Group) -> bool:
        """Whether there is room for the group."""
        hopeless = sum(len(piece.text) for piece in group) > html.LIMIT.units
        return not hopeless and sum(map(_size, group), self.size).fits

    def add(self, group: Group) -> None:
        """Append the group."""
        self.pieces.extend(group)
        self.size = sum(map(_size, group), self.size)

    def part(self, group: Group) -> tuple[Group, Group]:
        """Split the group's last piece at the remaining room."""
        *headings, piece = group
        first, rest = cut(piece, lambda part: self.fits((*headings, part)))
        return (*headings, first), (rest,)


def _fill_pages(title: Piece | None, pieces: Iterable[Piece], begin: str | None) -> list[_PageBuilder]:
    room = (_size(title) if title else Size()) + _POSITION
    pages = [_PageBuilder(room)]
    for next_group in keep_with_next(pieces):
        group = next_group
        begins = begin is not None and group[-1].item == begin
        if begins:
            begin = None
        if pages[-1].pieces and (begins or not pages[-1].fits(group)):
            pages.append(_PageBuilder(room))
        while not pages[-1].fits(group):
            first, group = pages[-1].part(group)
            pages[-1].add(first)
            pages.append(_PageBuilder(room))
        pages[-1].add(group)
    return pages


def _places(pages: Iterable[_PageBuilder]) -> Iterator[tuple[Place, ...]]:
    item: str | None = None
    part = -1
    for page in pages:
        places: list[Place] = []
        for piece in page.pieces:
            if not piece.heading and (piece.item or not places):
                part = part + 1 if piece.item in {None, item} else 0
                item = piece.item or item
                places.append((item, part))
        yield tuple(places)


def _html(title: Piece | None, page: _PageBuilder, position: str | None) -> str:
    pieces = list(page.pieces)
    if title:
        *above, last = title.lines
        runs = (*last.runs, Run(f"{_DOT}{position}")) if position else last.runs
        pieces.insert(0, Piece((*above, replace(last, runs=runs))))
    return _GAP.join(html.lines(piece.lines).markup for piece in pieces)


def _size(piece: Piece) -> Size:
    """Return the size of the piece with the gap below it."""
    return html.lines(piece.lines).size + Size(len(_GAP), len(_GAP))
