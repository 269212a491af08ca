"""Where items stand on the sheets of a divided page, and the buttons that lead there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.document import Button
from bot.i18n import numbers
from bot.links import PositionLink, ShareLink, SimpleLink, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.document import Document
    from bot.links import Link, PageLink

Place = tuple[str | None, int]
"""An item and its part. What has no id is a further part of the item before it."""


class Placed(Protocol):
    """A sheet, of which it is known what stands on it."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The items and parts on it, the first of them where it begins."""
        ...


class Pieced(Protocol):
    """What a page is put together from."""

    @property
    def heading(self) -> bool:
        """Whether it stays with what follows it."""
        ...


_Piece = TypeVar("_Piece", bound=Pieced)


def kept_together(pieces: Iterable[_Piece]) -> Iterator[tuple[_Piece, ...]]:
    """Each piece after the headings before it; headings with nothing below them go last."""
    group: tuple[_Piece, ...] = ()
    for piece in pieces:
        group = (*group, piece)
        if not piece.heading:
            yield group
            group = ()
    if group:
        yield group


def find(sheets: Sequence[Placed], item: str | None, part: int) -> int | None:
    """The index of the sheet with an item's part, or its last part if it has fewer; None without such an item."""
    places = [(place, index) for index, sheet in enumerate(sheets) for place in sheet.places]
    found = [index for place, index in places if place[0] == item and place[1] <= part]
    return found[-1] if found else 0 if item is None else None


def keyboard(document: Document, sheets: Sequence[Placed], index: int) -> list[list[dict[str, Any]]]:
    """The buttons below one sheet: ◀ ▶ between several, then the document's own, aimed at where the sheet begins."""
    place = document.place
    aimed = [_aimed(row, place, sheets[index]) if place and index else row for row in document.buttons]
    pager = (
        [_pager(place, sheets, index, position(document, index + 1, len(sheets)))] if place and len(sheets) > 1 else []
    )
    return [[_button(button) for button in row] for row in (*pager, *aimed)]


def position(document: Document, number: int, count: int) -> str:
    """Which of several sheets one is, in the document's digits: '3/7'."""
    return numbers.show(f"{number}/{count}", document.digits)


def _pager(place: PageLink, sheets: Sequence[Placed], index: int, position: str) -> tuple[Button, ...]:
    before = (_neighbour("◀", place, sheets[index - 1]),) if index else ()
    after = (_neighbour("▶", place, sheets[index + 1]),) if index + 1 < len(sheets) else ()
    return (*before, Button(position, PositionLink()), *after)


def _neighbour(label: str, place: PageLink, sheet: Placed) -> Button:
    item, part = sheet.places[0]
    return Button(label, replace(place, item=item, part=part))


def _aimed(row: tuple[Button, ...], place: PageLink, sheet: Placed) -> tuple[Button, ...]:
    """The row's buttons, of which that to the other language, and the one that shares, lead to this sheet."""
    item, part = sheet.places[0]
    begin = replace(place, item=item, part=part)
    other = replace(place, language=place.language.other)
    aimed: dict[Link | None, Link] = {
        other: replace(begin, language=other.language),
        ShareLink(place): ShareLink(begin),
        SimpleLink(place): SimpleLink(begin),
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
