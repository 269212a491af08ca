"""A document as classic messages of HTML: divided at whole items, with ◀ ▶ between its sheets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.document import Button, Run
from bot.links import PositionLink, ShareLink, pack
from bot.render import galley, setting
from bot.render.cutting import cut
from bot.render.galley import Piece
from bot.render.setting import Size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.document import Document
    from bot.links import Link, PageLink
    from bot.render.setting import Setting

Place = tuple[str | None, int]
"""An item and its part. What has no id is a further part of the item before it."""

Group = tuple[Piece, ...]
"""Headings and the piece that they head."""

_GAP = "\n\n"
_DOT = " · "
_POSITION = Size(units=12, raw=16)  # " · 999/999"


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
        Sheet(_html(title, sheet, f"{number}/{len(sheets)}" if len(sheets) > 1 else None), places)
        for number, (sheet, places) in enumerate(zip(sheets, _places(sheets), strict=True), 1)
    )


def whole(document: Document) -> Setting:
    """The document's text on one sheet, be it longer than a message: whoever composed it shortens it until it fits."""
    title = galley.head(document)
    pieces = (*([title] if title else []), *galley.body(document))
    return setting.join([setting.lines(piece.lines) for piece in pieces], _GAP)


def find(sheets: tuple[Sheet, ...], item: str | None, part: int) -> int | None:
    """The index of the sheet with an item's part, or its last part if it has fewer; None without such an item."""
    places = [(place, index) for index, sheet in enumerate(sheets) for place in sheet.places]
    found = [index for place, index in places if place[0] == item and place[1] <= part]
    return found[-1] if found else 0 if item is None else None


def message(document: Document, sheets: tuple[Sheet, ...], index: int) -> dict[str, Any]:
    """The parameters of sendMessage, or of editMessageText, for one sheet, without where it goes."""
    place = document.place
    aimed = [_aimed(row, place, sheets[index]) if place and index else row for row in document.buttons]
    pager = [_pager(place, sheets, index)] if place and len(sheets) > 1 else []
    keyboard = [[_button(button) for button in row] for row in (*pager, *aimed)]
    parameters = {"text": sheets[index].html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return parameters | ({"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {})


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
    for whole in _kept_together(pieces):
        group = whole
        if sheets[-1].pieces and not sheets[-1].fits(group):
            sheets.append(_Filling(room))
        while not sheets[-1].fits(group):
            first, group = sheets[-1].part(group)
            sheets[-1].add(first)
            sheets.append(_Filling(room))
        sheets[-1].add(group)
    return sheets


def _kept_together(pieces: Iterable[Piece]) -> Iterator[Group]:
    """Each piece after the headings before it; headings with nothing below them go last."""
    group: Group = ()
    for piece in pieces:
        group = (*group, piece)
        if not piece.heading:
            yield group
            group = ()
    if group:
        yield group


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


def _pager(place: PageLink, sheets: tuple[Sheet, ...], index: int) -> tuple[Button, ...]:
    before = (_neighbour("◀", place, sheets[index - 1]),) if index else ()
    after = (_neighbour("▶", place, sheets[index + 1]),) if index + 1 < len(sheets) else ()
    return (*before, Button(f"{index + 1}/{len(sheets)}", PositionLink()), *after)


def _neighbour(label: str, place: PageLink, sheet: Sheet) -> Button:
    item, part = sheet.places[0]
    return Button(label, replace(place, item=item, part=part))


def _aimed(row: tuple[Button, ...], place: PageLink, sheet: Sheet) -> tuple[Button, ...]:
    """The row's buttons, of which that to the other language, and the one that shares, lead to this sheet."""
    item, part = sheet.places[0]
    begin = replace(place, item=item, part=part)
    other = replace(place, language=place.language.other)
    aimed: dict[Link | None, Link] = {
        other: replace(begin, language=other.language),
        ShareLink(place): ShareLink(begin),
    }
    return tuple(replace(button, link=aimed.get(button.link, button.link)) for button in row)


def _button(button: Button) -> dict[str, Any]:
    if button.link is not None:
        return {"text": button.label, "callback_data": pack(button.link)}
    if button.share is not None:
        return {"text": button.label, "switch_inline_query": button.share}
    if button.copy is not None:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "url": button.url or ""}
