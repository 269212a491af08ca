"""A document as classic messages of HTML: divided at whole items, with ◀ ▶ between its sheets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.document import Run
from bot.render import galley, setting
from bot.render.cutting import cut
from bot.render.galley import Piece
from bot.render.paging import kept_together, keyboard, position
from bot.render.setting import Size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.document import Document
    from bot.render.paging import Place
    from bot.render.setting import Setting

Group = tuple[Piece, ...]
"""Headings and the piece that they head."""

_GAP = "\n\n"
_DOT = " · "
_POSITION = Size(units=12, raw=24)  # " · 999/999", of digits that may take two bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message's text; `places` are the items and parts on it, the first of them where it begins."""

    html: str
    places: tuple[Place, ...]


def divide(document: Document) -> tuple[Sheet, ...]:
    """The document's text on as few sheets as whole items allow, its title and the sheet's position on each of several.

    A heading stands on the sheet of what follows it; an item longer than a sheet has sheets of its own.
    """
    title = galley.head(document)
    sheets = _fill(title, galley.body(document))
    return tuple(
        Sheet(_html(title, sheet, position(document, number, len(sheets)) if len(sheets) > 1 else None), places)
        for number, (sheet, places) in enumerate(zip(sheets, _places(sheets), strict=True), 1)
    )


def whole(document: Document) -> Setting:
    """The document's text on one sheet, be it longer than a message: whoever composed it shortens it until it fits."""
    title = galley.head(document)
    pieces = (*([title] if title else []), *galley.body(document))
    return setting.join([setting.lines(piece.lines) for piece in pieces], _GAP)


def message(document: Document, sheets: tuple[Sheet, ...], index: int) -> dict[str, Any]:
    """The parameters of sendMessage, or of editMessageText, for one sheet, without where it goes."""
    rows = keyboard(document, sheets, index)
    parameters = {"text": sheets[index].html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return parameters | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})


@dataclass(slots=True)
class _Filling:
    """A sheet that is being filled."""

    size: Size
    pieces: list[Piece] = field(default_factory=list)

    def fits(self, group: Group) -> bool:
        """Whether there is room for the group."""
        hopeless = sum(len(piece.text) for piece in group) > setting.LIMIT.units
        return not hopeless and sum(map(_size, group), self.size).fits

    def add(self, group: Group) -> None:
        """Put the group below what there is."""
        self.pieces.extend(group)
        self.size = sum(map(_size, group), self.size)

    def part(self, group: Group) -> tuple[Group, Group]:
        """As much of the group as there is room for, and the rest of its last piece."""
        *headings, piece = group
        first, rest = cut(piece, lambda part: self.fits((*headings, part)))
        return (*headings, first), (rest,)


def _fill(title: Piece | None, pieces: Iterable[Piece]) -> list[_Filling]:
    room = (_size(title) if title else Size()) + _POSITION
    sheets = [_Filling(room)]
    for whole in kept_together(pieces):
        group = whole
        if sheets[-1].pieces and not sheets[-1].fits(group):
            sheets.append(_Filling(room))
        while not sheets[-1].fits(group):
            first, group = sheets[-1].part(group)
            sheets[-1].add(first)
            sheets.append(_Filling(room))
        sheets[-1].add(group)
    return sheets


def _places(sheets: Iterable[_Filling]) -> Iterator[tuple[Place, ...]]:
    item: str | None = None
    part = -1
    for sheet in sheets:
        places: list[Place] = []
        for piece in sheet.pieces:
            if not piece.heading and (piece.item or not places):
                part = part + 1 if piece.item in {None, item} else 0
                item = piece.item or item
                places.append((item, part))
        yield tuple(places)


def _html(title: Piece | None, sheet: _Filling, position: str | None) -> str:
    pieces = list(sheet.pieces)
    if title:
        *above, last = title.lines
        runs = (*last.runs, Run(f"{_DOT}{position}")) if position else last.runs
        pieces.insert(0, Piece((*above, replace(last, runs=runs))))
    return _GAP.join(setting.lines(piece.lines).html for piece in pieces)


def _size(piece: Piece) -> Size:
    """What the piece takes of a sheet, with the gap below it."""
    return setting.lines(piece.lines).size + Size(len(_GAP), len(_GAP))
