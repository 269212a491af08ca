"""Divides a story's pieces into pages, and leads references to the page that their item is on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.site import structured_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.site.pieces import Piece

STUB = 48  # bytes of a reference to an item that is on another page
_SECTION = 700  # bytes of what stands around a section's items
_GROUP = 220  # bytes of a heading within it
_REFERENCE = re.compile(r'href="#([^"]+)"')  # quotation marks of texts are escaped


def paginate(pieces: Sequence[Piece], first: int, other: int) -> list[list[Piece]]:
    """Divide pieces into pages, in order: of at most `first` bytes the first, `other` bytes the others.

    Where there are several, the first has room for a reference to each item that it has not. A piece that is larger
    than a page has one of its own.
    """
    if sum(_sizes(pieces)) <= first:
        return [list(pieces)]
    room = first - STUB * sum(piece.item is not None for piece in pieces)
    pages: list[list[Piece]] = [[]]
    taken = 0
    for piece in pieces:
        size = _size(piece, pages[-1][-1] if pages[-1] else None)
        if pages[-1] and taken + size > room:
            pages.append([])
            taken, room = 0, other
            size = _size(piece, None)
        pages[-1].append(piece)
        taken += size
    return pages


def pages_of(pages: Iterable[Iterable[Piece]]) -> dict[str, int]:
    """Map the id of each item to the number of its page, and of each section to that of the page where it begins."""
    places: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        for piece in page:
            places.setdefault(f"_{piece.section}", number)
            if piece.item:
                places[piece.item] = number
    return places


def lead(html: str, number: int, places: Mapping[str, int], reference: Callable[[int], str]) -> str:
    """Lead the references of a page to items that are on others, by the `reference` to each page."""

    def replaced(match: re.Match[str]) -> str:
        page = places.get(match[1], number)
        return match[0] if page == number else f'href="{reference(page)}#{match[1]}"'

    return _REFERENCE.sub(replaced, html)


def _sizes(pieces: Sequence[Piece]) -> Iterable[int]:
    return (_size(piece, before) for piece, before in zip(pieces, (None, *pieces), strict=False))


def _size(piece: Piece, before: Piece | None) -> int:
    around = 0 if before and before.section == piece.section else _SECTION
    grouped = 0 if before and before.group == piece.group else _GROUP
    data = len(structured_data.script(piece.data).encode()) if piece.data else 0
    return len(piece.html.encode()) + data + around + grouped
